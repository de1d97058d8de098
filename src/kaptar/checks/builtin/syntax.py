"""Check `syntax`: parse errors. They block where the parser is the language's own; those of tolerant grammars are warnings."""

from collections.abc import Iterable, Iterator

import msgspec

from kaptar.checks.builtin import json_dialects, unjudged
from kaptar.checks.builtin.parsed import Parsers, judge, validate
from kaptar.checks.check import INSPECTED, WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.snapshot import Skipped, Snapshot, late, unanswered
from kaptar.checks.tools.parsers import parsed_by_own
from kaptar.errors import DeadlineExceeded, GuestError, StillCompiling, Unavailable, UnknownOperation
from kaptar.languages import LANGUAGES, why_not_parsed
from kaptar.ops.syntax_types import Diagnostic
from kaptar.runtime.operation import Result

_WITHOUT_ERRORS = {"markdown", "html"}


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    assert snapshot.content is not None
    assert snapshot.language is not None
    most = max(context.parse_limit, json_dialects.NOTEBOOK_BYTES if json_dialects.is_notebook(snapshot.path) else 0)
    if len(snapshot.content) > most:
        return Skipped(f"over the parse limit of {most:,} bytes", "add it to hooks.skip")
    if why := why_not_parsed(snapshot.content, snapshot.language.dialect):
        return Skipped(why, "add it to hooks.skip")
    try:
        return _looked(snapshot, context)
    except (DeadlineExceeded, StillCompiling) as problem:
        return late(problem)
    except (Unavailable, UnknownOperation) as missing:
        return unanswered(missing)
    except GuestError as stopped:
        return Skipped(str(stopped), "see `kaptar doctor`")


def _looked(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    ran = judge(snapshot, Parsers(context.ask, lambda each: _validity(each, context), lambda each: _told(each, context)))
    if isinstance(ran, Skipped) or snapshot.phase != "check":  # who edits such a file is told
        return ran
    return ran._replace(findings=tuple(_placed(ran.findings, snapshot)))


def _placed(findings: Iterable[Finding], snapshot: Snapshot) -> Iterator[Finding]:
    """Infos for what may be wrong on purpose: all in data of tests. What does not block is one in any file that lies there."""
    data = unjudged.is_test_data(snapshot.path)
    for each in findings:
        yield msgspec.structs.replace(each, severity="info") if data else each


def _validity(snapshot: Snapshot, context: CheckContext) -> Result:
    """`Validation`, or an `Inspection` where another check wants its findings too: one parse for both."""
    assert snapshot.language is not None
    security = snapshot.phase in WRITTEN and snapshot.language.dialect in INSPECTED and "security" in context.settings.on
    return context.inspections.of(snapshot, context) if security else validate(context.ask, snapshot)


def _told(snapshot: Snapshot, context: CheckContext) -> tuple[Diagnostic, ...] | None:
    told = parsed_by_own(snapshot, context)
    return None if told is None else tuple(Diagnostic(e.line, 1, e.line, 1, 0, 0, e.message, "error") for e in told)


def _facts(snapshot: Snapshot, _context: CheckContext) -> str | None:
    """The phase matters, and the name to JSON, templates and data of tests; a file in the folders above to Flow.

    Answers in which the language's own parser had a part are not kept: see `_doubted`.
    """
    return f"{snapshot.path}\n{snapshot.phase == 'check'}\n{unjudged.flow_settings(snapshot)}"


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
