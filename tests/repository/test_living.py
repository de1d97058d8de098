"""A hive is known by its process id and start time, and holds a lock."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from kaptar.repository.living import HiveLock, ProcessNote, living, parent_of, started_at, write_note

_HOLD = """
import os, sys
from pathlib import Path
from kaptar.repository.living import HiveLock
lock = HiveLock(Path({path!r}))
assert lock.take()
print("held", flush=True)
sys.stdin.read()
os._exit(9)
"""


def test_a_living_process_is_known(tmp_path: Path) -> None:
    write_note(tmp_path / "pid", "1")
    note = living(tmp_path / "pid")
    assert note is not None
    assert note.pid == os.getpid()


def test_a_reused_id_and_damaged_notes_are_nobody(tmp_path: Path) -> None:
    for data in (msgspec.json.encode(ProcessNote(os.getpid(), "1", "1")), b"{", b"", b"[]"):
        (tmp_path / "pid").write_bytes(data)
        assert living(tmp_path / "pid") is None
    assert living(tmp_path / "none") is None


def test_an_ended_process_has_no_start() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert started_at(process.pid) is None


def test_the_lock_has_one_holder_and_ends_with_it(tmp_path: Path) -> None:
    first, second = HiveLock(tmp_path / "lock"), HiveLock(tmp_path / "lock")
    assert first.take()
    assert not second.take()
    first.drop()
    assert second.take()
    second.drop()
    hold = _HOLD.format(path=str(tmp_path / "lock"))
    child = subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == b"held\n"
    assert not first.take()
    child.stdin.close()
    child.wait()
    assert first.take()
    first.drop()
    child.stdout.close()


def test_the_parent_of_a_process() -> None:
    assert parent_of(os.getpid()) == os.getppid()
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait(60)
    assert parent_of(done.pid) == 0
