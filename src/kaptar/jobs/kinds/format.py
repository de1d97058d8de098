"""Kind ``format``: each file as a guest's formatter writes it, if that is proved safe to write, as check `format` does it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from kaptar.checks.snapshot import Skipped, read_already
from kaptar.checks.tools.guest_formatting import format_known
from kaptar.errors import NotProved, OperationFailed
from kaptar.jobs.kinds.kind import Tools, not_judged, parsed_as, read_options
from kaptar.jobs.outcome import Outcome
from kaptar.jobs.sources import Source
from kaptar.ops.format import FORMATTERS, FormatOptions


class Format:
    """Formatters in guests; the project's own are not asked."""

    text: ClassVar[bool] = True
    compares_errors: ClassVar[bool] = False
    max_file_size: ClassVar[int | None] = 1 << 20

    def __init__(self, task: str, options: Mapping[str, Any], folder: Path) -> None:
        self.options = read_options(task, options, FormatOptions)

    def files(self) -> None:
        return None

    def work(self, source: Source, tools: Tools) -> Outcome:
        language = parsed_as(source.path)
        if isinstance(language, Outcome):
            return language
        if language.dialect not in FORMATTERS:
            return Outcome("refused", f"no formatter for {language.dialect}; narrow the task's files")
        options = msgspec.to_builtins(self.options)
        if source.path.endswith(".pyi"):
            options["stub"] = True
        try:
            done = format_known(tools.call, read_already(source.root, source.path, source.data), options)
        except OperationFailed as unread:
            return Outcome("failed", str(unread))
        except NotProved as problem:
            return Outcome("refused", str(problem))
        if isinstance(done, Skipped):
            return not_judged(done)
        value, backend, micros = done
        changed = value != source.data
        return Outcome(
            "done", after=value if changed else None, figures={"changed files": float(changed)}, backend=backend, micros=micros
        )  # fmt: skip
