"""Here: a desk that answers in this process, from one runtime, one editor and the checks over them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kaptar.api.answers import EditAnswer, TrustAnswer
from kaptar.api.apply import Operation, apply_edit
from kaptar.api.requests import ApplyRequest, BackgroundRequest, CheckRequest, HooksRequest, TrustRequest
from kaptar.checks.event import EditEvent, FileChange
from kaptar.checks.pipeline import Pipeline
from kaptar.checks.verdict import CheckResult, Verdict
from kaptar.config.load import Config
from kaptar.edit.engine import Editor
from kaptar.errors import Unavailable
from kaptar.repository.trust import Trust, differences
from kaptar.repository.worktree import root_of
from kaptar.runtime.runtime import Runtime

if TYPE_CHECKING:
    from kaptar.api.status import HiveStatus, HookRow

Load = Callable[[Path], Config]
"""Gives the configuration of a worktree. Raises ConfigError."""

JUDGED_BEFORE = "syntax"
"""The edit engine compares parse errors before and after; a check of the result alone would refuse to mend half a file."""


class Parts(NamedTuple):
    """What answers requests. ``pipeline_of`` gives the checks with the settings of a worktree."""

    runtime: Runtime
    editor: Editor
    pipeline_of: Callable[[Path], Pipeline]
    load: Load


class Here(ABC):
    """Answers each request in this process. See `kaptar.api.desk.Desk`."""

    @property
    @abstractmethod
    def parts(self) -> Parts:
        """What answers now."""

    def check(self, request: CheckRequest) -> Verdict:
        pipeline = self.parts.pipeline_of(Path(request.root))
        if request.fix:
            pipeline.fix_files(request.paths)
        return pipeline.check_files(request.paths, staged=request.staged)

    def apply(self, request: ApplyRequest) -> list[EditAnswer]:
        refusal = self.refusal_in(Path(request.folder)) if request.write else None
        return apply_edit(self.parts.editor, request, refusal)

    def trust(self, request: TrustRequest) -> TrustAnswer:
        held = Trust(Path(request.root))
        if request.action == "revoke":
            held.revoke()
        elif request.action == "grant":
            held.grant()
        stored, now = held.stored(), held.steering()
        changed = tuple(differences(stored.files, now)) if stored else ()
        return TrustAnswer(str(held.root), stored is not None and not changed, tuple(now), changed)

    def background(self, request: BackgroundRequest) -> tuple[CheckResult, ...]:
        return ()

    def hooks(self, request: HooksRequest) -> "list[HookRow]":
        raise Unavailable("no hive runs here; `kaptar up` starts one")

    def status(self) -> "HiveStatus":
        raise Unavailable("no hive runs here; `kaptar up` starts one")

    def refusal_in(self, folder: Path) -> Callable[[Path, bytes | None, Operation], str]:
        """What Kaptar writes into the repository of a folder passes the checks that agents' edits pass: why it may not."""
        root = root_of(folder)
        pipeline = self.parts.pipeline_of(root)
        deadline_s = self.parts.load(root).hooks.deadline_ms / 1000

        def refusal(path: Path, content: bytes | None, op: Operation = "update") -> str:
            change = FileChange(str(path.absolute()), op, content)
            event = EditEvent("cli", "write", "before", "", str(root), "kaptar", (change,))
            verdict = pipeline.check_event(event, deadline_s)
            if verdict.outcome != "block":
                return ""
            found = [f for f in verdict.findings if f.severity == "error" and f.check != JUDGED_BEFORE]
            return "" if not found else f"line {found[0].line}: {found[0].message} ({found[0].rule})"

        return refusal


class Own(Here):
    """A desk over parts that live as long as it does."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def parts(self) -> Parts:
        return self._parts


@contextmanager
def open_here(load: Load, start: Path, **runtime_options: Any) -> Iterator[Here]:
    """A desk of its own for this process, assembled once and closed at the end.

    Args:
        load: gives the configuration of a worktree; that of ``start`` sets the runtime's limits.
        runtime_options: of `kaptar.runtime.runtime.Runtime`; without ``operations`` all of Kaptar's.
    Raises:
        ConfigError: the configuration is wrong.
    """
    operations = runtime_options.pop("operations", None)
    if operations is None:
        from kaptar.ops import OPERATIONS as operations
    pipelines: dict[Path, Pipeline] = {}
    with Runtime(load(start), operations, **runtime_options) as runtime:
        editor = Editor(runtime)

        def pipeline_of(root: Path) -> Pipeline:
            if root not in pipelines:
                pipelines[root] = Pipeline(runtime, editor, load(root), root)
            return pipelines[root]

        try:
            yield Own(Parts(runtime, editor, pipeline_of, load))
        finally:
            for pipeline in pipelines.values():
                pipeline.close()
