"""The baseline: findings that the user has chosen to live with, as a file that ``kaptar baseline`` writes.

A line of JSON is one entry: how many findings of a rule with one fingerprint a file may have. Lines of code are not named, so
that code which moves inside its file keeps its entries. The order of the lines is that of path, rule and fingerprint.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar

import msgspec
from msgspec import Meta

from kaptar.checks.finding import Finding
from kaptar.decoding.json import decode_json
from kaptar.errors import ConfigError, InputError
from kaptar.repository.files import MOST_TEXT, Unread, read_no_link

_Shape = TypeVar("_Shape")

MOST_ENTRIES = 100_000
_MOST_NAME = 4096
_FORMAT = 1
_AGAIN = "`kaptar baseline` writes it again"
_TOO_MUCH = "set rules that find so much to off"
_BESIDE = 2
"""Lines that are no entries: the head, and what is behind the last line's end."""
_ESCAPED = re.compile(r"\\udc([89a-f][0-9a-f])")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, order=True):
    """``count`` findings of a rule in a file, all with the same fingerprint. ``path``: relative to the worktree, with ``/``."""

    path: Annotated[str, Meta(min_length=1, max_length=_MOST_NAME)]
    rule: Annotated[str, Meta(min_length=1, max_length=_MOST_NAME)]
    fingerprint: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    count: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kaptar_baseline: int


class Known(NamedTuple):
    """The findings of one check of one file, against the baseline.

    Attributes:
        counted: those that are not in it.
        known: how many are.
        unmatched: the rules of entries that match nothing any more, once for each finding that is gone.
    """

    counted: tuple[Finding, ...]
    known: int = 0
    unmatched: tuple[str, ...] = ()


class Baseline:
    """Entries by file. It never changes. Without entries it knows nothing.

    Args:
        entries: of several with the same path, rule and fingerprint the largest count holds.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._counts: dict[str, dict[tuple[str, str], int]] = {}
        for each in entries:
            counts, key = self._counts.setdefault(each.path, {}), (each.rule, each.fingerprint)
            counts[key] = max(each.count, counts.get(key, 0))

    def __bool__(self) -> bool:
        return bool(self._counts)

    @property
    def paths(self) -> Iterable[str]:
        """The files that have entries."""
        return self._counts.keys()

    def has(self, path: str) -> bool:
        return bool(self._counts) and _as_text(path) in self._counts

    def rules(self, path: str) -> tuple[str, ...]:
        """The rules of a file's entries, in order, once for each finding."""
        return _rules(self._counts.get(_as_text(path), {}))

    def sift(self, check: str, path: str, new: tuple[Finding, ...], old: tuple[Finding, ...] = ()) -> Known:
        """The findings of a check of a file that count.

        Args:
            new: with fingerprints.
            old: others of the same content, which count for nothing already: they use up entries first, so that a second copy
                of what was there before an edit is new.
        """
        counts = self._counts.get(_as_text(path), {}) if self._counts else {}
        left = Counter({key: count for key, count in counts.items() if key[0].partition("/")[0] == check})
        if not left:
            return Known(new)
        _use_up(left, old)
        counted = _use_up(left, new)
        return Known(tuple(counted), len(new) - len(counted), _rules(left))


def _use_up(left: Counter[tuple[str, str]], findings: Iterable[Finding]) -> list[Finding]:
    """Take the findings from what is left. Those of which nothing is left."""
    beyond = []
    for finding in findings:
        key = (finding.rule, finding.fingerprint)
        if left[key] > 0:
            left[key] -= 1
        else:
            beyond.append(finding)
    return beyond


def _rules(counts: Mapping[tuple[str, str], int]) -> tuple[str, ...]:
    return tuple(rule for (rule, _), count in sorted(counts.items()) for _ in range(count))


def _as_text(path: str) -> str:
    """A path as JSON can hold it: a name on the disk may be no UTF-8."""
    return path if path.isascii() else path.encode("utf-8", "backslashreplace").decode()


def names_of(path: str) -> tuple[str, ...]:
    """The names on the disk that an entry's path may stand for: itself, and one that is no UTF-8."""
    other = _ESCAPED.sub(lambda found: chr(0xDC00 + int(found[1], 16)), path)
    return (path,) if other == path else (path, other)


def entries_of(findings: Iterable[Finding]) -> list[Entry]:
    """The entries for findings, in the order of the file. Those without a fingerprint and of other worktrees get none."""
    own = (each for each in findings if each.fingerprint and not each.path.startswith("/"))
    counts = Counter((_as_text(each.path), each.rule, each.fingerprint) for each in own)
    return [Entry(*key, count) for key, count in sorted(counts.items())]


def text_of(entries: Iterable[Entry]) -> bytes:
    """The content of a baseline. Raises InputError where it is more than `read_baseline` reads."""
    lines = (_Head(_FORMAT), *entries)
    if len(lines) - 1 > MOST_ENTRIES:
        raise InputError(f"{len(lines) - 1:,} entries are more than the {MOST_ENTRIES:,} of a baseline; {_TOO_MUCH}")
    text = b"".join(msgspec.json.encode(each) + b"\n" for each in lines)
    if len(text) > MOST_TEXT:
        raise InputError(f"{len(text):,} bytes are more than the {MOST_TEXT:,} of a baseline; {_TOO_MUCH}")
    return text


def read_baseline(file: Path) -> Baseline | None:
    """The baseline in a file; None where there is no file. A link is not followed. Raises ConfigError."""
    found = read_no_link(file, MOST_TEXT)
    if not isinstance(found, Unread):
        return Baseline(_entries(found, file))
    if found.kind == "missing":
        return None
    raise ConfigError(f"{file}: the baseline is not readable: {found.reason}; {_AGAIN}")


def named_baseline(file: Path) -> Baseline:
    """The baseline in a file that the user names. Raises ConfigError where it is not there or damaged."""
    found = read_baseline(file)
    if found is None:
        raise ConfigError(f"{file}: there is no such baseline; `kaptar baseline --to FILE` writes one")
    return found


def _entries(content: bytes, file: Path) -> list[Entry]:
    lines = content.split(b"\n")
    if len(lines) > MOST_ENTRIES + _BESIDE:
        raise ConfigError(f"{file}: more than {MOST_ENTRIES:,} entries; {_TOO_MUCH}, then {_AGAIN}")
    head = _line(lines[0], _Head, file, 1)
    if head.kaptar_baseline != _FORMAT:
        raise ConfigError(
            f"{file}:1: a baseline of the format {head.kaptar_baseline}, and this version reads {_FORMAT}; {_AGAIN}"
        )
    return [_line(line, Entry, file, number) for number, line in enumerate(lines[1:], 2) if line.strip()]


def _line(line: bytes, shape: type[_Shape], file: Path, number: int) -> _Shape:
    try:
        return decode_json(line, shape)
    except (msgspec.MsgspecError, ValueError) as problem:
        raise ConfigError(f"{file}:{number}: no line of a baseline: {problem}; {_AGAIN}") from None
