"""The hive's database: transactions, files that are none."""

import os
import random
import shutil
import sqlite3
import threading
from collections.abc import Callable
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
    with pytest.raises(InputError, match=r"cannot be used .* it is damaged: run `kaptar down`, then move it away"):
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
    assert said == {"it is damaged: run `kaptar down`, then move it away to begin anew, without what it holds"}


def test_a_file_that_somebody_holds_is_not_to_be_moved_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(tmp_path / "hive.db").close()
    connect = sqlite3.connect
    with closing(connect(tmp_path / "hive.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(sqlite3, "connect", lambda *words, **more: connect(*words, **(more | {"timeout": 0.0})))
        with pytest.raises(InputError, match=r"database is locked; another program has it open: end that one"):
            Store(tmp_path / "hive.db", [Migration("t/tables", DEFERRED)])


T = Migration("t/t", "CREATE TABLE t (a);")


def put(store: Store, value: int) -> None:
    with store.writing() as connection:
        connection.execute("INSERT INTO t VALUES (?)", (value,))


def take_the_folder(path: Path) -> None:
    """As `git clean -fdx`."""
    shutil.rmtree(path.parent)


def move_the_file(path: Path) -> None:
    """As the words of a damaged one say."""
    path.rename(path.with_name("away"))


def move_all(path: Path) -> None:
    path.parent.rename(path.parent.with_name("away"))


def put_another_there(path: Path) -> None:
    """As where a kept copy is put back: what the former one has beside it is moved away first."""
    Store(path.with_name("other.db"), [T]).close()
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).rename(path.with_name("away" + end))
    os.replace(path.with_name("other.db"), path)


@pytest.mark.parametrize("change", [take_the_folder, move_the_file, move_all, put_another_there])
def test_a_file_that_has_gone_or_is_another_is_opened_anew(
    change: Callable[[Path], None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "state" / "hive.db"
    path.parent.mkdir()
    with closing(Store(path, [T])) as store, closing(Store(path, others="left")) as second:
        put(store, 1)
        change(path)
        put(store, 2)
        with closing(Store(path, [T])) as other:
            assert other.read("SELECT a FROM t") == [(2,)]
            put(other, 3)
            assert store.read("SELECT a FROM t") == second.read("SELECT a FROM t") == [(2,), (3,)]
    assert "is opened anew" in caplog.text
    with closing(Store(path, [T])) as later:
        assert later.read("SELECT a FROM t") == [(2,), (3,)]


def test_within_one_use_the_file_stays_the_same(tmp_path: Path) -> None:
    path = tmp_path / "hive.db"
    with closing(Store(path, [T])) as store:
        with store.writing() as connection:
            connection.execute("INSERT INTO t VALUES (1)")
            move_the_file(path)
            put(store, 2)
            assert store.read("SELECT a FROM t") == [(1,), (2,)]
        assert store.read("SELECT a FROM t") == []


def test_what_adds_up_values_is_known_in_the_new_file(tmp_path: Path) -> None:
    class Sum:
        def __init__(self) -> None:
            self.sum = 0

        def step(self, value: int) -> None:
            self.sum += value

        def finalize(self) -> int:
            return self.sum

    with closing(Store(tmp_path / "hive.db", [T])) as store:
        store.aggregate("add_up", Sum)
        move_the_file(tmp_path / "hive.db")
        put(store, 2)
        assert store.read("SELECT add_up(a) FROM t") == [(2,)]


def test_where_it_cannot_be_made_anew_each_use_says_so_until_it_can(tmp_path: Path) -> None:
    path = tmp_path / "state" / "hive.db"
    path.parent.mkdir()
    with closing(Store(path, [T])) as store:
        take_the_folder(path)
        path.parent.write_text("")
        for _ in range(2):
            with pytest.raises(InputError, match="state"):
                put(store, 1)
        path.parent.unlink()
        put(store, 1)
        assert store.read("SELECT a FROM t") == [(1,)]


def damage(path: Path, table: str) -> None:
    """Write over the first page of a table."""
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)


def test_a_page_that_is_damaged_is_told_as_where_the_file_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "hive.db"
    Store(path, [T]).close()
    damage(path, "t")
    with closing(Store(path, [T])) as store:
        for use in (lambda: store.read("SELECT * FROM t"), lambda: put(store, 1), lambda: read_in_turn(store)):
            with pytest.raises(InputError, match=r"hive\.db: cannot be used .* malformed; it is damaged: run `kaptar down`"):
                use()


def read_in_turn(store: Store) -> None:
    with store.reading() as connection:
        connection.execute("SELECT * FROM t").fetchall()


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "hive.db", [T])) as store:
        store.read("PRAGMA max_page_count = 3")
        with pytest.raises(InputError, match=r"hive\.db: .* is full; see whether the disk is full"), store.writing() as c:
            c.executemany("INSERT INTO t VALUES (?)", [("x" * 1000,)] * 1000)
        assert store.read("SELECT * FROM t") == []


@pytest.mark.parametrize("query", ["SELECT ?", "SELECT 1; SELECT 2"])
def test_a_wrong_statement_is_no_fault_of_the_file(query: str, tmp_path: Path) -> None:
    with closing(Store(tmp_path / "hive.db", [T])) as store, pytest.raises(sqlite3.ProgrammingError):
        store.read(query)


def test_who_has_waited_in_vain_waits_no_more_and_again_once_it_is_free(tmp_path: Path) -> None:
    """One event asks many times: it would wait as often."""
    path = tmp_path / "hive.db"
    with closing(Store(path, [T], patience_s=2.0)) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waits = []
        for _ in range(4):
            with pytest.raises(InputError, match=r"hive\.db: .* is locked; another program has it open"):
                put(store, 1)
            waits.append(store.read("PRAGMA busy_timeout")[0][0])
        other.execute("ROLLBACK")
        put(store, 2)
        assert store.read("SELECT a FROM t") == [(2,)]
        assert store.read("PRAGMA busy_timeout") == [(2000,)]
    assert waits == [50] * 4


def test_several_that_find_it_gone_make_it_once(tmp_path: Path) -> None:
    path = tmp_path / "hive.db"
    stores = [Store(path, [T]) for _ in range(4)]
    move_the_file(path)
    together = threading.Barrier(4)

    def work(store: Store) -> None:
        together.wait(10)
        for value in range(20):
            put(store, value)

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {store.read("SELECT COUNT(*) FROM t")[0][0] for store in stores} == {80}
    for store in stores:
        store.close()
