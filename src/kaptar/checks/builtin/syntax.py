"""Check `syntax`: parse errors, from the parser of the file's language."""

from kaptar.checks.check import INSPECTED, JAVASCRIPT, WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding, Severity
from kaptar.checks.snapshot import Skipped, Snapshot, late
from kaptar.errors import DeadlineExceeded, Unavailable, UnknownOperation
from kaptar.languages import LANGUAGES
from kaptar.ops.syntax_types import Diagnostic, Inspection, Validation
from kaptar.runtime.operation import Result

_PRECISE = JAVASCRIPT | {"python", "json", "go", "java", "toml", "lua"}
"""Where a parse error is one. The other grammars know macros and dialects only in part."""
_WITHOUT_ERRORS = {"markdown", "html"}
_JSON_WITH_COMMENTS = ("tsconfig", "jsconfig", ".eslintrc", "devcontainer", "settings", "launch", "tasks", "extensions", "api-ex")


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    assert snapshot.content is not None
    if _has_comments(snapshot):
        return Skipped("JSON with comments", due=False)
    if len(snapshot.content) > context.parse_limit:
        return Skipped(f"over the parse limit of {context.parse_limit:,} bytes", "add it to hooks.skip")
    assert snapshot.language is not None
    dialect = snapshot.language.dialect
    try:
        answer = _validity(snapshot, context)
    except DeadlineExceeded as problem:
        return late(problem)
    except (Unavailable, UnknownOperation) as missing:
        return Skipped(str(missing).partition(";")[0], "switch guests on, or see `kaptar doctor`")
    found: Validation | Inspection = answer.value
    worst: Severity = "error" if dialect in _PRECISE else "warning"
    return Ran(tuple(_finding(d, worst if d.severity == "error" else "warning") for d in found.diagnostics), answer.backend)


def _validity(snapshot: Snapshot, context: CheckContext) -> Result:
    """`Validation`, or an `Inspection` where another check wants its findings too: one parse for both."""
    assert snapshot.language is not None
    dialect = snapshot.language.dialect
    security = snapshot.phase in WRITTEN and dialect in INSPECTED and "security" in context.settings.on
    return context.inspections.of(snapshot, context) if security else context.ask("syntax.validate", snapshot.content, dialect)


def _has_comments(snapshot: Snapshot) -> bool:
    if snapshot.language is None or snapshot.language.dialect != "json":
        return False
    name = snapshot.file.name.lower()
    return name.startswith(_JSON_WITH_COMMENTS) and b"//" in (snapshot.content or b"")


def _finding(found: Diagnostic, severity: Severity) -> Finding:
    return Finding(
        check="syntax", rule="syntax/parse", path="", line=found.line, column=found.column, end_line=found.end_line,
        end_column=found.end_column, severity=severity, message=found.message,
        recommendation="the file does not parse from here on",
    )  # fmt: skip


def _facts(snapshot: Snapshot, _context: CheckContext) -> str | None:
    """The name matters to JSON."""
    return str(_has_comments(snapshot))


CHECK = Check(
    name="syntax",
    summary="the file parses",
    run=_run,
    example=Example("a.py", b"def area(w, h:\n    return w * h\n", b"def area(w, h):\n    return w * h\n"),
    languages=frozenset(LANGUAGES) - _WITHOUT_ERRORS,
    cost="guest",
    default=True,
    compared="number",
    facts=_facts,
)
