"""Ctrl-C at any step of asking for a module: whoever asks next gets it, and it is loaded once."""

from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from tests.pressing import Pressed, press_at, steps_of

from kaptar.errors import Unavailable
from kaptar.runtime.modules.compiled_cache import CompiledCache
from kaptar.runtime.modules.engines import Engines
from kaptar.runtime.modules.module_files import find_builtin
from kaptar.runtime.modules.modules import Modules


@pytest.mark.parametrize("asked", ["get", "wait", "begin"])
def test_a_module_that_was_asked_for_when_it_was_interrupted_is_loaded(asked: str, artifacts: Path, tmp_path: Path) -> None:
    loads: list[int] = []

    def engines() -> Engines:
        loads.append(1)
        raise Unavailable("no engine in this test")

    def ask(modules: Modules) -> None:
        try:
            if asked == "wait":
                modules.wait("probe", 30)
            elif asked == "begin":
                modules.begin(["probe"])
            else:
                getattr(modules, asked)("probe")
        except Unavailable:
            return

    def fresh() -> Modules:
        return Modules(lambda: files, engines, lambda: CompiledCache(tmp_path))

    files = find_builtin(artifacts)
    modules = fresh()
    steps = steps_of(partial(ask, modules), lambda _: None)
    assert modules.close(10)
    assert steps > 10
    for step in range(1, steps + 1):
        loads.clear()
        modules = fresh()
        with suppress(Pressed):
            steps_of(partial(ask, modules), press_at(step))
        with pytest.raises(Unavailable, match="no engine in this test"):
            modules.wait("probe", 20)
        assert modules.close(10)
        assert loads == [1], f"after an interruption at step {step} of {steps}"
