"""PARTS: the list of a hive's parts, and the function that makes them."""

from collections.abc import Iterator, Sequence

from kaptar.database.migrations import Migration
from kaptar.hive.checking import Checking
from kaptar.hive.idleness import Idleness
from kaptar.hive.leases import Leases
from kaptar.hive.monitor import HookMonitor
from kaptar.hive.part import Ground, Part
from kaptar.hive.runtimes import Runtimes
from kaptar.hive.turns import Turns
from kaptar.hive.warm import WarmServers
from kaptar.hive.watch import Watch

PARTS: tuple[type[Part], ...] = (Turns, HookMonitor, Idleness, Leases, Watch, Runtimes, WarmServers, Checking)
"""In the order of their start. Each may use those before it; they end in reverse order. A new part is a line here."""


def migrations_of(kinds: Sequence[type[Part]]) -> list[Migration]:
    """The migrations of all parts. Raises ValueError where one is named after another part."""
    found = [(kind.name, each) for kind in kinds for each in kind.migrations]
    for name, each in found:
        if each.name.partition("/")[0] != name:
            raise ValueError(f"the migration {each.name} of the part {name} must be named {name}/...")
    return [each for _, each in found]


def make_parts(ground: Ground, kinds: Sequence[type[Part]] = PARTS) -> Iterator[Part]:
    """The parts of a hive, each made when it is asked for: then those before it run already. They are in ``ground.parts`` too."""
    for kind in kinds:
        part = kind.of(ground)
        ground.parts.append(part)
        yield part
