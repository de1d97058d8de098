"""Hit: a place that looks like a secret, and which of several that overlap is told. Pure."""

from collections.abc import Iterable, Iterator
from math import log2
from typing import NamedTuple

from kaptar.checks.finding import RANK, Severity


class Hit(NamedTuple):
    """A place that looks like a secret.

    Attributes:
        start, end: offsets in bytes; ``end`` is behind the last one.
        message: says what it is, and shows of it no more than `mask` does.
        severity: what it is in a file that is no test and no documentation.
        certain: nothing but a real one looks like this (a right checksum), so that it counts in tests and documentation too.
    """

    start: int
    end: int
    rule: str
    message: str
    severity: Severity = "error"
    certain: bool = False


def apart(hits: Iterable[Hit]) -> list[Hit]:
    """One of each group that overlaps, in the order of their places: a certain one, then the gravest, then the first given."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: hit.start):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
        elif _weight(hit) > _weight(kept[-1]):
            kept[-1] = hit
    return kept


def _weight(hit: Hit) -> tuple[bool, int]:
    return hit.certain, RANK[hit.severity]


def places_of(content: bytes, mark: bytes) -> Iterator[int]:
    """Where a mark stands in a content, from the front, none over another."""
    at = content.find(mark)
    while at >= 0:
        yield at
        at = content.find(mark, at + len(mark))


def mask(secret: bytes) -> str:
    """What may be shown of a secret: its first four characters and its length."""
    text = secret.decode("utf-8", "replace")
    return f"{text[:4]}… ({len(text)} characters)"


def entropy(value: bytes) -> float:
    """Shannon's, in bits per character."""
    size = len(value)
    return -sum(n / size * log2(n / size) for n in (value.count(c) for c in set(value)))
