"""Admission of an edit and of its new text, before the account of it is taken. Pure: values in, a complaint out."""

from collections.abc import Sequence
from typing import NamedTuple

from kaptar.edit.account.check import SNIPPETS
from kaptar.edit.account.facts.comments import is_comment
from kaptar.edit.artefacts.check import check_artefacts
from kaptar.edit.artefacts.look_alikes import other_signs
from kaptar.edit.artefacts.new_lines import Exchanged, runs_of
from kaptar.edit.double_escapes import escaped_twice
from kaptar.edit.edit_syntax import is_document
from kaptar.edit.labels import fenced_file, other_file, written_label
from kaptar.edit.leftovers import left_over, other_path, wrapping_fence
from kaptar.edit.notebooks import check_notebook, is_notebook
from kaptar.edit.outcome import Complaint, Plan
from kaptar.edit.stand_for_lines import stand_in
from kaptar.edit.verify import changed_lines, check_markers, check_text

UNSIGNED = SNIPPETS | {"whole_file"}
"""Formats of which each line is the file's."""


class Brought(NamedTuple):
    """An edit and its file. ``is_told``: the caller says that the edit is the whole file."""

    edit: str
    path: str
    source: bytes
    is_told: bool


def wrong_edit(brought: Brought, plan: Plan) -> Complaint | None:
    """A second edit beside the one that was planned, a name of another file, or a format that the file cannot have."""
    if (rest := left_over(brought.edit, plan.format)) is not None:
        return "mixed_formats", f"the line {rest[:80]!r} belongs to no block of the edit; send one format"
    if plan.format == "search_replace" and (other := other_path(brought.edit, brought.path)):
        return "other_file", f"the words above a block name {other}; write each block's file on a line of its own"
    is_found = plan.format == "whole_file" and not brought.is_told and not is_document(brought.path)
    is_named = plan.format in SNIPPETS or is_found
    if is_named and (other := other_file(brought.edit, brought.path, brought.source.decode())):
        return "other_file", f"the edit names {other}, and is not for {brought.path}"
    if not is_document(brought.path) and (other := fenced_file(brought.edit, brought.path)):
        return "other_file", f"the fence around the edit names {other}, and the edit is not for {brought.path}"
    if plan.format in SNIPPETS and is_notebook(brought.path):
        return "unsupported", "a notebook is JSON; quote lines of the file, or send all of it"
    return None


def wrong_text(brought: Brought, plan: Plan, text: bytes) -> Complaint | None:
    """A line that is no part of the file, other line ends, or a notebook that would be none any more."""
    if plan.format in UNSIGNED and (label := _label_in(brought, text)):
        return "marker_in_result", f"the line {label[:80]!r} only names the file, and would be written into it; leave it out"
    if plan.format in SNIPPETS and (complaint := _check_fence(brought, text)):
        return complaint
    if plan.spans and is_notebook(brought.path) and (complaint := check_notebook(brought.source, text)):
        return complaint
    return (
        check_text(brought.source, text)
        or check_markers(brought.source, plan.spans, brought.path)
        or check_artefacts(brought.source, text, plan.spans, brought.path)
        or _check_signs_alike(brought, plan, text)
        or _check_stand_in(brought, plan, text)
        or _check_escapes(brought, plan, text)
    )


def _check_fence(brought: Brought, text: bytes) -> Complaint | None:
    """The fence that a snippet begins with does not come into the file."""
    fence = wrapping_fence(brought.edit, brought.source.decode(), text.decode("utf-8", "replace"))
    if not fence:
        return None
    return "malformed_edit", (
        f"the fence {fence[:40]!r} at the beginning of the snippet would be written into the file; close it behind the text, "
        "or leave it out"
    )


def _check_signs_alike(brought: Brought, plan: Plan, text: bytes) -> Complaint | None:
    """Where a quotation differs from the file in look-alike signs, the new lines have the file's."""
    places = [(hunk.start_line, hunk.end_line) for hunk in plan.hunks if hunk.grade == "look_alike"]
    if plan.grade != "look_alike":
        return None
    runs = [run for run in runs_of(brought.source, text, plan.spans) if _is_in(run, places)]
    if (signs := other_signs(runs, brought.source.decode())) is None:
        return None
    return "ambiguous", (
        f"the file has {signs[0]!r} where the edit writes {signs[1]!r}; write the file's sign, or quote it to change it"
    )


def _is_in(run: Exchanged, places: Sequence[tuple[int, int]]) -> bool:
    """Whether lines stand in one of some places of the old text, which count from 1; in any where no place is known."""
    return not places or any(first - 1 <= run.old + len(run.gone) and run.old < last for first, last in places)


def _check_stand_in(brought: Brought, plan: Plan, text: bytes) -> Complaint | None:
    """No line that only says that something stays comes in the place of lines that go."""
    is_patch = brought.path.lower().endswith((".diff", ".patch"))
    line = "" if is_patch else stand_in(brought.source, text, plan.spans, brought.path, is_document=is_document(brought.path))
    if not line:
        return None
    return "marker_in_result", (
        f"the line {line[:80]!r} would take the place of lines that go; quote only what changes, or write the text"
    )


def _check_escapes(brought: Brought, plan: Plan, text: bytes) -> Complaint | None:
    """No new line was escaped once too often."""
    pairs = changed_lines(brought.source, text, plan.spans)
    old, new = ("\n".join(pair[side].decode("utf-8", "replace") for pair in pairs) for side in (0, 1))
    if (what := escaped_twice(old, new, brought.source.decode(), brought.path)) == "":
        return None
    return "ambiguous", (
        f"{what!r} in the new lines may be escaped once too often, and the file has none in such a place; send the text as it is "
        "to stand in the file, or quote a place that has one"
    )


def _label_in(brought: Brought, text: bytes) -> str:
    """The line that only names the file and would come into it. A new file may begin with such a comment."""
    source = brought.source.decode()
    label = written_label(brought.edit, brought.path, source, text.decode("utf-8", "replace"))
    return label if source.strip() or not is_comment(label) else ""
