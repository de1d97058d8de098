"""The running hive of one repository: its parts, made from settings and places, and what its doors ask of it."""

import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing

import msgspec

from kaptar import __version__
from kaptar.api.programs import Runtime
from kaptar.api.protocol import PROTOCOL, Health
from kaptar.api.status import HiveStatus
from kaptar.api.wire import to_json
from kaptar.checks.checker import Checker
from kaptar.checks.settings import Settings, require_newest
from kaptar.checks.worktrees import SourceOf, Worktrees
from kaptar.clients.adapter import HookAnswer
from kaptar.clients.origin import UNKNOWN, HookOrigin
from kaptar.clock import Clock, precise
from kaptar.database.store import Store
from kaptar.hive.checking import Checking
from kaptar.hive.desk import HiveDesk
from kaptar.hive.idleness import Idleness
from kaptar.hive.monitor import HookMonitor
from kaptar.hive.part import Ground, Part
from kaptar.hive.parts import PARTS, make_parts, migrations_of
from kaptar.hive.running import running
from kaptar.hive.runtimes import Runtimes
from kaptar.hive.status import ask, assemble, others
from kaptar.repository.places import Places
from kaptar.stop import Stop


class Hive:
    """A running hive, which its doors ask. Thread-safe; see `open_hive`.

    Attributes:
        ending: requested when the hive has to end. Whoever opened the hive leaves its block then.
        started: seconds since 1970.
    """

    def __init__(self, ground: Ground) -> None:
        self.places, self.ending, self._parts = ground.places, ground.ending, tuple(ground.parts)
        self.started = time.time()
        self.worktrees, self.monitor = ground.worktrees, ground.part(HookMonitor)
        self.desk = HiveDesk(self)
        self._checking, self._idleness, self._runtimes = ground.part(Checking), ground.part(Idleness), ground.part(Runtimes)

    @property
    def runtime(self) -> Runtime:
        """The runtime of now; see `use_newest`."""
        return self._runtimes.now

    @property
    def checker(self) -> Checker:
        return self._checking.checker

    def use_newest(self) -> None:
        """Go over to another runtime, where the settings for it have changed."""
        self._checking.use_newest()

    def handle_hook(self, client: str, event: str, body: bytes, origin: HookOrigin = UNKNOWN) -> HookAnswer:
        """Answer a client's hook."""
        return self._checking.handle_hook(client, event, body, origin)

    def newest_settings_of(self, path: str, cwd: str) -> Settings:
        """The settings for a file, for a command. Raises ConfigError when the newest ones cannot be used."""
        return require_newest(self._checking.settings_of(path, cwd))

    def heard(self) -> None:
        """Somebody asked without a session: the hive is in use."""
        self._idleness.heard("cli", "")

    def health(self) -> Health:
        """Who answers."""
        return Health("ok", __version__, PROTOCOL, os.getpid(), self.started, str(self.places.common))

    def status(self) -> HiveStatus:
        """The whole state as one value."""
        return assemble(self.health(), ask(self._parts))

    def status_json(self) -> bytes:
        """The same as JSON, with what `HiveStatus` has no field for beside it, by the part's name."""
        said = ask(self._parts)
        status, more = assemble(self.health(), said), others(said)
        return to_json({**msgspec.structs.asdict(status), **more})

    def request_end(self, reason: str) -> None:
        """Ask the hive to end. From any thread."""
        self.ending.request(reason)


@asynccontextmanager
async def open_hive(
    places: Places,
    source: SourceOf,
    *,
    ending: Stop | None = None,
    kinds: Sequence[type[Part]] = PARTS,
    clock: Clock = precise,
    alive: list[str] | None = None,
) -> AsyncIterator[Hive]:
    """The hive of a repository, running during the block. Its parts end in reverse order at the end of it.

    Args:
        source: where the configuration of a worktree comes from, by its folder; it is read again when its files change.
        ending: asks the hive to end, where the origin has one already.
        kinds: the parts, in the order of their start.
        clock: seconds, for idleness.
        alive: has the names of the parts that run now.

    Raises:
        ConfigError: the configuration is wrong.
        InputError: the database cannot be used.
        PartFailed: at the end, where a part has failed.
    """
    worktrees = Worktrees(places.worktree, source)
    with closing(Store(places.database, migrations_of(kinds))) as store:
        ground = Ground(places, worktrees, store, clock, ending or Stop())
        async with running(make_parts(ground, kinds), ground.ending, alive=alive):
            yield Hive(ground)
