"""Stored names: paths in a database's columns of text, where names that are no UTF-8 stand as their bytes."""


def as_stored(path: str) -> str | bytes:
    """A path as a column takes it."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogateescape")
    return path


def as_path(stored: str | bytes) -> str:
    """A path from a column."""
    return stored if isinstance(stored, str) else stored.decode("utf-8", "surrogateescape")
