"""Values of the `syntax` operations. Offsets are bytes, half open; lines from 1; columns from 1 in code points."""

from typing import Any, Literal

import msgspec

from kaptar.ops.json_types import JsonValidity
from kaptar.ops.table import Table


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
    """The validity of a source, and at most 200 diagnostics. ``valid`` is false when one of them is an error."""

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


class SyntaxFinding(msgspec.Struct, frozen=True):
    """A finding of a rule of `syntax.analyze`. ``fix`` says in words what to do instead, where the rule knows."""

    rule: str
    line: int
    column: int
    end_line: int
    start: int
    end: int
    severity: Literal["info", "warning", "error"]
    message: str
    fix: str | None


class Inspection(msgspec.Struct, frozen=True):
    """The answer of `syntax.inspect`: validity as `Validation` tells it, and findings.

    ``findings`` is None where there are none to tell, and ``problem`` says why.
    """

    valid: bool
    diagnostics: tuple[Diagnostic, ...]
    findings: tuple[SyntaxFinding, ...] | None
    problem: str | None = None


class Rewrite(msgspec.Struct, frozen=True):
    """One edit of `syntax.optimize`: the range of the old source, the new text, and which rule made it."""

    start: int
    end: int
    text: str
    rule: str
    line: int


class RewriteCheck(msgspec.Struct, frozen=True):
    """The check of a rewritten source: it parses; the minifier gives one text for before and after."""

    parses: bool
    minified_equal: bool


class Optimized(msgspec.Struct, frozen=True):
    """The answer of `syntax.optimize`.

    ``status`` is changed, unchanged or refused; ``reason`` says why a file was refused. ``output`` is the new source;
    the old one unless the status is changed. ``check`` is a check, not a proof.
    """

    status: Literal["changed", "unchanged", "refused"]
    reason: str | None
    edits: tuple[Rewrite, ...]
    output: bytes
    check: RewriteCheck


class RegexValidity(msgspec.Struct, frozen=True):
    """The validity of a regular expression; if not valid, why, and where in ``pattern/flags`` (bytes)."""

    valid: bool
    message: str | None
    start: int | None
    end: int | None


class AstProblem(msgspec.Struct, frozen=True):
    """A fault of a tree. ``path`` leads to the place, such as ``body.0.type``."""

    path: str
    message: str


class AstValidity(msgspec.Struct, frozen=True):
    """The validity of a tree: known kinds, required fields and nested ranges; and its faults."""

    valid: bool
    errors: tuple[AstProblem, ...]


class Tables(msgspec.Struct, frozen=True):
    """The structure of a source before and after edits, and the new source."""

    before: Table
    after: Table
    source: bytes


def decode_validation(value: Any) -> Validation:
    """From a grammar guest's answer, or from that of a JSON parser, which stops at the first error."""
    if "diagnostics" in value:
        return msgspec.convert(value, Validation)
    return validation_of_json(msgspec.convert(value, JsonValidity))


def validation_of_json(found: JsonValidity) -> Validation:
    if found.valid:
        return Validation(True, ())
    line, column, offset = found.line or 1, found.column or 1, found.offset or 0
    return Validation(False, (Diagnostic(line, column, line, column, offset, offset, found.message or "", "error"),))


def decode_outline(value: Any) -> tuple[OutlineItem, ...]:
    return msgspec.convert(value, tuple[OutlineItem, ...])


def decode_metrics(value: Any) -> FileMetrics:
    return msgspec.convert(value, FileMetrics)


def decode_findings(value: Any) -> tuple[SyntaxFinding, ...]:
    return msgspec.convert(value, tuple[SyntaxFinding, ...])


def decode_inspection(value: Any) -> Inspection:
    return msgspec.convert(value, Inspection)


def decode_optimized(value: Any) -> Optimized:
    return msgspec.convert(value, Optimized)


def decode_regex_validity(value: Any) -> RegexValidity:
    return msgspec.convert(value, RegexValidity)


def decode_ast_validity(value: Any) -> AstValidity:
    return msgspec.convert(value, AstValidity)


def decode_tables(value: Any) -> Tables:
    before, after, source = msgspec.convert(value, tuple[bytes, bytes, bytes])
    return Tables(Table(before), Table(after), source)
