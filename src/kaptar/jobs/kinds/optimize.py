"""Kind ``optimize``: edits of JavaScript that keep the program's meaning, each file checked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal

import msgspec

from kaptar.jobs.kinds.kind import Tools, parsed_as, read_options
from kaptar.jobs.outcome import Outcome, TaskFinding
from kaptar.jobs.sources import Source


class OptimizeOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``level``: how far the rewrites go; every level is checked alike."""

    level: Literal["safe", "default", "aggressive"] = "default"


class Optimize:
    """Constant folding, constant branches, unreachable statements, unused imports and variables."""

    text: ClassVar[bool] = True
    compares_errors: ClassVar[bool] = False
    max_file_size: ClassVar[int | None] = None

    def __init__(self, task: str, options: Mapping[str, Any], folder: Path) -> None:
        self.options = read_options(task, options, OptimizeOptions)

    def files(self) -> None:
        return None

    def work(self, source: Source, tools: Tools) -> Outcome:
        language = parsed_as(source.path)
        if isinstance(language, Outcome):
            return language
        value, backend, micros = tools.call("syntax.optimize", source.data, language.dialect, self.options.level)
        if value.status == "refused":
            return Outcome("refused", value.reason or "the check did not hold", backend=backend, micros=micros)
        found = tuple(TaskFinding(source.path, e.line, 1, e.rule, "info", f"rewritten: {e.rule}") for e in value.edits)
        figures = {
            "edits": float(len(value.edits)),
            "changed files": float(value.status == "changed"),
            "bytes saved": float(len(source.data) - len(value.output)) if value.status == "changed" else 0.0,
        }
        after = value.output if value.status == "changed" else None
        return Outcome("done", findings=found, after=after, figures=figures, backend=backend, micros=micros)
