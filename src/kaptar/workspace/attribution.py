"""Attribution: which session made which change of a file since the last commit. Pure.

The versions of the file are followed one after the other. A line keeps its origin in the commit until a version drops it, and has
it again when a version brings it back, so that each change has the sessions that made it, however often the file was written. So
the commit need not be one of the versions: it may have parts of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kaptar.repository.differences import LineChange, changed_lines
from kaptar.workspace.leases.model import Holder


class OwnedChange(NamedTuple):
    """Lines ``old..old_end`` of the commit (half open, from 0) became other ones.

    Attributes:
        lines: those in their place, with their ends.
        first: where these begin in the file of now, from 0.
        owners: all sessions that dropped or wrote one of the lines.
    """

    old: int
    old_end: int
    lines: tuple[bytes, ...]
    first: int
    owners: frozenset[Holder]


class _Line(NamedTuple):
    """A line of the version that was reached: its number in the commit, or -1 and who wrote it."""

    text: bytes
    origin: int
    owner: Holder | None


def attributed(committed: bytes, versions: Iterable[tuple[Holder, bytes]]) -> list[OwnedChange]:
    """The changes of a file since a commit, in order. Between two of them at least one line of the commit stays.

    Args:
        committed: the content in the commit; empty for a file that is new.
        versions: contents that followed each other, each with who wrote it; the last one is the file of now.
    """
    steps = list(versions)
    begin, end = same_ends([committed, *(content for _, content in steps)])
    base = lines_of(committed[begin : len(committed) - end])
    now = [_Line(text, number, None) for number, text in enumerate(base)]
    dropped: dict[int, Holder] = {}
    for number, (owner, content) in enumerate(steps):
        now = _followed(now, lines_of(content[begin : len(content) - end]), owner, dropped)
        if number:  # nothing comes back that has not gone before
            now = _returned(base, now, dropped)
    above = committed.count(b"\n", 0, begin)
    return [_further(change, above) for change in _changes(base, now, dropped)]


def same_ends(texts: Sequence[bytes]) -> tuple[int, int]:
    """Bytes that all texts have in common at their beginning and at their end: whole lines, and no byte twice."""
    shortest = min(texts, key=len)
    begin = min(_alike(shortest, text) for text in texts)
    begin = shortest.rfind(b"\n", 0, begin) + 1
    rest = len(shortest) - begin
    end = min(rest, *(_alike_at_end(shortest, text) for text in texts))
    cut = shortest.find(b"\n", len(shortest) - end)
    return begin, 0 if cut < 0 else len(shortest) - cut - 1


def _alike(one: bytes, other: bytes) -> int:
    """Bytes at the beginning that two texts have in common."""
    same, most = 0, min(len(one), len(other))
    while same < most:
        half = (most - same + 1) // 2
        if one[same : same + half] == other[same : same + half]:
            same += half
        else:
            most = same + half - 1
    return same


def _alike_at_end(one: bytes, other: bytes) -> int:
    """Bytes at the end that two texts have in common."""
    most = min(len(one), len(other))
    return _alike(one[len(one) - most :][::-1], other[len(other) - most :][::-1])


def _further(change: OwnedChange, lines: int) -> OwnedChange:
    """The change of a text that has so many lines more above."""
    return change._replace(old=change.old + lines, old_end=change.old_end + lines, first=change.first + lines)


def lines_of(text: bytes) -> list[bytes]:
    """Lines with their ends; line feeds alone end one."""
    return [*(line + b"\n" for line in text.split(b"\n")[:-1]), *filter(None, text.split(b"\n")[-1:])]


def with_changes(committed: bytes, changes: Sequence[OwnedChange]) -> bytes:
    """The content of the commit with some of the changes, which are in order."""
    base, out, at = lines_of(committed), list[bytes](), 0
    for change in changes:
        out += [*base[at : change.old], *change.lines]
        at = change.old_end
    return b"".join([*out, *base[at:]])


def _followed(now: list[_Line], content: list[bytes], owner: Holder, dropped: dict[int, Holder]) -> list[_Line]:
    """The lines of the next version."""
    out, at = list[_Line](), 0
    old = [line.text.decode("utf-8", "surrogateescape") for line in now]
    for change in changed_lines(old, [line.decode("utf-8", "surrogateescape") for line in content]):
        out += now[at : change.old]
        for line in now[change.old : change.old_end]:
            if line.origin >= 0:
                dropped[line.origin] = owner
        out += [_Line(text, -1, owner) for text in content[change.new : change.new_end]]
        at = change.old_end
    return out + now[at:]


def _returned(base: list[bytes], now: list[_Line], dropped: dict[int, Holder]) -> list[_Line]:
    """The lines, where those that are the commit's again have their origin."""
    if not dropped:
        return now
    out, at, new = list[_Line](), 0, list[_Line]()
    for line in (*now, _Line(b"", len(base), None)):
        if line.origin < 0:
            new.append(line)
            continue
        out += [*_matched(base, range(at, line.origin), new, dropped), line]
        at, new = line.origin + 1, []
    return out[:-1]


def _matched(base: list[bytes], gap: range, new: list[_Line], dropped: dict[int, Holder]) -> list[_Line]:
    """New lines in a gap of the commit; those that stood there have their origin again."""
    if not gap or not new:
        return new
    texts = [[each.decode("utf-8", "surrogateescape") for each in lines] for lines in
             (base[gap.start : gap.stop], [line.text for line in new])]  # fmt: skip
    out, at, old = list[_Line](), 0, 0
    end = LineChange(len(gap), len(gap), len(new), len(new))
    for change in (*changed_lines(*texts), end):
        for number, line in enumerate(new[at : change.new]):
            origin = gap.start + old + number
            dropped.pop(origin, None)
            out.append(_Line(line.text, origin, None))
        out += new[change.new : change.new_end]
        at, old = change.new_end, change.old_end
    return out


def _changes(base: list[bytes], now: list[_Line], dropped: dict[int, Holder]) -> Iterator[OwnedChange]:
    at, new, first = 0, list[_Line](), 0
    for number, line in enumerate([*now, _Line(b"", len(base), None)]):
        if line.origin < 0:
            new.append(line)
            continue
        texts = tuple(each.text for each in new)
        if list(texts) != base[at : line.origin]:
            owners = {each.owner for each in new} | {dropped.get(gone) for gone in range(at, line.origin)}
            yield OwnedChange(at, line.origin, texts, first, frozenset(filter(None, owners)))
        at, new, first = line.origin + 1, [], number + 1
