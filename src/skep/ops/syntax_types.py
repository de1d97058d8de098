"""The values of the `syntax` operations. Offsets are bytes, half open; lines from 1; columns from 1 in code points."""

from typing import Any, Literal

import msgspec


class Diagnostic(msgspec.Struct, frozen=True):
    """One syntax or early semantic error. ``end_line`` and ``end_column`` are the place just behind it."""

    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int
    message: str
    severity: Literal["error", "warning"]


class Validation(msgspec.Struct, frozen=True):
    """Whether a source is valid, and at most 200 diagnostics. ``valid`` is false when one of them is an error."""

    valid: bool
    diagnostics: tuple[Diagnostic, ...]


class OutlineItem(msgspec.Struct, frozen=True):
    """A definition, import or export. ``parent`` is the index of the item around it; ``depth`` counts these."""

    kind: str
    name: str | None
    start: int
    end: int
    line: int
    end_line: int
    depth: int
    parent: int | None
    exported: bool


class FunctionMetrics(msgspec.Struct, frozen=True):
    """One function. ``complexity`` is cyclomatic (1 + decision points), ``nesting`` the deepest block inside it."""

    name: str | None
    line: int
    end_line: int
    lines: int
    complexity: int
    nesting: int
    parameters: int


class FileMetrics(msgspec.Struct, frozen=True):
    """Counts of a file. A line with code and a comment is a code line."""

    lines: int
    code_lines: int
    comment_lines: int
    blank_lines: int
    max_nesting: int
    functions: tuple[FunctionMetrics, ...]


class Finding(msgspec.Struct, frozen=True):
    """What a rule of `syntax.analyze` found. ``fix`` says in words what to do instead, where the rule knows."""

    rule: str
    line: int
    column: int
    end_line: int
    start: int
    end: int
    severity: Literal["info", "warning", "error"]
    message: str
    fix: str | None


def decode_validation(value: Any) -> Validation:
    return msgspec.convert(value, Validation)


def decode_outline(value: Any) -> tuple[OutlineItem, ...]:
    return msgspec.convert(value, tuple[OutlineItem, ...])


def decode_metrics(value: Any) -> FileMetrics:
    return msgspec.convert(value, FileMetrics)


def decode_findings(value: Any) -> tuple[Finding, ...]:
    return msgspec.convert(value, tuple[Finding, ...])
