"""Where a guest cannot start, the host's answer is said to be the host's alone, and in strict mode it stops."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.checks.conftest import Checks, event, result

from kaptar.api.programs import Runtime
from kaptar.checks.checker import Checker
from kaptar.checks.event import FileChange
from kaptar.checks.settings import make_settings
from kaptar.checks.verdict import strictly
from kaptar.clients.words import unfinished
from kaptar.config.sections import Config, WasmConfig
from kaptar.errors import BadModule, GuestTrap, KaptarError, NotStarted
from kaptar.runtime.pool.instance import Instance

REFUSED = NotStarted("python (start): the system refuses what a guest starts with: File too large; see `ulimit -f`")
BROKEN = b"def f(:\n"


@pytest.fixture
def refusing(request: pytest.FixtureRequest, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Checks]:
    """Checks over a runtime whose instances do not start, with what they raise as the parameter; guests are off for ""."""
    problem: KaptarError | str = getattr(request, "param", REFUSED)

    def refuse(*_: object) -> None:
        assert isinstance(problem, KaptarError)
        raise problem

    monkeypatch.setattr(Instance, "start", refuse)
    config = Config(wasm=WasmConfig(enabled=problem != ""))
    with Runtime(config, plugins=tmp_path / "plugins") as runtime, closing(Checker(runtime, guests_on=problem != "")) as checker:
        yield Checks(checker, make_settings(config, root))


@pytest.mark.guest
@pytest.mark.parametrize(
    ("refusing", "reason", "remedy"),
    [(REFUSED, "the system refuses what a guest starts with: File too large", "see `ulimit -f`"),
     (BadModule("python.wasm: damaged"), "python.wasm: damaged", "see `kaptar doctor`"),
     (GuestTrap("python.validate: unreachable"), "python.validate: unreachable", "see `kaptar doctor`")],
    indirect=["refusing"], ids=["not started", "bad", "trap"],
)  # fmt: skip
@pytest.mark.parametrize(("content", "state"), [(BROKEN, "findings"), (b"x = 1\n", "not_run")])
def test_the_host_alone_is_said_and_stops_in_strict_mode(
    refusing: Checks, reason: str, remedy: str, content: bytes, state: str, root: Path
) -> None:
    verdict = refusing.check_event(event(FileChange(str(root / "a.py"), content=content), phase="before"), 60)
    found = result(verdict, "syntax")
    assert (found.state, found.remedy) == (state, remedy)
    assert found.reason.startswith("judged by the host alone: ")
    assert found.reason.endswith(reason)
    assert verdict.outcome != "block"
    assert not verdict.complete
    assert strictly(verdict, before=True).outcome == "block"
    assert "syntax of a.py (judged by the host alone" in unfinished(verdict)


@pytest.mark.guest
def test_guests_that_cannot_be_loaded_were_to_run(refusing: Checks, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kaptar.runtime.attempt", None)
    for name in ("a.py", "b.py"):  # the second one finds guests off
        verdict = refusing.check_event(event(FileChange(str(root / name), content=BROKEN), phase="before"), 60)
        assert result(verdict, "syntax").reason.startswith("judged by the host alone: guests need wasmtime and cffi: pip install")
        assert strictly(verdict, before=True).outcome == "block"


@pytest.mark.guest
def test_what_the_host_knows_as_well_is_no_worse(refusing: Checks, root: Path) -> None:
    verdict = refusing.check_event(event(FileChange(str(root / "a.json"), content=b"{,}\n"), phase="before"), 60)
    assert (verdict.outcome, result(verdict, "syntax").reason) == ("block", "")


@pytest.mark.parametrize("refusing", [""], indirect=True)
def test_who_has_switched_guests_off_knows_it(refusing: Checks, root: Path) -> None:
    verdict = refusing.check_event(event(FileChange(str(root / "a.py"), content=BROKEN), phase="before"), 60)
    found = result(verdict, "syntax")
    assert (found.state, found.reason, found.backend) == ("findings", "", "host")


@pytest.mark.guest
@pytest.mark.parametrize(("words", "code"), [((), 0), (("--strict",), 2)])
def test_a_hook_below_a_limit_on_the_size_of_files_says_so(words: tuple[str, ...], code: int, root: Path, tmp_path: Path) -> None:
    edit = {"file_path": str(root / "b.py"), "content": BROKEN.decode()}
    said = {"session_id": "s", "cwd": str(root), "hook_event_name": "PreToolUse", "tool_name": "Write", "tool_input": edit}
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "KAPTAR_NO_HIVE": "1"}
    subprocess.run([sys.executable, "-m", "kaptar", "modules", "compile", "python"], env=environment, check=True, timeout=120)
    done = subprocess.run(
        [sys.executable, "-m", "kaptar", "hook", *words, "claude", "PreToolUse"], input=json.dumps(said), cwd=root,
        env=environment, capture_output=True, text=True, timeout=120, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
    )  # fmt: skip
    assert done.returncode == code
    assert "syntax of b.py (judged by the host alone: " in done.stderr
    assert "ulimit -f" in done.stderr
