"""The hive's database: transactions, files that are none."""

import sqlite3
from pathlib import Path

import pytest

from kaptar.errors import InputError
from kaptar.hive.migrations import Migration
from kaptar.hive.store import Store


def test_it_is_opened_with_a_write_ahead_log(tmp_path: Path) -> None:
    for _ in range(2):
        store = Store(tmp_path / "hive.db")
        assert store.read("PRAGMA journal_mode") == [("wal",)]
        store.close()


def fail_after_creating(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("CREATE TABLE t (a)")
        raise ZeroDivisionError


def test_an_exception_rolls_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "hive.db")
    with pytest.raises(ZeroDivisionError):
        fail_after_creating(store)
    assert store.read("SELECT name FROM sqlite_master WHERE name = 't'") == []
    store.close()


DEFERRED = """
CREATE TABLE parent (id INTEGER PRIMARY KEY);
CREATE TABLE child (of INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
"""


def fail_to_commit(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("INSERT INTO child VALUES (7)")


def test_a_commit_that_fails_leaves_no_transaction(tmp_path: Path) -> None:
    store = Store(tmp_path / "hive.db", [Migration("t/tables", DEFERRED)])
    store.read("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError):
        fail_to_commit(store)
    with store.writing() as connection:
        connection.execute("INSERT INTO parent VALUES (1)")
    assert (store.read("SELECT * FROM parent"), store.read("SELECT * FROM child")) == ([(1,)], [])
    store.close()


def end_the_transaction_and_fail(store: Store) -> None:
    """What SQLite does by itself where the disk is full, for one."""
    with store.writing() as connection:
        connection.execute("ROLLBACK")
        raise ZeroDivisionError


def test_the_first_error_is_told_where_the_transaction_has_ended_before(tmp_path: Path) -> None:
    store = Store(tmp_path / "hive.db")
    with pytest.raises(ZeroDivisionError):
        end_the_transaction_and_fail(store)
    store.close()


def test_a_newer_or_damaged_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    store = Store(tmp_path / "new.db")
    with store.writing() as connection:
        connection.execute("PRAGMA user_version = 999")
    store.close()
    with pytest.raises(InputError, match="newer Kaptar"):
        Store(tmp_path / "new.db")
    (tmp_path / "bad.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(InputError, match="cannot be used"):
        Store(tmp_path / "bad.db")
