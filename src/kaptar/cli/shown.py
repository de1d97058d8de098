"""Output that commands share: a console of a known width, and the styles of a diff's lines."""

import sys
from typing import TYPE_CHECKING

from kaptar.cli.border import console

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def console_on_stdout(columns: int) -> "Console":
    """A console as wide as the terminal; ``columns`` wide where stdout is a file or a pipe."""
    return console(sys.stdout, None if sys.stdout.isatty() else columns)


def style_of(line: str) -> str:
    """The style of a line of a unified diff: ``bold`` for the two names, else a colour, or ""."""
    return "bold" if line.startswith(("+++", "---")) else _STYLES.get(line[:1], "")
