"""Check `security`: code that untrusted input can misuse. Its rules are visitors in grammar guests, so strings do not count."""

from collections.abc import Iterable

from kaptar.checks.builtin import unjudged
from kaptar.checks.builtin.inspection import RULES
from kaptar.checks.check import INSPECTED, JAVASCRIPT, WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding, Severity
from kaptar.checks.secrets.banners import has_banner_of_others, is_packed
from kaptar.checks.secrets.places import is_brought_in, is_only_for_developers, is_test
from kaptar.checks.snapshot import Skipped, Snapshot, late, unanswered
from kaptar.errors import DeadlineExceeded, OperationFailed, StillCompiling, Unavailable, UnknownOperation
from kaptar.ops.syntax_types import Inspection
from kaptar.ops.syntax_types import SyntaxFinding as FoundInGuest

_MEND = "mend the syntax first"


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    assert snapshot.content is not None
    if len(snapshot.content) > context.parse_limit:
        return Skipped(f"over the parse limit of {context.parse_limit:,} bytes", "add it to hooks.skip")
    if unread := unjudged.by_nature(snapshot):
        return unread
    try:
        return _analysed(snapshot, context)
    except OperationFailed as unparsed:
        return Skipped(str(unparsed), _MEND)
    except (DeadlineExceeded, StillCompiling) as problem:
        return late(problem)
    except (Unavailable, UnknownOperation) as missing:
        return unanswered(missing)


def _analysed(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    assert snapshot.language is not None
    answer = context.inspections.of(snapshot, context)
    inspected: Inspection = answer.value
    if inspected.findings is not None:
        return Ran(_findings(inspected.findings, snapshot), answer.backend)
    if answer.backend == "guest":
        return unjudged.by_errors(snapshot, inspected.diagnostics) or Skipped(
            inspected.problem or "the file does not parse", _MEND
        )
    # The host stood in, and has no rules: this waits until the guest is there.
    answer = context.ask("syntax.analyze", snapshot.content, snapshot.language.dialect, RULES)
    return Ran(_findings(answer.value, snapshot), answer.backend)


def _kind_of_place(path: str) -> str:
    return f"{is_test(path)} {is_only_for_developers(path) or is_brought_in(path)}"


def _findings(found: Iterable[FoundInGuest], snapshot: Snapshot) -> tuple[Finding, ...]:
    """In tests nothing comes from outside: errors are infos there, and the rest is nothing.

    What only developers run (build scripts, examples) takes its input from them: all are infos there. So are they in code that
    nobody writes here, as its place, its lines or the banner of a library says.
    """
    path = snapshot.path
    if is_test(path):
        return tuple(_finding(each, "info") for each in found if each.severity == "error")
    if is_only_for_developers(path) or is_brought_in(path) or _is_library(snapshot):
        return tuple(_finding(each, "info") for each in found)
    return tuple(_finding(each, each.severity) for each in found)


def _is_library(snapshot: Snapshot) -> bool:
    assert snapshot.language is not None
    content = snapshot.content or b""
    return snapshot.language.dialect in JAVASCRIPT and (has_banner_of_others(content) or is_packed(content))


def _finding(found: FoundInGuest, severity: Severity) -> Finding:
    message, _, advice = found.message.partition(": ")
    return Finding(
        check="security", rule=found.rule, path="", line=found.line, column=found.column, end_line=found.end_line,
        severity=severity, message=message, recommendation=found.fix or advice,
    )  # fmt: skip


CHECK = Check(
    name="security",
    summary="eval, shell and SQL injection, unsafe deserialisation, weak crypto, disabled TLS checks and the like",
    run=_run,
    example=Example("a.py", b"def f(x):\n    return eval(x)\n", b'def f(x):\n    return "eval(x)"  # eval(x)\n'),
    languages=INSPECTED,
    cost="guest",
    default=True,
    phases=WRITTEN,
    facts=lambda snapshot, _context: _kind_of_place(snapshot.path),
)
