"""Places where lines come for others: the runs of a difference, those as one that only lines without words part."""

from collections.abc import Iterator

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import says_something


def places_of(difference: Difference) -> Iterator[Exchange]:
    """The runs in order. Two are one place if all lines between them are blank or have brackets only."""
    last: Exchange | None = None
    for run in difference.runs:
        if last is not None and not any(map(says_something, difference.new[last.new_end : run.new])):
            last = Exchange(last.old, run.old_end, last.new, run.new_end)
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last
