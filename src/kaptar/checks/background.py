"""Checks that go on after the answer, by session, until the session's next event takes their results."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Lock

from kaptar.checks.adding import Said
from kaptar.checks.job import CheckJob
from kaptar.checks.verdict import CheckResult

MOST_SESSIONS = 256
MOST_JOBS = 256
_Key = tuple[Path, str, str, str, bool]
"""Worktree, path in it, check; the settings that it was begun with, and whether they have a baseline."""


class Background:
    """Jobs that were not waited for. Thread-safe.

    A session's older job on the same file, check and settings is stopped and forgotten when a newer one comes: its result would
    be about content that is gone. Settings beside those of the file may have its worktree too: each has a job of its own.

    Args:
        result: the result of a job that is done or has used up its time; None while it may go on.
    """

    def __init__(self, result: Callable[[CheckJob], CheckResult | None]) -> None:
        self._result = result
        self._jobs: OrderedDict[str, dict[_Key, CheckJob]] = OrderedDict()
        self._lock = Lock()

    def add(self, session: str, jobs: list[CheckJob]) -> None:
        """Keep jobs for a session. The sessions that were silent longest, and the oldest jobs, make room."""
        if not jobs:
            return
        with self._lock:
            kept = self._jobs.setdefault(session, {})
            self._jobs.move_to_end(session)
            dropped = []
            for job in jobs:
                dropped += _pop(kept, _key(job))
                kept[_key(job)] = job
            while len(kept) > MOST_JOBS:
                dropped += _pop(kept, next(iter(kept)))
            if len(self._jobs) > MOST_SESSIONS:
                dropped += self._jobs.popitem(last=False)[1].values()
        _stop(dropped)

    def supersede(self, session: str, root: Path, path: str) -> None:
        """A file of a worktree has other content now: forget what is known of the older."""
        with self._lock:
            kept = self._jobs.get(session, {})
            dropped = [job for key in list(kept) if key[:2] == (root, path) for job in _pop(kept, key)]
        _stop(dropped)

    def take(self, session: str) -> tuple[tuple[CheckJob, CheckResult], ...]:
        """The jobs that have a result by now, with it; each is given once."""
        with self._lock:
            kept = list(self._jobs.get(session, {}).values())
        judged = [(job, result) for job in kept if (result := self._result(job)) is not None]  # this may call listeners
        with self._lock:
            found = [(job, result) for job, result in judged if self._is_popped(session, job)]
        _stop([job for job, _ in found])
        return tuple(found)

    def close(self) -> None:
        """Stop all."""
        with self._lock:
            jobs = [job for kept in self._jobs.values() for job in kept.values()]
            self._jobs.clear()
        _stop(jobs)

    def _is_popped(self, session: str, job: CheckJob) -> bool:
        """Take a job out; False where that was done meanwhile, or a newer one has its place. The lock is held."""
        kept = self._jobs.get(session, {})
        if kept.get(_key(job)) is not job:
            return False
        del kept[_key(job)]
        if not kept:
            del self._jobs[session]
        return True


def said_late(taken: Iterable[tuple[CheckJob, CheckResult]]) -> Iterator[Said]:
    """What finished jobs say, in their order: of one check of one file, all but the first add to that one."""
    heard: set[tuple[Path, str]] = set()
    for job, result in taken:
        asked = job.snapshot.file, job.check.name
        yield Said(result, job.settings.root, job.settings.policy.blocks_from, asked in heard)
        heard.add(asked)


def _key(job: CheckJob) -> _Key:
    settings = job.settings
    return job.snapshot.root, job.snapshot.path, job.check.name, settings.digest, bool(settings.baseline)


def _pop(kept: dict[_Key, CheckJob], key: _Key) -> list[CheckJob]:
    job = kept.pop(key, None)
    return [] if job is None else [job]


def _stop(jobs: list[CheckJob]) -> None:
    for job in jobs:
        if job.future is not None and not job.future.done():
            job.future.cancel()
            job.context.stop.request("its answer is not needed any more")
