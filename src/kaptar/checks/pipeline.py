"""Path 1: edit event -> snapshot (content + digest) -> checks, bounded in time -> verdict."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kaptar.checks.background import Background
from kaptar.checks.check import Check
from kaptar.checks.event import EditEvent, FileChange, Phase
from kaptar.checks.fix import fix
from kaptar.checks.job import Job, skipped
from kaptar.checks.policy import Policy
from kaptar.checks.registry import CHECKS
from kaptar.checks.rules.rules import RULES
from kaptar.checks.runner import Runner
from kaptar.checks.snapshot import Skipped, Snapshot, take
from kaptar.checks.tools.warm.pool import Servers
from kaptar.checks.verdict import CheckResult, Verdict, judge
from kaptar.clock import Clock, monotonic, precise
from kaptar.config.load import Config
from kaptar.errors import InputError
from kaptar.repository.staged import staged_content, staged_files
from kaptar.repository.trust import Trust
from kaptar.repository.worktree import Worktrees

if TYPE_CHECKING:
    from kaptar.edit.engine import Editor
    from kaptar.runtime.runtime import Runtime

_BATCH = 16
"""Files that are checked at once, so that what waits stays within the workers' bound."""


class Pipeline:
    """Puts edited files through checks. Thread-safe; `close` ends what still runs.

    Args:
        runtime: answers the checks that run in guests.
        editor: its limits say how large a file is looked at, and parsed.
        root: the worktree that most files lie in; files of the repository's other worktrees are checked too.
        checks: by name; all by default.
        trust: of the user in this repository's tools.
        clock: seconds, for deadlines.
        servers: warm servers of tools, which the caller ends after this; none: each tool runs anew.
        old: with other settings: what it does in the background goes on here, and it is not to be closed.
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
        servers: Servers | None = None,
        old: "Pipeline | None" = None,
    ) -> None:
        self.root = root.resolve()
        self.policy = Policy(config.hooks, checks, RULES)
        self._clock, self._content_limit = clock, editor.limits.source_bytes
        self._tool_s = config.hooks.tool_timeout_ms / 1e3
        self._patience_s = (config.hooks.tool_timeout_ms + config.hooks.slow_timeout_ms) / 1e3
        self._checks = tuple(checks.values())
        self._worktrees = Worktrees(self.root)
        trust = trust or Trust(self.root)
        self._runner: Runner = Runner(
            runtime, config, self.policy, trust, editor.limits.parse_bytes, clock, servers, old._runner if old else None
        )
        self._background: Background = old._background if old else Background(self._runner.result)
        self._background.told_by(self._runner.result)

    def check_event(self, event: EditEvent, deadline_s: float) -> Verdict:
        """The verdict on an edit within ``deadline_s``.

        What is slower goes on, and is a part of the verdict on the session's next edit that was made, if nobody takes it
        before with `take_background`.
        """
        started, until = precise(), self._clock() + deadline_s
        snapshots = [self._take(change, event.phase) for change in event.files]
        late = self._late(event.session, snapshots) if event.phase == "after" else ()
        begun = [each for snapshot in snapshots for each in self._begin(snapshot)]
        if len(snapshots) > 1:
            begun = [self._runner.spread(each) for each in begun]
        results, open_ = self._collect(begun, until, patient=event.phase == "check")
        self._background.add(event.session, open_)
        pending = tuple(job.name for job in open_)
        return judge(
            [*late, *results], blocks_from=self.policy.blocks_from, pending=pending, micros=(precise() - started) * 1e6
        )  # fmt: skip

    def check_files(
        self,
        paths: Iterable[str | Path],
        phase: Phase = "check",
        *,
        staged: bool = False,
        contents: Mapping[str, bytes] | None = None,
    ) -> Verdict:
        """The verdict on files as they are, with every check waited for.

        Args:
            paths: absolute, or relative to the root.
            staged: check what git's index holds; without paths all that is staged.
            contents: what to check in place of what the disk holds, by path as given.
        Raises:
            InputError: a path is not in the index.
        """
        given = contents or {}
        if staged:
            named = [str(self.root / path) for path in paths] or staged_files(self.root)
            paths = given = {path: staged_content(self._worktrees.of(path), path) for path in named}
        changes = [FileChange(str(path), content=given.get(str(path))) for path in paths]
        verdicts = [
            self.check_event(
                EditEvent("cli", "check", phase, "", str(self.root), "", tuple(changes[at : at + _BATCH])), self._patience_s
            )
            for at in range(0, len(changes), _BATCH)
        ]
        results = [result for verdict in verdicts for result in verdict.results]
        return judge(results, blocks_from=self.policy.blocks_from, micros=sum(verdict.micros for verdict in verdicts))

    def fix_files(self, paths: Iterable[str | Path]) -> dict[str, str | Skipped]:
        """Write files as the project's formatter wants them: by path its name, "" where nothing changed, or why not.

        Raises InputError where a file cannot be written; ToolFailed where the formatter gives no answer.
        """
        done: dict[str, str | Skipped] = {}
        for path in paths:
            snapshot = self._take(FileChange(str(path)), "check")
            try:
                done[snapshot.path] = fix(snapshot, self._runner.context(self._tool_s, snapshot.root))
            except OSError as problem:
                raise InputError(f"{snapshot.path}: cannot be written: {problem.strerror or problem}") from None
        return done

    def take_background(self, session: str) -> tuple[CheckResult, ...]:
        """Results of checks that a session's earlier events did not wait for; each is given once."""
        return self._background.take(session)

    def close(self) -> None:
        """Stop what runs and wait for it, a second at most. Safe to call twice."""
        self._background.close()
        self._runner.close()

    def _take(self, change: FileChange, phase: Phase) -> Snapshot:
        return take(change, phase, self._worktrees.of(change.path), self._content_limit)

    def _late(self, session: str, snapshots: list[Snapshot]) -> tuple[CheckResult, ...]:
        """What was finished since the session's last edit, but for files that have other content now."""
        for snapshot in snapshots:
            self._background.supersede(session, snapshot.path)
        return self._background.take(session)

    def _begin(self, snapshot: Snapshot) -> list[CheckResult | Job]:
        """Every check of a file, on its way; only those that look at the path alone where there is no content."""
        if snapshot.missing is None:
            return [self._runner.begin(check, snapshot) for check in self._checks]
        unread = skipped("file", snapshot.path, snapshot.missing)
        return [unread, *(self._runner.begin(check, snapshot) for check in self._checks if check.path_only)]

    def _collect(self, begun: list[CheckResult | Job], until: float, *, patient: bool) -> tuple[list[CheckResult], list[Job]]:
        """Results of what ends in time, in order, and what goes on.

        What no worker has is done first, beside the workers; only the patient wait for what is not awaited.
        """
        found: dict[int, CheckResult] = {}
        open_: list[Job] = []
        for at, each in sorted(enumerate(begun), key=lambda item: isinstance(item[1], Job) and item[1].future is not None):
            if isinstance(each, CheckResult):
                found[at] = each
                continue
            waits = patient or each.awaited
            result = self._runner.finish(each, until) if waits else self._runner.result(each)
            if result is None:
                open_.append(each)
            else:
                found[at] = result
        return [found[at] for at in sorted(found)], open_
