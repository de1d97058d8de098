"""A look at a database that changes nothing."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kaptar.database.looking import why_unusable
from kaptar.database.migrations import Migration
from kaptar.database.store import Store

T = Migration("t/t", "CREATE TABLE t (a);")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "100% of #1?" / "hive.db"  # signs that mean something in an address
    found.parent.mkdir()
    with closing(Store(found, [T])) as store, store.writing() as connection:
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 100)
    return found


def random(path: Path) -> str:
    path.write_bytes(bytes(range(1, 256)) * 100)
    return "not a database"


def cut_off(path: Path) -> str:
    path.write_bytes(path.read_bytes()[:6000])
    return "malformed"


def damage_a_page(path: Path) -> str:
    data = bytearray(path.read_bytes())
    data[-4096:] = b"\xff" * 4096
    path.write_bytes(data)
    return "Page"


def newer(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO migrations VALUES ('t/later', '00')")
        connection.commit()
    return "newer Kaptar, with migrations that this one does not have: t/later"


def much_newer(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    return "newer Kaptar"


@pytest.mark.parametrize("change", [random, cut_off, damage_a_page, newer, much_newer])
def test_what_cannot_be_used_is_named_with_the_file(change: Callable[[Path], str], path: Path) -> None:
    reason = change(path)
    before = path.read_bytes()
    said = why_unusable(path, [T])
    assert said.startswith(f"{path}: cannot be used as the hive's database: ")
    assert reason in said
    assert path.read_bytes() == before


def of_another_part(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO migrations VALUES ('other/x', '00')")
        connection.commit()


def without_tables(path: Path) -> None:
    path.write_bytes(b"")


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("change", [of_another_part, without_tables, gone, lambda _: None])
def test_what_can_be_used_is_silence(change: Callable[[Path], None], path: Path) -> None:
    change(path)
    assert why_unusable(path, [T]) == ""


def test_somebody_who_writes_is_not_in_the_way(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert why_unusable(path, [T]) == ""


def test_of_a_large_file_what_it_says_of_itself_is_read(path: Path) -> None:
    size = path.stat().st_size
    damage_a_page(path)
    assert "Page" in why_unusable(path, [T], size)
    assert why_unusable(path, [T], size - 1) == ""
    random(path)
    assert "not a database" in why_unusable(path, [T], 1)
