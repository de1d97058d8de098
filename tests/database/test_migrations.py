"""Named migrations: once, all or none, older databases taken over, newer ones refused, two processes at once."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kaptar.database.migrations import VERSION, Migration, apply, statements
from kaptar.database.store import Store
from kaptar.errors import InputError
from kaptar.hive import monitor

FIRST = Migration("one/table", "CREATE TABLE one (a);\n")
SECOND = Migration("two/table", "CREATE TABLE two (a);\nINSERT INTO two VALUES (7);\n")
OLD_SCHEMA = monitor.MIGRATIONS[0].sql

Open = Callable[[], sqlite3.Connection]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Open]:
    """Opens the same file each time, as the store does."""
    opened: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        opened.append(sqlite3.connect(tmp_path / "hive.db", isolation_level=None))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


def tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_each_is_applied_once_and_noted_with_its_digest(database: Open) -> None:
    assert apply(database(), [FIRST]) == ["one/table"]
    assert apply(database(), [FIRST, SECOND]) == ["two/table"]
    assert apply(database(), [FIRST, SECOND]) == []
    connection = database()
    noted = connection.execute("SELECT name, digest FROM migrations ORDER BY name").fetchall()
    assert noted == [(each.name, each.digest) for each in (FIRST, SECOND)]
    assert connection.execute("SELECT a FROM two").fetchall() == [(7,)]


def test_the_order_in_which_parts_came_to_a_database_does_not_matter(database: Open) -> None:
    apply(database(), [SECOND])
    assert apply(database(), [FIRST, SECOND]) == ["one/table"]


def test_all_are_applied_or_none(database: Open) -> None:
    broken = Migration("three/broken", "CREATE TABLE three (a);\nINSERT INTO nowhere VALUES (1);\n")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        apply(database(), [FIRST, broken])
    assert tables(database()) == set()
    assert apply(database(), [FIRST]) == ["one/table"]


def test_a_database_of_the_version_kind_is_taken_over_with_its_rows(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "hive.db", isolation_level=None)
    old.executescript(f"BEGIN; {OLD_SCHEMA}; PRAGMA user_version = 1; COMMIT;")
    old.execute("INSERT INTO hook_minutes VALUES (1, 'claude', 'Stop', '', 3, 0, 0, 0, 0, 0, ?)", (bytes(256),))
    old.close()
    (tmp_path / "hive.db").chmod(0o600)
    store = Store(tmp_path / "hive.db", [*monitor.MIGRATIONS, SECOND])
    assert store.read("SELECT client, count FROM hook_minutes") == [("claude", 3)]
    assert store.read("SELECT a FROM two") == [(7,)]
    assert store.read("PRAGMA user_version") == [(VERSION,)]
    assert {name for (name,) in store.read("SELECT name FROM migrations")} == {"monitor/hook-minutes", "two/table"}
    store.close()


def test_a_newer_kaptars_database_is_refused_and_stays_as_it_is(database: Open) -> None:
    apply(database(), [FIRST, SECOND])
    with pytest.raises(InputError, match=r"newer Kaptar, with migrations that this one does not have: two/table$"):
        apply(database(), [FIRST, Migration("four/table", "CREATE TABLE four (a);\n")])
    assert tables(database()) == {"migrations", "one", "two"}


def test_a_newer_version_number_is_refused_and_stays_as_it_is(database: Open) -> None:
    database().execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(InputError, match=rf"newer Kaptar \(version {VERSION + 1} of the schema\)"):
        apply(database(), [FIRST])
    assert tables(database()) == set()


def test_a_migration_that_was_changed_later_is_refused(database: Open) -> None:
    apply(database(), [FIRST])
    with pytest.raises(InputError, match="one/table has other statements"):
        apply(database(), [FIRST._replace(sql="CREATE TABLE one (a, b);\n")])


def test_two_with_one_name_are_a_mistake(database: Open) -> None:
    with pytest.raises(ValueError, match="the same name"):
        apply(database(), [FIRST, FIRST])


def test_scripts_are_taken_apart_at_the_ends_of_statements() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON one BEGIN\n  DELETE FROM one;\n  DELETE FROM one;\nEND;\n"
    table = "\n-- first; a comment\nCREATE TABLE one (\n  a TEXT DEFAULT ';' -- why; not\n);\n"
    assert list(statements(table + trigger + "\n")) == [table, trigger]


SCRIPT = """
import sys
from pathlib import Path
from kaptar.database.migrations import Migration
from kaptar.database.store import Store
many = [Migration(f"part/{n}", f"CREATE TABLE t{n} (a);\\nINSERT INTO t{n} VALUES ({n});\\n") for n in range(40)]
sys.stdin.readline()
store = Store(Path(sys.argv[1]), many)
print(*(store.read(f"SELECT count(*) FROM t{n}")[0][0] for n in range(40)))
"""


def test_several_processes_at_once_apply_each_once(tmp_path: Path) -> None:
    crew = [
        subprocess.Popen([sys.executable, "-c", SCRIPT, tmp_path / "hive.db"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    for process in crew:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in crew]
    assert said == [b" ".join([b"1"] * 40) + b"\n"] * 4
    assert [process.returncode for process in crew] == [0] * 4


def test_who_names_some_parts_leaves_the_tables_of_others(database: Open) -> None:
    apply(database(), [FIRST])
    assert apply(database(), [SECOND], "left") == ["two/table"]
    assert tables(database()) == {"migrations", "one", "two"}


def test_a_newer_table_of_a_named_part_is_refused_by_who_names_some(database: Open) -> None:
    apply(database(), [FIRST, Migration("one/newer", "CREATE TABLE newer (a);\n")])
    with pytest.raises(InputError, match="one/newer"):
        apply(database(), [FIRST], "left")


def test_an_older_database_is_taken_over_by_who_knows_all_parts(database: Open) -> None:
    database().execute("PRAGMA user_version = 1")
    apply(database(), [FIRST], "left")
    assert database().execute("PRAGMA user_version").fetchone() == (1,)
    apply(database(), [FIRST])
    assert database().execute("PRAGMA user_version").fetchone() == (VERSION,)
