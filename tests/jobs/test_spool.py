"""Bytes that a run keeps: all of them come back, and few are in memory."""

import errno
import gc
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kaptar.edit.engine import Editor
from kaptar.jobs import spool as spools
from kaptar.jobs.coordinator import Watcher
from kaptar.jobs.job import Job, JobOptions
from kaptar.jobs.kinds.kind import Tools
from kaptar.jobs.sources import Source, Sources
from kaptar.jobs.spool import Spool
from kaptar.runtime.operation import Result

HANDLES = Path("/proc/self/fd")


def test_all_comes_back_and_little_is_in_memory() -> None:
    spool = Spool(in_memory=1000)
    texts = [bytes([number % 256]) * (number * 37 % 700) for number in range(200)]
    kept = [spool.keep(text) for text in texts]
    assert [spool.read(each) for each in kept] == texts
    assert sum(len(each.data) for each in kept if each.data is not None) <= 1000
    assert [each.size for each in kept] == [len(text) for text in texts]


def test_threads_keep_at_once() -> None:
    spool = Spool(in_memory=0)
    texts = [b"%d," % number * 5000 for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: spool.read(spool.keep(text)), texts)) == texts


@pytest.mark.skipif(not HANDLES.exists(), reason="no /proc")
def test_the_file_has_no_name_and_ends_with_the_spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spools.tempfile, "tempdir", str(tmp_path))

    def ours() -> list[str]:
        there = [str(HANDLES / name) for name in os.listdir(HANDLES)]
        return [each for each in map(os.path.realpath, there) if each.startswith(f"{tmp_path}/")]

    spool = Spool(in_memory=0)
    spool.keep(b"text")
    assert (len(ours()), list(tmp_path.iterdir())) == (1, [])
    del spool
    gc.collect()
    assert ours() == []


def test_the_changes_of_a_run_are_not_held_in_memory(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Spool.__init__, "__defaults__", (0,))
    sources = Sources(repository, (), 1 << 20)
    source = sources.read("lib/f0.js", text=True)
    assert isinstance(source, Source)
    sources.change(source, b"let b = 0\n")
    (changed,) = sources.changes()
    assert [each.data for each in changed.kept] == [None, None]
    assert (changed.before, changed.after) == (b"let a = 0\n", b"let b = 0\n")
    again = Source("lib/f0.js", b"let b = 0\n", repository)
    assert sources.read("lib/f0.js", text=True) == again
    sources.change(again, b"let a = 0\n")
    assert sources.changes() == []


def test_a_full_disk_is_the_files_failure_with_the_remedy(
    repository: Path, call: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Spool.__init__, "__defaults__", (0,))
    monkeypatch.setattr(os, "pwrite", full)
    plan = repository.parent / "plan.toml"
    plan.write_text('repository = "repository"\n[[task]]\nid = "o"\nkind = "optimize"\nfiles = ["lib/f0.js"]\n')
    job = Job(plan, Tools(call, Editor(None)), lambda: (0, 0), JobOptions(write=True))
    (problem,) = job.run(Watcher()).tasks[0].problems
    assert problem.status == "failed"
    assert problem.reason == "the new text cannot be kept: No space left on device; set TMPDIR to a folder with more room"
    assert (repository / "lib" / "f0.js").read_text() == "let a = 0\n"


def test_results_of_a_run_hold_no_text(repository: Path, call: Callable[..., Result]) -> None:
    plan = repository.parent / "plan.toml"
    plan.write_text('repository = "repository"\n[[task]]\nid = "o"\nkind = "optimize"\nfiles = ["lib/*"]\n')
    results = []

    class Ended(Watcher):
        def file_ended(self, result: Any) -> None:
            results.append(result.outcome)

    report = Job(plan, Tools(call, Editor(None)), lambda: (0, 0), JobOptions()).run(Ended())
    assert len(report.changes) == 5
    assert {(each.after, each.changed) for each in results} == {(None, True)}
