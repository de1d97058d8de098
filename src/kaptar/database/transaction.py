"""A transaction of the hive's database: it ends with its block, whatever fails, the commit included."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit at the end of the block. Where the block or the commit fails, everything is rolled back.

    Args:
        connection: in autocommit mode, and in no transaction.

    Raises:
        sqlite3.Error: the database cannot be written now.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
