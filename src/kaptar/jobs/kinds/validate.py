"""Kind ``validate``: parse errors of each file, as check `syntax` judges them.

A file with one that would block has failed. Its first errors and warnings are findings.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from kaptar.checks.builtin.parsed import Parsers, judge
from kaptar.checks.snapshot import Skipped, read_already
from kaptar.jobs.kinds.kind import Metered, Tools, not_judged, parsed_as, read_options
from kaptar.jobs.outcome import Outcome, TaskFinding
from kaptar.jobs.sources import Source


class ValidateOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``max_findings``: how many errors and warnings of one file are reported."""

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
        call = Metered(tools.call)
        judged = judge(read_already(source.root, source.path, source.data), Parsers(call))
        if isinstance(judged, Skipped):
            return not_judged(judged)
        found = tuple(
            TaskFinding(source.path, f.line, f.column, "syntax", f.severity, f.message)
            for f in judged.findings[: self.options.max_findings]
        )
        wrong = next((f for f in judged.findings if f.severity == "error"), None)
        return Outcome(
            "failed" if wrong else "done",
            f"line {wrong.line}: {wrong.message}" if wrong else "",
            found,
            backend=call.backend,
            micros=call.micros,
            figures={"invalid files": float(wrong is not None)},
        )
