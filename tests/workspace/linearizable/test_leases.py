"""Processes ask one book of leases at once; what they were answered must have an order. Wrong books are found by the same."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.waiting import wait_until
from tests.workspace.linearizable.leases import FIRST, step
from tests.workspace.linearizable.linear import Call, is_linearizable
from tests.workspace.linearizable.mutants import MUTANTS

ROOT = Path(__file__).parents[3]
ACTOR = Path(__file__).with_name("actor.py")
NEVER = 1 << 62
PROCESSES, CALLS = 4, 40


def histories(folder: Path, mutant: str, seed: int, kill: int = 0) -> list[Call]:
    """The calls of some processes that begin at a barrier.

    Args:
        kill: processes that are killed somewhere in the middle.
    """
    folder.mkdir()
    started = []
    for number in range(PROCESSES):
        words = [folder / "hive.db", folder / f"ready{number}", folder / "go", folder / f"out{number}",
                 f"h{number}", seed * PROCESSES + number, CALLS, mutant]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        started.append(subprocess.Popen([sys.executable, ACTOR, *map(str, words)], env=environment))
        wait_until((folder / f"ready{number}").exists, "the process is ready", 60)
    (folder / "go").touch()
    for number in range(kill):
        out = folder / f"out{number}"
        wait_until(lambda out=out: out.stat().st_size > 800 * (1 + seed % 3), "it is in the middle", 60)  # type: ignore[misc]
        started[number].send_signal(signal.SIGKILL)
    for number, process in enumerate(started):
        assert process.wait(120) in ((0, -signal.SIGKILL) if number < kill else (0,))
    return [call for number in range(PROCESSES) for call in calls_of((folder / f"out{number}").read_text())]


def calls_of(text: str) -> list[Call]:
    """The calls of one process. One that was killed leaves a call without an end, or half a line."""
    begun: dict[int, tuple[int, Any]] = {}
    calls = []
    for line in text.splitlines():
        try:
            number, at, said = json.loads(line)
        except ValueError:
            continue
        if number in begun:
            began, asked = begun.pop(number)
            calls.append(Call(began, at, asked, _fixed(said)))
        else:
            begun[number] = at, _fixed(said)
    return calls + [Call(began, NEVER, asked, None) for began, asked in begun.values()]


def _fixed(said: Any) -> Any:
    return tuple(map(_fixed, said)) if isinstance(said, list) else said


@pytest.mark.parametrize("seed", range(3))
def test_the_answers_to_processes_have_an_order(tmp_path: Path, seed: int) -> None:
    calls = histories(tmp_path / "book", "none", seed)
    assert len(calls) == PROCESSES * CALLS
    assert {call.answered[0] for call in calls if call.asked[0] == "acquire"} == {"granted", "denied"}
    assert is_linearizable(calls, FIRST, step)


@pytest.mark.parametrize("mutant", [name for name in MUTANTS if name != "none"])
def test_a_wrong_book_is_found(tmp_path: Path, mutant: str) -> None:
    """In one of some histories: whether two processes meet is chance."""
    assert any(not is_linearizable(histories(tmp_path / str(seed), mutant, seed), FIRST, step) for seed in range(12))


def test_killed_processes_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    times = int(os.environ.get("KAPTAR_CHAOS", "0")) * 97 + 3
    for seed in range(times):
        assert is_linearizable(histories(tmp_path / str(seed), "none", seed, kill=2), FIRST, step), seed
