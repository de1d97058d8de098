"""The database of one event: opened once, and waited for once."""

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from kaptar.api import leases
from kaptar.api.leases import open_store, opened_once
from kaptar.errors import InputError
from kaptar.repository.places import Places, find_places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    subprocess.run(["git", "init", "-q", tmp_path], check=True, timeout=60)
    found = find_places(tmp_path)
    with open_store(found):
        return found


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each connection waits that is opened from now on."""
    connect, found = sqlite3.connect, list[float]()

    def noted(*words: Any, **more: Any) -> sqlite3.Connection:
        found.append(more["timeout"])
        return connect(*words, **(more | {"timeout": 0.0}))

    monkeypatch.setattr(leases, "EVENT_PATIENCE_S", 0.2)
    monkeypatch.setattr(sqlite3, "connect", noted)
    return found


def hold(places: Places) -> sqlite3.Connection:
    other = sqlite3.connect(places.database, isolation_level=None, timeout=1)
    other.execute("BEGIN IMMEDIATE")
    return other


def damage(places: Places) -> sqlite3.Connection:
    places.database.write_bytes(b"no database" * 1000)
    return sqlite3.connect(":memory:", timeout=1)


@pytest.mark.parametrize("break_it", [hold, damage])
def test_what_cannot_be_opened_is_told_each_time_and_tried_once(
    break_it: Callable[[Places], sqlite3.Connection], places: Places, opened: list[float]
) -> None:
    with closing(break_it(places)), ExitStack() as end:
        opened.clear()
        store = opened_once(places, end)
        for _ in range(3):
            with pytest.raises(InputError, match=r"hive\.db: cannot be used as the hive's database"):
                store()
    assert opened == [0.2]


def test_what_can_be_opened_is_the_same_until_the_end(places: Places, opened: list[float]) -> None:
    with ExitStack() as end:
        store = opened_once(places, end)
        assert not opened
        first = store()
        assert store() is first
        assert opened == [0.2]
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        first.read("SELECT 1")


def test_the_next_event_tries_again(places: Places, opened: list[float]) -> None:
    with closing(hold(places)), ExitStack() as end, pytest.raises(InputError):
        opened_once(places, end)()
    with ExitStack() as end:
        assert opened_once(places, end)().read("SELECT 1") == [(1,)]
