"""Checks that go on after the answer, by session, until the session's next event takes their results."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from kaptar.checks.job import Job
from kaptar.checks.verdict import CheckResult

MOST_SESSIONS = 256
MOST_JOBS = 256


class Background:
    """Jobs that were not waited for. Thread-safe.

    A session's older job on the same file and check is stopped and forgotten when a newer one comes: its result would be
    about content that is gone.

    Args:
        result: the result of a job that is done or has used up its time; None while it may go on.
    """

    def __init__(self, result: Callable[[Job], CheckResult | None]) -> None:
        self._result = result
        self._jobs: OrderedDict[str, dict[str, Job]] = OrderedDict()
        self._lock = Lock()

    def told_by(self, result: Callable[[Job], CheckResult | None]) -> None:
        """From now on another runner tells results: settings have changed."""
        self._result = result

    def add(self, session: str, jobs: list[Job]) -> None:
        """Keep jobs for a session. The sessions that were silent longest, and the oldest jobs, make room."""
        if not jobs:
            return
        with self._lock:
            kept = self._jobs.setdefault(session, {})
            self._jobs.move_to_end(session)
            dropped = []
            for job in jobs:
                dropped += _pop(kept, job.name)
                kept[job.name] = job
            while len(kept) > MOST_JOBS:
                dropped += _pop(kept, next(iter(kept)))
            if len(self._jobs) > MOST_SESSIONS:
                dropped += self._jobs.popitem(last=False)[1].values()
        _stop(dropped)

    def supersede(self, session: str, path: str) -> None:
        """The file has other content now: forget what is known of the older."""
        with self._lock:
            kept = self._jobs.get(session, {})
            dropped = [job for name in list(kept) if kept[name].snapshot.path == path for job in _pop(kept, name)]
        _stop(dropped)

    def take(self, session: str) -> tuple[CheckResult, ...]:
        """The results that are there by now; each is given once."""
        with self._lock:
            kept = self._jobs.get(session, {})
            results = {name: self._result(job) for name, job in kept.items()}
            over = [job for name, result in results.items() if result is not None for job in _pop(kept, name)]
            if not kept:
                self._jobs.pop(session, None)
        _stop(over)
        return tuple(result for result in results.values() if result is not None)

    def close(self) -> None:
        """Stop all."""
        with self._lock:
            jobs = [job for kept in self._jobs.values() for job in kept.values()]
            self._jobs.clear()
        _stop(jobs)


def _pop(kept: dict[str, Job], name: str) -> list[Job]:
    job = kept.pop(name, None)
    return [] if job is None else [job]


def _stop(jobs: list[Job]) -> None:
    for job in jobs:
        if job.future is not None and not job.future.done():
            job.future.cancel()
            job.context.stop.request()
