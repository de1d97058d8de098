"""Real runs of `kaptar apply --write` end at random moments: all files are old, or all are new, and nothing stays."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.repository.faults import CHAOS, FaultyDisk, in_time

from kaptar.repository.recovery import recover
from kaptar.repository.store import places_of
from kaptar.repository.worktree import worktree_of

KILLS = 500 if CHAOS else 20
SIGNALS = [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]
OLD = {f"d{n % 7}/f{n}.py": f"# file {n}\ndef f{n}():\n    return 1\n" + "x = 1\n" * 50 for n in range(60)}
NEW = {path: text.replace("return 1", "return 2") for path, text in OLD.items()}
PARTS = "".join(f"*** Update File: {p}\n@@\n def {p[3:-3]}():\n-    return 1\n+    return 2\n" for p in OLD)
PATCH = f"*** Begin Patch\n{PARTS}*** End Patch\n"
LONGEST_S = 60.0
LIMIT_S = 900.0
"""Seconds for all runs in ``make chaos``."""


class Runs:
    """A repository, and processes that edit it."""

    def __init__(self, folder: Path) -> None:
        self.top, self.patch = folder / "r", folder / "patch.txt"
        self.patch.write_text(PATCH)
        (self.top / ".git/objects").mkdir(parents=True)
        (self.top / ".git/HEAD").write_text("ref: refs/heads/main\n")
        self.store = places_of(worktree_of(self.top))[0]

    def reset(self) -> None:
        for path, text in OLD.items():
            (self.top / path).parent.mkdir(exist_ok=True)
            (self.top / path).write_text(text)

    def state(self) -> str:
        found = {path: (self.top / path).read_text() for path in OLD}
        return "old" if found == OLD else "new" if found == NEW else "torn"

    def litter(self) -> list[str]:
        places = (*self.top.rglob("*.kaptar"), *self.top.glob(".git/kaptar/writing/*"), *self.store.glob("*"))
        return [str(path) for path in places if path.name not in ("lock", ".kaptar")]

    def begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "kaptar", "apply", "--multi", str(self.patch), "--root", ".", "--write"]
        return subprocess.Popen(command, cwd=self.top, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def wait_for_journal(self, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + LONGEST_S
        while process.poll() is None and time.monotonic() < end:
            if self.store.is_dir() and any(name.endswith(".journal") for name in os.listdir(self.store)):
                return
            os.sched_yield()

    def wait_for_first_file(self, process: subprocess.Popen[bytes]) -> None:
        end, first = time.monotonic() + LONGEST_S, self.top / next(iter(OLD))
        before = first.stat().st_ino
        while process.poll() is None and time.monotonic() < end and first.stat().st_ino == before:
            os.sched_yield()


def wait_until(moment: float, process: subprocess.Popen[bytes]) -> None:
    while time.monotonic() < moment and process.poll() is None:
        os.sched_yield()


@pytest.mark.guest
def test_a_run_that_is_ended_at_a_random_moment(tmp_path: Path) -> None:
    """Half of them get their signal while files are renamed, a quarter while the journal stands, the rest at any moment."""
    runs, draw = Runs(tmp_path), random.Random(os.environ.get("KAPTAR_SEED"))
    runs.reset()
    begun = time.monotonic()
    process = runs.begin()
    runs.wait_for_journal(process)
    with_journal = time.monotonic()
    out, _ = process.communicate(timeout=LONGEST_S)
    assert runs.state() == "new", out
    whole, writing = time.monotonic() - begun, time.monotonic() - with_journal
    torn, ends = 0, []
    for number in in_time(range(KILLS), LIMIT_S):
        runs.reset()
        begun, process = time.monotonic(), runs.begin()
        if number % 4 == 0:
            wait_until(begun + draw.uniform(0.2 * whole, whole), process)
        elif number % 4 == 1:
            runs.wait_for_journal(process)
            wait_until(time.monotonic() + draw.uniform(0, writing), process)
        else:
            runs.wait_for_first_file(process)
            wait_until(time.monotonic() + draw.uniform(0, 0.01), process)
        sent = draw.choice(SIGNALS)
        process.send_signal(sent)
        out, _ = process.communicate(timeout=LONGEST_S)
        at = f"run {number}, {sent.name}, {process.returncode}: {out[-300:].decode()}"
        state = runs.state()
        torn += state == "torn"
        if process.returncode == 0:
            assert state == "new", at
        recovered = recover(worktree_of(runs.top), FaultyDisk())
        assert not any(each.problem or each.stuck or each.left_alone or each.missing for each in recovered), at
        assert runs.state() in ("old", "new"), at
        assert runs.litter() == [], at
        ends.append(runs.state())
    print(f"{len(ends)} runs: {torn} torn before recovery, {ends.count('old')} old and {ends.count('new')} new after it")
    assert ends.count("old")
