"""Verification of a plan on the host, whatever made it. Pure: bytes and spans in, a complaint out.

A guest computes the plan; these checks do not trust it. They are few, and each can be read at a glance.
"""

from collections.abc import Sequence

from kaptar.edit.byte_order import misplaced_mark
from kaptar.edit.edit_syntax import foreign_line
from kaptar.edit.outcome import Complaint, Span
from kaptar.edit.texts import strings_of


def apply_spans(source: bytes, spans: Sequence[Span]) -> bytes:
    """The source with the spans replaced. They must have passed `check_ranges`."""
    parts, at = [], 0
    for span in spans:
        parts += [source[at : span.start], span.text]
        at = span.end
    parts.append(source[at:])
    return b"".join(parts)


def check_ranges(source: bytes, spans: Sequence[Span]) -> Complaint | None:
    """Sorted, disjoint, inside of the source, between whole characters, each changing something."""
    at = 0
    for span in spans:
        if not at <= span.start <= span.end <= len(source):
            return "malformed_edit", f"the plan's ranges overlap or leave the file at byte {span.start}; nothing was changed"
        if any(_inside_character(source, edge) for edge in (span.start, span.end)):
            return "malformed_edit", f"the plan cuts a character at byte {span.start}; nothing was changed"
        at = span.end
    return None


def _inside_character(source: bytes, at: int) -> bool:
    return at < len(source) and source[at] & 0xC0 == 0x80


def check_text(source: bytes, new: bytes) -> Complaint | None:
    """The new text is UTF-8, and keeps the byte order mark and the kind of line end that the whole source has."""
    try:
        new.decode("utf-8")
    except UnicodeDecodeError as problem:
        return "not_utf8", f"the new text is not UTF-8 at byte {problem.start}"
    if source.startswith(b"\xef\xbb\xbf") and new and not new.startswith(b"\xef\xbb\xbf"):
        return "malformed_edit", "the plan drops the byte order mark; nothing was changed"
    if line := misplaced_mark(source, new):
        return "malformed_edit", f"a byte order mark would come into line {line}, which does not begin the file; leave it out"
    if b"\r" not in source and b"\r" not in new:
        return None
    feeds, pairs = source.count(b"\n"), source.count(b"\r\n")
    if feeds and pairs == feeds and new.count(b"\n") != new.count(b"\r\n"):
        return "malformed_edit", "the plan mixes LF into a file with CRLF line ends; nothing was changed"
    if feeds and not pairs and b"\r\n" in new and b"\r" not in source:
        return "malformed_edit", "the plan mixes CRLF into a file with LF line ends; nothing was changed"
    return None


def check_markers(source: bytes, spans: Sequence[Span], path: str = "") -> Complaint | None:
    """No line of an edit's own syntax comes into the file; one that the file has already may stay. See `edit_syntax`."""
    if not spans:
        return None
    text = apply_spans(source, spans)
    found = foreign_line(source, text, _touched(text, spans), path)
    if found is None:
        return None
    return "marker_in_result", f"the line {found.line!r} {found.what} and would be written into the file; send the text itself"


def _touched(text: bytes, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The lines of the new text that spans write to, as byte ranges without the last line end."""
    touched, shift = [], 0
    for span in spans:
        start = span.start + shift
        end = start + len(span.text)
        shift += len(span.text) - (span.end - span.start)
        first = text.rfind(b"\n", 0, start) + 1
        last = text.find(b"\n", end - 1 if text[end - 1 : end] == b"\n" and end > start else end)
        touched.append((first, last if last >= 0 else len(text)))
    return touched


def changed_lines(source: bytes, text: bytes, spans: Sequence[Span]) -> list[tuple[bytes, bytes]]:
    """For each span the lines of the source that it takes something of, and those of the new text that it writes to."""
    found = []
    for span, (first, last) in zip(spans, _touched(text, spans), strict=True):
        start, end = source.rfind(b"\n", 0, span.start) + 1, source.find(b"\n", max(span.end - 1, span.start))
        found.append((source[start : end if end >= 0 else len(source)], text[first:last]))
    return found


QUOTING = frozenset({"search_replace", "udiff", "v4a", "str_replace"})
"""Formats that quote every line that they take away."""

FAITHFUL = frozenset({"exact", "line_ends", "reindent", "blank_lines"})
"""Grades at which a quoted line is the file's own, its indentation and blanks at its end aside."""


def check_removals(source: bytes, spans: Sequence[Span], edit: str) -> Complaint | None:
    """Every line that goes is quoted in the edit. For formats in `QUOTING` and grades in `FAITHFUL` only."""
    text = "\n".join([edit, *strings_of(edit)])
    lines = {part for line in text.split("\n") for part in (line.strip(), line[1:].strip())}
    for span in spans:
        parts = [p.strip() for p in source[span.start : span.end].decode().split("\n")]
        for number, part in enumerate(parts):
            whole = 0 < number < len(parts) - 1
            if part and part not in lines and (whole or part not in text):
                return "unaccounted_removal", f"the plan takes the line {part[:80]!r} away, which the edit does not quote"
    return None
