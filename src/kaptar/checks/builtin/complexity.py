"""Check `complexity`: functions with too many branches, too many lines, or too much nesting."""

from collections.abc import Iterator

from kaptar.checks.check import WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.snapshot import Skipped, Snapshot, late, unanswered
from kaptar.errors import DeadlineExceeded, OperationFailed, StillCompiling, Unavailable, UnknownOperation
from kaptar.languages import LANGUAGES, why_not_parsed
from kaptar.ops.syntax_types import FileMetrics, FunctionMetrics

COMPLEXITY, LINES, NESTING = ("complexity", 15), ("function_lines", 100), ("nesting", 5)
_WITHOUT_FUNCTIONS = {"markdown", "html", "css", "json", "yaml", "toml"}


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    assert snapshot.content is not None
    assert snapshot.language is not None
    if len(snapshot.content) > context.parse_limit:
        return Skipped(f"over the parse limit of {context.parse_limit:,} bytes", "add it to hooks.skip")
    if why := why_not_parsed(snapshot.content, snapshot.language.dialect):
        return Skipped(why, "add it to hooks.skip")
    try:
        answer = context.ask("syntax.metrics", snapshot.content, snapshot.language.dialect)
    except OperationFailed as unparsed:
        return Skipped(str(unparsed), "mend the syntax first")
    except (DeadlineExceeded, StillCompiling) as problem:
        return late(problem)
    except (Unavailable, UnknownOperation) as missing:
        return unanswered(missing)
    metrics: FileMetrics = answer.value
    return Ran(tuple(f for function in metrics.functions for f in _findings(function, context)), answer.backend)


def _findings(function: FunctionMetrics, context: CheckContext) -> Iterator[Finding]:
    name = function.name or "this function"
    judged = (
        ("complexity/branches", COMPLEXITY, function.complexity, "ways through it", "give parts of it names of their own"),
        ("complexity/length", LINES, function.lines, "lines", "give parts of it names of their own"),
        ("complexity/nesting", NESTING, function.nesting, "levels of nesting", "return early, or name the inner part"),
    )
    for rule, limit, value, unit, advice in judged:
        most = context.limit(*limit)
        if value > most:
            yield Finding(
                check="complexity", rule=rule, path="", line=function.line, column=1, end_line=function.end_line,
                severity="warning", message=f"{name} has {value} {unit}; {most} is the limit",
                recommendation=f"{advice}, or raise hooks.limits.{limit[0]}",
            )  # fmt: skip


CHECK = Check(
    name="complexity",
    summary="functions within hooks.limits.complexity, function_lines and nesting",
    run=_run,
    example=Example(
        "a.py",
        b"def f(x):\n" + b"".join(b"    if x == %d:\n        return %d\n" % (n, n) for n in range(15)),
        b"def f(x):\n    return {1: 2}.get(x)\n",
    ),
    languages=frozenset(LANGUAGES) - _WITHOUT_FUNCTIONS,
    cost="guest",
    phases=WRITTEN,
    compared="message",
    limits=(COMPLEXITY, LINES, NESTING),
)
