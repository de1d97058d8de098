"""Here: a desk that answers in this process, from one runtime, one editor and the checks over them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kaptar.api.answers import AS_IT_WAS, FIXED, NOT_FIXED, EditAnswer, TrustAnswer
from kaptar.api.apply import WriteGates, apply_edit
from kaptar.api.asked_files import asked_files, entries_of_gone_files
from kaptar.api.own_writes import OwnWrites, Writing, open_own_writes
from kaptar.api.requests import ApplyRequest, CheckRequest, HooksRequest, TrustRequest
from kaptar.checks.baseline import named_baseline
from kaptar.checks.checker import Checker
from kaptar.checks.event import EditEvent, FileChange
from kaptar.checks.fix import Fixed
from kaptar.checks.refusal import NewContent, RefusalOf, refusal_by
from kaptar.checks.results import skipped
from kaptar.checks.secrets.detector import Tell, detector_of
from kaptar.checks.settings import Settings, SettingsOf, require_newest
from kaptar.checks.snapshot import Skipped, locate
from kaptar.checks.verdict import CheckResult, Verdict, with_unrun
from kaptar.checks.worktrees import Worktrees
from kaptar.config.sections import Config
from kaptar.config.watched import ConfigSource
from kaptar.edit.engine import Editor
from kaptar.errors import Unavailable
from kaptar.repository.trust import Trust, differences
from kaptar.repository.worktree import root_of
from kaptar.runtime.runtime import Runtime

if TYPE_CHECKING:
    from kaptar.api.status import HiveStatus, HookRow

Load = Callable[[Path], Config]
"""Gives the configuration of a worktree. Raises ConfigError."""


class Parts(NamedTuple):
    """The objects that answer requests.

    Attributes:
        settings_of: the newest settings for a file, by its path and the folder that the caller works in. Raises ConfigError.
    """

    runtime: Runtime
    editor: Editor
    checker: Checker
    settings_of: Callable[[str, str], Settings]


class Here(ABC):
    """Answers each request in this process. See `kaptar.api.desk.Desk`."""

    @property
    @abstractmethod
    def parts(self) -> Parts:
        """What answers now."""

    def check(self, request: CheckRequest) -> Verdict:
        parts = self.parts
        given = named_baseline(Path(request.baseline)) if request.baseline else None

        def settings_of(path: str) -> Settings:
            settings = parts.settings_of(path, request.root)
            return settings if given is None else settings._replace(baseline=given)

        root = root_of(Path(request.root))
        paths = asked_files(request)
        fixed = self._fixed(paths, settings_of, root) if request.fix else {}
        verdict = parts.checker.check_files(paths, settings_of, staged=request.staged, since=request.since, root=root)
        gone = entries_of_gone_files(request.paths, root, settings_of("").baseline)
        return with_unrun(verdict, [*_of_fixes(fixed, verdict), *gone])

    def _fixed(self, paths: Sequence[str], settings_of: SettingsOf, root: Path) -> dict[str, Fixed | Skipped]:
        with self.own_writes(Writing("check --fix", root)) as others:
            return self.parts.checker.fix_files(paths, settings_of, root, others)

    def apply(self, request: ApplyRequest) -> list[EditAnswer]:
        refusal, folder = self.refusal_in(Path(request.folder)), Path(request.folder)
        if not request.write:
            return apply_edit(self.parts.editor, request, WriteGates(refusal))
        where = folder if request.path is None else Path(folder, request.path).parent
        with self.own_writes(Writing("apply", where, request.by)) as others:
            return apply_edit(self.parts.editor, request, WriteGates(refusal, others))

    def own_writes(self, writing: Writing) -> AbstractContextManager[OwnWrites | None]:
        """What asks other sessions for the files of a command."""
        parts = self.parts
        return open_own_writes(writing, parts.settings_of, parts.editor.structures)

    def trust(self, request: TrustRequest) -> TrustAnswer:
        held = Trust(Path(request.root))
        if request.action == "revoke":
            held.revoke()
        elif request.action == "grant":
            held.grant()
        stored, now = held.stored(), held.steering()
        changed = tuple(differences(stored.files, now)) if stored else ()
        return TrustAnswer(str(held.root), stored is not None and not changed, tuple(now), changed)

    def hooks(self, request: HooksRequest) -> "list[HookRow]":
        raise Unavailable("no hive runs here; `kaptar up` starts one")

    def status(self) -> "HiveStatus":
        raise Unavailable("no hive runs here; `kaptar up` starts one")

    def refusal_in(self, folder: Path) -> RefusalOf:
        """A function that says why the checks stop a write in the folder's repository, or ""."""
        root, parts = str(root_of(folder)), self.parts
        deadline_s = parts.settings_of("", root).hooks.deadline_ms / 1000

        def refusal(new: NewContent) -> str:
            moved_from = str(new.moved_from.absolute()) if new.moved_from else ""
            change = FileChange(str(new.path.absolute()), new.op, new.content, moved_from=moved_from)
            event = EditEvent("cli", "write", "before", "", root, "kaptar", (change,))
            settings = parts.settings_of(change.path, root)
            parts.checker.load_engine(change, "before", locate(change.path, settings.root), settings)
            verdict = parts.checker.check_event(event, lambda _: settings, deadline_s)
            return refusal_by(verdict, errors_compared=new.errors_compared)

        return refusal


def _of_fixes(fixed: Mapping[str, Fixed | Skipped], verdict: Verdict) -> Iterator[CheckResult]:
    """What was written, and why files were not fixed, but for those of which the verdict says already why they were not read."""
    unread = {result.path for result in verdict.results if result.check == "file"}
    for path, done in fixed.items():
        if isinstance(done, Fixed) and done.by:
            lines = f"{done.lines} {'line' if done.lines == 1 else 'lines'} changed"
            yield CheckResult(
                check=FIXED, path=path, state="passed", reason="; ".join((f"{lines}: {', '.join(done.by)}", *done.told))
            )
        elif isinstance(done, Fixed):
            yield CheckResult(
                check=AS_IT_WAS,
                path=path,
                state="passed",
                reason="; ".join(("nothing was changed" if done.told else "nothing was to do", *done.told)),
            )
        elif path not in unread:
            yield skipped(NOT_FIXED, path, done)


class Own(Here):
    """A desk over parts that live as long as it does."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def parts(self) -> Parts:
        return self._parts


@contextmanager
def open_in_haste(load: Load, start: Path, tell: Tell, **runtime_options: Any) -> Iterator[Here]:
    """As `open_here`, for a process that lives for one answer: what is not compiled yet is compiled after it, in the background.

    Where that is switched off (``wasm.compile_ahead``), it is compiled before.
    """
    from kaptar.api.ahead import go_on, hurry

    config = load(start)
    with open_here(load, start, tell, **{**hurry(config, tell), **runtime_options}) as here:
        yield here
        left = here.parts.runtime.to_compile()
    go_on(left, start, config)


@contextmanager
def open_here(load: Load, start: Path, tell: Tell | None = None, **runtime_options: Any) -> Iterator[Here]:
    """A desk of its own for this process, assembled once and closed at the end.

    Args:
        load: gives the configuration of a worktree; that of ``start`` sets the runtime's limits.
        tell: takes one line where a request has to wait for the engine for secrets.
        runtime_options: of `kaptar.runtime.runtime.Runtime`; without ``operations`` all of Kaptar's.
    Raises:
        ConfigError: the configuration is wrong.
    """
    operations = runtime_options.pop("operations", None)
    if operations is None:
        from kaptar.ops import OPERATIONS as operations
    config = load(start)

    @cache
    def worktrees() -> Worktrees:
        return Worktrees(root_of(start), lambda root: ConfigSource((), lambda: load(root)))

    with Runtime(config, operations, **runtime_options) as runtime:
        detector = detector_of(wanted=config.hooks.secrets_engine, cache=config.wasm.cache_dir, tell=tell)
        checker = Checker(runtime, guests_on=config.wasm.enabled, detector=detector)
        try:
            yield Own(Parts(runtime, Editor(runtime), checker, lambda path, cwd: require_newest(worktrees().of(path, cwd))))
        finally:
            checker.close()
            detector.close()
