"""The command line. Importing it loads nothing: `main` first takes relative folders out of the places for modules."""

import sys

TYPE_CHECKING = False  # as type checkers know it: `typing` is a file that a relative folder could replace
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn


def main(argv: "Sequence[str] | None" = None) -> "NoReturn":
    """Run a command and end the process: 0 done, 1 not done, 2 wrong usage, 3 unavailable, 130 interrupted.

    SIGTERM and SIGHUP end a command as Ctrl-C does, with 128 and their number. With ``--json`` a failure too leaves one JSON
    value on stdout: ``{"error": {"kind", "message", "exit_code"}}``.
    """
    from kaptar.cli.search_path import absolute_parts

    sys.path[:] = absolute_parts(sys.path)
    from kaptar.api.interpreter import forget_others

    forget_others()
    from kaptar.cli import signals

    signals.end_at_once()
    from kaptar.cli import dispatch

    code = dispatch.run(sys.argv[1:] if argv is None else argv, signals.interrupt)
    signals.end_at_once()
    dispatch.end(code)


def run(argv: "Sequence[str]") -> int:
    """As `main`, but gives the exit code back, and leaves signals and the places for modules alone."""
    from kaptar.cli import dispatch

    return dispatch.run(argv)
