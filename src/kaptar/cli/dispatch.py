"""The end of each command: `run` is the only place that turns errors into one line on stderr and an exit code."""

import atexit
import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from kaptar.cli.border import Unwritten, complain, escaped, say, say_json
from kaptar.cli.signals import Interrupted, of_interrupt
from kaptar.cli.system_problem import of_system
from kaptar.cli.told_written import tells_what_was_written
from kaptar.errors import KaptarError

if TYPE_CHECKING:
    from typing import TextIO

    import click


def run(argv: Sequence[str], ready: Callable[[], None] = lambda: None) -> int:
    """Run a command; the exit code, as `kaptar.cli.main` says.

    Args:
        ready: called where modules are loaded and the command begins.
    """
    code = 0
    try:
        code = _dispatch(argv, ready)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`head`, a pager) has gone. Without this, the interpreter would complain again at its end.
        _forget(sys.stdout)
        return code or 1
    except OSError as error:
        return code or _fail((), "OutputError", _unwritten(error), 1)
    return code


def end(code: int) -> NoReturn:
    """End the process. Nothing is left to do but to free memory piece by piece, which takes a fifth of a short command's
    time: the system does it at once. Where a thread still runs, the interpreter waits for it as usual."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):  # `run` has flushed what a command has said, and told what went wrong
            _forget(stream)
    if threading.active_count() > 1:
        sys.exit(code)
    atexit._run_exitfuncs()
    os._exit(code)


def _forget(stream: "TextIO | None") -> None:
    """Let what a stream still holds go nowhere: at its end the interpreter would fail on it, and exit with 120."""
    with suppress(OSError, ValueError):
        if stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _dispatch(argv: Sequence[str], ready: Callable[[], None]) -> int:
    import click

    from kaptar.cli.verbs import kaptar

    try:
        ready()
        with tells_what_was_written():
            code = kaptar.main(list(argv), prog_name="kaptar", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt, Interrupted) as error:
        ended = of_interrupt(error)
        complain(ended.said)
        return ended.code
    except click.exceptions.NoArgsIsHelpError as error:
        if wants_json(argv):
            return _fail(argv, "UsageError", "Missing command (see 'kaptar --help')", error.exit_code)
        say(error.format_message(), err=True)
        return error.exit_code
    except click.ClickException as error:
        return _fail(argv, "UsageError", _usage_text(error), error.exit_code)
    except KaptarError as error:
        return _fail(argv, type(error).__name__, str(error), error.exit_code)
    except BrokenPipeError:
        raise
    except Unwritten as error:
        return _fail(argv, "OutputError", _unwritten(error), 1)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a user gets a sentence, never a traceback
        said = of_system(error)
        return _fail(argv, "SystemProblem", said, 1) if said else _unexpected(argv, error)
    return code if isinstance(code, int) else 0


def _usage_text(error: "click.ClickException") -> str:
    context = getattr(error, "ctx", None)
    hint = f" (see '{context.command_path} --help')" if context is not None else ""
    return error.format_message().rstrip(".") + hint


def _unexpected(argv: Sequence[str], error: Exception) -> int:
    if os.environ.get("KAPTAR_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    text = f"unexpected {type(error).__name__}: {error}; a bug in Kaptar: run again with KAPTAR_TRACEBACK=1 and report it"
    return _fail(argv, "Unexpected", text, 1)


def _unwritten(error: OSError) -> str:
    remedy = "" if sys.stdout is None else "; make room where it goes"
    return f"the answer cannot be written: {error.strerror or error}{remedy}"


def _fail(argv: Sequence[str], kind: str, text: str, code: int) -> int:
    line = escaped(text.strip())
    complain(f"error: {line}")
    if wants_json(argv):
        import json

        with suppress(OSError):  # stdout may be what failed; stderr has said it
            say_json(json.dumps({"error": {"kind": kind, "message": line, "exit_code": code}}))
    return code


def wants_json(argv: Sequence[str]) -> bool:
    """Whether ``--json`` is among the options; asked of the raw words, because a usage error leaves nothing parsed."""
    words = list(argv)
    return "--json" in (words[: words.index("--")] if "--" in words else words)
