"""The check of new lines for signs that are no part of a file, wherever they stand. Pure: values in, a complaint out."""

import re
from collections.abc import Sequence

from kaptar.edit.account.quoting.signs import in_columns
from kaptar.edit.artefacts.entities import escaped_signs
from kaptar.edit.artefacts.failed_calls import failed_word
from kaptar.edit.artefacts.fences import around_new_text, encloses
from kaptar.edit.artefacts.gutters import numbered
from kaptar.edit.artefacts.held import has_prose
from kaptar.edit.artefacts.new_lines import Exchanged, runs_of
from kaptar.edit.artefacts.unknown_calls import is_call
from kaptar.edit.edit_syntax import is_document, is_markdown
from kaptar.edit.outcome import Complaint, Span

_SHORT = 400
"""Bytes of a text that can be the word of a failed call."""
_BEGINS = re.compile(r"\s*[0-9Ll]")


def check_artefacts(source: bytes, text: bytes, spans: Sequence[Span], path: str) -> Complaint | None:
    """No line that comes is a fence, begins with the number of a line, or is the word of a failed call; no sign is an entity.

    What the file's other lines have is no such sign. A file of patches may hold anything.
    """
    if not spans or path.lower().endswith((".diff", ".patch")):
        return None
    runs, document = runs_of(source, text, spans), is_document(path)
    if len(text) > _SHORT and not any(map(_may_hold, runs)):
        return None
    old, new = (each.decode("utf-8", "replace").replace("\r\n", "\n") for each in (source, text))
    if line := _fence(runs, old, new, path):
        return "marker_in_result", _written(line, "is a fence around new text")
    lines = old.split("\n") if old else []
    if line := next(filter(None, (numbered(run, lines, path, document=document) for run in runs)), ""):
        return "marker_in_result", _written(line, "begins with the number of a line")
    if line := next(filter(None, (_signed(run, lines, new) for run in runs)), ""):
        return "marker_in_result", _written(line, "begins with the sign of a diff")
    if is_call(new, path) and not is_call(old, path):
        return "malformed_edit", "the text is the call of a tool that is not read here; send the text of the file itself"
    if line := failed_word(runs, old, new, path, document=document):
        return (
            "malformed_edit",
            f"the new text is {line[:80]!r}, as programs print it for what is not there; send the text itself",
        )
    if sign := escaped_signs(runs, old, new, path, document=document):
        return "ambiguous", (
            f"{sign!r} in the new lines may be escaped once too often, and the file has none in such a place; send the text as "
            "it is to stand in the file, or quote a place that has one"
        )
    return None


def _may_hold(run: Exchanged) -> bool:
    """Whether lines can have such a sign: most new lines cannot, and the files are not read for them."""
    return (
        len(run.came) == 1
        or any(_BEGINS.match(line) for line in run.came[:2])
        or any(line[:1] == "+" for line in run.came)
        or run.came[0][:1] in ("<", "[", "{", "`")
        or any("&" in line or "```" in line or "~~~" in line for line in run.came)
    )


def _signed(run: Exchanged, source: Sequence[str], text: str) -> str:
    """A line with the sign of a diff, where all lines that come are those of a diff, or all of a text begins with pluses."""
    gone, came = ([line.rstrip() for line in lines if line.strip()] for lines in (run.gone, run.came))
    if line := in_columns(gone, came):
        return line
    is_all = run.new == 0 and len(run.came) == len(text.removesuffix("\n").split("\n"))
    has_plus = any(line.startswith("+") for line in source)
    is_signed = len(came) > 1 and all(line.startswith("+") for line in came) and not all(line[1:2] == " " for line in came)
    return came[0] if is_all and is_signed and not has_plus else ""


def _fence(runs: Sequence[Exchanged], old: str, new: str, path: str) -> str:
    """A fence that comes into a file of code, or around all lines that come into a list."""
    if not any("```" in line or "~~~" in line for run in runs for line in run.came):
        return ""
    if is_document(path):
        is_list = not is_markdown(path) and not has_prose(old) and "```" not in old
        return next((run.came[0].strip() for run in runs if is_list and encloses(run.gone, run.came)), "")
    touched = [(run.new, run.new + len(run.came)) for run in runs]
    return next((line for _, line in around_new_text(old, new, touched, path)), "")


def _written(line: str, what: str) -> str:
    return f"the line {line[:80]!r} {what} and would be written into the file; send the text itself"
