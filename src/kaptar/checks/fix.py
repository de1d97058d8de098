"""``kaptar check --fix``: files written as the project's formatter wants them."""

from typing import NamedTuple

from kaptar.checks.check import CheckContext
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools.format import formatted
from kaptar.repository.writer import NotWritten, Step, write_below


class Fixed(NamedTuple):
    """A file that is as the formatter wants it.

    Attributes:
        by: the formatter's name; "" where nothing was to change.
        told: what the user must know besides, such as a disk that did not confirm the write.
    """

    by: str
    told: tuple[str, ...] = ()


def fix(snapshot: Snapshot, context: CheckContext) -> Fixed | Skipped:
    """Write the formatted content.

    Raises ToolFailed where the formatter gives no answer.
    """
    if snapshot.content is None:
        return snapshot.missing or Skipped("there is no content")
    outcome = formatted(snapshot, context)
    if isinstance(outcome, Skipped):
        return outcome
    if outcome.content == snapshot.content:
        return Fixed("")
    done = write_below(snapshot.file.parent, [Step(snapshot.file.name, snapshot.content, outcome.content)])
    if not isinstance(done, NotWritten):
        return Fixed(outcome.by, tuple(done.told))
    if done.kind == "stale":
        return Skipped("the file was changed meanwhile", "run it again")
    return Skipped(f"the file cannot be written: {done.said}", "make it writable, then run it again")
