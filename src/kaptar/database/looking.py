"""A look at the hive's database, which changes nothing: whether it can be used, and what speaks against it."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from kaptar.database.faults import in_words
from kaptar.database.migrations import Migration, require_known
from kaptar.errors import InputError

_PATIENCE_S = 1.0
MOST_BYTES = 64 << 20
"""Of a file whose pages are all looked at, which takes less than a second. Not each SQLite can be stopped on its way."""


def why_unusable(path: Path, migrations: Sequence[Migration], most: int = MOST_BYTES) -> str:
    """Why a database cannot be used by the parts that have these migrations; "" where it can, or where there is none.

    Args:
        most: bytes of a file whose pages are looked at; of a larger one, only what it says of itself is.
    """
    if not path.exists():
        return ""
    try:
        with in_words(path), closing(_read_only(path)) as connection:
            connection.execute("SELECT * FROM sqlite_master").fetchall()
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0] if path.stat().st_size <= most else "ok"
            if found != "ok":
                raise sqlite3.DatabaseError(found.splitlines()[-1])
            require_known(connection, migrations, "left")
    except (sqlite3.Error, OSError) as problem:
        return str(problem)
    except InputError as problem:
        return f"{path}: cannot be used as the hive's database: {problem}"
    return ""


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(bytes(path))}?mode=ro", uri=True, isolation_level=None, timeout=_PATIENCE_S)
