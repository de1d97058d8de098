"""Runs checks of snapshots: from the cache, in the caller's thread, or in bounded workers, each within its time."""

from concurrent.futures import wait
from hashlib import sha256
from pathlib import Path

import msgspec

from kaptar.checks.builtin.inspection import Inspections
from kaptar.checks.cache import Cache, Key
from kaptar.checks.check import Calls, Check, Context, Ran
from kaptar.checks.job import Job, Timed, broke, skipped
from kaptar.checks.policy import Policy
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools.warm.pool import Servers
from kaptar.checks.verdict import CheckResult
from kaptar.clock import Clock, precise
from kaptar.config.load import Config
from kaptar.errors import Busy, KaptarError
from kaptar.globs import compile_globs
from kaptar.repository.trust import Trust
from kaptar.runtime.interrupt import Interrupt
from kaptar.workers import Workers

CACHE_ENTRIES = 4096
_QUICK_THREADS, _SLOW_THREADS, _WAITING = 4, 2, 256


class Runner:
    """Runs checks. Thread-safe.

    Args:
        runtime: answers what runs in guests.
        trust: of the user in the tools of the worktree that most files lie in.
        parse_limit: bytes of the largest source that is parsed.
        clock: seconds, for deadlines.
        servers: warm servers of tools; whoever made them ends them.
        old: the runner that this one follows, with other settings: its workers and kept answers are this one's.
    """

    def __init__(
        self,
        runtime: Calls,
        config: Config,
        policy: Policy,
        trust: Trust,
        parse_limit: int,
        clock: Clock,
        servers: Servers | None = None,
        old: "Runner | None" = None,
    ) -> None:
        self._settings, self._policy, self._clock = config.hooks, policy, clock
        self._guests_on = config.wasm.enabled
        self._base = Context(
            runtime, config.hooks, trust.root, trust, parse_limit, Inspections(), 0.0, Interrupt(), servers
        )  # fmt: skip
        self._trust = {trust.root: trust}
        self._skip = compile_globs(config.hooks.skip)
        self._settings_digest = sha256(msgspec.json.encode((config.hooks, self._guests_on))).hexdigest()
        self._cache: Cache = old._cache if old else Cache(CACHE_ENTRIES)
        self._quick: Workers = old._quick if old else Workers("kaptar-check", _QUICK_THREADS, _WAITING)
        self._slow: Workers = old._slow if old else Workers("kaptar-slow-check", _SLOW_THREADS, _WAITING)
        self._warm: set[tuple[str, str]] = old._warm if old and old._base.runtime is runtime else set()

    def begin(self, check: Check, snapshot: Snapshot) -> CheckResult | Job:
        """The result, where it is known at once; else the job.

        Workers have it already, unless it is pure Python or its guest is ready: then the caller's own thread is quicker.
        """
        if why := self._not_due(check, snapshot):
            return skipped(check.name, snapshot.path, why)
        started = precise()
        try:
            job = self._job(check, snapshot)
            kept = self._cache.get(job.key) if job.key else None
            if kept is not None:
                return job.told(Timed(kept, (precise() - started) * 1e6), self._policy, cached=True)
            return job if check.cost == "host" or self._may_run_here(job) else self._submit(job)
        except KaptarError as problem:
            return skipped(check.name, snapshot.path, Skipped(str(problem), "try again later"))
        except Exception as problem:  # noqa: BLE001 - a check's own fault must not end the event
            return broke(check.name, snapshot.path, problem)

    def spread(self, job: CheckResult | Job) -> CheckResult | Job:
        """Hand a job that is not pure Python to workers, so that many files are checked at once."""
        if isinstance(job, CheckResult) or job.future is not None or job.check.cost == "host":
            return job
        try:
            return self._submit(job)
        except KaptarError as problem:
            return skipped(job.check.name, job.snapshot.path, Skipped(str(problem), "try again later"))

    def _submit(self, job: Job) -> Job:
        """Hand a job to workers. Where too many wait, the caller does it itself, unless it is slow. Raises Busy, Closed."""
        slow = not job.awaited
        try:
            return job._replace(future=(self._slow if slow else self._quick).submit(lambda: self._run(job)))
        except Busy:
            if slow:
                raise
            return job

    def finish(self, job: Job, until: float) -> CheckResult | None:
        """The result, waited for until then; None when the job goes on."""
        if job.future is None or (self._may_run_here(job) and job.future.cancel()):
            return self._run_here(job, until)
        wait([job.future], max(0.0, min(until, job.until) - self._clock()))
        return self.result(job)

    def result(self, job: Job) -> CheckResult | None:
        """The result of a job that is done or has used up its time; None while it may go on."""
        if job.future is None or (job.future.done() and not job.future.cancelled()):
            return self._told(job)
        if self._clock() < job.until:
            return None
        job.context.stop.request()
        return job.late()

    def context(self, timeout_s: float, root: Path) -> Context:
        """What a check, or a fix, may use in a worktree."""
        trust = self._trust.get(root) or self._trust.setdefault(root, Trust(root))
        return self._base._replace(root=root, trust=trust, timeout_s=timeout_s, stop=Interrupt())

    def close(self) -> None:
        """Wait for what runs, a second at most; what hangs ends with the process."""
        self._quick.close(0.5)
        self._slow.close(0.5)

    def _not_due(self, check: Check, snapshot: Snapshot) -> Skipped | None:
        if not self._settings.checks.get(check.name, check.default):
            return Skipped("off", f"`{check.name} = true` under [hooks.checks] switches it on", due=False)
        if snapshot.phase not in check.phases:
            return Skipped("not before an edit", due=False)
        if check.path_only:
            return None
        if self._skip(snapshot.path):
            return Skipped("the path is in hooks.skip", due=False)
        return None if check.is_for(snapshot) else Skipped("not for this language", due=False)

    def _job(self, check: Check, snapshot: Snapshot) -> Job:
        s = self._settings
        times_ms = {"tool": s.tool_timeout_ms, "slow": s.slow_timeout_ms}
        timeout_s = times_ms.get(check.cost, s.deadline_ms) / 1e3
        context = self.context(timeout_s, snapshot.root)
        facts = check.facts(snapshot, context)
        dialect = snapshot.language.dialect if snapshot.language else ""
        key = None if facts is None else Key(check.name, snapshot.digest, dialect, facts, self._settings_digest)
        awaited = check.cost != "slow" or check.soon(snapshot, context)
        return Job(check, snapshot, context, key, self._clock() + timeout_s, awaited=awaited)

    def _run(self, job: Job) -> Timed:
        timed = job.run()
        if isinstance(timed.answer, Ran):
            # While its guest is not ready the host answers, and may see less: that is not kept.
            stands_in = job.check.cost == "guest" and timed.answer.backend == "host" and self._guests_on
            if job.key is not None and not stands_in:
                self._cache.put(job.key, timed.answer)
            if job.check.cost == "guest" and not stands_in:
                self._warm.add(self._guest_of(job))
        return timed

    def _may_run_here(self, job: Job) -> bool:
        """A guest that has answered before is ready: its call is bounded, and quicker without a change of threads."""
        return job.check.cost == "guest" and self._guest_of(job) in self._warm

    @staticmethod
    def _guest_of(job: Job) -> tuple[str, str]:
        return job.check.name, job.snapshot.language.module if job.snapshot.language else ""

    def _run_here(self, job: Job, until: float) -> CheckResult:
        left = max(0.001, min(until - self._clock(), job.context.timeout_s))
        try:
            return job.told(self._run(job._replace(context=job.context._replace(timeout_s=left))), self._policy)
        except Exception as problem:  # noqa: BLE001 - a check's own fault must not end the event
            return broke(job.check.name, job.snapshot.path, problem)

    def _told(self, job: Job) -> CheckResult:
        assert job.future is not None
        problem = job.future.exception()
        if problem is not None:
            return broke(job.check.name, job.snapshot.path, problem)
        return job.told(job.future.result(), self._policy)
