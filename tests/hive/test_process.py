"""The process of a hive: it has the place while it runs, and ends when it is asked to."""

import logging
import os
import signal
import subprocess
from pathlib import Path

import anyio
import pytest

from kaptar.checks.worktrees import fixed
from kaptar.config.load import Config
from kaptar.errors import InputError
from kaptar.hive.hive import Hive
from kaptar.hive.place import taken_place
from kaptar.hive.process import run_hive
from kaptar.repository.living import living
from kaptar.repository.places import Places, find_places

CONFIG = fixed(Config())


@pytest.fixture
def places(tmp_path: Path) -> Places:
    subprocess.run(["git", "init", "-q", "repository"], cwd=tmp_path, check=True)
    return find_places(tmp_path / "repository", {"XDG_RUNTIME_DIR": str(tmp_path)})


async def until_asked(hive: Hive) -> None:
    asked = anyio.Event()
    hive.ending.listen(asked.set)
    with anyio.fail_after(30):
        await asked.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_asks_it_to_end(places: Places, number: signal.Signals) -> None:
    seen: list[object] = []

    async def serve(hive: Hive) -> None:
        note = living(places.pid)
        seen.append(note is not None and note.pid == os.getpid())
        os.kill(os.getpid(), number)
        await until_asked(hive)
        seen.append(hive.ending.reason)

    before, handlers = signal.getsignal(number), list(logging.getLogger().handlers)
    assert run_hive(places, CONFIG, serve)
    assert seen == [True, f"{number.name} came"]
    assert signal.getsignal(number) == before
    assert logging.getLogger().handlers == handlers
    assert f"the hive ends: {number.name} came" in places.log.read_text()
    assert living(places.pid) is None
    with taken_place(places) as taken:
        assert taken


def test_what_the_doors_raise_arrives_as_it_is(places: Places) -> None:
    async def serve(hive: Hive) -> None:
        raise InputError("port 1 on loopback is taken")

    with pytest.raises(InputError, match=r"^port 1 on loopback is taken$"):
        run_hive(places, CONFIG, serve)


def test_a_second_one_is_refused_and_leaves_the_note_of_the_first(places: Places) -> None:
    async def serve(hive: Hive) -> None:
        raise AssertionError("it must not start")

    with taken_place(places):
        assert not run_hive(places, CONFIG, serve)
        assert living(places.pid) is not None
