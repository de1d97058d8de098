"""Known linters: the command of each, and the reader of its report."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.checks.builtin.columns import Unit
from kaptar.checks.check import JAVASCRIPT
from kaptar.checks.finding import Finding, Severity
from kaptar.checks.tools.tool import decode
from kaptar.repository.process import Finished


class LeftOut(Exception):
    """The linter's configuration leaves the file out, so nothing was looked at."""


class Linter(NamedTuple):
    """A linter.

    Attributes:
        configurations: names of files of which it needs one; none: it runs without.
        disk: it reads the file itself, so the content must be on the disk.
        command: its arguments for a file.
        read: its report. Raises ToolFailed, LeftOut.
        columns: what it counts columns in.
    """

    name: str
    languages: frozenset[str]
    configurations: tuple[str, ...]
    disk: bool
    command: Callable[[Path], list[str]]
    read: Callable[[Finished], Iterator[Finding]]
    columns: Unit = "code points"


class _Point(msgspec.Struct, frozen=True):
    row: int
    column: int


class _RuffFix(msgspec.Struct, frozen=True):
    message: str | None = None


class _Ruff(msgspec.Struct, frozen=True):
    code: str | None
    message: str
    location: _Point
    end_location: _Point
    fix: _RuffFix | None = None
    severity: str = "error"


def read_ruff(done: Finished) -> Iterator[Finding]:
    """The report of ``--output-format json``. Raises ToolFailed."""
    for found in decode("ruff", done, done.out, list[_Ruff]):
        end = found.end_location
        yield _finding(
            found.code or "syntax", found.location.row, found.location.column, found.message, _severity(found.severity),
            end=(end.row, end.column), advice=(found.fix and found.fix.message) or "",
        )  # fmt: skip


class _EslintMessage(msgspec.Struct, frozen=True, rename="camel"):
    message: str
    severity: int
    rule_id: str | None = None
    line: int = 1
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None
    fatal: bool = False


class _EslintFile(msgspec.Struct, frozen=True):
    messages: list[_EslintMessage]


def read_eslint(done: Finished) -> Iterator[Finding]:
    """The report of ``--format json``. Raises ToolFailed, LeftOut."""
    for file in decode("eslint", done, done.out, list[_EslintFile]):
        for found in file.messages:
            if found.rule_id is None and found.message.startswith("File ignored"):
                raise LeftOut
            severity: Severity = "error" if found.fatal or found.severity > 1 else "warning"
            end = (found.end_line or found.line, found.end_column or found.column)
            yield _finding(found.rule_id or "syntax", found.line, found.column, found.message, severity, end=end)


class _Place(msgspec.Struct, frozen=True):
    line: int = 0
    column: int = 0


class _BiomeLocation(msgspec.Struct, frozen=True):
    start: _Place = _Place()
    end: _Place = _Place()


class _BiomeDiagnostic(msgspec.Struct, frozen=True):
    severity: str
    message: str
    category: str = "lint"
    location: _BiomeLocation = _BiomeLocation()


class _BiomeSummary(msgspec.Struct, frozen=True):
    changed: int = 0
    unchanged: int = 0


class _Biome(msgspec.Struct, frozen=True):
    diagnostics: list[_BiomeDiagnostic]
    summary: _BiomeSummary | None = None


def read_biome(done: Finished) -> Iterator[Finding]:
    """The report of ``--reporter=json``. Raises ToolFailed, LeftOut."""
    report: _Biome = decode("biome", done, done.out, _Biome)
    if report.summary is not None and not (report.diagnostics or report.summary.changed or report.summary.unchanged):
        raise LeftOut
    for found in report.diagnostics:
        start, end = found.location.start, found.location.end
        rule = found.category.removeprefix("lint/")
        yield _finding(rule, start.line, start.column, found.message, _severity(found.severity), end=(end.line, end.column))


class _OxlintLabel(msgspec.Struct, frozen=True):
    span: _Place


class _OxlintDiagnostic(msgspec.Struct, frozen=True):
    message: str
    severity: str
    code: str = "syntax"
    help: str = ""
    labels: tuple[_OxlintLabel, ...] = ()


class _Oxlint(msgspec.Struct, frozen=True):
    diagnostics: list[_OxlintDiagnostic]
    number_of_files: int = 1


def read_oxlint(done: Finished) -> Iterator[Finding]:
    """The report of ``--format json``, which comes after a sentence where no file was read. Raises ToolFailed, LeftOut."""
    report: _Oxlint = decode("oxlint", done, done.out[max(0, done.out.find(b"{")) :], _Oxlint)
    if not report.number_of_files:
        raise LeftOut
    for found in report.diagnostics:
        place = found.labels[0].span if found.labels else _Place()
        rule = found.code.replace("(", "/").rstrip(")")
        yield _finding(rule, place.line, place.column, found.message, _severity(found.severity), advice=found.help)


def _severity(word: str) -> Severity:
    return "error" if word in ("error", "fatal") else "warning" if word.startswith("warn") else "info"


def _finding(
    rule: str, line: int, column: int, message: str, severity: Severity, *, end: tuple[int, int] = (0, 0), advice: str = ""
) -> Finding:
    return Finding(
        check="lint", rule=f"lint/{rule}", path="", line=line, column=column, end_line=end[0], end_column=end[1],
        severity=severity, message=message, recommendation=advice,
    )  # fmt: skip


RUFF_CONFIGURATIONS = ("pyproject.toml", "ruff.toml", ".ruff.toml")
RUFF = Linter(
    "ruff",
    frozenset({"python"}),
    (),
    disk=False,
    command=lambda file: ["check", "--output-format", "json", "--no-fix", "--stdin-filename", str(file), "-"],
    read=read_ruff,
)
LINTERS = (
    RUFF,
    Linter("oxlint", JAVASCRIPT, (".oxlintrc.json", "oxlint.json"), disk=True,
           command=lambda file: ["--format", "json", str(file)], read=read_oxlint, columns="bytes"),
    Linter("biome", JAVASCRIPT | {"json", "css"}, ("biome.json", "biome.jsonc"), disk=True,
           command=lambda file: ["lint", "--reporter=json", str(file)], read=read_biome),
    Linter("eslint", JAVASCRIPT, ("eslint.config.*", ".eslintrc*"), disk=False,
           command=lambda file: ["--stdin", "--stdin-filename", str(file), "--format", "json"], read=read_eslint,
           columns="utf-16"),
)  # fmt: skip
