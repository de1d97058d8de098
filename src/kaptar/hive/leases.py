"""Leases part: the book of leases that the hive's hooks ask."""

from typing import ClassVar, Self

import anyio
import msgspec

from kaptar.api.leases import WORKSPACE, row, wall_ms, workspace_of
from kaptar.api.status import LeaseRow
from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.hive.in_thread import in_thread
from kaptar.hive.part import Ground
from kaptar.repository.places import Places
from kaptar.workspace.leases.book import LeaseBook


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
        return cls(ground.places, Store(ground.places.database, WORKSPACE, others="left", survives="processes"))

    async def run(self) -> None:
        try:
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await in_thread(self._store.close)

    def status(self) -> LeasesStatus:
        return LeasesStatus([row(lease) for lease in self.book.living()])
