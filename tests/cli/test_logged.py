"""Log lines of commands: through the border, one escaped line each, no traceback; and nobody has another way to stderr."""

import ast
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kaptar.cli.command import LazyGroup, Verb
from kaptar.cli.logged import MOST_LINES, logged
from kaptar.cli.verbs import kaptar

SOURCE = Path(__file__).parents[2] / "src" / "kaptar"
HANDLERS = {"hive/log.py", "clients/entry/in_process.py"}
"""The hive's log in its files; and no log at all, where stderr is the reason of a stop."""
LOGS = """
import logging, sys, threading
from kaptar.api import connect
from kaptar.cli import main
log = logging.getLogger("kaptar.test")

def say():
    log.warning("compiled code of %s does not fit (\\x1b[2J ELF\\n\\nCaused by:\\n    header)", "py\\u202ethon")
    log.warning("compiled code of %s does not fit (\\x1b[2J ELF\\n\\nCaused by:\\n    header)", "py\\u202ethon")
    log.info("not said")
    log.error("%d files", "no number")
    try:
        raise ValueError("a\\nb")
    except ValueError:
        log.exception("the task failed")
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()

import kaptar.cli.command as command
former = command.Verb.refuse_former_settings
command.Verb.refuse_former_settings = lambda verb: (say(), former(verb))
main(["check", "a.py", "--json"])
"""


def test_each_line_is_one_escaped_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    done = subprocess.run([sys.executable, "-c", LOGS], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr.splitlines() == [
        "kaptar: warning: compiled code of py\\u202ethon does not fit (\\x1b[2J ELF Caused by: header)",
        "kaptar: error: %d files",
        "kaptar: error: the task failed: ValueError: a b",
        "kaptar: warning: unexpected ZeroDivisionError: division by zero; run again with KAPTAR_TRACEBACK=1 and report it",
    ]
    assert done.stdout.count("\n") == 1


def test_lines_have_a_bound(capsys: pytest.CaptureFixture[str]) -> None:
    with logged():
        for number in range(MOST_LINES + 50):
            assert logging.lastResort is not None
            logging.lastResort.handle(logging.LogRecord("x", logging.WARNING, "", 0, "%d", (number,), None))
    assert capsys.readouterr().err.count("\n") == MOST_LINES


def test_afterwards_all_is_as_it_was() -> None:
    before = logging.lastResort, threading.excepthook, sys.unraisablehook
    with logged():
        assert logging.lastResort is not before[0]
    assert (logging.lastResort, threading.excepthook, sys.unraisablehook) == before


def commands(group: LazyGroup) -> Iterator[click.Command]:
    for lazy in group.lazy.values():
        command = lazy.load() if lazy.home.startswith("kaptar.") else group  # benches are functions of another package
        if command is group:
            continue
        yield from commands(command) if isinstance(command, LazyGroup) else [command]


def test_each_command_has_the_handler() -> None:
    found = list(commands(kaptar))
    assert len(found) > 15
    assert [command.name for command in found if not isinstance(command, Verb)] == []


def handlers(tree: ast.AST) -> list[str]:
    """Calls that give the log another way out."""
    names = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [name for name in names if name.endswith(("addHandler", "basicConfig", "StreamHandler", "dictConfig", "print_exc"))]


@pytest.mark.parametrize("text", ["logging.basicConfig()", "root.addHandler(x)", "logging.StreamHandler()"])
def test_the_gate_sees_handlers(text: str) -> None:
    assert handlers(ast.parse(text))


def test_nobody_gives_the_log_another_way_out() -> None:
    found = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if handlers(ast.parse(path.read_text("utf-8")))}
    assert found == HANDLERS
