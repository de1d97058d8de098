"""The hive's SQLite file: one writer at a time, WAL, the migrations of all parts applied."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Literal

from kaptar.database.migrations import Migration, Others, apply
from kaptar.database.transaction import transaction
from kaptar.errors import InputError
from kaptar.repository.own import open_own, refuse

_BUSY_S, _PAUSE_S = 5.0, 0.01
_OF_DISK = "see whether the disk is full or read-only, who may write there, and what `ulimit -f` allows"


class Store:
    """One database file. Methods may be called from any thread; writes wait for each other.

    Args:
        path: the file; its folder must exist.
        migrations: of the parts that use it, in the order in which they are applied.
        others: ``left``: the migrations are those of some parts alone.
        survives: what an acknowledged write outlives: a power cut, or the end of processes alone, which is faster.

    Raises:
        InputError: the file is no database, a newer Kaptar wrote it, or it cannot be opened.
    """

    def __init__(
        self,
        path: Path,
        migrations: Sequence[Migration] = (),
        *,
        others: Others = "refused",
        survives: Literal["power", "processes"] = "power",
    ) -> None:
        self._lock, self._depth = threading.RLock(), 0
        for end in ("", "-wal", "-shm", "-journal"):  # SQLite opens these by name, and follows links
            refuse(path.with_name(path.name + end))
        try:
            if not path.exists():  # only then: a handle that is closed would take other connections' locks with it
                os.close(open_own(path, os.O_RDWR))
            with _damage_is_told():
                self._connection = _connect(path, "FULL" if survives == "power" else "NORMAL")
                _migrate(self._connection, path, migrations, others)
        except (OSError, sqlite3.Error) as problem:
            raise InputError(f"{path}: cannot be used as the hive's database: {problem}; {_remedy(problem)}") from None

    def read(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query. Raises sqlite3.Error."""
        with self._lock, _damage_is_told():
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for several reads of one thread at a time. Raises sqlite3.Error."""
        with self._lock, _damage_is_told():
            yield self._connection

    def aggregate(self, name: str, kind: type[Any]) -> None:
        """Let queries add up values of one column by a class with ``step`` and ``finalize``; if these raise, a query fails."""
        with self._lock:
            self._connection.create_aggregate(name, 1, kind)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed at the end; rolled back where the block or the commit fails.

        Within one of the same thread it is a part of that one.
        """
        with self._lock, _damage_is_told(), transaction(self._connection) if self._depth == 0 else nullcontext():
            self._depth += 1
            try:
                yield self._connection
            finally:
                self._depth -= 1

    def close(self) -> None:
        """Safe to call twice."""
        with self._lock:
            self._connection.close()


def _remedy(problem: OSError | sqlite3.Error) -> str:
    """What to do about a database that cannot be used."""
    code = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    kind = code & 0xFF
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "another program has it open: end that one, then try again"
    if kind in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return _OF_DISK
    if isinstance(problem, OSError):
        return _OF_DISK
    return "it is damaged: move it away to begin anew, without the counts that it holds"


def _connect(path: Path, synchronous: Literal["FULL", "NORMAL"]) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=_BUSY_S)
    try:
        _use_wal(connection)
        connection.execute(f"PRAGMA synchronous = {synchronous}")
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration], others: Others) -> None:
    """Apply what is due. Where the database does not say what it should, it may be damaged: then that is said."""
    try:
        apply(connection, migrations, others)
    except InputError as problem:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        connection.close()
        if found != "ok":
            raise sqlite3.DatabaseError(f"{found.splitlines()[-1]}") from None
        raise InputError(f"{path}: cannot be used as the hive's database: {problem}") from None
    except BaseException:
        connection.close()
        raise


@contextmanager
def _damage_is_told() -> Iterator[None]:
    """Raises sqlite3.DatabaseError where a value, or SQLite's own message, holds damaged text, which Python cannot read."""
    try:
        yield
    except UnicodeDecodeError:
        raise sqlite3.DatabaseError("it holds damaged text") from None


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log. SQLite does not wait by itself where another process does the same at this moment."""
    until = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_S)
