"""The hive's SQLite file: ordered migrations, one writer at a time, WAL."""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kaptar.errors import InputError
from kaptar.repository.own import open_own, refuse

MIGRATIONS: Sequence[str] = (
    """
    CREATE TABLE hook_minutes (
        minute INTEGER NOT NULL,            -- minutes since 1970
        client TEXT NOT NULL,
        event TEXT NOT NULL,
        subject TEXT NOT NULL,              -- a check's name, or '' for the event as a whole
        count INTEGER NOT NULL,
        findings INTEGER NOT NULL,
        not_run INTEGER NOT NULL,
        timed_out INTEGER NOT NULL,
        guest INTEGER NOT NULL,             -- answered by a guest
        host INTEGER NOT NULL,              -- answered by a host twin
        histogram BLOB NOT NULL,            -- u32 counts by power of sqrt(2) of microseconds
        PRIMARY KEY (minute, client, event, subject)
    ) WITHOUT ROWID;
    """,
)
"""Each is carried out once, in order; one that has been released is never changed."""


class Store:
    """One database file. Methods may be called from any thread; writes wait for each other.

    Args:
        path: the file; its folder must exist.

    Raises:
        InputError: the file is no database, is newer than this Kaptar, or cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        for end in ("", "-wal", "-shm", "-journal"):  # SQLite opens these by name, and follows links
            refuse(path.with_name(path.name + end))
        try:
            if not path.exists():  # only then: a handle that is closed would take other connections' locks with it
                os.close(open_own(path, os.O_RDWR))
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=5.0)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._migrate(path)
        except (OSError, sqlite3.Error) as problem:
            raise InputError(f"{path}: cannot be used as the hive's database: {problem}; move it away to begin anew") from None

    def read(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed at the end, rolled back by an exception."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def write_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for many rows, in one transaction."""
        with self.writing() as connection:
            connection.executemany(statement, rows)

    def close(self) -> None:
        """Safe to call twice."""
        with self._lock:
            self._connection.close()

    def _migrate(self, path: Path) -> None:
        done = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if done > len(MIGRATIONS):
            raise InputError(f"{path} was written by a newer Kaptar (version {done} of the schema); use that one")
        for number, script in enumerate(MIGRATIONS[done:], done + 1):
            self._connection.executescript(f"BEGIN; {script}; PRAGMA user_version = {number}; COMMIT;")
