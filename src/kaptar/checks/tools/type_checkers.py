"""Known type checkers: how each is recognised and run, and the reader of its report."""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kaptar.checks.builtin.columns import Unit
from kaptar.checks.check import CheckContext
from kaptar.checks.finding import Severity
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools import tool
from kaptar.checks.tools.warm.server import NotIncluded, ServerDiagnostic
from kaptar.repository.files import content_of
from kaptar.repository.process import Finished

_TSC = re.compile(r"^(.+?)\((\d+),(\d+)\): (error|warning) (TS\d+): (.*)$")
_TYPESCRIPT = frozenset({"typescript", "tsx", "dts"})
_PYTHON = frozenset({"python"})

_Read = Callable[[Finished, Path, Path], Iterable[ServerDiagnostic] | NotIncluded]


class TypeChecker(NamedTuple):
    """A type checker.

    Attributes:
        configured: names of files that configure it; ``sections`` of the files in which a section does, with its beginning.
        command: its arguments for a file, run in the folder of its configuration.
        columns: what it counts columns in. mypy's are right in ASCII lines only, so they are left as they are.
        shadow: further arguments for a file whose content is in another one; none: it cannot.
    """

    name: str
    languages: frozenset[str]
    configured: tuple[str, ...]
    sections: tuple[tuple[str, bytes], ...]
    command: Callable[[Path], list[str]]
    read: _Read
    columns: Unit
    shadow: Callable[[Path, Path], list[str]] | None = None


class Chosen(NamedTuple):
    """A checker for a file, where it is, and the folder that it runs in."""

    checker: TypeChecker
    program: str
    folder: Path


def choose(snapshot: Snapshot, context: CheckContext) -> Chosen | Skipped:
    """The first checker that the project configures for the language, where it may run and is installed."""
    found = configured(snapshot, context)
    if found is None:
        return Skipped("the project configures no type checker for this language", due=False)
    checker, folder = found
    program = tool.locate(checker.name, snapshot, context)
    return program if isinstance(program, Skipped) else Chosen(checker, program, folder)


def configured(snapshot: Snapshot, context: CheckContext) -> tuple[TypeChecker, Path] | None:
    """The first checker for the language that has a configuration above the file, and the folder of the nearest."""
    dialect = snapshot.language.dialect if snapshot.language else ""
    for checker in CHECKERS:
        if dialect in checker.languages and (folder := _folder(checker, snapshot, context)):
            return checker, folder
    return None


def _folder(checker: TypeChecker, snapshot: Snapshot, context: CheckContext) -> Path | None:
    for folder in tool.folders(snapshot, context):
        if any((folder / name).is_file() for name in checker.configured):
            return folder
        if any(mark in content_of(folder / name) for name, mark in checker.sections):
            return folder
    return None


class _Mypy(msgspec.Struct, frozen=True):
    file: str
    line: int
    column: int
    message: str
    severity: str
    code: str | None = None
    end_line: int | None = None


def read_mypy(done: Finished, file: Path, folder: Path) -> list[ServerDiagnostic]:
    """The lines of ``-O json``. Raises ToolFailed where there are none and it failed."""
    lines = [line for line in done.out.splitlines() if line.startswith(b"{")]
    if done.code not in (0, 1) and not lines:
        raise tool.ToolFailed(f"mypy ended with code {done.code}: {done.complaint}")
    told = [tool.decode("mypy", done, line, _Mypy) for line in lines]
    return [
        ServerDiagnostic(
            found.code or "", found.line, found.column + 1, found.message, "error" if found.severity == "error" else "info",
            found.end_line or 0,
        )
        for found in told if _same(folder / found.file, file)
    ]  # fmt: skip


class _PyrightPoint(msgspec.Struct, frozen=True):
    line: int
    character: int


class _PyrightRange(msgspec.Struct, frozen=True):
    start: _PyrightPoint
    end: _PyrightPoint


_NOWHERE = _PyrightRange(_PyrightPoint(0, 0), _PyrightPoint(0, 0))


class _PyrightDiagnostic(msgspec.Struct, frozen=True):
    file: str
    severity: str
    message: str
    range: _PyrightRange = _NOWHERE
    rule: str = ""


class _Pyright(msgspec.Struct, frozen=True, rename="camel"):
    general_diagnostics: list[_PyrightDiagnostic]


def read_pyright(done: Finished, file: Path, folder: Path) -> list[ServerDiagnostic]:
    """The report of ``--outputjson``. Raises ToolFailed."""
    report: Any = tool.decode("pyright", done, done.out, _Pyright)
    severities: dict[str, Severity] = {"error": "error", "warning": "warning"}
    return [
        ServerDiagnostic(
            found.rule, found.range.start.line + 1, found.range.start.character + 1, found.message,
            severities.get(found.severity, "info"), found.range.end.line + 1,
        )
        for found in report.general_diagnostics if _same(folder / found.file, file)
    ]  # fmt: skip


def read_tsc(done: Finished, file: Path, folder: Path) -> list[ServerDiagnostic] | NotIncluded:
    """The lines of ``--listFiles``: errors, and the files that were read: one that was left out has not passed.

    Raises ToolFailed.
    """
    lines = done.out.decode("utf-8", "replace").splitlines()
    matches = [match for line in lines if (match := _TSC.match(line))]
    if done.code and not matches:
        raise tool.ToolFailed(f"tsc ended with code {done.code}: {done.complaint}")
    own = [match for match in matches if _same(folder / match[1], file)]
    if not own and not any(_same(folder / line, file) for line in lines if line.endswith(file.name)):
        return NotIncluded("tsconfig.json does not include this file", due=False)
    if not own and matches and all(len(match[5]) == len("TS1000") and match[5].startswith("TS1") for match in matches):
        return NotIncluded(f"tsc looks at no types while {matches[0][1]} does not parse", "mend that file first", due=True)
    return [
        ServerDiagnostic(match[5], int(match[2]), int(match[3]), match[6], "error" if match[4] == "error" else "warning")
        for match in own
    ]  # fmt: skip


def _same(named: Path, file: Path) -> bool:
    return named.name == file.name and named.resolve() == file


MYPY_OPTIONS = ("-O", "json", "--no-error-summary", "--show-column-numbers")

CHECKERS = (
    TypeChecker("basedpyright", _PYTHON, (), (("pyproject.toml", b"[tool.basedpyright"),),
            lambda file: ["--outputjson", str(file)], read_pyright, columns="utf-16"),
    TypeChecker("pyright", _PYTHON, ("pyrightconfig.json",), (("pyproject.toml", b"[tool.pyright"),),
            lambda file: ["--outputjson", str(file)], read_pyright, columns="utf-16"),
    TypeChecker("mypy", _PYTHON, ("mypy.ini", ".mypy.ini"), (("pyproject.toml", b"[tool.mypy"), ("setup.cfg", b"[mypy")),
            lambda file: [*MYPY_OPTIONS, str(file)], read_mypy, columns="code points",
            shadow=lambda file, content: ["--cache-dir", os.devnull, "--shadow-file", str(file), str(content)]),
    TypeChecker("tsc", _TYPESCRIPT, ("tsconfig.json",), (),
            lambda _file: ["--noEmit", "--pretty", "false", "--listFiles", "-p", "tsconfig.json"], read_tsc, columns="utf-16"),
)  # fmt: skip
"""The first one wins that is for the language and configured."""
