"""Check `types`: findings of the project's type checker: pyright or mypy, tsc.

Where servers may stay (in the hive), a warm one answers; else, and where it fails, the tool runs, which takes seconds.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from kaptar.checks.builtin.columns import code_points
from kaptar.checks.check import WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools import tool
from kaptar.checks.tools.type_checkers import CHECKERS, Chosen, choose, configured
from kaptar.checks.tools.type_servers import ask_warm
from kaptar.checks.tools.warm.pool import Cold
from kaptar.checks.tools.warm.server import NotIncluded, ServerDiagnostic


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    chosen = choose(snapshot, context)
    if isinstance(chosen, Skipped):
        return chosen
    answer = ask_warm(chosen, snapshot, context)
    if isinstance(answer, Cold):
        return _run_cold(chosen, snapshot, context)
    if isinstance(answer, Skipped):
        return answer
    return _told(answer, chosen, snapshot, f"{chosen.checker.name} (warm)")


def _run_cold(chosen: Chosen, snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    checker = chosen.checker
    if not snapshot.on_disk and checker.shadow is None:
        return tool.needs_disk(checker.name)
    with tempfile.TemporaryDirectory(prefix="kaptar-types-") as temporary:
        shadow: list[str] = []
        if not snapshot.on_disk and checker.shadow is not None:
            content = Path(temporary, snapshot.file.name)
            content.write_bytes(snapshot.content or b"")
            shadow = checker.shadow(snapshot.file, content)
        done = tool.execute([chosen.program, *shadow, *checker.command(snapshot.file)], chosen.folder, context)
    if isinstance(done, Skipped):
        return done
    return _told(checker.read(done, snapshot.file, chosen.folder), chosen, snapshot, checker.name)


def _told(answer: Iterable[ServerDiagnostic] | NotIncluded, chosen: Chosen, snapshot: Snapshot, by: str) -> Ran | Skipped:
    if isinstance(answer, NotIncluded):
        return Skipped(answer.reason, answer.remedy, due=answer.due)
    return Ran(_findings(answer, snapshot.content or b"", chosen), by)


def _findings(diagnostics: Iterable[ServerDiagnostic], content: bytes, chosen: Chosen) -> tuple[Finding, ...]:
    lines = content.split(b"\n")
    return tuple(
        Finding(
            check="types", rule=f"types/{each.rule or chosen.checker.name}", path="", line=each.line,
            column=code_points(lines, each.line, each.column, chosen.checker.columns), end_line=each.end_line,
            severity=each.severity, message=each.message,
        )
        for each in sorted(diagnostics, key=lambda each: (each.line, each.column, each.rule, each.message))
    )  # fmt: skip


def _soon(snapshot: Snapshot, context: CheckContext) -> bool:
    """Whether a warm server will probably have answered before an agent would mind waiting."""
    if context.servers is None or (found := configured(snapshot, context)) is None:
        return False
    checker, folder = found
    return context.servers.soon(checker.name, folder)


CHECK = Check(
    name="types",
    summary="the project's type checker: pyright, mypy or tsc",
    run=_run,
    example=Example("a.py", b'x: int = "a"\n', b"x: int = 1\n"),
    languages=frozenset().union(*(checker.languages for checker in CHECKERS)),
    cost="slow",
    phases=WRITTEN,
    facts=lambda snapshot, _context: None,
    soon=_soon,
)
