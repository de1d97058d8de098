"""The engine is loaded once, in the background; hooks answer meanwhile, and the rest of their answer follows."""

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.checks.conftest import Checks, event, result, rules
from tests.waiting import wait_until

from kaptar.api.programs import Runtime
from kaptar.checks.checker import Checker
from kaptar.checks.event import FileChange
from kaptar.checks.secrets.detector import LOAD_S, LOADING, SILENT_S, Detector, no_detector
from kaptar.checks.secrets.engine import LEAST_MEMORY, Engine, Kingfisher
from kaptar.checks.secrets.hit import Hit
from kaptar.checks.settings import make_settings
from kaptar.checks.verdict import unread
from kaptar.config.load import load_config
from kaptar.config.sections import Config, HooksConfig
from kaptar.runtime.service_thread import ServiceThread

MARK = b"only-the-engine-knows"
OWN = b'x = "ghp_' + b"a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo" + b'"\n'


class Stub:
    """An engine that knows one word."""

    name = "stub 1"

    def find(self, content: bytes, suffix: str, timeout_s: float) -> list[Hit]:
        at = content.find(MARK)
        return [Hit(at, at + len(MARK), "secrets/provider-token", "known")] if at >= 0 else []


class Loading:
    """A load that lasts until it is let go."""

    def __init__(self) -> None:
        self.go, self.times = threading.Event(), 0

    def __call__(self) -> Engine:
        self.times += 1
        assert self.go.wait(30)
        return Stub()


@pytest.fixture
def loading() -> Iterator[Loading]:
    made = Loading()
    yield made
    made.go.set()


def checks(runtime: Runtime, root: Path, detector: Detector, **hooks: bool) -> Checks:
    config = Config(wasm=load_config(root, env={}).wasm, hooks=HooksConfig(**hooks))  # type: ignore[arg-type]
    return Checks(Checker(runtime, guests_on=config.wasm.enabled, detector=detector), make_settings(config, root))


def test_states() -> None:
    assert no_detector().state == "off"
    assert no_detector().wait(0) is None
    detector = Detector(Stub)
    assert (detector.state, detector.engine) == ("idle", None)
    assert detector.wait(30) is detector.engine
    assert (detector.state, detector.missing) == ("ready", "")


def test_a_load_that_fails_says_why() -> None:
    def fails() -> Engine:
        raise OSError("no such library")

    detector = Detector(fails)
    assert detector.wait(30) is None
    assert (detector.state, detector.missing) == ("failed", "the engine for secrets does not load: OSError: no such library")


@pytest.mark.parametrize("limit", ["RLIMIT_DATA", "RLIMIT_AS"])
def test_with_too_little_memory_nothing_is_loaded(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package would end the whole process."""
    resource = pytest.importorskip("resource")
    most, low = resource.RLIM_INFINITY, LEAST_MEMORY - 1
    monkeypatch.setattr("resource.getrlimit", lambda asked: (low if asked == getattr(resource, limit) else most, most))
    detector = Detector(Kingfisher)
    assert detector.wait(30) is None
    assert "does not load: MemoryError: it needs 256 MiB, and a limit (ulimit -" in detector.missing


class Panic(BaseException):
    """What a package in Rust may raise."""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_load_that_panics_has_failed() -> None:
    def panics() -> Engine:
        raise Panic

    detector = Detector(panics)
    assert detector.wait(30) is None
    assert detector.state == "failed"


@pytest.mark.skipif(sys.platform != "linux", reason="only there is it of a thread")
def test_the_system_refuses_a_priority_and_the_engine_loads_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def refuse(_which: int, _who: int, nice: int) -> None:
        asked.append(nice)
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", refuse)
    monkeypatch.setattr(os, "getpriority", lambda _which, _who: 5)
    detector = Detector(Stub)
    assert detector.wait(30), "less than its process has is not asked for"
    assert asked == []
    detector = Detector(Stub)
    detector.begin()
    assert detector.wait(30)
    assert asked == [10]


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds of each wait for a thread, which ends at once and finds the thread at work."""
    seconds: list[float] = []
    monkeypatch.setattr(ServiceThread, "wait", lambda _thread, timeout_s: bool(seconds.append(timeout_s)))
    return seconds


def test_all_waits_together_have_one_time(loading: Loading, waits: list[float]) -> None:
    now = [0.0]
    detector = Detector(loading, clock=lambda: now[0])
    for now[0] in (0.0, LOAD_S - 3, LOAD_S, LOAD_S + 5):
        assert detector.wait() is None
    assert waits == [SILENT_S, LOAD_S - SILENT_S, SILENT_S, 3 - SILENT_S, 0.0, 0.0]


def test_a_wait_of_more_than_a_second_says_so_once(loading: Loading, waits: list[float]) -> None:
    lines: list[str] = []
    detector = Detector(loading, lines.append)
    detector.wait(SILENT_S)
    assert lines == []
    detector.wait()
    detector.wait()
    assert lines == [LOADING]


def test_it_is_loaded_once_however_many_ask(loading: Loading) -> None:
    detector = Detector(loading)
    asking = [threading.Thread(target=detector.begin) for _ in range(8)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert detector.state == "loading"
    loading.go.set()
    assert detector.wait(30)
    assert loading.times == 1


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_hook_answers_while_it_loads_and_the_rest_follows(phase: str, runtime: Runtime, root: Path, loading: Loading) -> None:
    detector = Detector(loading)
    detector.begin()
    held = checks(runtime, root, detector)
    content = OWN + MARK + b"\n"
    (root / "a.txt").write_bytes(content)
    change = FileChange(str(root / "a.txt"), content=content, before=b"")
    verdict = held.check_event(event(change, phase=phase), 5.0)  # type: ignore[arg-type]
    assert rules(verdict) == ["secrets/github-token"]
    assert not verdict.complete
    assert verdict.pending == ("secrets a.txt",)
    loading.go.set()
    late = wait_until(lambda: held.take_background("s"), "the answer of the engine")
    assert [(each.backend, [f.rule for f in each.findings]) for each in late] == [("stub 1", ["secrets/provider-token"])]
    again = held.check_event(event(change), 5.0)
    assert sorted(rules(again)) == ["secrets/github-token", "secrets/provider-token"]
    assert result(again, "secrets").backend == "stub 1"
    held.close()


def test_an_answer_without_it_is_not_kept(runtime: Runtime, root: Path, loading: Loading) -> None:
    detector = Detector(loading)
    detector.begin()
    held = checks(runtime, root, detector)
    (root / "a.txt").write_bytes(MARK)
    assert not held.check_event(event(FileChange(str(root / "a.txt"), content=MARK, before=b"")), 5.0).complete
    loading.go.set()
    assert detector.wait(30)
    assert rules(held.check_event(event(FileChange(str(root / "a.txt"), content=MARK, before=b""), session="t"), 5.0)) == [
        "secrets/provider-token"
    ]
    held.close()


def test_what_was_there_before_an_edit_is_not_told_later(runtime: Runtime, root: Path, loading: Loading) -> None:
    detector = Detector(loading)
    detector.begin()
    held = checks(runtime, root, detector)
    (root / "a.txt").write_bytes(MARK + b"\nx\n")
    held.check_event(event(FileChange(str(root / "a.txt"), content=MARK + b"\nx\n", before=MARK + b"\n")), 5.0)
    loading.go.set()
    (late,) = wait_until(lambda: held.take_background("s"), "the answer of the engine")
    assert (late.findings, late.known) == ((), 1)
    held.close()


def test_a_command_waits_for_it(runtime: Runtime, root: Path) -> None:
    held = checks(runtime, root, Detector(Stub))
    (root / "a.txt").write_bytes(MARK)
    verdict = held.check_files(["a.txt"])
    assert rules(verdict) == ["secrets/provider-token"]
    assert verdict.complete
    held.close()


def test_a_command_without_it_says_so(runtime: Runtime, root: Path) -> None:
    def fails() -> Engine:
        raise OSError("no such library")

    held = checks(runtime, root, Detector(fails))
    (root / "a.txt").write_bytes(b"x\n")
    verdict = held.check_files(["a.txt"])
    assert not verdict.complete
    assert "no such library" in result(verdict, "secrets").reason
    held.close()


def test_where_the_check_is_off_nothing_is_loaded(runtime: Runtime, root: Path, loading: Loading) -> None:
    config = Config(wasm=load_config(root, env={}).wasm, hooks=HooksConfig(checks={"secrets": False}))
    detector = Detector(loading)
    held = Checks(Checker(runtime, guests_on=config.wasm.enabled, detector=detector), make_settings(config, root))
    (root / "a.txt").write_bytes(MARK)
    held.check_files(["a.txt"])
    assert (detector.state, loading.times) == ("idle", 0)
    held.close()


class Fails(Stub):
    """An engine that raises."""

    def __init__(self, problem: Exception) -> None:
        self.problem = problem

    def find(self, content: bytes, suffix: str, timeout_s: float) -> list[Hit]:
        raise self.problem


@pytest.mark.parametrize("problem", [TimeoutError(), ValueError("no such rule")])
def test_where_the_engine_fails_own_rules_have_looked_and_the_rest_is_told(
    problem: Exception, runtime: Runtime, root: Path
) -> None:
    detector = Detector(lambda: Fails(problem))
    assert detector.wait(30)
    held = checks(runtime, root, detector)
    content = OWN + b"x = 1\n" * 50_000 + OWN
    (root / "a.txt").write_bytes(content)
    verdict = held.check_event(event(FileChange(str(root / "a.txt"), content=content, before=b""), phase="before"), 30)
    assert [each.line for each in verdict.findings] == [1, 50_002]
    assert not verdict.complete
    found = result(verdict, "secrets")
    assert (found.timed_out, str(problem) in found.reason) == (isinstance(problem, TimeoutError), True)
    clean = held.check_event(event(FileChange(str(root / "b.txt"), content=b"x\n", before=b""), phase="before"), 30)
    assert "b.txt was not looked at for secrets to its end" in unread(clean)
    held.close()


def test_a_hooks_answer_without_it_is_not_given_to_a_command(runtime: Runtime, root: Path) -> None:
    detector = Detector(lambda: (_ for _ in ()).throw(OSError("no such library")))
    assert detector.wait(30) is None
    held = checks(runtime, root, detector)
    (root / "a.txt").write_bytes(b"x\n")
    change = FileChange(str(root / "a.txt"), content=b"x\n", before=b"")
    assert result(held.check_event(event(change), 5.0), "secrets").state == "passed"
    assert result(held.check_event(event(change, phase="before"), 5.0), "secrets").cached
    assert "no such library" in result(held.check_files(["a.txt"]), "secrets").reason
    held.close()
