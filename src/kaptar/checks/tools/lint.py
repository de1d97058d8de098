"""Check `lint`: findings of the project's linter: ruff for Python; oxlint, biome or eslint where the project configures one."""

from pathlib import Path

import msgspec

from kaptar.checks.builtin.columns import Unit, code_points
from kaptar.checks.check import WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools import tool
from kaptar.checks.tools.earlier_copy import copied
from kaptar.checks.tools.linters import LINTERS, RUFF, RUFF_CONFIGURATIONS, LeftOut, Linter
from kaptar.repository.process import Finished


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    assert snapshot.content is not None
    linter = linter_of(snapshot, context)
    if linter is None:
        return Skipped("the project configures no linter for this language", due=False)
    if linter.disk and not (snapshot.on_disk or snapshot.earlier):
        return tool.needs_disk(linter.name)
    program = tool.locate(linter.name, snapshot, context)
    if isinstance(program, Skipped):
        return program
    folder = tool.configured(snapshot, context, linter.configurations) or context.root
    done = _executed(linter, program, folder, snapshot, context)
    if isinstance(done, Skipped):
        return done
    try:
        findings = tuple(linter.read(done))
    except LeftOut:
        return Skipped(f"{linter.name}'s configuration leaves this file out", due=False)
    lines = snapshot.content.split(b"\n")
    return Ran(tuple(_in_code_points(each, lines, linter.columns) for each in findings), linter.name)


def _executed(linter: Linter, program: str, folder: Path, snapshot: Snapshot, context: CheckContext) -> Finished | Skipped:
    if not linter.disk:
        return tool.execute([program, *linter.command(snapshot.file)], folder, context, given=snapshot.content or b"")
    if snapshot.on_disk:
        return tool.execute([program, *linter.command(snapshot.file)], folder, context)
    with copied(snapshot, context, linter.configurations, folder) as copy:
        return tool.execute([program, *linter.command(copy.file)], copy.folder, context)


def _in_code_points(finding: Finding, lines: list[bytes], unit: Unit) -> Finding:
    if unit == "code points":
        return finding
    return msgspec.structs.replace(
        finding,
        column=code_points(lines, finding.line, finding.column, unit),
        end_column=code_points(lines, finding.end_line, finding.end_column, unit),
    )


def linter_of(snapshot: Snapshot, context: CheckContext) -> Linter | None:
    """The first linter that is for the language and, where it needs a configuration, has one."""
    dialect = snapshot.language.dialect if snapshot.language else ""
    able = (linter for linter in LINTERS if dialect in linter.languages)
    return next((n for n in able if not n.configurations or tool.configured(snapshot, context, n.configurations)), None)


def _facts(snapshot: Snapshot, context: CheckContext) -> str | None:
    """Ruff looks at one file; the others may follow imports, so what they say is not kept."""
    if snapshot.language is None or snapshot.language.dialect not in RUFF.languages:
        return None
    return tool.facts_of("ruff", RUFF_CONFIGURATIONS, snapshot, context)


CHECK = Check(
    name="lint",
    summary="the project's linter: ruff, oxlint, biome or eslint",
    run=_run,
    example=Example("a.py", b"import os\n", b"import os\n\nprint(os.name)\n"),
    languages=frozenset().union(*(linter.languages for linter in LINTERS)),
    cost="tool",
    phases=WRITTEN,
    facts=_facts,
)
