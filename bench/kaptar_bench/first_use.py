"""Rows of ``kaptar bench hooks``: the first use on a machine beside later ones, without a hive, each in a home of its own.

What goes on in the background after the first answer is left out: it takes a processor, and the next round must not wait for it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured, Target, measured

_ROUNDS, _LATER = 7, 3
_TIMEOUT_S = 120
_SOURCE = "export function area(width: number, height: number): number {\n  return width * height;\n}\n"
_MORE_MS = 1000


class _Use(NamedTuple):
    """A command of a user or a client: its name in rows, its words, and what stdin has."""

    name: str
    words: tuple[str, ...]
    given: str = ""


def rows(effort: Effort) -> Iterator[Measured]:
    """For a check and a hook, how much longer the first one takes than the later ones of the same home."""
    with tempfile.TemporaryDirectory(prefix="sk") as name:
        root = Path(name)
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        file = root / "one.ts"
        file.write_text(_SOURCE)
        edit = {"tool_name": "Write", "cwd": name, "tool_input": {"file_path": str(file), "content": _SOURCE}}
        uses = (_Use("check", ("check", file.name)), _Use("hook", ("hook", "claude", "PreToolUse"), json.dumps(edit)))
        for use in uses:
            more = [_more(use, root) for _ in range(effort.pick(_ROUNDS, 1))]
            title = f"first {use.name} of a machine, without a hive: more than later ones"
            yield measured(title, more, "ms", target=Target("value", "<=", _MORE_MS))


def _more(use: _Use, root: Path) -> float:
    """Milliseconds that the first of several uses takes more than the quickest of the others."""
    with tempfile.TemporaryDirectory(prefix="sk") as home:
        cache = Path(home, "cache")
        cache.mkdir(mode=0o700)
        (cache / "ahead").touch()  # a process for the background was begun just now
        ours = {"HOME": home, "KAPTAR_NO_HIVE": "1", "KAPTAR_WASM_CACHE_DIR": str(cache), "KAPTAR_WASM_COMPILE_AHEAD": "true"}
        first, *later = (_millis(use, root, os.environ | ours) for _ in range(1 + _LATER))
        return first - min(later)


def _millis(use: _Use, root: Path, environment: Mapping[str, str]) -> float:
    command, start = [sys.executable, "-m", "kaptar", *use.words], time.perf_counter()
    subprocess.run(
        command, cwd=root, env=environment, input=use.given, capture_output=True, text=True, timeout=_TIMEOUT_S, check=True
    )
    return (time.perf_counter() - start) * 1e3
