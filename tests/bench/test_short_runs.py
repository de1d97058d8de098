"""Each bench starts: it runs once in its short mode, which measures every part and judges nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kaptar.cli.bench import BENCHES

PARTS = {
    "runtime": (
        "call overhead", "text.fnv1a32, 1 KB: guest", "syntax.validate", "parse and structure table, Python",
        "start: from Runtime()", "recovery", "16 threads", "resident memory grows by, after 200 calls",
    ),
    "edit": (
        "WRONG: applied and not as meant", "exact, must apply: lazy", "misquoted, all", "python, 200 lines",
        "whole definition, go", "cold", "kinds: WRONG, all cases", "kinds: several files, right",
    ),
    "hooks": (
        "hive: start to ready", "first check of a machine", "first hook of a machine", "post-edit answer, a.py",
        "check syntax, a.py", "kaptar-hook end to end",
        "2 clients at once: p95", "hooks while another client edits 60 files",
        "resident memory grows by, after 50 events", "one edit by Cursor", "one edit by git",
    ),
    "growth": ("one edit of many files", "text of check", "content of staged files", "run over many files", "plan whose tasks"),
    "syntax": ("python: stopped", "python: warned of"),
    "workspace": (
        "overlap of a file", "check of a claim", "acquire and release", "before-edit answer", "commit of one session",
    ),
    "types": ("types, mypy, two modules",),
    "claims": ("claim runtime.hash_1k_ms", "claim runtime.guest_share", "claim hooks.post_edit_ms", "claim system.uptime"),
}  # fmt: skip
"""How rows of every part of a bench begin. Each must be measured wherever the tests run."""
TIMEOUT_S = 240


def run_short(name: str, folder: Path) -> list[dict[str, Any]]:
    """The rows, from a process as a user starts it."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "kaptar", "bench", name, "--short", "--json"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)["rows"]
    return rows


def test_every_bench_has_its_parts_listed_here() -> None:
    assert set(PARTS) == set(BENCHES)


@pytest.mark.guest
@pytest.mark.slow
@pytest.mark.parametrize("name", PARTS)
def test_a_short_run_measures_every_part_and_judges_nothing(name: str, tmp_path: Path) -> None:
    rows = run_short(name, tmp_path)
    measured = [row["row"] for row in rows if row["value"] is not None]
    assert not [part for part in PARTS[name] if not any(row.startswith(part) for row in measured)]
    for row in rows:
        assert row["holds"] is None, row
        if row["target"] is not None:
            assert row["reason"], row
        if row["value"] is None:
            assert row["reason"].startswith("not run: "), row
