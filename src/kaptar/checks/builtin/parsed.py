"""Judgement on whether a file parses: one for check `syntax` and for ``kaptar run``.

Whatever is no source of its language is recognised here: templates, other languages under the same ending, dialects of JSON,
marks of byte order, data of tests that is wrong on purpose.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from kaptar.checks.builtin import filled_in, json_dialects, unjudged
from kaptar.checks.builtin.brackets import pair
from kaptar.checks.check import JAVASCRIPT, Ran
from kaptar.checks.finding import Finding, Severity
from kaptar.checks.snapshot import Skipped, Snapshot, unanswered
from kaptar.checks.tools.parsers import PARSERS
from kaptar.errors import KaptarError
from kaptar.ops.json_types import JsonValidity
from kaptar.ops.same import Ask
from kaptar.ops.syntax_types import Diagnostic, Inspection, Validation, validation_of_json
from kaptar.runtime.operation import Result

OWN_PARSER = JAVASCRIPT | {"python", "json", "toml", "yaml"}
"""Dialects with a parser that knows all of the language. The other grammars know macros, dialects and news only in part."""
_HOST_KNOWS_ALL = frozenset({"json"})


_FOLLOWS: dict[Severity, str] = {
    "error": "the file does not parse from here on",
    "warning": "some programs may not read the file from here on",
}


def _nobody(_snapshot: Snapshot) -> tuple[Diagnostic, ...] | None:
    return None


class Parsers(NamedTuple):
    """Parsers to ask.

    Attributes:
        ask: `Runtime.call`, for operations.
        validity: a `Validation` or an `Inspection` of a file; by default ``syntax.validate``.
        own: the errors of the language's own program, where a grammar doubts; None where it may not run, or is not there.
    """

    ask: Ask
    validity: Callable[[Snapshot], Result] | None = None
    own: Callable[[Snapshot], Iterable[Diagnostic] | None] = _nobody


def judge(snapshot: Snapshot, parsers: Parsers) -> Ran | Skipped:
    """The parse errors of a file with content and language, or why it is not judged.

    Raises what a call of an operation does.
    """
    assert snapshot.language is not None
    if unread := unjudged.by_nature(snapshot):
        return unread
    if snapshot.language.dialect == "json":
        return _json(snapshot, parsers)
    validity = parsers.validity or (lambda each: validate(parsers.ask, each))
    answer = validity(snapshot)
    if snapshot.language.dialect not in OWN_PARSER:
        return _doubted(snapshot, parsers, answer)

    def errors(text: bytes) -> int:
        return _errors(parsers.ask, text, snapshot)

    return _as_template(snapshot, answer, errors) or _as_value(snapshot, answer, errors) or _judged(snapshot, answer)


def validate(ask: Ask, snapshot: Snapshot) -> Result:
    """The `Validation` of a file in its own language."""
    assert snapshot.language is not None
    result: Result = ask("syntax.validate", snapshot.content, snapshot.language.dialect)
    return result


def _as_template(snapshot: Snapshot, answer: Result, errors: Callable[[bytes], int]) -> Skipped | None:
    """Why a source is no source of its language, if it has fewer errors with its places filled in."""
    assert snapshot.content is not None
    assert snapshot.language is not None
    found: Validation | Inspection = answer.value
    wrong = _count(found)
    if not wrong or (filled := filled_in.fill(snapshot.content, snapshot.language.dialect)) is None:
        return None
    return unjudged.template(f"`{filled.sign}`", snapshot.language.dialect) if errors(filled.source) < wrong else None


def _as_value(snapshot: Snapshot, answer: Result, errors: Callable[[bytes], int]) -> Skipped | None:
    """Why a source of JavaScript is no program, if it is one value alone, for a program that reads it between brackets.

    StatsD reads an object so, CouchDB a function without a name. A file that was a program before the edit is none.
    """
    assert snapshot.content is not None
    assert snapshot.language is not None
    if snapshot.language.dialect != "javascript" or not _count(answer.value):
        return None
    if snapshot.before and not errors(snapshot.before):
        return None
    text = snapshot.content.strip().rstrip(b"; \t\r\n") + b"\n"  # a comment may end it
    alone = not errors(b"(" + text + b")") and not errors(b"[" + text + b"]")  # in brackets of one kind `f) (` is a call
    return Skipped("one value and no program: not judged as javascript", due=False) if alone else None


def _errors(ask: Ask, text: bytes, snapshot: Snapshot) -> int:
    assert snapshot.language is not None
    return _count(ask("syntax.validate", text, snapshot.language.dialect).value)


def _count(found: Validation | Inspection) -> int:
    return sum(each.severity == "error" for each in found.diagnostics)


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
    rest = None if answer.instead is None or dialect in _HOST_KNOWS_ALL else _alone(answer.instead)
    wrong = [each for each in found.diagnostics if not (dialect == "yaml" and _closes(snapshot.content or b"", each))]
    return Ran(tuple(_finding(each, worst) for each in wrong), answer.backend, rest)


def _alone(why: KaptarError) -> Skipped:
    """The host judged in place of the language's own parser, so what it says blocks nobody, and it may not see all."""
    missing = unanswered(why)
    return missing._replace(reason=f"judged by the host alone: {missing.reason}")


def _closes(source: bytes, found: Diagnostic) -> bool:
    """Whether a warning is about a closing bracket of YAML that is indented too little: its programs read that."""
    line = source.split(b"\n", found.line)[found.line - 1 : found.line]
    return found.severity == "warning" and line != [] and line[0].lstrip()[:1] in (b"]", b"}")


def _doubted(snapshot: Snapshot, parsers: Parsers, answer: Result) -> Ran | Skipped:
    """Errors of a tolerant grammar. The language's own parser decides, if it may run; else they count if brackets stay open."""
    assert snapshot.language is not None
    judged = _judged(snapshot, answer)
    if isinstance(judged, Skipped) or not judged.findings:
        return judged
    judged = judged._replace(lasting=snapshot.language.dialect not in PARSERS)
    told = parsers.own(snapshot)
    if told is not None:
        worst: Severity = "warning" if unjudged.is_test_data(snapshot.path) else "error"
        return judged._replace(findings=tuple(_finding(each, worst) for each in told))
    return judged._replace(findings=()) if pair(snapshot.content or b"", snapshot.language.dialect) else judged


def _json(snapshot: Snapshot, parsers: Parsers) -> Ran | Skipped:
    """JSON by the file's reader. What most readers take beside it is a warning: comments, NaN, nothing at all."""
    assert snapshot.content is not None
    dialect = json_dialects.dialect_of(snapshot.path)

    def read(content: bytes) -> bytes:
        source = content.removeprefix(json_dialects.BOM)
        return source if dialect == "json" else json_dialects.plain(source)

    source = snapshot.content.removeprefix(json_dialects.BOM)
    text = read(source)
    answer = _valid_json(parsers.ask, text)
    if answer.value.valid:
        return _cells(snapshot, parsers.ask)._replace(backend=answer.backend)
    if dialect == "json5":
        return Skipped("JSON5 that is no JSON: not judged", due=False)
    if json_dialects.is_lines(source):
        return Skipped("a value on each line (JSON Lines): not judged", due=False)
    if template := _as_template(snapshot, answer, lambda filled: _count(_valid_json(parsers.ask, read(filled)).value)):
        return template
    commented = dialect == "json" and json_dialects.without_comments(source) != source
    tolerated = commented or not source.strip() or _valid_json(parsers.ask, json_dialects.with_numbers(text)).value.valid
    tolerated = tolerated or (not json_dialects.is_of_a_program(snapshot.path) and _is_stream(source, parsers.ask))
    return _judged(snapshot, answer, "warning" if tolerated else "error")


def _is_stream(source: bytes, ask: Ask) -> bool:
    """Whether a file holds several values, one after another, as `jq` and exports of databases write them."""
    values = json_dialects.as_list(source)
    return values is not None and bool(_valid_json(ask, values).value.valid)


def _cells(snapshot: Snapshot, ask: Ask) -> Ran:
    if not json_dialects.is_notebook(snapshot.path):
        return Ran()
    from kaptar.checks.builtin import notebooks  # seldom needed, and hooks must begin soon

    return notebooks.judge(snapshot, ask)


def _valid_json(ask: Ask, source: bytes) -> Result:
    answer: Result = ask("json.validate", source)
    validity: JsonValidity = answer.value
    return answer._replace(value=validation_of_json(validity))


def _finding(found: Diagnostic, worst: Severity) -> Finding:
    severity: Severity = "warning" if found.severity == "warning" else worst
    return Finding(
        check="syntax", rule="syntax/parse", path="", line=found.line, column=found.column, end_line=found.end_line,
        end_column=found.end_column, severity=severity, message=found.message,
        recommendation=_FOLLOWS[severity],
    )  # fmt: skip
