"""The loading thread: listeners that fail end neither it nor a module."""

import logging
import threading
from pathlib import Path

import pytest

from kaptar.config.load import Config, WasmConfig
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
