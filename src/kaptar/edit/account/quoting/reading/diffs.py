"""Unified diffs, with right, wrong or missing line numbers."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kaptar.edit.account.quoting.reading.parts import Change, Content, FileChanges, NotRead, Quotation, Step, block_of

_NUMBERS = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))?(?![\d,])")
_SIGNATURE = re.compile(r"\d")
_NOTES = re.compile(
    r"(?:index|(?:dis)?similarity index|(?:new|deleted) file mode|(?:old|new) mode|rename (?:from|to)|Index:) ?.*"
)
_DATE = re.compile(r"\s+\d{4}-\d\d-\d\d.*")
_ESCAPE = re.compile(rb'\\([0-3][0-7]{2}|[abfnrtv"\\])')
_ESCAPED = dict(zip([b"a", b"b", b"f", b"n", b"r", b"t", b"v", b'"', b"\\"], map(bytes, zip(b'\a\b\f\n\r\t\v"\\')), strict=True))
NO_FILE = "/dev/null"
_SOME, _SOME_OF_NEW = 4, 2
"""Lines that a hunk lacks, at least, where it was cut off: one of a file, and one of a new file."""
_LONGEST_NAME = 4096
"""Characters of a name of a file that are read, at most."""


class Diff(NamedTuple):
    """The parts of a diff, and the numbers of the lines that belong to no header and no hunk.

    ``behind`` are those of them that follow a hunk directly which is not complete by its own numbers, or has none.
    """

    parts: list[FileChanges]
    beside: list[int]
    behind: list[int]


class _Open(NamedTuple):
    """A file while its hunks are read."""

    names: tuple[str, str]
    op: str
    hunks: list[Quotation]


def read_diff(lines: Sequence[str]) -> Diff:
    """The parts of a diff. Hunks of one file are one part, also where its header stands there twice."""
    files: list[_Open] = []
    beside: list[int] = []
    behind: list[int] = []
    last: tuple[int, int, Quotation] | None = None
    at = 0
    while at < len(lines):
        if lines[at].startswith("diff --git ") or is_pair(lines, at):
            file, at = _header(lines, at)
            files.append(file)
        elif is_hunk(lines[at]):
            if not files:
                files.append(_Open(("", ""), "update", []))
            hunk, end = _hunk(lines, at)
            files[-1].hunks.append(hunk)
            last = (at, end, hunk)
            if _lacks_its_change(lines[at], hunk):
                raise NotRead(f"the hunk {lines[at][:80]!r} has no line with + or -, though its numbers promise a change")
            if end < len(lines) and _is_cut(lines, at, end, hunk):
                behind.append(end)
            at = end
        else:
            beside.append(at)
            at += 1
    if last is not None and _is_cut_off(lines, last):
        raise NotRead("the diff ends within a hunk and within its fence: it was cut off")
    if last is not None and _is_cut_short(lines, last):
        raise NotRead("the last hunk has far fewer lines than its numbers promise: the diff was cut off")
    if not any(file.hunks or file.op != "update" for file in files):
        raise NotRead("the diff has no hunk")
    return Diff([_part(file) for file in _joined(files)], beside, behind)


def header_lines(lines: Sequence[str]) -> Iterator[int]:
    """The lines that name the files of a diff, outside of its hunks."""
    at = 0
    while at < len(lines):
        if lines[at].startswith("diff --git "):
            yield at
        if is_pair(lines, at):
            yield from (at, at + 1)
            at += 2
        elif is_hunk(lines[at]):
            at = max(_hunk(lines, at)[1], at + 1)
        else:
            at += 1


def hunk_rows(lines: Sequence[str]) -> Iterator[tuple[int, range, Quotation]]:
    """For each hunk the number of its file's header in the diff, its rows, and what it says. Incomplete ones have no line."""
    at = file = 0
    while at < len(lines):
        if lines[at].startswith("diff --git ") or is_pair(lines, at):
            at, file = _header(lines, at)[1], file + 1
        elif is_hunk(lines[at]):
            hunk, end = _hunk(lines, at)
            numbers = _NUMBERS.match(lines[at])
            complete = numbers is not None and (len(hunk.old), len(hunk.new)) == (int(numbers[2] or 1), int(numbers[4] or 1))
            yield file, range(at, end), hunk if complete else hunk._replace(line=None)
            at = end
        else:
            at += 1


def _is_cut(lines: Sequence[str], first: int, end: int, hunk: Quotation) -> bool:
    """Whether a line directly behind a hunk may be one of it that has lost its sign."""
    line = lines[end]
    if (
        not line.strip()
        or not lines[end - 1]
        or line.startswith(("```", "~~~", "diff --git ", "\\"))
        or is_hunk(line)
        or is_pair(lines, end)
    ):
        return False
    numbers = _NUMBERS.match(lines[first])
    return numbers is None or (len(hunk.old), len(hunk.new)) != (int(numbers[2] or 1), int(numbers[4] or 1))


def _lacks_its_change(head: str, hunk: Quotation) -> bool:
    """Whether a hunk keeps all of its lines, and its numbers say that it becomes longer or shorter."""
    numbers = _NUMBERS.match(head)
    return numbers is not None and int(numbers[2] or 1) != int(numbers[4] or 1) and hunk.old == hunk.new


def _is_cut_off(lines: Sequence[str], last: tuple[int, int, Quotation]) -> bool:
    """Whether the last hunk ends with the edit, is shorter than its numbers say, and stands in a fence that is still open."""
    first, end, hunk = last
    numbers = _NUMBERS.match(lines[first])
    if numbers is None or any(line.strip() for line in lines[end:]):
        return False
    is_open = sum(line.startswith(("```", "~~~")) for line in lines) % 2 == 1
    return is_open and (len(hunk.old) < int(numbers[2] or 1) or len(hunk.new) < int(numbers[4] or 1))


def _is_cut_short(lines: Sequence[str], last: tuple[int, int, Quotation]) -> bool:
    """Whether the last hunk ends with the edit and has far fewer lines than its numbers promise.

    It has less than half of them on each side, or lacks some and a third of them on one. Numbers that a model counted wrongly are
    off by less. Those of a new file have no lines that stay, of which there could be more or fewer.
    """
    first, end, hunk = last
    numbers = _NUMBERS.match(lines[first])
    if numbers is None or any(line.strip() and not line.startswith(("```", "~~~")) for line in lines[end:]):
        return False
    sides = [(len(side), int(number or 1)) for side, number in ((hunk.old, numbers[2]), (hunk.new, numbers[4]))]
    promised = [(given, count) for given, count in sides if count]
    some = _SOME if len(promised) > 1 else _SOME_OF_NEW
    if any(count - given >= some and 3 * (count - given) >= count for given, count in promised):
        return True
    return bool(promised) and all(2 * given < count for given, count in promised)


def is_hunk(line: str) -> bool:
    """Whether a line begins a hunk."""
    return line == "@@" or (line.startswith("@@ ") and (line.rstrip().endswith("@@") or _NUMBERS.match(line) is not None))


def is_pair(lines: Sequence[str], at: int) -> bool:
    """Whether the two names of a file stand here."""
    return lines[at].startswith("--- ") and at + 1 < len(lines) and lines[at + 1].startswith("+++ ")


def _header(lines: Sequence[str], at: int) -> tuple[_Open, int]:
    old = new = ""
    op = "update"
    if lines[at].startswith("diff --git "):
        old, new = _git_names(lines[at][len("diff --git ") :])
        at += 1
        while at < len(lines) and not (is_hunk(lines[at]) or is_pair(lines, at) or lines[at].startswith("diff --git ")):
            if not lines[at].strip() or not _NOTES.fullmatch(lines[at]):
                break
            op = _operation(lines[at], op)
            at += 1
    if at < len(lines) and is_pair(lines, at):
        one, other = _name(lines[at][4:]), _name(lines[at + 1][4:])
        op = "create" if one == NO_FILE else "delete" if other == NO_FILE else op
        old, new = (other if one == NO_FILE else one), (one if other == NO_FILE else other)
        at += 2
    return _Open((old, new), op, []), at


def _operation(note: str, op: str) -> str:
    for start, found in (("deleted file", "delete"), ("new file", "create"), ("rename ", "move")):
        op = found if note.startswith(start) else op
    return op


def _git_names(text: str) -> tuple[str, str]:
    """Both names of a header of git, which are equal in most diffs, so that blanks in them can be told."""
    half = len(text) // 2
    if text[half : half + 1] == " " and text[:half].partition("/")[2] == text[half + 1 :].partition("/")[2]:
        return _name(text[:half]), _name(text[half + 1 :])
    words = text.split(" ")
    return _name(words[0]), _name(words[-1])


def _name(text: str) -> str:
    """A name without the one letter that git puts above it."""
    name = bare_name(text)
    return name[2:] if re.match(r"[a-z][/\\]", name) else name


def bare_name(text: str) -> str:
    """A name without its time and quotes."""
    name = _DATE.sub("", text[:_LONGEST_NAME].split("\t")[0]).strip()
    return _unquoted(name[1:-1]) if len(name) > 1 and name[0] == name[-1] == '"' else name.strip('"')


def _unquoted(text: str) -> str:
    """A name that git has put in quotes, with its signs in place of their escapes: bytes that are not ASCII, quotes, tabs."""

    def sign(found: re.Match[bytes]) -> bytes:
        return bytes([int(found[1], 8)]) if len(found[1]) == 3 else _ESCAPED[found[1]]

    return _ESCAPE.sub(sign, text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")


def _hunk(lines: Sequence[str], at: int) -> tuple[Quotation, int]:
    numbers = _NUMBERS.match(lines[at])
    lengths = (int(numbers[2] or 1), int(numbers[4] or 1)) if numbers else (0, 0)
    steps: list[Step] = []
    counts = {" ": 0, "-": 0, "+": 0}
    ends: set[str] = set()
    first = at
    at += 1
    while at < len(lines) and not _ends(lines, at, counts, lengths):
        sign = lines[at][:1] or " "
        if sign == "\\":
            ends.update(steps[-1][0] if steps else "")
        else:
            sign, line = (" ", lines[at]) if sign == "\t" else (sign, lines[at][1:])
            steps.append((sign, line))
            counts[sign] += 1
        at += 1
    # Empty lines behind a hunk belong to the text around it, unless the length of the hunk counts them.
    while steps and steps[-1] == (" ", "") and not lines[at - 1] and counts[" "] + counts["-"] != (lengths[0] if numbers else -1):
        steps.pop()
        counts[" "] -= 1
        at -= 1
    final_end = None if ("-" in ends) == ("+" in ends) else "-" in ends
    start = max(int(numbers[1]) - 1, 0) if numbers else None
    heading = lines[first].rpartition("@@")[2].strip() if numbers else ""
    return block_of(steps)._replace(line=start, final_end=final_end, heading=heading), at


def _ends(lines: Sequence[str], at: int, counts: dict[str, int], lengths: tuple[int, int]) -> bool:
    """Whether a hunk ends above a line. A removed line that looks like a header belongs to it as long as it is not complete."""
    line = lines[at]
    if line[:1] not in ("", " ", "\t", "-", "+", "\\"):
        return True
    complete = counts[" "] + counts["-"] >= lengths[0] and counts[" "] + counts["+"] >= lengths[1]
    return complete and (is_pair(lines, at) or is_signature(lines, at))


def is_signature(lines: Sequence[str], at: int) -> bool:
    """Whether the end of a mail that git made stands here."""
    return lines[at] == "-- " and at + 1 < len(lines) and _SIGNATURE.match(lines[at + 1]) is not None


def _joined(files: Sequence[_Open]) -> list[_Open]:
    found: dict[tuple[tuple[str, str], str], _Open] = {}
    for file in files:
        found.setdefault((file.names, file.op), _Open(file.names, file.op, [])).hunks.extend(file.hunks)
    return list(found.values())


def _part(file: _Open) -> FileChanges:
    changes: list[Change] = [*file.hunks]
    if file.op == "create":
        ended = not file.hunks or file.hunks[-1].final_end is not False
        changes = [Content(tuple(line for hunk in file.hunks for line in hunk.new), ended)]
    return FileChanges(tuple(dict.fromkeys(name for name in file.names if name)), changes)
