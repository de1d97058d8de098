"""Executed lines of one file, from the reports of coverage.py, istanbul (vitest, jest), go and lcov. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from kaptar.checks.proof.runners.suite import LineCoverage
from kaptar.checks.snapshot import Skipped
from kaptar.checks.tools.tool import ToolFailed
from kaptar.decoding.json import decode_json

_GO_BLOCK = re.compile(r"^(.+):(\d+)\.\d+,(\d+)\.\d+ \d+ (\d+)$", re.MULTILINE)
_LCOV_LINE = re.compile(r"^DA:(\d+),(\d+)", re.MULTILINE)
_WORD = re.compile(rb"\w")


def none_ran(source: bytes) -> LineCoverage:
    """For a file that no test has loaded."""
    return LineCoverage(frozenset(), with_code(source))


def with_code(source: bytes) -> frozenset[int]:
    """Lines that hold more than brackets, blanks and comments, in languages with the comments of C or the shell."""
    found = set()
    inside = False
    for number, line in enumerate(source.splitlines(), 1):
        text = line.strip()
        if inside or text.startswith(b"/*"):
            inside = b"*/" not in text
        elif _WORD.search(text) and not text.startswith((b"//", b"#!", b"# ")):
            found.add(number)
    return frozenset(found)


class _PythonFile(msgspec.Struct, frozen=True):
    executed_lines: list[int]
    missing_lines: list[int]


class _PythonReport(msgspec.Struct, frozen=True):
    files: dict[str, _PythonFile]


def coverage_py(report: bytes) -> LineCoverage:
    """Of ``coverage json``, which was told to look at one file. Raises ToolFailed."""
    files = _decode("coverage", report, _PythonReport).files
    found = next(iter(files.values()), None)
    return (
        LineCoverage(frozenset(found.executed_lines), frozenset(found.missing_lines))
        if found
        else LineCoverage(frozenset(), frozenset())
    )


class _Point(msgspec.Struct, frozen=True):
    line: int | None = None
    column: int | None = None


class _Range(msgspec.Struct, frozen=True):
    start: _Point
    end: _Point


class _Branch(msgspec.Struct, frozen=True):
    type: str
    locations: list[_Range]


class _IstanbulFile(msgspec.Struct, frozen=True, rename={"statements": "statementMap", "branches": "branchMap"}):
    statements: dict[str, _Range]
    branches: dict[str, _Branch]
    s: dict[str, int]
    b: dict[str, list[int]]


def istanbul(report: bytes, file: str, source: bytes) -> LineCoverage | None:
    """Of the file with an absolute path; None where the report leaves it out. Raises ToolFailed.

    A line counts as the innermost statement, or arm of ``?:``, ``&&`` and ``||``, that it lies in.
    """
    files = _decode("istanbul", report, dict[str, _IstanbulFile])
    if file not in files:
        return None
    best: dict[int, tuple[int, int]] = {}  # line -> width and count of what lies there; a small width wins, then a large count
    for first, last, count in _parts(files[file]):
        for line in range(first, last + 1):
            best[line] = min(best.get(line, (last - first, -count)), (last - first, -count))
    counts = {line: -negative for line, (_, negative) in best.items()}
    return _split(counts, source)


def _parts(file: _IstanbulFile) -> Iterator[tuple[int, int, int]]:
    """First line, last line and count of each."""
    places = [(place, file.s.get(key, 0)) for key, place in file.statements.items()]
    for key, branch in file.branches.items():
        if branch.type in ("cond-expr", "binary-expr"):
            places += zip(branch.locations, file.b.get(key, []), strict=False)
    for place, count in places:
        if place.start.line is not None:
            yield place.start.line, max(place.end.line or 0, place.start.line), count


def go(profile: bytes, file: str, source: bytes) -> LineCoverage:
    """Of the file with an import path. A line with a block that ran and one that did not has run."""
    counts: dict[int, int] = {}
    for name, first, last, count in _GO_BLOCK.findall(profile.decode("utf-8", "replace")):
        if name == file:
            for line in range(int(first), int(last) + 1):
                counts[line] = max(counts.get(line, 0), int(count))
    return _split(counts, source)


def lcov(report: bytes, files: Iterable[str], source: bytes, *, every_line: bool = False) -> LineCoverage | Skipped | None:
    """Of the first file that is named so; None where there is none.

    Args:
        every_line: the reporter counts every line, so that another number of lines means another text.
    """
    names = set(files)
    for record in report.decode("utf-8", "replace").split("end_of_record"):
        if any(line.startswith("SF:") and line[3:].strip() in names for line in record.splitlines()):
            counts = {int(line): int(count) for line, count in _LCOV_LINE.findall(record)}
            if every_line and len(counts) != len(source.splitlines()):
                return Skipped("the runner counts lines of the compiled file, not of this one", "see docs/checks.md")
            return _split(counts, source)
    return None


def _split(counts: dict[int, int], source: bytes) -> LineCoverage:
    meant = with_code(source)
    ran = frozenset(line for line, count in counts.items() if count and line in meant)
    return LineCoverage(ran, (frozenset(counts) & meant) - ran)


def _decode(name: str, report: bytes, shape: Any) -> Any:
    try:
        return decode_json(report, shape)
    except msgspec.MsgspecError:
        raise ToolFailed(f"the report of {name} cannot be read") from None
