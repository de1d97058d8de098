"""What holds for every command: one line for an error, its exit code, and one JSON value where JSON is asked for."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from kaptar import __version__
from kaptar.cli import command, verbs
from kaptar.cli.command import Lazy, State, Verb
from kaptar.cli.dispatch import wants_json
from kaptar.errors import Busy, ConfigError, KaptarError, OperationFailed

Kaptar = Callable[..., Any]
Start = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch) -> None:
    """A verb ``fail KIND`` that raises, and ``show`` that answers."""

    @click.command(cls=Verb)
    @click.argument("kind")
    @click.pass_obj
    def fail(_: State, kind: str) -> None:
        raise RAISED[kind]

    @click.command(cls=Verb)
    @click.pass_obj
    def show(state: State) -> None:
        state.answer({"pool_size": state.config().wasm.pool_size, "wasm": state.config().wasm.enabled}, lambda: "text")

    commands = {"fail": fail, "show": show}
    monkeypatch.setattr(Lazy, "load", lambda lazy: commands[lazy.home])
    monkeypatch.setattr(verbs.kaptar, "lazy", {name: Lazy(name, f"does {name}") for name in commands})


RAISED: dict[str, BaseException] = {
    "config": ConfigError("a.toml:x: no\nsuch   key"),
    "failed": OperationFailed("damaged at byte 3"),
    "busy": Busy("all instances are in use"),
    "bug": ZeroDivisionError("division by zero"),
    "stop": KeyboardInterrupt(),
    "memory": MemoryError(),
    "thread": RuntimeError("can't start new thread"),
    "threads": ExceptionGroup("unhandled errors in a TaskGroup", [RuntimeError("can't start new thread")]),
    "library": ImportError("x.so: failed to map segment from shared object"),
}


def test_version(kaptar: Kaptar) -> None:
    assert kaptar("--version") == (0, f"kaptar {__version__}\n", "")


def test_help_lists_the_verbs_without_importing_them(kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "import_module", None)
    done = kaptar("--help")
    assert done.code == 0
    assert all(f"  {name}" in done.out for name in verbs.VERBS)


@pytest.mark.usefixtures("verb")
@pytest.mark.parametrize(
    ("kind", "code", "line"),
    [
        ("config", 2, "error: a.toml:x: no\\nsuch   key"),
        ("failed", 1, "error: damaged at byte 3"),
        ("busy", 3, "error: all instances are in use"),
        ("bug", 1, "error: unexpected ZeroDivisionError: division by zero; a bug in Kaptar"),
        ("stop", 130, "interrupted"),
        ("memory", 1, "error: the system gives no more memory; end other programs"),
        ("thread", 1, "error: the system gives no more threads; end other programs"),
        ("threads", 1, "error: the system gives no more threads; end other programs"),
        ("library", 1, "error: the system gives no more memory; end other programs"),
    ],
)
def test_an_error_is_one_line_and_its_exit_code(kaptar: Kaptar, kind: str, code: int, line: str) -> None:
    done = kaptar("fail", kind)
    assert (done.code, done.out) == (code, "")
    assert done.err.strip().startswith(line)
    assert done.err.strip().count("\n") == 0


@pytest.mark.usefixtures("verb")
def test_a_traceback_on_request_only(kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Traceback" not in kaptar("fail", "bug").err
    monkeypatch.setenv("KAPTAR_TRACEBACK", "1")
    assert "Traceback" in kaptar("fail", "bug").err


@pytest.mark.parametrize("words", [["nothing"], ["--nothing"], ["doctor", "--nothing"], ["bench"], ["bench", "nothing"]])
def test_wrong_usage_is_2(kaptar: Kaptar, words: list[str]) -> None:
    done = kaptar(*words)
    assert done.code == 2
    assert done.err.startswith(("error: ", "Usage: "))


def test_a_group_alone_shows_its_help_on_stderr(kaptar: Kaptar) -> None:
    done = kaptar("bench")
    assert (done.code, done.out) == (2, "")
    assert "compare" in done.err
    message = kaptar("bench", "--json").value["error"]["message"]
    assert message.startswith("Missing command")


@pytest.mark.usefixtures("verb")
@pytest.mark.parametrize("words", [["fail", "busy", "--json"], ["--json", "fail", "busy"]])
def test_a_failure_with_json_is_one_value(kaptar: Kaptar, words: list[str]) -> None:
    done = kaptar(*words)
    assert done.value == {"error": {"kind": "Busy", "message": "all instances are in use", "exit_code": 3}}
    assert done.err == "error: all instances are in use\n"


@pytest.mark.usefixtures("verb")
@pytest.mark.parametrize(
    "words", [["show", "--json", "--no-wasm"], ["--json", "--no-wasm", "show"], ["--no-wasm", "show", "--json"]]
)
def test_global_options_stand_before_or_after_the_verb(kaptar: Kaptar, words: list[str]) -> None:
    assert kaptar(*words).value == {"pool_size": 8, "wasm": False}


@pytest.mark.usefixtures("verb")
def test_config_names_a_file(kaptar: Kaptar, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[wasm]\npool_size = 3\n")
    assert kaptar("show", "--config", "mine.toml", "--json").value["pool_size"] == 3
    assert kaptar("show", "--config", "other.toml").code == 2


def test_json_after_a_double_dash_is_an_argument() -> None:
    assert wants_json(["bench", "--json"])
    assert not wants_json(["modules", "call", "--", "--json"])


@pytest.mark.parametrize("name", verbs.VERBS)
def test_each_verb_in_the_list_can_be_loaded(name: str) -> None:
    assert verbs.VERBS[name].load().name == name


def test_exit_codes_of_errors_are_those_of_the_design() -> None:
    def descend(kind: type[KaptarError]) -> set[type[KaptarError]]:
        return {kind}.union(*(descend(each) for each in kind.__subclasses__()))

    assert {kind.exit_code for kind in descend(KaptarError)} == {1, 2, 3}


def test_a_reader_that_goes_away_is_no_error(start: Start) -> None:
    process = start("from kaptar.cli import main\nmain(['--help'])")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    error = process.stderr.read()
    assert process.wait(60) in (0, 1)
    assert "Traceback" not in error
    assert "Exception ignored" not in error


WAIT = """
import time, click
from kaptar.cli import main, verbs
from kaptar.cli.command import Lazy, Verb

@click.command(cls=Verb)
def wait():
    print("ready", flush=True)
    time.sleep(60)

Lazy.load = lambda self: wait
verbs.kaptar.lazy = {"wait": Lazy("", "")}
main(["wait"])
"""


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_ctrl_c_ends_cleanly(start: Start) -> None:
    process = start(WAIT)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error.strip() == "interrupted"


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_end_as_ctrl_c_does(number: signal.Signals, start: Start) -> None:
    waits = """
    try:
        print("ready", flush=True)
        time.sleep(60)
    finally:
        print("undone", flush=True)
"""
    process = start(WAIT.replace('    print("ready", flush=True)\n    time.sleep(60)\n', waits))
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    out, error = process.communicate(timeout=60)
    assert (process.returncode, out) == (128 + number, "undone\n")
    assert error.strip() == f"ended by {number.name}"


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_a_signal_that_the_parent_ignores_stays_ignored(start: Start) -> None:
    """As under nohup."""
    process = start("import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + WAIT.replace("60", "0.3"))
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGHUP)
    _, error = process.communicate(timeout=60)
    assert (process.returncode, error) == (0, "")


IMPORTS = """
import sys, time

class Slow:
    def find_spec(self, name, *_):
        if name == "click":
            print("ready", flush=True)
            time.sleep(60)

sys.meta_path.insert(0, Slow())
from kaptar.cli import main
main(["--version"])
"""


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_ctrl_c_while_modules_are_loaded_ends_cleanly(start: Start) -> None:
    process = start(IMPORTS)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert (process.returncode, error) == (130, "interrupted\n")


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_a_command_waits_for_its_children_where_its_parent_ignores_them(tmp_path: Path) -> None:
    """Else git has no exit code, and what it could not read is nothing that was found."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / ".git" / "index").write_text("x")
    script = "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-c", script, sys.executable, "-m", "kaptar", "check", "--staged"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "index file smaller than expected" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("words", [["--version"], ["doctor", "--json"], ["no-such-verb", "--json"]])
def test_an_answer_that_cannot_be_written_is_no_success(words: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kaptar", *words], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert done.returncode != 0
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert "bug in Kaptar" not in done.stderr


@pytest.mark.parametrize("words", ["doctor --json", "check a.py", "modules list"])
def test_a_closed_stdout_is_one_line(words: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f(:\n")
    script = f"exec {sys.executable} -m kaptar {words} >&-"
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr == "error: the answer cannot be written: stdout is closed\n"


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
def test_a_stderr_that_takes_nothing_changes_no_exit_code(where: str, tmp_path: Path) -> None:
    script = f"exec {sys.executable} -m kaptar no-such-verb {where}"
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, stdout=subprocess.PIPE, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("words", ["check a.py", "run plan.toml", "up"])
def test_in_a_folder_that_was_removed_a_command_says_so(words: str, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"cd {gone} && rmdir {gone} && exec {sys.executable} -P -m kaptar {words}"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    said = "error: the current folder was removed; go to another one, then run the command again\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
