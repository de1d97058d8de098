"""Path 1: edit event -> snapshot (content + digest) -> checks, bounded in time -> verdict."""

from collections.abc import Iterable, Mapping
from concurrent.futures import wait
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from skep.clock import Clock, monotonic, precise
from skep.config import Config
from skep.errors import SkepError
from skep.globs import compile_globs
from skep.hooks.background import Background
from skep.hooks.cache import Cache, Key
from skep.hooks.checks.check import Check, Context, Ran
from skep.hooks.checks.registry import CHECKS
from skep.hooks.event import EditEvent, FileChange, Phase
from skep.hooks.job import Job, Timed, broke, finished, late, skipped, told
from skep.hooks.policy import Policy
from skep.hooks.rules import RULES
from skep.hooks.snapshot import Skipped, Snapshot, take
from skep.hooks.trust import Trust
from skep.hooks.verdict import CheckResult, Verdict, judge
from skep.hooks.workers import Workers
from skep.runtime.interrupt import Interrupt

if TYPE_CHECKING:
    from skep.edit.engine import Editor
    from skep.runtime.runtime import Runtime

CACHE_ENTRIES = 4096
_BATCH = 16
"""Files that are checked at once, so that what waits stays within the workers' bound."""


class Pipeline:
    """Puts edited files through checks. Thread-safe; `close` ends what still runs.

    Args:
        runtime: answers the checks that run in guests.
        editor: its limits say how large a file is looked at and parsed.
        root: the repository's folder.
        checks: by name; all by default.
        trust: of the user in this repository's tools.
        clock: seconds, for deadlines.
    Raises:
        ConfigError: the section ``hooks`` names a check, rule or severity that does not exist.
    """

    def __init__(
        self,
        runtime: "Runtime",
        editor: "Editor",
        config: Config,
        root: Path,
        *,
        checks: Mapping[str, Check] = CHECKS,
        trust: Trust | None = None,
        clock: Clock = monotonic,
    ) -> None:
        self.root = root.resolve()
        self._runtime, self._limits, self._settings, self._clock = runtime, editor.limits, config.hooks, clock
        self._checks = checks
        self._policy = Policy(config.hooks, checks, RULES)
        self._skip = compile_globs(config.hooks.skip)
        self._trust = trust or Trust(self.root)
        self._guests_on = config.wasm.enabled
        self._settings_digest = sha256(msgspec.json.encode((config.hooks, config.wasm.enabled))).hexdigest()
        self._cache = Cache(CACHE_ENTRIES)
        self._quick = Workers("skep-check", 4, 256)
        self._slow = Workers("skep-slow-check", 2, 256)
        self._background = Background(self._if_over)

    def check_event(self, event: EditEvent, deadline_s: float) -> Verdict:
        """The verdict on an edit within ``deadline_s``. What is slower goes on, see `take_background`."""
        started, precisely = self._clock(), precise()
        snapshots = [take(change, event.phase, self.root, self._limits.source_bytes) for change in event.files]
        for snapshot in snapshots:
            self._background.supersede(event.session, snapshot.path)
        results, jobs = self._begin(snapshots)
        done, open_ = self._collect(jobs, started + deadline_s, patient=event.phase == "check")
        self._background.add(event.session, open_)
        micros = (precise() - precisely) * 1e6
        return judge([*results, *done], blocks_from=self._policy.blocks_from, pending=[j.name for j in open_], micros=micros)

    def check_files(
        self, paths: Iterable[str | Path], phase: Phase = "check", *, contents: Mapping[str, bytes] | None = None
    ) -> Verdict:
        """The verdict on files as they are, waiting for every check.

        Args:
            contents: what to check in place of what the disk holds, by path as given.
        """
        contents = contents or {}
        changes = [FileChange(str(path), content=contents.get(str(path))) for path in paths]
        whole = (self._settings.tool_timeout_ms + self._settings.slow_timeout_ms) / 1e3
        verdicts = [
            self.check_event(EditEvent("cli", "check", phase, "", str(self.root), "", tuple(changes[at : at + _BATCH])), whole)
            for at in range(0, len(changes), _BATCH)
        ]
        results = [result for verdict in verdicts for result in verdict.results]
        return judge(results, blocks_from=self._policy.blocks_from, micros=sum(v.micros for v in verdicts))

    def take_background(self, session: str) -> tuple[CheckResult, ...]:
        """Results of checks that a session's earlier events did not wait for; each is given once."""
        return self._background.take(session)

    def close(self) -> None:
        """Stop what runs and wait for it, a second at most. Safe to call twice."""
        self._background.close()
        self._quick.close(0.5)
        self._slow.close(0.5)

    def _begin(self, snapshots: list[Snapshot]) -> tuple[list[CheckResult], list[Job]]:
        """What can be told at once, and what runs: guests and tools first, so that they run beside the rest."""
        results: list[CheckResult] = []
        jobs: list[Job] = []
        here: list[tuple[Check, Snapshot, Key | None, Context]] = []
        for snapshot in snapshots:
            if snapshot.missing is not None:
                results.append(skipped("file", snapshot.path, snapshot.missing))
            for check in self._checks.values():
                self._begin_one(check, snapshot, results, jobs, here)
        results += [self._run_here(*each) for each in here]
        return results, jobs

    def _begin_one(
        self,
        check: Check,
        snapshot: Snapshot,
        results: list[CheckResult],
        jobs: list[Job],
        here: list[tuple[Check, Snapshot, Key | None, Context]],
    ) -> None:
        if snapshot.missing is not None and not check.path_only:
            return
        if why := self._not_due(check, snapshot):
            results.append(skipped(check.name, snapshot.path, why))
            return
        started = precise()
        context = self._context(check)
        try:
            key = self._key(check, snapshot, context)
        except Exception as problem:  # noqa: BLE001 - a check's own fault must not end the event
            results.append(broke(check.name, snapshot.path, problem))
            return
        kept = self._cache.get(key) if key else None
        if kept is not None:
            timed = Timed(kept, (precise() - started) * 1e6)
            results.append(told(check, snapshot, timed, self._policy, cached=True))
        elif check.cost == "host":
            here.append((check, snapshot, key, context))
        else:
            self._submit(check, snapshot, key, context, results, jobs)

    def _not_due(self, check: Check, snapshot: Snapshot) -> Skipped | None:
        if not self._settings.checks.get(check.name, check.default):
            return Skipped("off", f"switch it on with hooks.checks.{check.name} = true", due=False)
        if snapshot.phase not in check.phases:
            return Skipped("not before an edit", due=False)
        if check.path_only:
            return None
        if self._skip(snapshot.path):
            return Skipped("the path is in hooks.skip", due=False)
        return None if check.is_for(snapshot) else Skipped("not for this language", due=False)

    def _context(self, check: Check) -> Context:
        s = self._settings
        timeout_ms = {"host": s.deadline_ms, "guest": s.deadline_ms, "tool": s.tool_timeout_ms}.get(check.cost, s.slow_timeout_ms)
        return Context(
            self._runtime, s, self.root, self._trust, self._limits.parse_bytes, timeout_ms / 1e3, Interrupt()
        )  # fmt: skip

    def _key(self, check: Check, snapshot: Snapshot, context: Context) -> Key | None:
        facts = check.facts(snapshot, context)
        if facts is None:
            return None
        dialect = snapshot.language.dialect if snapshot.language else ""
        return Key(check.name, snapshot.digest, dialect, facts, self._settings_digest)

    def _submit(
        self, check: Check, snapshot: Snapshot, key: Key | None, context: Context, results: list[CheckResult], jobs: list[Job]
    ) -> None:
        workers = self._slow if check.cost == "slow" else self._quick
        try:
            future = workers.submit(lambda: self._run(check, snapshot, key, context))
        except SkepError as busy:
            results.append(skipped(check.name, snapshot.path, Skipped(str(busy), "try again later")))
        else:
            jobs.append(Job(check, snapshot, future, context.stop, self._clock() + context.timeout_s))

    def _run_here(self, check: Check, snapshot: Snapshot, key: Key | None, context: Context) -> CheckResult:
        try:
            return told(check, snapshot, self._run(check, snapshot, key, context), self._policy)
        except Exception as problem:  # noqa: BLE001 - a check's own fault must not end the event
            return broke(check.name, snapshot.path, problem)

    def _run(self, check: Check, snapshot: Snapshot, key: Key | None, context: Context) -> Timed:
        started = precise()
        answer = check.run(snapshot, context)
        if key is not None and isinstance(answer, Ran) and not self._stands_in(check, answer):
            self._cache.put(key, answer)
        return Timed(answer, (precise() - started) * 1e6)

    def _stands_in(self, check: Check, answer: Ran) -> bool:
        """Whether the host answered for a guest that is not ready yet: the guest may see more."""
        return check.cost == "guest" and answer.backend == "host" and self._guests_on

    def _collect(self, jobs: list[Job], until: float, *, patient: bool) -> tuple[list[CheckResult], list[Job]]:
        """Results of what ends in time, and what goes on. Only the patient wait for slow checks."""
        awaited = [job for job in jobs if patient or job.check.cost != "slow"]
        for job in awaited:
            left = min(until, job.until) - self._clock()
            wait([job.future], max(0.0, left))
        results: list[CheckResult] = []
        open_: list[Job] = []
        for job in jobs:
            result = self._if_over(job)
            if result is None:
                open_.append(job)
            else:
                results.append(result)
        return results, open_

    def _if_over(self, job: Job) -> CheckResult | None:
        if job.future.done() and not job.future.cancelled():
            return finished(job, self._policy)
        if self._clock() < job.until:
            return None
        job.stop.request()
        return late(job, self._context(job.check).timeout_s)
