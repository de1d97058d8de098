"""The border between the command line and a terminal: everything that a command prints goes through here.

Nothing passes that could move the cursor, set the clipboard or hide text, but for the colours of `click.style`. What is printed
is the same on a terminal and in a pipe, on stdout and on stderr, but for these colours.
"""

import errno
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

from kaptar.escaping import escaped as escaped
from kaptar.escaping import escaped_json, escaped_lines

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.segment import Segment

_OWN_STYLE = re.compile(r"(\x1b\[(?:0|1|2|3[1-7])m)")


class Unwritten(OSError):
    """An answer did not get to where it was to be printed."""


def say(text: str, *, err: bool = False) -> None:
    """Print lines on stdout, or on stderr. Raises Unwritten, BrokenPipeError."""
    parts = _OWN_STYLE.split(text)
    _print("".join(part if at % 2 else escaped_lines(part) for at, part in enumerate(parts)), err)


def say_json(text: str) -> None:
    """Print one JSON value on stdout. Raises Unwritten, BrokenPipeError."""
    _print(escaped_json(text), False)


def _print(text: str, err: bool) -> None:
    import click

    if sys.stdout is None and not err:
        raise _closed()
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise Unwritten(problem.errno, problem.strerror) from None


def say_bytes(data: bytes) -> None:
    """Write an answer that is bytes on stdout, at once: as they are for a file or a program, escaped for a terminal."""
    if sys.stdout is None:
        raise _closed()
    if sys.stdout.isatty():
        data = escaped_lines(data.decode("utf-8", "backslashreplace")).encode()
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def complain(line: str) -> None:
    """Print one line on stderr, without anything that has to be imported. Nothing happens where it is closed or full."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(escaped(line), file=sys.stderr)


def _closed() -> Unwritten:
    return Unwritten(errno.EBADF, "stdout is closed")


def console(stream: TextIO, width: int | None = None) -> "Console":
    """A console of rich for tables, bars and live views. Texts are no markup."""
    from rich.console import Console
    from rich.segment import Segment

    class BorderConsole(Console):
        """Escapes the texts, and leaves what rich itself does with the cursor."""

        def render(self, renderable: "RenderableType", options: Any = None) -> "Iterable[Segment]":
            for segment in super().render(renderable, options):
                yield segment if segment.control else Segment(escaped_lines(segment.text), segment.style)

    return BorderConsole(file=stream, width=width, markup=False, emoji=False, highlight=False)
