"""Faults of the hive's database: the file, what is wrong with it, and what to do, whenever it comes out."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kaptar.errors import InputError

_OF_DISK = "see whether the disk is full or read-only, who may write there, and what `ulimit -f` allows"
_KINDS_OF_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_OF_STATEMENTS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError)
"""These tell that a statement of ours is wrong, and nothing of the file."""


class DatabaseFault(InputError, sqlite3.Error):
    """The hive's database cannot be used now: who catches errors of SQLite catches it, and for all others it is bad input."""


def fault(path: Path, problem: OSError | sqlite3.Error) -> DatabaseFault:
    """The fault of a database that a problem shows."""
    return DatabaseFault(f"{path}: cannot be used as the hive's database: {problem}; {_remedy(problem)}")


def is_busy(problem: OSError | sqlite3.Error) -> bool:
    """Whether another program was waited for in vain."""
    return _kind(problem) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Raises DatabaseFault where the block fails for the sake of a database's file; else what it raised."""
    try:
        with damage_is_told():
            yield
    except (DatabaseFault, *_OF_STATEMENTS):
        raise
    except sqlite3.Error as problem:
        raise fault(path, problem) from None


@contextmanager
def damage_is_told() -> Iterator[None]:
    """Raises sqlite3.DatabaseError where a value, or SQLite's own message, holds damaged text, which Python cannot read."""
    try:
        yield
    except UnicodeDecodeError:
        raise sqlite3.DatabaseError("it holds damaged text") from None


def _kind(problem: OSError | sqlite3.Error) -> int:
    code: int = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF


def _remedy(problem: OSError | sqlite3.Error) -> str:
    """What to do about a database that cannot be used."""
    if is_busy(problem):
        return "another program has it open: end that one, then try again"
    if _kind(problem) in _KINDS_OF_DISK or isinstance(problem, OSError):
        return _OF_DISK
    return "it is damaged: run `kaptar down`, then move it away to begin anew, without what it holds"
