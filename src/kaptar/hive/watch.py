"""Watch part: files that sessions know are looked at when somebody outside changes them, and not at the next event alone."""

import logging
import time
from collections.abc import Callable, Sequence
from threading import Event
from typing import ClassVar, NamedTuple, Self

import anyio
import msgspec

from kaptar.api.status import WatchRow
from kaptar.checks.worktrees import Worktrees
from kaptar.clients.outside import Outside
from kaptar.clock import Clock
from kaptar.database.migrations import Migration
from kaptar.escaping import escaped
from kaptar.hive.changes import Changes, changes_in, missing_library
from kaptar.hive.in_thread import in_thread
from kaptar.hive.leases import Leases
from kaptar.hive.looking import ListenedFolder, Looking
from kaptar.hive.part import Ground
from kaptar.repository.living import started_at

TICK_S, RETRY_S = 1.0, 60.0
"""Between two looks at which files are known, and at those that could not be looked at; and from a failure to the next try."""

_log = logging.getLogger(__name__)


class WatchStatus(msgspec.Struct, frozen=True):
    """The watch as `HiveStatus` has it."""

    watch: WatchRow


class Watching(NamedTuple):
    """Helpers of the watch part, and the clock.

    Attributes:
        looking: looks at files.
        is_on: whether the settings want a watch.
        changes: tells of changes in folders.
        missing: why there is nobody to tell of them, "" where there is.
        clock: seconds.
    """

    looking: Looking
    is_on: Callable[[], bool]
    changes: Changes
    missing: str
    clock: Clock


class Watch:
    """Listens to the folders of known files and has those looked at that change.

    Args:
        asked: what it asks.
        tick_s: see `TICK_S`.

    Attributes:
        asked: the same.
    """

    name: ClassVar[str] = "watch"
    migrations: ClassVar[tuple[Migration, ...]] = ()

    def __init__(self, asked: Watching, tick_s: float = TICK_S) -> None:
        self.asked, self._looking, self._tick_s = asked, asked.looking, tick_s
        self._told, self._problem = anyio.Event(), asked.missing

    @classmethod
    def of(cls, ground: Ground) -> Self:
        leases, worktrees = ground.part(Leases), ground.worktrees
        outside = Outside(leases.workspace.tracking, lambda: leases.book, started_at, time.time_ns)
        looking = Looking(outside, worktrees.of, str(ground.places.state), ground.clock)
        return cls(Watching(looking, _is_wanted(worktrees), changes_in, missing_library(), ground.clock))

    async def run(self) -> None:
        """Listen to the folders of known files; to others when these are others. Without the library nothing is done."""
        if self.asked.missing:
            await anyio.sleep_forever()
        while True:
            await self._tick()
            if self._looking.folders:
                await self._watch(self._looking.folders)
            else:
                await anyio.sleep(self._tick_s)

    def status(self) -> WatchStatus:
        looking = self._looking
        folders, last = len(looking.folders), list(looking.last)
        return WatchStatus(
            WatchRow(self.asked.is_on(), looking.files, folders, looking.waiting, looking.noted, self._problem, last)
        )

    async def _watch(self, folders: Sequence[ListenedFolder]) -> None:
        """Listen and look until the folders are others, or the listening has failed for a while."""
        ended = Event()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._listen, folders, ended)
            await self._look_while(folders, ended)
            ended.set()

    async def _listen(self, folders: Sequence[ListenedFolder], ended: Event) -> None:
        """Note the files that change. What goes wrong is told in the status, and ends nothing else."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_ends_with_its_task, ended)  # else the thread that listens is waited for until its own time is over
            try:
                self._problem = ""
                async for paths in self.asked.changes([each.path for each in folders], ended):
                    self._looking.changed(paths)
                    self._told.set()
            except Exception as problem:  # noqa: BLE001 - the system, or the library: a hive goes on without a watch
                self._problem = f"{type(problem).__name__}: {problem}"
                _log.warning("changes from outside are not watched: %s", escaped(self._problem))
            tasks.cancel_scope.cancel()

    async def _look_while(self, folders: Sequence[ListenedFolder], ended: Event) -> None:
        until_s, listens = float("inf"), False
        while self._looking.folders == folders and self.asked.clock() < until_s:
            self._told = anyio.Event()
            with anyio.move_on_after(self._tick_s):
                await self._told.wait()
            if not listens:  # what came before the listening began is looked for once more
                self._looking.all_changed()
            listens = True
            await self._tick()
            if ended.is_set():
                until_s = min(until_s, self.asked.clock() + RETRY_S)

    async def _tick(self) -> None:
        """Find out which files are known, and look at those that have changed."""
        try:
            await in_thread(self._look)
        except Exception as problem:  # noqa: BLE001 - whatever it is: the next event of a file sees its change
            _log.warning("files could not be looked at: %s", escaped(f"{type(problem).__name__}: {problem}"))

    def _look(self) -> None:
        self._looking.find(none=not self.asked.is_on())
        self._looking.look()


def _is_wanted(worktrees: Worktrees) -> Callable[[], bool]:
    return lambda: worktrees.home().config.workspace.watch


async def _ends_with_its_task(ended: Event) -> None:
    try:
        await anyio.sleep_forever()
    finally:
        ended.set()
