"""Leases part: the book of leases that the hive's hooks ask."""

import sqlite3
from contextlib import suppress
from typing import ClassVar, Self

import anyio
import msgspec

from kaptar.api.leases import EVENT_PATIENCE_S, WORKSPACE, row, wall_ms, workspace_of
from kaptar.api.status import LeaseRow
from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.errors import InputError
from kaptar.hive.in_thread import in_thread
from kaptar.hive.part import Ground
from kaptar.repository.places import Places
from kaptar.workspace.leases.book import LeaseBook

_STAY_S = 5.0
"""Between two looks at the commands that run: no lease lasts so short a time."""


class LeasesStatus(msgspec.Struct, frozen=True):
    """The leases that hold now."""

    leases: list[LeaseRow]


class Leases:
    """The leases of the hive's repository, through a connection of its own: an acknowledged lease need not outlive the machine.

    Args:
        places: of the repository.
        store: the database. Closed with the part.
    """

    name: ClassVar[str] = "workspace"
    migrations: ClassVar[tuple[Migration, ...]] = WORKSPACE

    def __init__(self, places: Places, store: Store) -> None:
        self._store, self.book = store, LeaseBook(store, wall_ms)
        self.workspace = workspace_of(places, lambda: store)

    @classmethod
    def of(cls, ground: Ground) -> Self:
        database = ground.places.database
        store = Store(database, WORKSPACE, others="left", survives="processes", patience_s=EVENT_PATIENCE_S)
        return cls(ground.places, store)

    async def run(self) -> None:
        try:
            while True:
                await anyio.sleep(_STAY_S)
                with suppress(InputError, sqlite3.Error):  # as without a hive: leases end by their own time
                    await in_thread(self.workspace.stay)
        finally:
            with anyio.CancelScope(shield=True):
                await in_thread(self._store.close)

    def status(self) -> LeasesStatus:
        return LeasesStatus([row(lease) for lease in self.book.living()])
