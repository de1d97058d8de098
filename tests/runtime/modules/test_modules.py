"""The loading thread: listeners that fail end neither it nor a module."""

import logging
import threading
from pathlib import Path

import pytest
from tests.starving import no_threads

from kaptar.config.sections import Config, WasmConfig
from kaptar.errors import NotStarted, Unavailable
from kaptar.runtime.modules.compiled_cache import CompiledCache
from kaptar.runtime.modules.engines import Engines
from kaptar.runtime.modules.module_files import find_builtin
from kaptar.runtime.modules.modules import Modules, Progress
from kaptar.runtime.runtime import Runtime

pytestmark = pytest.mark.guest
STEPS = ["compiling", "ready"]


@pytest.mark.parametrize("fails_at", STEPS)
def test_a_progress_that_fails_is_logged_and_all_modules_are_loaded(
    fails_at: str, artifacts: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("wasmtime")
    told: list[str] = []

    def fail(progress: Progress) -> None:
        told.append(progress.step)
        if progress.step == fails_at:
            raise ZeroDivisionError

    config = Config(wasm=WasmConfig(cache_dir=str(tmp_path / "cache")))
    with (
        caplog.at_level(logging.ERROR),
        Runtime(config, {}, artifacts=artifacts, plugins=tmp_path, progress=fail) as runtime,
    ):
        runtime.wait_ready(["other"], timeout_s=30)
        runtime.wait_ready(["probe"], timeout_s=30)
        assert {row.name: row.state for row in runtime.modules()} == {"other": "ready", "probe": "ready"}
    assert told == STEPS * 2
    assert caplog.text.count("made its listener fail") == 2


def test_close_waits_for_a_load_within_its_bound(artifacts: Path, tmp_path: Path) -> None:
    pytest.importorskip("wasmtime")
    loads, end = threading.Event(), threading.Event()

    def engines() -> Engines:
        loads.set()
        end.wait(10)
        return Engines()

    modules = Modules(lambda: find_builtin(artifacts), engines, lambda: CompiledCache(tmp_path))
    modules.begin(["probe"])
    assert loads.wait(10)
    assert not modules.close(0.05)
    end.set()
    assert modules.close(10)


def test_a_ready_that_fails_is_logged_and_the_next_module_is_loaded(
    artifacts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("wasmtime")

    def fail(_upkeep: object, _module: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kaptar.runtime.pool.upkeep.Upkeep.warm", fail)
    config = Config(wasm=WasmConfig(cache_dir=str(tmp_path / "cache"), preload=("other", "probe")))
    with caplog.at_level(logging.ERROR), Runtime(config, {}, artifacts=artifacts, plugins=tmp_path) as runtime:
        assert [runtime.call_guest(module, "echo", b"x") for module in ("other", "probe")] == [b"x", b"x"]
    assert caplog.text.count("made its listener fail") == 2


def test_of_two_that_need_the_same_code_one_compiles(artifacts: Path, tmp_path: Path) -> None:
    pytest.importorskip("wasmtime")
    config = Config(wasm=WasmConfig(cache_dir=str(tmp_path / "cache")))
    told: dict[str, list[str]] = {"first": [], "second": []}

    def of_first(progress: Progress) -> None:
        told["first"].append(progress.step)
        if progress.step == "compiling":
            second.begin()

    with (
        Runtime(config, {}, artifacts=artifacts, plugins=tmp_path, progress=of_first) as first,
        Runtime(config, {}, artifacts=artifacts, plugins=tmp_path, progress=lambda p: told["second"].append(p.step)) as other,
    ):
        second = Beginning(other)
        first.wait_ready(["probe"], timeout_s=60)
        other.wait_ready(["probe"], timeout_s=60)
        assert next(row.from_cache for row in other.modules() if row.name == "probe")
    assert told == {"first": STEPS, "second": STEPS[1:]}
    assert [path.suffix for path in (tmp_path / "cache/compiled").iterdir()] == [".bin"]


class Beginning:
    """A runtime whose loading thread begins to load when somebody says so, and then waits for another process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def begin(self) -> None:
        with pytest.raises(Unavailable):
            self._runtime.wait_ready(["probe"], timeout_s=0.3)


@pytest.mark.parametrize("given", range(4))
def test_a_shortage_of_threads_is_told_at_once_and_is_over_when_it_is_over(given: int, artifacts: Path, tmp_path: Path) -> None:
    """Whichever thread of a runtime is the first that the system does not give: the loader's, the ticker's or the keeper's."""
    pytest.importorskip("wasmtime")
    config = Config(wasm=WasmConfig(cache_dir=str(tmp_path / "cache")))
    with Runtime(config, {}, artifacts=artifacts, plugins=tmp_path) as runtime:
        with no_threads(after=given), pytest.raises(NotStarted, match="gives no more threads"):
            runtime.call_guest("probe", "echo", b"x")
        assert runtime.call_guest("probe", "echo", b"x") == b"x"


@pytest.mark.parametrize("problem", [MemoryError(), NotStarted("no thread")], ids=repr)
def test_what_the_machine_does_not_give_it_may_give_to_the_next_request(
    problem: Exception, artifacts: Path, tmp_path: Path
) -> None:
    pytest.importorskip("wasmtime")
    failing = [problem]

    def engines() -> Engines:
        if failing:
            raise failing.pop()
        return Engines()

    modules = Modules(lambda: find_builtin(artifacts), engines, lambda: CompiledCache(tmp_path))
    with pytest.raises(NotStarted):
        modules.wait("probe", 30)
    assert modules.wait("probe", 30).name == "probe"
    assert modules.close(10)
