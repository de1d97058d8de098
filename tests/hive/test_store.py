"""The hive's database: transactions, files that are none."""

from pathlib import Path

import pytest

from kaptar.errors import InputError
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
