"""Check `syntax`: parse errors. They block where the parser is the language's own; those of tolerant grammars are warnings."""

from kaptar.checks.builtin import json_dialects, unjudged
from kaptar.checks.builtin.brackets import pair
from kaptar.checks.check import INSPECTED, JAVASCRIPT, WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding, Severity
from kaptar.checks.snapshot import Skipped, Snapshot, late
from kaptar.checks.tools.parsers import PARSERS, ToldError, parsed_by_own
from kaptar.errors import DeadlineExceeded, GuestError, StillCompiling, Unavailable, UnknownOperation
from kaptar.languages import LANGUAGES
from kaptar.ops.json_types import JsonValidity
from kaptar.ops.syntax_types import Diagnostic, Inspection, Validation, validation_of_json
from kaptar.runtime.operation import Result

OWN_PARSER = JAVASCRIPT | {"python", "json", "toml", "yaml"}
"""Dialects with a parser that knows all of the language. The other grammars know macros, dialects and news only in part."""
_STRICTER_THAN_READERS = ("invalid indentation", "tab cannot be used as indentation")
"""What the parser of YAML says of brackets and quotations over lines that are not indented: readers of files accept them."""
_HOST_KNOWS_ALL = frozenset({"json"})
_WITHOUT_ERRORS = {"markdown", "html"}


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    assert snapshot.content is not None
    assert snapshot.language is not None
    if len(snapshot.content) > context.parse_limit:
        return Skipped(f"over the parse limit of {context.parse_limit:,} bytes", "add it to hooks.skip")
    if unread := unjudged.by_nature(snapshot):
        return unread
    try:
        return _looked(snapshot, context)
    except (DeadlineExceeded, StillCompiling) as problem:
        return late(problem)
    except (Unavailable, UnknownOperation) as missing:
        return Skipped(str(missing).partition(";")[0], "switch guests on, or see `kaptar doctor`")
    except GuestError as stopped:
        return Skipped(str(stopped), "see `kaptar doctor`")


def _looked(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    assert snapshot.language is not None
    if snapshot.language.dialect == "json":
        return _json(snapshot, context)
    answer = _validity(snapshot, context)
    return _judged(snapshot, answer) if snapshot.language.dialect in OWN_PARSER else _doubted(snapshot, context, answer)


def _validity(snapshot: Snapshot, context: CheckContext) -> Result:
    """`Validation`, or an `Inspection` where another check wants its findings too: one parse for both."""
    assert snapshot.language is not None
    dialect = snapshot.language.dialect
    security = snapshot.phase in WRITTEN and dialect in INSPECTED and "security" in context.settings.on
    return context.inspections.of(snapshot, context) if security else context.ask("syntax.validate", snapshot.content, dialect)


def _judged(snapshot: Snapshot, answer: Result, worst: Severity = "error") -> Ran | Skipped:
    """The parser's errors as findings, or why they are none of the source."""
    assert snapshot.language is not None
    dialect = snapshot.language.dialect
    found: Validation | Inspection = answer.value
    if reason := unjudged.by_errors(snapshot, found.diagnostics):
        return reason
    stands_in = answer.backend == "host" and dialect not in _HOST_KNOWS_ALL
    old = dialect == "python" and unjudged.is_python_2(snapshot.content or b"", found.diagnostics)
    if dialect not in OWN_PARSER or stands_in or old or unjudged.is_test_data(snapshot.path):
        worst = "warning"
    return Ran(tuple(_finding(each, _severity(each, worst)) for each in found.diagnostics), answer.backend)


def _severity(found: Diagnostic, worst: Severity) -> Severity:
    return "warning" if found.severity == "warning" or found.message.startswith(_STRICTER_THAN_READERS) else worst


def _doubted(snapshot: Snapshot, context: CheckContext, answer: Result) -> Ran | Skipped:
    """Errors of a tolerant grammar. The language's own parser decides, if it may run; else they count if brackets stay open."""
    assert snapshot.language is not None
    judged = _judged(snapshot, answer)
    if isinstance(judged, Skipped) or not judged.findings:
        return judged
    judged = judged._replace(lasting=snapshot.language.dialect not in PARSERS)
    told = parsed_by_own(snapshot, context)
    if told is not None:
        worst: Severity = "warning" if unjudged.is_test_data(snapshot.path) else "error"
        return judged._replace(findings=tuple(_finding(_at_line(each), worst) for each in told))
    return judged._replace(findings=()) if pair(snapshot.content or b"", snapshot.language.dialect) else judged


def _at_line(told: ToldError) -> Diagnostic:
    return Diagnostic(told.line, 1, told.line, 1, 0, 0, told.message, "error")


def _json(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    """JSON by the file's reader. Comments in a file of an unknown reader are a warning."""
    assert snapshot.content is not None
    source = snapshot.content.removeprefix(json_dialects.BOM)
    dialect = json_dialects.dialect_of(snapshot.path)
    answer = _validated(source if dialect == "json" else json_dialects.plain(source), context)
    if answer.value.valid:
        return Ran((), answer.backend)
    if dialect == "json5":
        return Skipped("JSON5 that is no JSON: not judged", due=False)
    if json_dialects.is_lines(source):
        return Skipped("a value on each line (JSON Lines): not judged", due=False)
    commented = dialect == "json" and json_dialects.without_comments(source) != source
    return _judged(snapshot, answer, "warning" if commented else "error")


def _validated(source: bytes, context: CheckContext) -> Result:
    answer = context.ask("json.validate", source)
    validity: JsonValidity = answer.value
    return answer._replace(value=validation_of_json(validity))


def _finding(found: Diagnostic, severity: Severity) -> Finding:
    return Finding(
        check="syntax", rule="syntax/parse", path="", line=found.line, column=found.column, end_line=found.end_line,
        end_column=found.end_column, severity=severity, message=found.message,
        recommendation="the file does not parse from here on",
    )  # fmt: skip


def _facts(snapshot: Snapshot, _context: CheckContext) -> str | None:
    """The name matters to JSON, templates and data of tests; a file in the folders above to Flow.

    Answers in which the language's own parser had a part are not kept: see `_doubted`.
    """
    return f"{snapshot.path}\n{unjudged.flow_settings(snapshot)}"


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
