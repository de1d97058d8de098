"""The process of a hive: it has the place while it runs, and ends when it is asked to."""

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import anyio
import msgspec
import pytest

from kaptar.checks.worktrees import fixed
from kaptar.config.sections import Config
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


STUBBORN = """
import functools, sys, time
from pathlib import Path
import anyio
from kaptar.checks.worktrees import fixed
from kaptar.config.sections import Config
from kaptar.hive import process
from kaptar.hive.hive import open_hive
from kaptar.hive.parts import PARTS
from kaptar.repository.places import find_places

class Stubborn:
    name, migrations = "stubborn", ()

    @classmethod
    def of(cls, ground):
        return cls()

    async def run(self):
        with anyio.CancelScope(shield=True):
            await anyio.sleep_forever()

    def status(self):
        return None

class Blocking(Stubborn):
    name = "blocking"

    async def run(self):
        try:
            await anyio.sleep_forever()
        finally:
            time.sleep(600)

async def serve(hive):
    print("it runs", flush=True)

folder, kind = sys.argv[1:]
places = find_places(Path(folder) / "repository", {"XDG_RUNTIME_DIR": folder})
process.open_hive = functools.partial(open_hive, kinds=(*PARTS, {"stubborn": Stubborn, "blocking": Blocking}[kind]))
process.run_hive(places, fixed(Config()), serve, end_within_s=0.5)
"""


@pytest.mark.parametrize("kind", ["stubborn", "blocking"])
def test_a_part_that_does_not_end_is_named_and_ends_with_the_process(kind: str, places: Places, tmp_path: Path) -> None:
    """One ignores that it is cancelled, the other holds up the whole loop."""
    command = [sys.executable, "-c", STUBBORN, str(tmp_path), kind]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "it runs\n", "")
    assert "the hive ends: its doors were closed" in places.log.read_text()
    last = msgspec.json.decode(places.log.read_text().splitlines()[-1])["text"]
    assert "did not end within 0.5 s, so its process is ended; parts that still run: " in last
    assert last.endswith(f", {kind}"), "the parts before it are asked to end after it"
    with taken_place(places) as taken:
        assert taken


def test_a_hive_runs_and_says_it_where_git_cannot_be_told_to_ignore_its_folder(places: Places) -> None:
    exclude = places.common / "info" / "exclude"
    exclude.unlink()
    os.mkfifo(exclude)

    async def serve(hive: Hive) -> None:
        hive.ending.request("the test is done")

    assert run_hive(places, CONFIG, serve)
    assert "because it is not a regular file" in places.log.read_text()
