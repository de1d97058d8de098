"""The CI step: a row that regresses twice fails it, a base that cannot be built does not."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BENCHES = ["runtime", "edit", "hooks"]


HEAD = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

pytestmark = pytest.mark.skipif(not HEAD, reason="no git checkout here: needs git")


def step(tmp_path: Path, script: str, seconds: int = 60, landed: str = HEAD) -> tuple[int, str, list[str]]:
    """Exit code, output, and the benches that a stand-in for the command was asked for."""
    program, log = tmp_path / "kaptar", tmp_path / "log"
    program.write_text(f'#!/bin/sh\necho "$2 $3 $4 $5" >> {log}\n{script}\n')
    program.chmod(0o700)
    environment = os.environ | {"BENCH_KAPTAR": str(program), "BENCH_LANDED": landed, "BENCH_SECONDS": str(seconds)}
    done = subprocess.run([ROOT / ".ci" / "bench"], env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, log.read_text().splitlines() if log.exists() else []


def test_each_bench_is_compared_with_the_commit_that_landed(tmp_path: Path) -> None:
    code, _, asked = step(tmp_path, "exit 0")
    assert (code, asked) == (0, [f"{bench} --short --against {HEAD}" for bench in BENCHES])


def test_a_regression_counts_when_it_shows_twice(tmp_path: Path) -> None:
    code, out, asked = step(tmp_path, "[ $2 != edit ]")
    assert (code, [each.split()[0] for each in asked]) == (1, ["runtime", "edit", "edit", "hooks"])
    assert "edit: regressed twice" in out
    once = f"[ $2 != edit ] || [ -e {tmp_path}/seen ] || {{ touch {tmp_path}/seen; exit 1; }}"
    assert step(tmp_path, once)[0] == 0


def test_a_base_that_cannot_be_built_is_not_run(tmp_path: Path) -> None:
    code, out, _ = step(tmp_path, "exit 3")
    assert (code, out.count("not run: ")) == (0, 3)


def test_a_base_that_is_not_there_is_not_run(tmp_path: Path) -> None:
    code, out, asked = step(tmp_path, "exit 0", landed="0" * 40)
    assert (code, out.count("not run: "), asked) == (0, 1, [])


@pytest.mark.parametrize("exit_code", [2, 70])
def test_what_breaks_fails(tmp_path: Path, exit_code: int) -> None:
    """A call that is wrong too: it compares nothing."""
    assert step(tmp_path, f"exit {exit_code}")[0] == 1


def test_the_time_is_bounded(tmp_path: Path) -> None:
    code, out, asked = step(tmp_path, "exec sleep 60", seconds=3)
    assert (code, out.count("seconds of all benches are over"), len(asked)) == (0, 3, 1)


def test_the_commit_that_landed_is_named_in_full() -> None:
    (name,) = (ROOT / "bench" / "landed").read_text().split()
    assert len(name) == 40
    assert not set(name) - set("0123456789abcdef")
