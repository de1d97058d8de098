"""Part: one subsystem of a hive. A new one is one file, and one line in `kaptar.hive.parts`."""

from typing import ClassVar, Protocol, Self, TypeVar

import msgspec

from kaptar.checks.worktrees import Worktrees
from kaptar.clock import Clock
from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.repository.places import Places
from kaptar.stop import Stop

Kind = TypeVar("Kind")


class Ground:
    """The things that a hive gives to each of its parts.

    Attributes:
        places: the paths of the repository and of its hive.
        worktrees: the settings, by file.
        store: the database, with the tables of all parts.
        clock: seconds, for idleness.
        ending: requested when the hive has to end, with the reason.
        parts: those that were made so far, in order.
    """

    def __init__(self, places: Places, worktrees: Worktrees, store: Store, clock: Clock, ending: Stop) -> None:
        self.places, self.worktrees, self.store, self.clock, self.ending = places, worktrees, store, clock, ending
        self.parts: list[Part] = []

    def part(self, kind: type[Kind]) -> Kind:
        """The part of a class. Raises LookupError where none was made so far."""
        for part in self.parts:
            if isinstance(part, kind):
                return part
        raise LookupError(f"no part of the hive is a {kind.__name__}")


class Part(Protocol):
    """A subsystem that lives as long as its hive.

    Attributes:
        name: unique among the parts of a hive, and the first half of its migrations' names.
        migrations: of the tables that it owns.
    """

    name: ClassVar[str]
    migrations: ClassVar[tuple[Migration, ...]]

    @classmethod
    def of(cls, ground: Ground) -> Self:
        """Make the part. Parts before it are running. The hive always calls `run` next."""

    async def run(self) -> None:
        """Do the part's own work in the hive's task group until it is cancelled, then close what it opened.

        Blocking work goes to threads. What it raises ends the hive, and so does its return before it is cancelled.
        """

    def status(self) -> msgspec.Struct | None:
        """What ``kaptar status`` shows of it. Quick, from any thread; None: nothing."""
