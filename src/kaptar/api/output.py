"""Files that the user names for output: reports, results."""

from collections.abc import Iterable
from pathlib import Path

from kaptar.atomic import write_atomically
from kaptar.errors import InputError


def write_output(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file as a whole, from parts as they are made. Raises InputError."""
    try:
        write_atomically(path, content)
    except OSError as problem:
        raise InputError(f"{path}: cannot be written: {problem.strerror or problem}") from None
