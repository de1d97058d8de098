"""Path 1: edit or command event -> guards -> snapshot (content + digest) -> checks, bounded in time -> verdict."""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.checks.adding import Said, told
from kaptar.checks.background import Background, said_late
from kaptar.checks.check import NO_DETECTOR, PATIENCE, Check, Operations
from kaptar.checks.event import CommandEvent, EditEvent, FileChange, Phase
from kaptar.checks.fix import Fixed, fix
from kaptar.checks.guarding import GuardedFile, beyond_baseline, guarded, unread_settings, verdict_by_names
from kaptar.checks.guards.guard import Guard, ask_about_command
from kaptar.checks.job import CheckJob, EventTime
from kaptar.checks.moved import Key, checks_with_findings, keys_of, without_moved
from kaptar.checks.refusal import Others
from kaptar.checks.registry import CHECKS, GUARDS
from kaptar.checks.replaced import Replaced
from kaptar.checks.results import broke, named_in, skipped
from kaptar.checks.runner import Runner, fresh
from kaptar.checks.secrets.detector import Detector
from kaptar.checks.settings import Settings, SettingsOf
from kaptar.checks.snapshot import FilePlace, Skipped, Snapshot, late, locate, part_of, take
from kaptar.checks.staged_changes import in_real_folder, staged_changes
from kaptar.checks.tools.tool import ToolFailed
from kaptar.checks.tools.warm.pool import Servers
from kaptar.checks.verdict import CheckResult, Judged, Verdict, judge
from kaptar.clock import Clock, Deadline, monotonic, own_time, precise
from kaptar.repository.earlier import Earlier
from kaptar.repository.steering import Limit
from kaptar.repository.trust import TrustOfEvent

SECRETS = "secrets"
"""The check that an engine helps."""

_MOST_MOVED = 500
"""Files of a commit between which findings may move; in a larger one each counts where it is new."""

_BATCH = 16
"""Files that are checked at once, so that what waits stays within the workers' bound."""


class SizeLimits(NamedTuple):
    """The sizes of the largest file that is checked and of the largest source that is parsed, in bytes."""

    source_bytes: int = 16 << 20
    parse_bytes: int = 1 << 20


_Begun = tuple[CheckResult | CheckJob, GuardedFile]


class Checker:
    """Puts edited files through guards and checks: one for a process, whatever worktrees they lie in. Thread-safe.

    It owns the workers, the cache and the background jobs. It has no settings: each request brings its own.

    Args:
        runtime: answers the checks that run in guests; the caller closes it after this.
        limits: sizes of files.
        guests_on: whether the runtime's guests may answer.
        checks, guards: by name; all by default.
        clock: seconds, for deadlines.
        own: processor time of the thread that asks, in seconds.
        servers: warm servers of tools; the caller ends them after this. Without them each tool runs anew.
        detector: the engine for secrets; the caller closes it after this.
    """

    def __init__(
        self,
        runtime: Operations,
        limits: SizeLimits = SizeLimits(),  # noqa: B008 - an immutable value
        *,
        guests_on: bool = True,
        checks: Mapping[str, Check] = CHECKS,
        guards: Mapping[str, Guard] = GUARDS,
        clock: Clock = monotonic,
        own: Clock = own_time,
        servers: Servers | None = None,
        detector: Detector = NO_DETECTOR,
    ) -> None:
        self._limits, self._clock, self._own = limits, clock, own
        self._checks, self._guards = tuple(checks.values()), tuple(guards.values())
        self.runner = Runner(fresh(runtime, guests_on=guests_on), limits.parse_bytes, clock, servers, detector)
        self._background = Background(self.runner.result)
        self._replaced = Replaced()

    def use(self, runtime: Operations, *, guests_on: bool) -> None:
        """From the next check on another runtime answers. Checks that run go on with the old one, which stays open for them."""
        self.runner.in_use = fresh(runtime, guests_on=guests_on)

    def check_event(self, event: EditEvent, settings_of: SettingsOf, deadline_s: float) -> Verdict:
        """The verdict on an edit within ``deadline_s``. Each file is judged by its own worktree's settings.

        Guards are asked about all files before the first one is read. Checks that miss the deadline go on. Their results join the
        verdict on the session's next finished edit, unless `take_background` takes them first.
        """
        started, time = precise(), self._time(deadline_s)
        files = guarded(self._guards, event, seen_once(settings_of, Limit(time.until, self._clock)))
        late = self._late(event.session, files) if event.phase == "after" else []
        results, open_ = self._check(files, event, time, _shared_root(files))
        self._background.add(event.session, open_)
        return judge([*late, *results], pending=(job.name for job in open_), micros=(precise() - started) * 1e6)

    def check_names(self, event: EditEvent, settings_of: SettingsOf) -> Verdict:
        """The verdict of the guards on the files of an edit by their names, before anything is computed or read for it."""
        return verdict_by_names(self._guards, event, settings_of)

    def check_command(self, event: CommandEvent, settings: Settings) -> Verdict:
        """The verdict of the guards on a shell command. Without a guard of commands it passes, and has no results."""
        started = precise()
        results = ask_about_command(self._guards, event, settings)
        return judge((Judged(r, settings.policy.blocks_from) for r in results), micros=(precise() - started) * 1e6)

    def check_files(
        self,
        paths: Iterable[str],
        settings_of: SettingsOf,
        *,
        staged: bool = False,
        since: str = "",
        contents: Mapping[str, bytes] | None = None,
        root: Path | None = None,
    ) -> Verdict:
        """The verdict on files as they are, with every check waited for.

        Args:
            paths: absolute.
            staged: check what git's index holds; what the last commit has already does not count.
            since: a commit; what it has already does not count, also under another name.
            root: the worktree that the caller works in: files of others are named by their absolute paths.
            contents: what to check in place of what the disk holds, by path as given.
        Raises:
            InputError: a path is not in the index, or git knows no such commit.
        """
        given, started = contents or {}, precise()
        if staged:
            changes = staged_changes(paths, settings_of)
        else:
            changes = iter([FileChange(in_real_folder(path), content=given.get(path)) for path in paths])
        results: list[Judged] = []
        pending: list[str] = []
        since = since or ("HEAD" if staged else "")
        earlier = Earlier(since, staged=staged)
        while batch := tuple(islice(changes, _BATCH)):
            batch = _against(earlier, batch, settings_of) if since else batch
            event = EditEvent("cli", "check", "check", "", "", "", batch)
            files = [beyond_baseline(each) for each in guarded(self._guards, event, seen_once(settings_of))]
            for file in files:
                self.load_engine(file.change, "check", file.place, file.settings)
            time = self._time(max(each.settings.patience_s for each in files))
            found, open_ = self._check(files, event, time, root)
            results += found
            pending += (job.name for job in open_)
            self._background.add("", open_)
        if since:
            results = self._unless_moved(results, earlier, settings_of, root)
        return judge(results, pending=pending, micros=(precise() - started) * 1e6)

    def _unless_moved(self, results: list[Judged], earlier: Earlier, settings_of: SettingsOf, root: Path | None) -> list[Judged]:
        """The results without findings that another file of the commit had, and has no longer."""
        comparable = {c.name for c in self._checks if c.compared in ("place", "value") and c.cost in ("host", "guest")}
        names = checks_with_findings(results, comparable)
        if root is None or not names:
            return results
        gone: Counter[Key] = Counter()
        for path, before, now in earlier.differing(root, _MOST_MOVED):
            settings = settings_of(path)
            if had := self._keys(names, FileChange(path, content=before), settings):
                gone += had - self._keys(names, FileChange(path, content=now), settings)
        return without_moved(results, gone)

    def _keys(self, names: Collection[str], change: FileChange, settings: Settings) -> Counter[Key]:
        """What some checks find in a content; of text alone, and nothing of it counts by itself."""
        snapshot = take(change, "check", locate(change.path, settings.root), self._limits.source_bytes)
        if not snapshot.content:
            return Counter()
        found: Counter[Key] = Counter()
        for check in (each for each in self._checks if each.name in names):
            begun = self.runner.begin(check, snapshot, settings)
            time = self._time(settings.patience_s)
            result = begun if isinstance(begun, CheckResult) else self.runner.finish(begun, time)
            found += keys_of(result) if result is not None else Counter()
        return found

    def fix_files(
        self, paths: Iterable[str], settings_of: SettingsOf, root: Path | None = None, others: Others | None = None
    ) -> dict[str, Fixed | Skipped]:
        """Write files as the project's formatter wants them: by path what was done, or why it was not.

        Args:
            root: as of `check_files`.
            others: who works in the same tree.

        A tool that gives no answer about a file leaves that file alone, and no other.
        """
        done: dict[str, Fixed | Skipped] = {}
        for path in paths:
            change = FileChange(in_real_folder(path))
            settings = settings_of(change.path)
            snapshot = take(change, "check", locate(change.path, settings.root), self._limits.source_bytes)
            other = root is not None and settings.root != root
            context = self.runner.context(settings.hooks.tool_timeout_ms / 1e3, settings)
            try:
                fixed = fix(snapshot, context, others)
            except ToolFailed as problem:
                fixed = Skipped(str(problem), "see what the tool says of this file, or add it to hooks.skip")
            done[named_in(settings.root, snapshot.path) if other else snapshot.path] = fixed
        return done

    def load_engine(self, change: FileChange, phase: Phase, place: FilePlace, settings: Settings) -> None:
        """Wait for the engine for secrets, where that check is on and a rule may match in a file: before time is measured.

        Once for a process.
        """
        detector = self.runner.detector
        if SECRETS not in settings.on or detector.state not in ("idle", "loading"):
            return
        snapshot = take(change, phase, place, self._limits.source_bytes)
        seen = part_of(change, snapshot) or snapshot
        texts = (text for text in (seen.content, seen.before) if text is not None)
        if not all(map(detector.has_looked, texts)):
            detector.wait()

    def take_background(self, session: str) -> tuple[CheckResult, ...]:
        """Results of checks that a session's earlier events did not wait for; each is given once."""
        return tuple(result for _, result in self._background.take(session))

    def close(self) -> None:
        """Stop what runs and wait for it, a second at most. Safe to call twice."""
        self._background.close()
        self.runner.close()

    def _time(self, seconds: float) -> EventTime:
        return EventTime(self._clock() + seconds, Deadline(seconds, self._clock, self._own, PATIENCE))

    def _late(self, session: str, files: list[GuardedFile]) -> list[Judged]:
        """What was finished since the session's last edit, but for files that have other content now."""
        for file in files:
            self._background.supersede(session, file.place.root, file.place.path)
        return told(said_late(self._background.take(session)), _shared_root(files))

    def _check(
        self, files: list[GuardedFile], of: EditEvent, time: EventTime, root: Path | None
    ) -> tuple[list[Judged], list[CheckJob]]:
        """The results that are ready in time, in the order of the files, and the jobs that still run.

        Args:
            root: the worktree whose files are named by relative paths; None: any is.
        """
        held: dict[Path, Snapshot] = {}
        begun = [(each, file) for file in files for each in self._begin(file, of, time, held)]
        if len(files) > 1:
            begun = [(self.runner.hand_to_workers(each), file) for each, file in begun]
        results, open_ = self._collect(begun, time, root, patient=of.phase == "check")
        return [*results, *unread_settings(files)], open_

    def _begin(
        self, file: GuardedFile, of: EditEvent, time: EventTime, held: dict[Path, Snapshot]
    ) -> list[CheckResult | CheckJob]:
        """What the guards say of a file, and every check on its way; no checks without content, or when the time is over.

        Args:
            held: by file what the event has seen already: settings beside the file's own see the same.
        """
        if not time.own.left_s():
            return [*file.guarded, skipped("file", file.place.path, late("the other files of the event took all of it"))]
        try:
            snapshot = take(file.change, of.phase, file.place, self._limits.source_bytes)
            same = held.get(snapshot.file) if file.beside else None
            snapshot = self._replaced.seen(of, snapshot) if same is None else snapshot._replace(before=same.before)
            held[snapshot.file] = snapshot
        except Exception as problem:  # noqa: BLE001 - what the guards say holds, whatever breaks afterwards
            return [*file.guarded, broke("file", file.place.path, problem)]
        if snapshot.missing is not None:
            missing = skipped("file", snapshot.path, snapshot.missing)
            part = part_of(file.change, snapshot)
            of_parts = [c for c in self._checks if c.of_parts] if part is not None else []
            return [
                *file.guarded,
                missing,
                *(each for c in of_parts if part for each in self._with_later(c, part, file.settings)),
            ]
        return [*file.guarded, *(each for c in self._checks for each in self._with_later(c, snapshot, file.settings))]

    def _with_later(self, check: Check, snapshot: Snapshot, settings: Settings) -> list[CheckResult | CheckJob]:
        begun = self.runner.begin(check, snapshot, settings)
        return [begun, *self.runner.later(begun)]

    def _collect(
        self, begun: list[_Begun], time: EventTime, root: Path | None, *, patient: bool
    ) -> tuple[list[Judged], list[CheckJob]]:
        """The results that are ready in time, in the order of the files, and the jobs that still run.

        Jobs that no worker has run first, in this thread. With ``patient``, slow jobs are waited for too.
        """
        found: dict[int, Said] = {}
        open_: list[CheckJob] = []
        for at in sorted(range(len(begun)), key=lambda at: _has_worker(begun[at][0])):
            each, file = begun[at]
            result = each if isinstance(each, CheckResult) else self._result(each, time, patient=patient)
            if result is not None:
                found[at] = file.says(result)
            elif isinstance(each, CheckJob):
                open_.append(each)
        return told((found[at] for at in sorted(found)), root), open_

    def _result(self, job: CheckJob, time: EventTime, *, patient: bool) -> CheckResult | None:
        return self.runner.finish(job, time) if patient or job.awaited else self.runner.result(job)


def seen_once(settings_of: SettingsOf, limit: Limit = Limit()) -> SettingsOf:  # noqa: B008 - an immutable value
    """The settings for the files of one event: trust in a worktree's tools is looked at once for all of them."""
    seen: dict[Path, TrustOfEvent] = {}

    def trust(settings: Settings) -> TrustOfEvent:
        return seen.setdefault(settings.root, TrustOfEvent(settings.trust, limit))

    def of_event(path: str) -> Settings:
        settings = settings_of(path)
        beside = tuple(each._replace(seen=trust(each)) for each in settings.beside)
        return settings._replace(seen=trust(settings), beside=beside)

    return of_event


def _shared_root(files: Iterable[GuardedFile]) -> Path | None:
    """The worktree of all files of an event; where they lie in several, that of the first one."""
    return next((file.settings.root for file in files), None)


def _has_worker(each: CheckResult | CheckJob) -> bool:
    return isinstance(each, CheckJob) and each.future is not None


def _against(earlier: Earlier, changes: tuple[FileChange, ...], settings_of: SettingsOf) -> tuple[FileChange, ...]:
    """The changes with the content that a commit of each file's own worktree has. Raises InputError."""
    out: list[FileChange] = []
    for root, files in groupby(changes, lambda c: Path(c.index) if c.index else settings_of(c.path).root):
        some = list(files)
        inside = [file.path for file in some if file.path.startswith(f"{root}{os.sep}")]
        held = earlier.contents(root, inside)
        out += (msgspec.structs.replace(file, before=held.get(file.path, b"")) for file in some)
    return tuple(out)
