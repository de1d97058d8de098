"""Part: one subsystem of a hive. A new one is one file, and one line in `kaptar.hive.parts`."""

from typing import ClassVar, Protocol, TypeVar

import msgspec

from kaptar.hive.migrations import Migration


class Part(Protocol):
    """A subsystem that lives as long as its hive.

    Its constructor keeps what it is given and starts nothing: the database has its tables only when `run` begins.

    Attributes:
        name: unique among the parts of a hive, and the first half of its migrations' names.
        migrations: of the tables that it owns.
    """

    name: ClassVar[str]
    migrations: ClassVar[tuple[Migration, ...]]

    async def run(self) -> None:
        """Do the part's own work in the hive's task group until it is cancelled, then close what it opened.

        Blocking work goes to threads. What it raises ends the hive, and so does its return before it is cancelled.
        """

    def status(self) -> msgspec.Struct | None:
        """What ``kaptar status`` shows of it. Quick, from any thread; None: nothing."""


Kind = TypeVar("Kind")


def part_of(parts: "list[Part]", kind: type[Kind]) -> Kind:
    """The part of a class. Raises LookupError where there is none."""
    for part in parts:
        if isinstance(part, kind):
            return part
    raise LookupError(f"no part of the hive is a {kind.__name__}")
