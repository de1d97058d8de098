"""V4A patches, the format of ``apply_patch``."""

import re
from collections.abc import Iterator, Sequence

from kaptar.edit.account.quoting.reading.parts import Change, Content, FileChanges, NotRead, Quotation, Step, block_of

_BEGIN, _END, _END_OF_FILE = "*** Begin Patch", "*** End Patch", "*** End of File"
_FILE = re.compile(r"\*\*\* (Add|Update|Delete) File: (.*)")
_MOVE = "*** Move to: "
_NUMBERS = re.compile(r"-[-+,0-9 ]* \+[-+,0-9 ]*")
_LONGEST = 200
"""Characters of a header that may be numbers of lines, at most."""


def is_patch(lines: Sequence[str]) -> bool:
    """Whether a patch begins in one of the lines."""
    return any(line.strip() == _BEGIN for line in lines)


def read_patch(lines: Sequence[str]) -> list[FileChanges]:
    """The parts of a patch, one for each header of a file."""
    begin = next(n for n, line in enumerate(lines) if line.strip() == _BEGIN)
    margin = len(lines[begin]) - len(lines[begin].lstrip())
    body = [line[margin:] if not line[:margin].strip() else line.lstrip() for line in lines[begin + 1 :]]
    end = next((n for n, line in enumerate(body) if line.rstrip() == _END), -1)
    if end < 0:
        raise NotRead("the patch has no end")
    heads = [n for n in range(end) if _FILE.match(body[n])]
    first = heads[0] if heads else end
    if any(line.strip() for line in body[:first]) or not heads:
        raise NotRead("the patch has lines above its first file")
    return [_part(body[a], body[a + 1 : b]) for a, b in zip(heads, [*heads[1:], end], strict=True)]


def _part(header: str, lines: Sequence[str]) -> FileChanges:
    found = _FILE.match(header)
    kind, name = (found[1], found[2].strip()) if found else ("", "")
    if kind == "Add":
        return FileChanges((name,), [created(lines)])
    if kind == "Delete":
        return FileChanges((name,), [])
    moved = lines[0].strip() if lines else ""
    if moved.startswith(_MOVE):
        return FileChanges((name, moved[len(_MOVE) :].strip()), read_hunks(lines[1:]))
    return FileChanges((name,), read_hunks(lines))


def created(lines: Sequence[str]) -> Content:
    """The text of a new file: each line has a plus."""
    lines = _filled(lines)
    if not all(line.startswith("+") for line in lines):
        raise NotRead("a new file has a line without +")
    return Content(tuple(line[1:] for line in lines))


def read_hunks(lines: Sequence[str]) -> list[Change]:
    """The hunks of one file. An ``@@`` above another one without lines between narrows the place."""
    found: list[Change] = []
    anchors: list[str] = []
    steps: list[Step] = []
    at_end = False
    for line in [*_filled(lines), "@@"]:
        if line.startswith("@@"):
            if steps:
                found.append(_hunk(steps, anchors, at_end))
                anchors, steps, at_end = [], [], False
            anchor = line[2:].strip().rstrip("@").rstrip()
            if anchor and anchor != "..." and not (len(anchor) <= _LONGEST and _NUMBERS.fullmatch(anchor)):
                anchors.append(anchor)
        elif line.rstrip() == _END_OF_FILE:
            at_end = True
        elif line[:1] in ("", " ", "-", "+"):
            steps.append((line[:1] or " ", line[1:]))
        else:
            raise NotRead(f"the line {line[:80]!r} belongs to no hunk")
    return found


def hunk_rows_of_patch(lines: Sequence[str]) -> Iterator[tuple[int, range, Quotation]]:
    """For each hunk of a patch the number of its file, its rows, and what it says."""
    end = next((n for n, line in enumerate(lines) if line.rstrip() == _END), 0)
    begin = next((n for n in range(end) if lines[n].rstrip() == _BEGIN), end)
    file = 0
    starts: list[int] = []
    for at in range(begin + 1, end + 1):
        is_head = at == end or _FILE.match(lines[at]) is not None
        opens = lines[at].startswith("@@") and not lines[at - 1].startswith("@@")
        if (is_head or opens) and starts:
            found = read_hunks(lines[starts[-1] : at])
            if len(found) != 1 or not isinstance(found[0], Quotation):
                raise NotRead("the patch has a hunk that is none")
            first = starts.pop()
            yield file, range(first, first + len(_filled(lines[first:at])) if is_head else at), found[0]
        if is_head:
            file += 1
        elif opens:
            starts.append(at)


def _hunk(steps: Sequence[Step], anchors: Sequence[str], at_end: bool) -> Quotation:
    return block_of(steps)._replace(anchors=tuple(anchors), at_end=at_end)


def _filled(lines: Sequence[str]) -> Sequence[str]:
    """The lines without the empty ones at the end."""
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    return lines[:end]
