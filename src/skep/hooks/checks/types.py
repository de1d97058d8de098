"""What the project's own type checker says of the file: mypy or pyright, tsc. Seconds, so it is never waited for."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from skep.hooks.checks import tool
from skep.hooks.checks.check import WRITTEN, Check, Context, Example, Ran
from skep.hooks.finding import Finding, Severity
from skep.hooks.process import Finished
from skep.hooks.snapshot import Skipped, Snapshot

_TSC = re.compile(r"^(.+?)\((\d+),(\d+)\): (error|warning) (TS\d+): (.*)$", re.MULTILINE)
_TYPESCRIPT = frozenset({"typescript", "tsx", "dts"})


_Finder = Callable[[Snapshot, Context], Path | None]


class _Checker(NamedTuple):
    """A type checker. ``configured`` finds the folder that it runs in, or None."""

    name: str
    languages: frozenset[str]
    configured: _Finder
    command: Callable[[Path], list[str]]
    read: Callable[[Finished, Path, Path], Iterator[Finding]]


def _run(snapshot: Snapshot, context: Context) -> Ran | Skipped:
    assert snapshot.language is not None
    for checker in _CHECKERS:
        if snapshot.language.dialect not in checker.languages or not (folder := checker.configured(snapshot, context)):
            continue
        if not snapshot.on_disk:
            return tool.needs_disk(checker.name)
        program = tool.locate(checker.name, snapshot, context)
        if isinstance(program, Skipped):
            return program
        done = tool.execute([program, *checker.command(snapshot.file)], folder, context)
        return done if isinstance(done, Skipped) else Ran(tuple(checker.read(done, snapshot.file, folder)), checker.name)
    return Skipped("the project configures no type checker for this language", due=False)


class _Mypy(msgspec.Struct, frozen=True):
    file: str
    line: int
    column: int
    message: str
    severity: str
    code: str | None = None
    end_line: int | None = None


def _mypy(done: Finished, file: Path, folder: Path) -> Iterator[Finding]:
    lines = [line for line in done.out.splitlines() if line.startswith(b"{")]
    if done.code not in (0, 1) and not lines:
        raise tool.ToolFailed(f"mypy ended with code {done.code}: {done.complaint}")
    for line in lines:
        found = tool.decode("mypy", done, line, _Mypy)
        if _same(folder / found.file, file):
            severity: Severity = "error" if found.severity == "error" else "info"
            rule = found.code or "mypy"
            yield _finding(rule, found.line, found.column + 1, found.message, severity, end_line=found.end_line or 0)


class _PyrightPoint(msgspec.Struct, frozen=True):
    line: int
    character: int


class _PyrightRange(msgspec.Struct, frozen=True):
    start: _PyrightPoint
    end: _PyrightPoint


class _PyrightDiagnostic(msgspec.Struct, frozen=True):
    file: str
    severity: str
    message: str
    range: _PyrightRange
    rule: str = "pyright"


class _Pyright(msgspec.Struct, frozen=True, rename="camel"):
    general_diagnostics: list[_PyrightDiagnostic]


def _pyright(done: Finished, file: Path, folder: Path) -> Iterator[Finding]:
    report: Any = tool.decode("pyright", done, done.out, _Pyright)
    for found in report.general_diagnostics:
        if _same(folder / found.file, file):
            start, end = found.range.start, found.range.end
            severity: Severity = {"error": "error", "warning": "warning"}.get(found.severity, "info")  # type: ignore[assignment]
            yield _finding(found.rule, start.line + 1, start.character + 1, found.message, severity, end_line=end.line + 1)


def _tsc(done: Finished, file: Path, folder: Path) -> Iterator[Finding]:
    matches = list(_TSC.finditer(done.out.decode("utf-8", "replace")))
    if done.code and not matches:
        raise tool.ToolFailed(f"tsc ended with code {done.code}: {done.complaint}")
    for match in matches:
        if _same(folder / match[1], file):
            yield _finding(match[5], int(match[2]), int(match[3]), match[6], "error" if match[4] == "error" else "warning")


def _finding(rule: str, line: int, column: int, message: str, severity: Severity, *, end_line: int = 0) -> Finding:
    return Finding(
        check="types", rule=f"types/{rule}", path="", line=line, column=column, end_line=end_line, severity=severity,
        message=message,
    )  # fmt: skip


def _same(named: Path, file: Path) -> bool:
    return named.name == file.name and named.resolve() == file


def _section(
    names: tuple[str, ...], files: tuple[str, ...], marks: tuple[bytes, ...]
) -> Callable[[Snapshot, Context], Path | None]:
    """The nearest folder with one of ``names``, or with one of ``files`` that holds one of ``marks``."""

    def find(snapshot: Snapshot, context: Context) -> Path | None:
        for folder in tool.folders(snapshot, context):
            if any((folder / name).is_file() for name in names):
                return folder
            if any(mark in tool.text(folder / name) for name in files for mark in marks):
                return folder
        return None

    return find


_CHECKERS = (
    _Checker("pyright", frozenset({"python"}), _section(("pyrightconfig.json",), ("pyproject.toml",), (b"[tool.pyright",)),
             lambda file: ["--outputjson", str(file)], _pyright),
    _Checker("mypy", frozenset({"python"}),
             _section(("mypy.ini", ".mypy.ini"), ("pyproject.toml", "setup.cfg"), (b"[tool.mypy", b"[mypy")),
             lambda file: ["-O", "json", "--no-error-summary", "--show-column-numbers", str(file)], _mypy),
    _Checker("tsc", _TYPESCRIPT, _section(("tsconfig.json",), (), ()),
             lambda _file: ["--noEmit", "--pretty", "false", "-p", "tsconfig.json"], _tsc),
)  # fmt: skip

CHECK = Check(
    name="types",
    summary="the project's type checker: pyright, mypy or tsc",
    run=_run,
    example=Example("a.py", b'x: int = "a"\n', b"x: int = 1\n"),
    languages=frozenset().union(*(checker.languages for checker in _CHECKERS)),
    cost="slow",
    phases=WRITTEN,
    facts=lambda snapshot, _context: None,
)
