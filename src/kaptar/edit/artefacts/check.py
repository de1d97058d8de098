"""The check of new lines for signs that are no part of a file, wherever they stand. Pure: values in, a complaint out."""

from collections.abc import Iterator, Sequence
from functools import cached_property

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

_BEGINS = frozenset("0123456789Ll[")
"""What a line begins with that may begin with the number of a line."""


class _Brought:
    """What an edit brings, with both texts; these are read where a sign is suspected: most edits have none."""

    def __init__(self, source: bytes, text: bytes, spans: Sequence[Span], path: str) -> None:
        self.path, self.document = path, is_document(path)
        self.runs = runs_of(source, text, spans)
        self.came = [line for run in self.runs for line in run.came]
        self._source, self._text = source, text

    @cached_property
    def old(self) -> str:
        return _decoded(self._source)

    @cached_property
    def new(self) -> str:
        return _decoded(self._text)

    @cached_property
    def old_lines(self) -> list[str]:
        return self.old.split("\n") if self.old else []

    @cached_property
    def is_all(self) -> bool:
        """Whether all lines of the new text come."""
        return len(self.came) == self._text.removesuffix(b"\n").count(b"\n") + 1

    def has(self, *signs: str) -> bool:
        """Whether a line that comes has one of some signs."""
        return any(sign in line for line in self.came for sign in signs)


def check_artefacts(source: bytes, text: bytes, spans: Sequence[Span], path: str) -> Complaint | None:
    """No line that comes is a fence, begins with the number of a line or the sign of a diff, or is the word of a failed call.

    No sign of it is an entity, and no text is a call. What the file's other lines have is no such sign. A file of patches may
    hold anything.
    """
    if not spans or path.lower().endswith((".diff", ".patch")):
        return None
    brought = _Brought(source, text, spans, path)
    return next(_complaints(brought), None) if brought.came else None


def _complaints(brought: _Brought) -> Iterator[Complaint]:
    if brought.has("```", "~~~") and (line := _fence(brought)):
        yield "marker_in_result", _written(line, "is a fence around new text")
    if line := next(filter(None, (_numbered(run, brought) for run in brought.runs)), ""):
        yield "marker_in_result", _written(line, "begins with the number of a line")
    if line := next(filter(None, (_signed(run, brought) for run in brought.runs)), ""):
        yield "marker_in_result", _written(line, "begins with the sign of a diff")
    if brought.is_all and is_call(brought.new, brought.path) and not is_call(brought.old, brought.path):
        yield "malformed_edit", "the text is the call of a tool that is not read here; send the text of the file itself"
    if line := _failed(brought):
        yield "malformed_edit", f"the new text is {line[:80]!r}, as programs print it for what is not there; send the text itself"
    if brought.has("&") and (sign := _escaped(brought)):
        yield (
            "ambiguous",
            (
                f"{sign!r} in the new lines may be escaped once too often, and the file has none in such a place; send the "
                "text as it is to stand in the file, or quote a place that has one"
            ),
        )


def _fence(brought: _Brought) -> str:
    """A fence that comes into a file of code, or around all lines that come into a list."""
    old = brought.old
    if brought.document:
        is_list = not is_markdown(brought.path) and not has_prose(old) and "```" not in old
        return next((run.came[0].strip() for run in brought.runs if is_list and encloses(run.gone, run.came)), "")
    touched = [(run.new, run.new + len(run.came)) for run in brought.runs]
    return next((line for _, line in around_new_text(old, brought.new, touched, brought.path)), "")


def _numbered(run: Exchanged, brought: _Brought) -> str:
    if not any(line.lstrip()[:1] in _BEGINS for line in run.came[:2]):
        return ""
    return numbered(run, lambda: brought.old_lines, brought.path, document=brought.document)


def _signed(run: Exchanged, brought: _Brought) -> str:
    """A line with the sign of a diff, where all lines that come are those of a diff, or all of a text begins with pluses."""
    if run.came[0][:1] not in " +-":
        return ""
    gone, came = ([line.rstrip() for line in lines if line.strip()] for lines in (run.gone, run.came))
    if line := in_columns(gone, came):
        return line
    is_signed = len(came) > 1 and all(line.startswith("+") for line in came) and not all(line[1:2] == " " for line in came)
    return came[0] if is_signed and brought.is_all and not any(line.startswith("+") for line in brought.old_lines) else ""


def _failed(brought: _Brought) -> str:
    if not brought.is_all and all(len(run.came) > 1 for run in brought.runs):
        return ""
    whole = brought.new if brought.is_all else None
    return failed_word(brought.runs, lambda: brought.old, whole, brought.path, document=brought.document)


def _escaped(brought: _Brought) -> str:
    return escaped_signs(brought.runs, brought.old, brought.new, brought.path, document=brought.document)


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace").replace("\r\n", "\n")


def _written(line: str, what: str) -> str:
    return f"the line {line[:80]!r} {what} and would be written into the file; send the text itself"
