"""Kind ``analyze``: hot spots, each with file, line and reason."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from kaptar.jobs.kinds.kind import Tools, parsed_as, read_options
from kaptar.jobs.outcome import Outcome, TaskFinding
from kaptar.jobs.sources import Source
from kaptar.languages import Language

WITH_RULES = frozenset({"javascript", "python"})
"""Guest modules that have rules beyond what the metrics of functions tell."""


class AnalyzeOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Thresholds (a finding lies above), and ``rules``: ``quality``, ``security``, ``all`` or a list of rule names."""

    max_complexity: int = 10
    max_lines: int = 60
    max_nesting: int = 4
    max_parameters: int = 6
    rules: str | list[str] = "quality"


class Analyze:
    """Rules of the grammar guests for JavaScript, TypeScript and Python; measures of functions for other languages."""

    text: ClassVar[bool] = True
    compares_errors: ClassVar[bool] = False
    max_file_size: ClassVar[int | None] = None

    def __init__(self, task: str, options: Mapping[str, Any], folder: Path) -> None:
        self.options = read_options(task, options, AnalyzeOptions)
        self.thresholds = msgspec.structs.asdict(self.options)

    def files(self) -> None:
        return None

    def work(self, source: Source, tools: Tools) -> Outcome:
        language = parsed_as(source.path)
        if isinstance(language, Outcome):
            return language
        if language.module not in WITH_RULES:
            return self._measure(source, language, tools)
        value, backend, micros = tools.call("syntax.analyze", source.data, language.dialect, self.thresholds)
        found = tuple(TaskFinding(source.path, f.line, f.column, f.rule, f.severity, f.message) for f in value)
        return Outcome("done", findings=found, backend=backend, micros=micros, figures={"findings": float(len(found))})

    def _measure(self, source: Source, language: Language, tools: Tools) -> Outcome:
        value, backend, micros = tools.call("syntax.metrics", source.data, language.dialect)
        limits = (
            ("complexity", self.options.max_complexity),
            ("lines", self.options.max_lines),
            ("nesting", self.options.max_nesting),
            ("parameters", self.options.max_parameters),
        )
        found = tuple(
            TaskFinding(source.path, f.line, 1, rule, "info", f"{f.name or 'function'}: {rule} {getattr(f, rule)}, over {limit}")
            for f in value.functions
            for rule, limit in limits
            if getattr(f, rule) > limit
        )
        return Outcome("done", findings=found, backend=backend, micros=micros, figures={"findings": float(len(found))})
