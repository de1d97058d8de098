"""Kind ``validate``: parse errors of each file. A file with one has failed, and its first errors are findings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from kaptar.jobs.kinds.kind import Tools, parsed_as, read_options
from kaptar.jobs.outcome import Outcome, TaskFinding
from kaptar.jobs.sources import Source


class ValidateOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``max_findings``: how many errors of one file are reported."""

    max_findings: int = 5


class Validate:
    """Syntax, and for JavaScript and TypeScript the early errors of the language too."""

    text: ClassVar[bool] = True
    compares_errors: ClassVar[bool] = False
    max_file_size: ClassVar[int | None] = None

    def __init__(self, task: str, options: Mapping[str, Any], folder: Path) -> None:
        self.options = read_options(task, options, ValidateOptions)

    def files(self) -> None:
        return None

    def work(self, source: Source, tools: Tools) -> Outcome:
        language = parsed_as(source.path)
        if isinstance(language, Outcome):
            return language
        value, backend, micros = tools.call("syntax.validate", source.data, language.dialect)
        errors = [d for d in value.diagnostics if d.severity == "error"]
        found = tuple(
            TaskFinding(source.path, d.line, d.column, "syntax", "error", d.message) for d in errors[: self.options.max_findings]
        )
        reason = "" if value.valid else f"line {found[0].line}: {found[0].message}" if found else "does not parse"
        return Outcome(
            "done" if value.valid else "failed",
            reason,
            found,
            backend=backend,
            micros=micros,
            figures={"invalid files": float(not value.valid)},
        )
