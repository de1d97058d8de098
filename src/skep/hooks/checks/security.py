"""Code that lets input do what it should not. The rules are visitors in the grammar guests, so strings don't trip them."""

from skep.errors import DeadlineExceeded, OperationFailed, Unavailable, UnknownOperation
from skep.hooks.checks.check import JAVASCRIPT, WRITTEN, Check, Context, Example, Ran
from skep.hooks.finding import Finding
from skep.hooks.snapshot import Skipped, Snapshot
from skep.ops import syntax_types


def _run(snapshot: Snapshot, context: Context) -> Ran | Skipped:
    assert snapshot.content is not None
    assert snapshot.language is not None
    if len(snapshot.content) > context.parse_limit:
        return Skipped(f"over the parse limit of {context.parse_limit:,} bytes", "add it to hooks.skip")
    options = {"rules": "security"}
    dialect = snapshot.language.dialect
    try:
        answer = context.ask("syntax.analyze", snapshot.content, dialect, options)
    except OperationFailed as unparsed:
        return Skipped(str(unparsed), "mend the syntax first")
    except DeadlineExceeded as late:
        return Skipped(f"time out: {late}")
    except (Unavailable, UnknownOperation) as missing:
        return Skipped(str(missing).partition(";")[0], "switch guests on, or see `skep doctor`")
    return Ran(tuple(map(_finding, answer.value)), answer.backend)


def _finding(found: syntax_types.Finding) -> Finding:
    message, _, advice = found.message.partition(": ")
    return Finding(
        check="security", rule=found.rule, path="", line=found.line, column=found.column, end_line=found.end_line,
        severity=found.severity, message=message, recommendation=found.fix or advice,
    )  # fmt: skip


CHECK = Check(
    name="security",
    summary="eval, shell and SQL injection, unsafe deserialisation, weak crypto, disabled TLS checks and the like",
    run=_run,
    example=Example("a.py", b"def f(x):\n    return eval(x)\n", b'def f(x):\n    return "eval(x)"  # eval(x)\n'),
    languages=JAVASCRIPT | {"python"},
    cost="guest",
    default=True,
    phases=WRITTEN,
)
