"""A hive of parts: each started, asked for its status, ended in reverse; a new one is a class in the list."""

import json
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, Self

import anyio
import msgspec
import pytest
from tests.server.conftest import opened_hive

from kaptar.checks.worktrees import fixed
from kaptar.config.sections import Config, HiveConfig
from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.errors import InputError, PartFailed
from kaptar.hive.hive import open_hive
from kaptar.hive.monitor import HookMonitor
from kaptar.hive.part import Ground
from kaptar.hive.parts import PARTS, migrations_of
from kaptar.repository.places import Places

CONFIG = fixed(Config())


class NotesStatus(msgspec.Struct, frozen=True):
    held: int


class Notes:
    """A part that Kaptar does not have: a table, a status, a task."""

    name: ClassVar[str] = "notes"
    migrations: ClassVar[tuple[Migration, ...]] = (
        Migration("notes/table", "CREATE TABLE notes (path TEXT PRIMARY KEY);\nINSERT INTO notes VALUES ('a.py');\n"),
    )
    told: ClassVar[list[str]] = []

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def of(cls, ground: Ground) -> Self:
        return cls(ground.store)

    async def run(self) -> None:
        self.told.append(f"{self.name} starts")
        try:
            await anyio.sleep_forever()
        finally:
            self.told.append(f"{self.name} ends")

    def status(self) -> NotesStatus | None:
        return NotesStatus(self._store.read("SELECT count(*) FROM notes")[0][0])


class Beside(Notes):
    """Another one, without a table."""

    name: ClassVar[str] = "beside"
    migrations: ClassVar[tuple[Migration, ...]] = ()

    def status(self) -> None:
        return None


class Failing(Beside):
    name: ClassVar[str] = "failing"

    async def run(self) -> None:
        raise ZeroDivisionError("by nought")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "state").mkdir(mode=0o700)
    (tmp_path / ".git").mkdir()
    return Places(tmp_path, tmp_path / ".git", tmp_path / "state", tmp_path / "socket")


def test_a_new_part_is_a_class_in_the_list(places: Places) -> None:
    Notes.told.clear()
    with opened_hive(places, CONFIG, kinds=(*PARTS, Notes, Beside)) as hive:
        status: dict[str, Any] = json.loads(hive.status_json())
        assert status["notes"] == {"held": 1}
        assert "beside" not in status, "it says nothing"
    assert Notes.told == ["notes starts", "beside starts", "beside ends", "notes ends"]
    with opened_hive(places, CONFIG, kinds=(*PARTS, Notes)) as hive:
        assert json.loads(hive.status_json())["notes"] == {"held": 1}, "its migration was applied once"


def test_the_status_of_the_parts_that_kaptar_has_is_the_pinned_one(places: Places) -> None:
    with opened_hive(places, CONFIG) as hive:
        assert json.loads(hive.status_json()).keys() == set(type(hive.status()).__struct_fields__)


def test_a_part_that_fails_ends_the_hive_with_its_reason(places: Places) -> None:
    async def main() -> None:
        async with open_hive(places, CONFIG, kinds=(*PARTS, Failing)) as hive:
            over = anyio.Event()
            hive.ending.listen(over.set)
            with anyio.fail_after(30):
                await over.wait()

    with pytest.raises(PartFailed, match=r"^the part failing failed: ZeroDivisionError: by nought$"):
        anyio.run(main)


def test_a_hive_that_nobody_uses_asks_to_end(places: Places) -> None:
    """Its settings reach the part, and its clock: by that, a minute goes by between two looks."""
    clock = count(0.0, 60.0).__next__

    async def main() -> str:
        config = fixed(Config(hive=HiveConfig(idle_minutes=1)))
        async with open_hive(places, config, clock=clock) as hive:
            over = anyio.Event()
            hive.ending.listen(over.set)
            with anyio.fail_after(30):
                await over.wait()
            return hive.ending.reason

    assert anyio.run(main) == "nobody has used it for 1 min"


def test_a_database_with_a_part_that_is_gone_is_refused_before_anything_starts(places: Places) -> None:
    with opened_hive(places, CONFIG, kinds=(*PARTS, Notes)):
        pass
    Notes.told.clear()
    with pytest.raises(InputError, match="notes/table"), opened_hive(places, CONFIG, kinds=(*PARTS, Beside)):
        pass
    assert Notes.told == []


def test_names_of_parts_and_of_their_migrations_go_together() -> None:
    names = [kind.name for kind in PARTS]
    assert len(set(names)) == len(names)
    assert {each.name for each in migrations_of(PARTS)} >= {each.name for each in HookMonitor.migrations}
    stray = type("Stray", (Beside,), {"migrations": Notes.migrations})
    with pytest.raises(ValueError, match=r"notes/table of the part beside"):
        migrations_of([stray])


def test_a_part_may_use_only_those_before_it(places: Places) -> None:
    """Those that were made before the mistake end."""
    Notes.told.clear()
    with pytest.raises(LookupError, match="WarmServers"), opened_hive(places, CONFIG, kinds=(HookMonitor, Beside, PARTS[-1])):
        pass
    assert Notes.told == ["beside starts", "beside ends"]
