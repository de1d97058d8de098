"""Runs checks of snapshots: from kept answers, in the caller's thread, or in bounded workers, each within its time."""

from concurrent.futures import wait
from hashlib import sha256
from threading import Lock
from typing import NamedTuple
from weakref import WeakSet

from kaptar.checks.brought import Looked
from kaptar.checks.builtin.inspection import Inspections
from kaptar.checks.cache import Cache, Key
from kaptar.checks.check import NO_DETECTOR, Check, CheckContext, Operations, Ran
from kaptar.checks.job import CheckJob, EventTime, Timed
from kaptar.checks.results import broke, skipped
from kaptar.checks.secrets.decoded import in_utf8
from kaptar.checks.secrets.detector import Detector
from kaptar.checks.settings import Settings
from kaptar.checks.snapshot import Skipped, Snapshot, late
from kaptar.checks.tools.warm.pool import Servers
from kaptar.checks.verdict import CheckResult
from kaptar.clock import Clock, precise
from kaptar.errors import Busy, KaptarError
from kaptar.repository.staged import committed_contents
from kaptar.stop import Stop
from kaptar.workers import Workers

CACHE_ENTRIES = 4096
_COMPILE_S = 60.0
"""How long a command waits for a check whose guest is compiled for the first time, at least."""
_GIT_S, _PARTS = 1.0, 4
"""Seconds that a command of git may take beside a check, and the share of the check's own time that it may take, at most."""
_LEAST_S = 0.05
"""Seconds that a check has at least for its second look."""
_QUICK_THREADS, _SLOW_THREADS, _WAITING = 4, 2, 256


class RuntimeInUse(NamedTuple):
    """The runtime that answers checks, with what it has answered. Replaced as a whole when another runtime is to answer.

    Attributes:
        guests_on: guests may answer; otherwise the host's answers are final.
        ready: the guests that have answered, by check and module: they answer within milliseconds.
    """

    runtime: Operations
    guests_on: bool
    inspections: Inspections
    ready: set[tuple[str, str]]


def fresh(runtime: Operations, *, guests_on: bool) -> RuntimeInUse:
    """A runtime that has answered nothing yet."""
    return RuntimeInUse(runtime, guests_on, Inspections(), set())


class Runner:
    """Runs checks. Thread-safe. Its workers and kept answers serve all worktrees.

    Args:
        parse_limit: bytes of the largest source that is parsed.
        clock: seconds, for deadlines.
        servers: warm servers of tools; without them each tool runs anew.
        detector: the engine for secrets; whoever made it closes it after this.
    """

    def __init__(
        self,
        in_use: RuntimeInUse,
        parse_limit: int,
        clock: Clock,
        servers: Servers | None = None,
        detector: Detector = NO_DETECTOR,
    ) -> None:
        self.in_use = in_use
        self._parse_limit, self._clock, self._servers = parse_limit, clock, servers
        self.detector = detector
        self._cache = Cache(CACHE_ENTRIES)
        self._stops: WeakSet[Stop] = WeakSet()
        self._stops_lock = Lock()
        self._quick = Workers("kaptar-check", _QUICK_THREADS, _WAITING)
        self._slow = Workers("kaptar-slow-check", _SLOW_THREADS, _WAITING)

    def begin(self, check: Check, snapshot: Snapshot, settings: Settings) -> CheckResult | CheckJob:
        """The result, where it is known at once; else the job.

        Workers have it already, unless it is pure Python or its guest is ready: then the caller's own thread is quicker.
        """
        if why := _not_due(check, snapshot, settings):
            return skipped(check.name, snapshot.path, why)
        started = precise()
        try:
            job = self._job(check, snapshot, settings)
            kept = self._cache.get(job.key) if job.key else None
            if kept is not None and not (kept.findings and _is_compared(job)):
                return job.result(Timed(kept, (precise() - started) * 1e6), cached=True)
            return job if check.cost == "host" or self._may_run_here(job) else self._submit(job)
        except KaptarError as problem:
            return skipped(check.name, snapshot.path, Skipped(str(problem), "try again later"))
        except Exception as problem:  # noqa: BLE001 - a check's own fault must not end the event
            return broke(check.name, snapshot.path, problem)

    def later(self, begun: CheckResult | CheckJob) -> list[CheckResult | CheckJob]:
        """The job that has the rest of an answer, where a check cannot give all of it in time."""
        if isinstance(begun, CheckResult):
            return []
        more = begun.check.later(begun.snapshot, begun.context)
        return [self.begin(more, begun.snapshot, begun.settings)] if more else []

    def hand_to_workers(self, job: CheckResult | CheckJob) -> CheckResult | CheckJob:
        """Hand over a job that is not pure Python, so that many files are checked at once."""
        if isinstance(job, CheckResult) or job.future is not None or job.check.cost == "host":
            return job
        try:
            return self._submit(job)
        except KaptarError as problem:
            return skipped(job.check.name, job.snapshot.path, Skipped(str(problem), "try again later"))

    def finish(self, job: CheckJob, time: EventTime) -> CheckResult | None:
        """The result, waited for within the event's time; None when the job goes on."""
        if job.future is None or (self._may_run_here(job) and job.future.cancel()):
            return self._run_here(job, time)
        wait([job.future], max(0.0, min(time.until, job.until) - self._clock()))
        return self.result(job)

    def result(self, job: CheckJob) -> CheckResult | None:
        """The result of a job that is done or has used up its time; None while it may go on."""
        if job.future is None or job.future.done():
            return _ended(job)
        if self._clock() < job.until:
            return None
        job.context.stop.request(f"no answer within {job.context.timeout_s:g} s")
        return job.late()

    def context(self, timeout_s: float, settings: Settings) -> CheckContext:
        """What a check, or a fix, may use in a worktree."""
        now, stop = self.in_use, Stop()
        with self._stops_lock:
            self._stops.add(stop)
        return CheckContext(
            now.runtime, settings, self._parse_limit, now.inspections, timeout_s, stop, self._servers, self.detector
        )

    def close(self) -> None:
        """Stop what runs and wait for it, a second at most. Programs that a check has started end with it."""
        with self._stops_lock:
            stops = tuple(self._stops)
        for stop in stops:
            stop.request("the checks were ended")
        self._quick.close(0.5)
        self._slow.close(0.5)

    def _job(self, check: Check, snapshot: Snapshot, settings: Settings) -> CheckJob:
        timeout_s = _time_ms(check, settings) / 1e3
        if check.cost == "guest" and snapshot.phase == "check":
            timeout_s = max(timeout_s, _COMPILE_S)
        context = self.context(timeout_s, settings)
        key = self._key(check, snapshot, context)
        awaited = check.cost != "slow" or check.soon(snapshot, context)
        return CheckJob(check, snapshot, context, key, self._clock() + timeout_s, awaited=awaited)

    def _key(self, check: Check, snapshot: Snapshot, context: CheckContext) -> Key | None:
        facts = check.facts(snapshot, context)
        if facts is None:
            return None
        dialect = snapshot.language.dialect if snapshot.language else ""
        return Key(check.name, snapshot.digest, dialect, facts, context.settings.digest, self.in_use.guests_on)

    def _submit(self, job: CheckJob) -> CheckJob:
        """Hand a job to workers. Where too many wait, the caller does it itself, unless it is slow. Raises Busy, Closed."""
        slow = not job.awaited
        try:
            return job._replace(future=(self._slow if slow else self._quick).submit(lambda: self._run(job)))
        except Busy:
            if slow:
                raise
            return job

    def _run(self, job: CheckJob) -> Timed:
        job = job._replace(context=self._within(job.context, job.context.timeout_s))
        timed = self._looked(job)
        if not (isinstance(timed.answer, Ran) and timed.answer.findings and _is_compared(job)):
            return timed
        started = precise()
        before = self._before(job._replace(context=self._with_rest_of(job, timed)), job.snapshot.before)
        return timed._replace(before=before, micros=timed.micros + (precise() - started) * 1e6)

    def _before(self, job: CheckJob, content: bytes | None) -> Looked | None:
        """What the check finds in the content before the edit; nothing where it does not look at that (a broken source, a tool
        that reads the disk alone or has no time left): then all that it finds now counts.

        After an edit whose event before it is not known, the last commit's content counts. None where there is none either.
        """
        content = _of_last_commit(job) if content is None else content
        if not content:
            return None if content is None else Looked((), b"")
        content = in_utf8(content)
        now = job.snapshot._replace(before=None, on_disk=False, earlier=True)
        shot = now._replace(content=content, digest=sha256(content).hexdigest())
        earlier = job._replace(snapshot=shot, key=self._key(job.check, shot, job.context))
        try:
            answer = self._looked(earlier).answer
        except Exception:  # noqa: BLE001 - what it finds now counts, whatever breaks when it looks at the past
            return Looked((), content)
        return Looked(answer.findings if isinstance(answer, Ran) else (), content)

    def _with_rest_of(self, job: CheckJob, timed: Timed) -> CheckContext:
        """The context of a job for its second look: what the first one has left of its time; of that a tool has the half."""
        left = job.context.timeout_s - timed.micros / 1e6
        return self._within(job.context, max(_LEAST_S, left if job.sees_content else left / 2))

    def _within(self, context: CheckContext, seconds: float) -> CheckContext:
        return context._replace(timeout_s=seconds, until=self._clock() + seconds, clock=self._clock)

    def _looked(self, job: CheckJob) -> Timed:
        """The answer of a check, kept or new."""
        kept = self._cache.get(job.key) if job.key else None
        if kept is not None:
            return Timed(kept, 0.0)
        timed = job.run()
        now = self.in_use
        if isinstance(timed.answer, Ran) and now.runtime is job.context.runtime:
            # While its guest is not ready the host answers, and may see less: that is not kept.
            stands_in = job.check.cost == "guest" and timed.answer.backend == "host" and now.guests_on
            if job.key is not None and not stands_in and timed.answer.rest is None and timed.answer.lasting:
                self._cache.put(job.key, timed.answer)
            if job.check.cost == "guest" and not stands_in:
                now.ready.add(_guest_of(job))
        return timed

    def _may_run_here(self, job: CheckJob) -> bool:
        """A guest that has answered before is ready: its call is bounded, and quicker without a change of threads."""
        return job.check.cost == "guest" and _guest_of(job) in self.in_use.ready

    def _run_here(self, job: CheckJob, time: EventTime) -> CheckResult:
        of_event = time.own.left_s() if job.check.cost == "host" else time.until - self._clock()
        left = min(of_event, job.context.timeout_s)
        if left <= 0:
            return skipped(job.check.name, job.snapshot.path, late("the other checks of the event took all of it"))
        try:
            return job.result(self._run(job._replace(context=job.context._replace(timeout_s=left))))
        except Exception as problem:  # noqa: BLE001 - a check's own fault must not end the event
            return broke(job.check.name, job.snapshot.path, problem)


def _is_compared(job: CheckJob) -> bool:
    """Whether findings that were there before an edit are told from those that it brings."""
    shot = job.snapshot
    return job.check.compared != "never" and (shot.before is not None or shot.phase == "after")


def _of_last_commit(job: CheckJob) -> bytes | None:
    """The content that the last commit has of the job's file, or of what was moved there.

    None where it has none, or git does not tell in time.

    Each of git's two commands has a part of the check's time alone: the caller waits for them.
    """
    paths = [path for path in (str(job.snapshot.file), job.snapshot.former) if path]
    try:
        held = committed_contents(job.context.root, "HEAD", paths, min(job.context.timeout_s / _PARTS, _GIT_S))
    except KaptarError:
        return None
    return next((held[path] for path in paths if path in held), None)


def _not_due(check: Check, snapshot: Snapshot, settings: Settings) -> Skipped | None:
    if check.name not in settings.on:
        return Skipped("off", f"`{check.name} = true` under [hooks.checks] switches it on", due=False)
    if snapshot.phase not in check.phases:
        return Skipped("not before an edit", due=False)
    if snapshot.is_in(settings.skip):
        return Skipped("the path is in hooks.skip", due=False)
    if snapshot.part and not check.of_parts:
        return Skipped("not for a part of a file", due=False)
    return None if check.is_for(snapshot) else Skipped("not for this language", due=False)


def _time_ms(check: Check, settings: Settings) -> int:
    hooks = settings.hooks
    if check.cost == "tool":
        return hooks.tool_timeout_ms
    return hooks.slow_timeout_ms if check.cost == "slow" else hooks.deadline_ms


def _guest_of(job: CheckJob) -> tuple[str, str]:
    return job.check.name, job.snapshot.language.module if job.snapshot.language else ""


def _ended(job: CheckJob) -> CheckResult:
    """The result of a job that a worker has ended, or dropped."""
    assert job.future is not None
    if job.future.cancelled():
        return skipped(job.check.name, job.snapshot.path, Skipped("the workers were closed before it began", "try again later"))
    problem = job.future.exception()
    if problem is not None:
        return broke(job.check.name, job.snapshot.path, problem)
    return job.result(job.future.result())
