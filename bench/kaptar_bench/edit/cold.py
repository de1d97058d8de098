"""One edit as a whole process, from nothing to the answer: ``kaptar apply`` beside ``agent-booster apply``."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kaptar.config.sections import Config
from kaptar_bench.edit import peers
from kaptar_bench.edit.corpus import Cases
from kaptar_bench.effort import Effort, timed
from kaptar_bench.rows import Measured, Target, measured
from kaptar_bench.timing import scaled

_SOURCE = "".join(f"function f{n}(a, b) {{\n  return a * {n} + b;\n}}\n\n" for n in range(50))
_EDIT = "function f30(a, b) {\n  return a * 30 - b;\n}\n"
_TIMEOUT_S = 60


def measure(config: Config, effort: Effort, cases: Cases) -> Iterator[Measured]:
    """One row: a file of 200 lines, one definition replaced, nothing written."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.js").write_text(_SOURCE)
        (folder / "edit.js").write_text(_EDIT)
        own = [sys.executable, "-m", "kaptar", "apply", "a.js", "edit.js"]
        booster = peers.booster_folder(effort.installs)
        subjects = {"kaptar": lambda: _run(own, folder)}
        why = booster if isinstance(booster, str) else ""
        if isinstance(booster, Path):
            cli = booster / "node_modules" / "agent-booster" / "dist" / "cli.js"
            theirs = ["node", str(cli), "apply", "a.js", "edit.js", "--dry-run"]
            subjects["booster"] = lambda: _run(theirs, folder)
        times = timed(subjects, effort, rounds=9, round_ms=1, warm_ups=2)
        yield measured("cold: one edit as a process", scaled(times["kaptar"], "ms"), "ms", peer="agent-booster's command line",
                       peer_rounds=scaled(times.get("booster", []), "ms"), target=Target("ratio", ">=", 2),
                       reason=f"not run: {why}" if why else None)  # fmt: skip


def _run(command: list[str], folder: Path) -> None:
    """Raises CalledProcessError when the program fails: a failure must not be timed as a success."""
    environment = os.environ | {"NO_COLOR": "1"}
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=_TIMEOUT_S, check=True)
