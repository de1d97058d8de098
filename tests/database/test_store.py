"""The hive's database: transactions, files that are none."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kaptar.database.migrations import Migration
from kaptar.database.store import Store
from kaptar.errors import InputError


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


def fail_behind_an_inner_one(store: Store) -> None:
    with store.writing():
        with store.writing() as connection:
            connection.execute("INSERT INTO t VALUES (1)")
        assert store.read("SELECT a FROM t") == [(1,)]
        raise ZeroDivisionError


def test_a_transaction_within_one_of_the_same_thread_is_a_part_of_it(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "hive.db", [Migration("t/t", "CREATE TABLE t (a);")])) as store:
        with pytest.raises(ZeroDivisionError):
            fail_behind_an_inner_one(store)
        assert store.read("SELECT a FROM t") == []
        with store.writing() as connection:
            connection.execute("INSERT INTO t VALUES (2)")
        with closing(Store(tmp_path / "hive.db", others="left")) as other:
            assert other.read("SELECT a FROM t") == [(2,)]


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
    with pytest.raises(InputError, match=r"cannot be used .* it is damaged: move it away"):
        Store(tmp_path / "bad.db")


def test_a_file_with_flipped_bytes_is_used_or_refused_in_a_sentence(tmp_path: Path) -> None:
    good = tmp_path / "good.db"
    Store(good, [Migration("t/tables", DEFERRED)]).close()
    data = good.read_bytes()
    said = set()
    for seed in range(60):
        chance, bad = random.Random(seed), bytearray(data)
        for _ in range(200):
            bad[chance.randrange(100, len(bad))] ^= chance.randrange(1, 256)
        path = tmp_path / f"{seed}.db"
        path.write_bytes(bad)
        try:
            Store(path, [Migration("t/tables", DEFERRED)]).close()
        except InputError as problem:
            said.add(str(problem).rpartition("; ")[2])
    assert said == {"it is damaged: move it away to begin anew, without the counts that it holds"}


def test_a_file_that_somebody_holds_is_not_to_be_moved_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(tmp_path / "hive.db").close()
    connect = sqlite3.connect
    with closing(connect(tmp_path / "hive.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(sqlite3, "connect", lambda *words, **more: connect(*words, **(more | {"timeout": 0.0})))
        with pytest.raises(InputError, match=r"database is locked; another program has it open: end that one"):
            Store(tmp_path / "hive.db", [Migration("t/tables", DEFERRED)])
