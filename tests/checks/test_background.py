"""Checks in the background: each result is given once, and no lock is held while a job is judged."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.checks.conftest import Checks, Make

from kaptar.checks.background import Background, said_late
from kaptar.checks.baseline import Baseline, Entry
from kaptar.checks.check import Check, Example, Ran
from kaptar.checks.event import FileChange
from kaptar.checks.job import CheckJob, Timed
from kaptar.checks.snapshot import locate, take
from kaptar.checks.verdict import CheckResult

OWN = Check("own", "a test's own", lambda _snapshot, _context: Ran(), Example("a.py", b"", b""), cost="slow")


@pytest.fixture
def job(make: Make, root: Path) -> CheckJob:
    checks: Checks = make()
    snapshot = take(FileChange(str(root / "a.py"), content=b""), "after", locate("a.py", root), 1 << 20)
    return CheckJob(OWN, snapshot, checks.checker.runner.context(5.0, checks.settings), None, 5.0, awaited=False)


def passed(job: CheckJob) -> CheckResult:
    return job.result(Timed(Ran(), 1.0))


def while_judged(meanwhile: Callable[[Background], object]) -> Background:
    """A background in which something else happens while a job is judged."""

    def result(job: CheckJob) -> CheckResult:
        meanwhile(made)
        return passed(job)

    made = Background(result)
    return made


def test_a_result_is_given_once(job: CheckJob) -> None:
    background = Background(passed)
    background.add("s", [job])
    assert [each for each, _ in background.take("s")] == [job]
    assert background.take("s") == ()


def test_settings_beside_those_of_the_file_have_jobs_of_their_own(job: CheckJob) -> None:
    """Settings of another repository of the session are given the root of the file's worktree."""
    own = job.settings
    other = own._replace(digest="other")
    lenient = own._replace(baseline=Baseline([Entry("a.py", "lint/x", "0" * 32)]))
    jobs = [job._replace(context=job.context._replace(settings=each)) for each in (own, other, lenient)]
    background = Background(passed)
    background.add("s", jobs)
    assert [each for each, _ in background.take("s")] == jobs
    assert [each.beside for each in said_late([(each, passed(each)) for each in jobs])] == [False, True, True]
    background.add("s", jobs)
    background.supersede("s", job.snapshot.root, "a.py")
    assert background.take("s") == ()


def test_a_listener_may_ask_the_background(job: CheckJob) -> None:
    """Judging a job that is late requests its stop, which calls whoever listens."""
    background = while_judged(lambda made: made.supersede("s", job.snapshot.root, "other.py"))
    background.add("s", [job])
    assert [each for each, _ in background.take("s")] == [job]


def test_a_job_that_a_newer_one_replaces_while_it_is_judged_is_not_given(job: CheckJob) -> None:
    newer = job._replace(until=9.0)
    background = while_judged(lambda made: made.add("s", [newer]))
    background.add("s", [job])
    assert background.take("s") == ()
    background.close()
