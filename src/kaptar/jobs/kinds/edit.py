"""Kind ``edit``: edits that models wrote, from a JSONL file. Edits of one file are applied in order.

Each line is ``{"path", "edit", "format"?, "id"?}``, the path relative to the repository. A refused edit leaves the file as
the edits before it made it, and the ones after it are still tried; each has its answer in the report.
"""

import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from kaptar.decoding.json import decode_json
from kaptar.edit.outcome import Refused
from kaptar.errors import InputError, UsageError
from kaptar.jobs.kinds.kind import Tools, read_options
from kaptar.jobs.outcome import Outcome, TaskFinding
from kaptar.jobs.sources import Source
from kaptar.repository.files import Unread, read_no_link
from kaptar.repository.paths import leads_out
from kaptar.repository.worktree import top_of

_MOST_EDITS = 256 << 20
"""Bytes of a file of edits."""


class EditOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``edits``: the JSONL file, relative to the plan and in the worktree that the plan lies in."""

    edits: str


class _Line(msgspec.Struct, frozen=True):
    path: str
    edit: str
    format: str = "auto"
    id: str | int | None = None


class Edit:
    """Applies or refuses each edit; a file all of whose edits are refused is refused."""

    text: ClassVar[bool] = True
    compares_errors: ClassVar[bool] = True
    max_file_size: ClassVar[int | None] = None

    def __init__(self, task: str, options: Mapping[str, Any], folder: Path) -> None:
        path = _named_by(task, folder, read_options(task, options, EditOptions).edits)
        self._edits: dict[str, list[_Line]] = defaultdict(list)
        for number, line in enumerate(_lines(task, path), 1):
            if line.strip():
                edit = _read(task, path, number, line)
                self._edits[edit.path].append(edit)

    def files(self) -> list[str]:
        return sorted(self._edits)

    def work(self, source: Source, tools: Tools) -> Outcome:
        text, micros, found = source.data, 0.0, []
        answers: list[dict[str, Any]] = []
        backend = None
        for edit in self._edits[source.path]:
            outcome = tools.editor.apply_edit(text, edit.edit, path=source.path, format=edit.format)
            if isinstance(outcome, Refused):
                said = {"reason": outcome.reason, "message": outcome.message, "rule": outcome.rule}
                answers.append({"id": edit.id, "status": "refused", **said})
                line = outcome.candidates[0][0] if outcome.candidates else 1
                found.append(TaskFinding(source.path, line, 1, f"edit/{outcome.reason}", "warning", outcome.message))
                micros += outcome.micros
                continue
            text, backend = outcome.text, outcome.plan.backend
            micros += outcome.plan.micros
            answers.append({"id": edit.id, "status": "applied", "format": outcome.plan.format, "grade": outcome.plan.grade})
        refused = sum(a["status"] == "refused" for a in answers)
        figures = {"edits applied": float(len(answers) - refused), "edits refused": float(refused)}
        return Outcome(
            "refused" if refused == len(answers) else "done",
            answers[-1]["message"] if refused == len(answers) else "",
            tuple(found),
            text if text != source.data else None,
            figures,
            {"edits": answers},
            backend,
            micros,
        )


def _named_by(task: str, folder: Path, named: str) -> Path:
    """The file of edits that a plan names: the plan may be anybody's, so it stays in its worktree. Raises UsageError."""
    try:
        own = Path(os.path.realpath(folder))
        top, path = top_of(own), Path(os.path.normpath(own / named))
        outside = not path.is_relative_to(top) or leads_out(top, path) is not None
    except ValueError:
        raise UsageError(f"task {task!r}: edits = {named!r} is not a path") from None
    if outside:
        raise UsageError(f"task {task!r}: edits = {named!r} is outside of {top}, and a plan reads edits from there alone")
    return path


def _lines(task: str, path: Path) -> list[bytes]:
    found = read_no_link(path, _MOST_EDITS)
    if isinstance(found, Unread):
        raise InputError(f"task {task!r}: {path}: {found.reason}")
    return found.split(b"\n")


def _read(task: str, path: Path, number: int, line: bytes) -> _Line:
    try:
        edit = decode_json(line, _Line)
    except msgspec.MsgspecError as problem:
        raise UsageError(f"task {task!r}: {path} line {number}: {problem}; wanted are path and edit") from None
    if edit.path.startswith("/") or ".." in edit.path.split("/"):
        raise UsageError(f"task {task!r}: {path} line {number}: {edit.path} leaves the repository")
    return edit
