"""The hive's SQLite file: one writer at a time, WAL, the migrations of all parts applied."""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Literal

from kaptar.database.faults import damage_is_told, fault, in_words, is_busy
from kaptar.database.migrations import Migration, Others, apply
from kaptar.database.transaction import transaction
from kaptar.errors import InputError
from kaptar.repository.own import make_own_folder, open_own, refuse

PATIENCE_S = 5.0
"""How long a command waits for another program that writes."""
_PAUSE_S, _AFTER_VAIN_S, _AGAIN_S = 0.01, 0.05, 10.0
_LONG_AGO = 1e-9
"""On the clock: the wait in vain is over. 0: there was none, and nothing has to be set."""

_making = threading.Lock()
_log = logging.getLogger(__name__)


class Store:
    """One database file. Methods may be called from any thread; writes wait for each other.

    The file is the one that has its name: where that has gone or is another one, the next use opens it anew, and makes it.

    Args:
        path: the file; its folder must exist.
        migrations: of the parts that use it, in the order in which they are applied.
        others: ``left``: the migrations are those of some parts alone.
        survives: what an acknowledged write outlives: a power cut, or the end of processes alone, which is faster.
        patience_s: how long to wait for other programs that write. Who has waited in vain waits only for a moment until a
            write succeeds, or for 10 s.

    Raises:
        DatabaseFault: here and at each use: the file is no database, is damaged or locked, or cannot be read or written.
        InputError: a newer Kaptar wrote it.
    """

    def __init__(
        self,
        path: Path,
        migrations: Sequence[Migration] = (),
        *,
        others: Others = "refused",
        survives: Literal["power", "processes"] = "power",
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._lock, self._uses, self._depth = threading.RLock(), 0, 0
        self._path, self._migrations, self._others = path, migrations, others
        self._synchronous: Literal["FULL", "NORMAL"] = "FULL" if survives == "power" else "NORMAL"
        self._patience_s, self._in_vain_until, self._closed = patience_s, 0.0, False
        self._aggregates: dict[str, type[Any]] = {}
        self._connection, self._file = self._opened()

    def read(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._using() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for several reads of one thread at a time."""
        with self._using() as connection:
            yield connection

    def aggregate(self, name: str, kind: type[Any]) -> None:
        """Let queries add up values of one column by a class with ``step`` and ``finalize``; if these raise, a query fails."""
        with self._lock:
            self._aggregates[name] = kind
            self._connection.create_aggregate(name, 1, kind)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed at the end; rolled back where the block or the commit fails.

        Within one of the same thread it is a part of that one.
        """
        with self._using() as connection, transaction(connection) if self._depth == 0 else nullcontext():
            self._depth += 1
            try:
                yield connection
            finally:
                self._depth -= 1
        self._in_vain_until = _LONG_AGO if self._in_vain_until else 0.0

    def close(self) -> None:
        """Safe to call twice."""
        with self._lock:
            self._closed = True
            self._connection.close()

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """The connection to the file that has the name now. Within a use of the same thread it stays the same."""
        with self._lock, in_words(self._path):
            if self._uses == 0 and not self._closed:
                self._follow()
            self._uses += 1
            try:
                with self._patiently():
                    yield self._connection
            finally:
                self._uses -= 1

    def _follow(self) -> None:
        """Open the file of the name anew, where it is not the one that is open."""
        if _identity(self._path) == self._file:
            return
        _log.warning("%s has gone or is another file now: it is opened anew, without what the former one held", self._path)
        make_own_folder(self._path.parent)
        former = self._connection
        self._connection, self._file = self._opened()
        former.close()  # SQLite leaves files alone that have another one's name by now

    @contextmanager
    def _patiently(self) -> Iterator[None]:
        """Wait as long as may be waited now; after a wait in vain only for a moment."""
        if self._in_vain_until:
            is_over = time.monotonic() > self._in_vain_until
            self._connection.execute(f"PRAGMA busy_timeout = {int(1000 * (self._patience_s if is_over else _AFTER_VAIN_S))}")
            self._in_vain_until = 0.0 if is_over else self._in_vain_until
        try:
            yield
        except sqlite3.OperationalError as problem:
            if is_busy(problem) and not self._in_vain_until:
                self._in_vain_until = time.monotonic() + _AGAIN_S
            raise

    def _opened(self) -> tuple[sqlite3.Connection, tuple[int, int] | None]:
        """A new connection, with all migrations applied, and its file."""
        path = self._path
        for end in ("", "-wal", "-shm", "-journal"):  # SQLite opens these by name, and follows links
            refuse(path.with_name(path.name + end))
        try:
            with _making:  # a handle that is closed takes the locks of this process's other connections to the file with it
                if not path.exists():
                    os.close(open_own(path, os.O_RDWR))
            file = _identity(path)
            with damage_is_told():
                connection = _connect(path, self._synchronous, self._patience_s)
                _migrate(connection, path, self._migrations, self._others)
        except (OSError, sqlite3.Error) as problem:
            raise fault(path, problem) from None
        for name, kind in self._aggregates.items():
            connection.create_aggregate(name, 1, kind)
        return connection, file


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of its name; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _connect(path: Path, synchronous: Literal["FULL", "NORMAL"], patience_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=patience_s)
    try:
        _use_wal(connection, patience_s)
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


def _use_wal(connection: sqlite3.Connection, patience_s: float) -> None:
    """Switch to a write-ahead log. SQLite does not wait by itself where another process does the same at this moment."""
    until = time.monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_S)
