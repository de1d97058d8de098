"""What Kaptar itself writes passes the checks that agents' edits pass; nothing is excepted because we wrote it."""

from pathlib import Path

from kaptar.checks.event import EditEvent, FileChange, Operation
from kaptar.checks.pipeline import Pipeline
from kaptar.config.load import Config
from kaptar.edit.engine import Editor
from kaptar.repository.worktree import root_of
from kaptar.runtime.runtime import Runtime

JUDGED_BEFORE = "syntax"
"""The edit engine compares the parse errors before and after; a check of the result alone would refuse to mend half a file."""


class OwnWrites:
    """Asks the pipeline about content that is about to be written. Close it to end its threads.

    Args:
        folder: a folder of the repository that is written to.
    """

    def __init__(self, runtime: Runtime, editor: Editor, config: Config, folder: Path) -> None:
        self._root = root_of(folder)
        self._deadline_s = config.hooks.deadline_ms / 1000
        self._pipeline = Pipeline(runtime, editor, config, self._root)

    def refusal(self, path: Path, content: bytes | None, op: Operation = "update") -> str:
        """Why a file may not be written (None: deleted) like this, in one line; "" where nothing blocks."""
        change = FileChange(str(path.absolute()), op, content)
        event = EditEvent("cli", "write", "before", "", str(self._root), "kaptar", (change,))
        verdict = self._pipeline.check_event(event, self._deadline_s)
        if verdict.outcome != "block":
            return ""
        found = [f for f in verdict.findings if f.severity == "error" and f.check != JUDGED_BEFORE]
        return "" if not found else f"line {found[0].line}: {found[0].message} ({found[0].rule})"

    def close(self) -> None:
        self._pipeline.close()
