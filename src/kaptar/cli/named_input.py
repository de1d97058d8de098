"""Input that the user names: a file, a pipe, a device or stdin, read up to a bound."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kaptar.errors import InputError

MOST_BYTES = 1 << 30
MOST_LINE = 64 << 20
"""Bytes of one line of many."""


def read_named(source: str, most: int = MOST_BYTES) -> bytes:
    """All bytes of a file, or of stdin for ``-``. Raises InputError, also for more than ``most`` of them."""
    try:
        if source == "-":
            data = sys.stdin.buffer.read(most + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(most + 1)
    except OSError as problem:
        raise InputError(f"{source}: cannot be read: {problem.strerror or problem}") from None
    if len(data) > most:
        raise InputError(f"{'stdin' if source == '-' else source}: more than {most:,} bytes; give less")
    return data


def lines_of(stream: BinaryIO, most: int = MOST_LINE) -> Iterator[bytes]:
    """The lines of a stream. Of one that is longer than ``most`` the beginning alone is given, and the rest is passed over."""
    while line := stream.readline(most):
        yield line
        while len(line) == most and not line.endswith(b"\n"):
            line = stream.readline(most)
