"""Engines: every one of Kaptar is made in one place, which knows of forks."""

from pathlib import Path

import kaptar

SOURCE = Path(kaptar.__file__).parent


def test_engines_are_made_in_one_place() -> None:
    makers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if any(call in path.read_text("utf-8") for call in ("wasmtime.Engine(", "wasmtime.Config("))
    }
    assert makers == {"runtime/modules/engines.py"}
