"""``kaptar check``: check files as the hooks of agents do."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import Any

import click
import msgspec

from kaptar.api.answers import AS_IT_WAS, FIXED, NOT_FIXED, CheckResult, Finding, Verdict, ways_out
from kaptar.api.asked_files import GONE
from kaptar.api.desk import Desk
from kaptar.api.places import find_root
from kaptar.api.requests import CheckRequest
from kaptar.api.staged_work import StagedWork, is_told_by_git, staged_of_others
from kaptar.cli.border import escaped
from kaptar.cli.command import State, Verb
from kaptar.cli.grouped import grouped
from kaptar.cli.outside import refuse_outside
from kaptar.errors import InputError, UsageError

_MOST_SHOWN = 5
"""Entries of a baseline that are named in a line."""
_MOST_REASONS = 20
"""Lines about files that were not fixed."""
_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


@click.command(cls=Verb)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--staged", is_flag=True, help="Check what git has staged, not the work tree; without FILE all of it.")
@click.option(
    "--since", default="", metavar="REV", help="Count only what the commit REV lacks; without FILE, of what has changed."
)
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Count what FILE has not; see `kaptar baseline`."
)
@click.option("--fix", is_flag=True, help="First write the linter's safe fixes and the formatter's layout.")
@click.option("--outside", is_flag=True, help="With --fix: also files in no git repository and not below this folder.")
@click.option("--explain", metavar="RULE", help="Say what a rule means and what to do.")
@click.pass_obj
def check(state: State, /, files: tuple[str, ...], explain: str | None, outside: bool, **asked: Any) -> int:
    """Put FILEs through the checks. A folder stands for the files below it that git tracks or does not ignore.

    With --staged, an agent's commit is stopped also where the work of another session is staged that is at work.

    Exit code 0 when nothing blocks, 1 when something does or a FILE is not there.
    """
    if explain is not None:
        return _explain(state, explain)
    root = find_root(Path.cwd())
    request = _request(root, files, **asked)
    if request.fix and not outside:
        refuse_outside(files)
    gone = () if request.staged else [file for file in files if not (os.path.isfile(file) or os.path.isdir(file))]
    with _desk(state, root, request) as desk:
        verdict = desk.check(request)
    for line in (*_of_fixes(verdict), *_misnamed(gone)):
        state.tell(line)
    taken = _staged_of_others(state, root) if request.staged and not request.paths else []
    for line in _of_others(taken):
        state.tell(line)
    is_bad = bool(gone) or bool(taken) or any(_is_empty(result, root) for result in verdict.results)
    told = msgspec.structs.replace(verdict, outcome="block") if is_bad else verdict
    state.answer(told, lambda: "\n".join(lines_of(verdict)))
    return int(told.outcome == "block")


def _desk(state: State, root: Path, request: CheckRequest) -> AbstractContextManager[Desk]:
    """Who checks. In git's hooks that is this process: git's variables tell it, and no hive, which index is committed."""
    if request.fix:
        return state.desk_for_writing(root)
    return state.here(root) if is_told_by_git() else state.desk(root)


def _staged_of_others(state: State, root: Path) -> list[StagedWork]:
    """Staged work of other sessions. Where it cannot be known, a line says so and the rest of the check counts."""
    try:
        return staged_of_others(root)
    except InputError as problem:
        state.tell(f"not checked: staged work of other sessions: {problem}")
        return []


def _of_others(taken: Sequence[StagedWork]) -> Iterator[str]:
    """A line for each change of another session that is staged, and one that says what is possible."""
    for each in taken[:_MOST_SHOWN]:
        yield escaped(f"{each.path}:{each.line}: staged work of {each.by}")
    if taken:
        more = f"{len(taken) - _MOST_SHOWN} more; " if len(taken) > _MOST_SHOWN else ""
        yield f"{more}this commit would take what others have not committed: `kaptar commit --mine -m TEXT` commits yours alone"


def _misnamed(gone: Sequence[str]) -> Iterator[str]:
    """A line for each name of nothing of which a part names a file: the verdict is about that one."""
    for file in gone:
        if os.path.exists(os.path.normpath(file)):
            yield f"{escaped(file)}: there is no such file or folder; {escaped(os.path.normpath(file))} was checked"


def _request(root: Path, files: tuple[str, ...], *, staged: bool, since: str, baseline: Path | None, fix: bool) -> CheckRequest:
    """The request of a command line. Raises UsageError."""
    if not files and not staged and not since:
        raise UsageError("name files or folders to check, --staged or --since REV")
    if fix and staged:
        raise UsageError("--fix writes the work tree and --staged checks the index; give one of them")
    if "" in files:
        raise UsageError("a name is empty; name files or folders to check")
    paths = tuple(str(Path(file).absolute()) for file in files)
    named = str(baseline.absolute()) if baseline is not None else ""
    return CheckRequest(root=str(root), paths=paths, staged=staged, since=since, baseline=named, fix=fix)


def _is_empty(result: CheckResult, root: Path) -> bool:
    """Whether a result is about a folder that was named and that has no file to check."""
    return result.check == "file" and result.state == "not_run" and os.path.isdir(root / result.path)


def _of_fixes(verdict: Verdict) -> Iterator[str]:
    """What ``--fix`` wrote and what not, and how many files of each; nothing without ``--fix``."""
    words = {FIXED: "fixed; ", NOT_FIXED: "not fixed: ", AS_IT_WAS: "as it was; "}
    done = [result for result in verdict.results if result.check in words]
    for result in done:
        if result.check == FIXED:
            yield f"{escaped(result.path)}: {words[FIXED]}{_reason(result)}"
    left = ((result.path, f"{words[NOT_FIXED]}{_reason(result)}") for result in done if result.check == NOT_FIXED)
    yield from grouped(left, _MOST_REASONS)
    counts = {kind: sum(result.check == kind for result in done) for kind in words}
    if done:
        yield f"--fix: {counts[FIXED]} written, {counts[AS_IT_WAS]} with nothing to do, {counts[NOT_FIXED]} not fixed"


def _explain(state: State, name: str) -> int:
    from kaptar.api.rules import explain

    rule = explain(name)
    state.answer(
        rule,
        lambda: f"{rule.rule}: {rule.what}\n\n  why      {rule.why}\n  example  {rule.example}\n  remedy   {rule.remedy}",
    )
    return 0


def lines_of(verdict: Verdict) -> Iterator[str]:
    """The answer for people: findings, what was due and did not run, and a summary that never says more than is true."""
    for finding in verdict.findings:
        yield _finding(finding)
    yield from grouped((result.path, _missed(result)) for result in verdict.results if _is_told(result))
    yield from _ways_out(verdict)
    if unmatched := verdict.unmatched:
        yield _unmatched(unmatched)
    yield _summary(verdict, len(verdict.missed))


def _finding(finding: Finding) -> str:
    path = escaped(finding.path)
    place = f"{path}:{finding.line}:{finding.column}" if finding.line else path
    severity = click.style(finding.severity, fg=_COLOURS[finding.severity])
    advice = "".join(f"\n    {escaped(line)}" for line in finding.recommendation.splitlines())  # of a formatter: a diff
    return f"{place}: {severity}: {escaped(finding.message)} [{finding.rule}]{advice}"


def _ways_out(verdict: Verdict) -> Iterator[str]:
    """How to go on when the first finding of a verdict that blocks is wrong."""
    ways = ways_out(verdict.findings[0]) if verdict.outcome == "block" else ()
    if ways:
        yield "If the first finding is wrong, write one of these:"
        yield from (f"  {escaped(way)}" for way in ways)


def _unmatched(entries: Sequence[tuple[str, str]]) -> str:
    """Which entries of the baseline match nothing, in one line."""
    each = Counter(entries)
    shown = (f"{escaped(path)}: {rule}{f' x{count}' if count > 1 else ''}" for (path, rule), count in each.items())
    more = f", and {len(each) - _MOST_SHOWN} more" if len(each) > _MOST_SHOWN else ""
    said = f"{len(entries)} entries of the baseline match" if len(entries) > 1 else "1 entry of the baseline matches"
    return f"{said} nothing: run `kaptar baseline` again ({', '.join(islice(shown, _MOST_SHOWN))}{more})"


def _is_told(result: CheckResult) -> bool:
    """Whether a line says of a file what was not run; `_of_fixes` says what was not fixed."""
    return result.check != NOT_FIXED and (result.missed or (result.check == "file" and result.state == "not_run"))


def _missed(result: CheckResult) -> str:
    state = {"broke": "broke", "findings": "not finished"}.get(result.state, "not run")
    return f"{result.check} {state}: {_reason(result)}"


def _reason(result: CheckResult) -> str:
    return escaped(f"{result.reason}; {result.remedy}" if result.remedy else result.reason)


def _of_infos(count: int) -> str:
    return f"{count} {'info' if count == 1 else 'infos'}" if count else "nothing found"


def _summary(verdict: Verdict, missed: int) -> str:
    ran = [r for r in verdict.results if r.state in ("passed", "findings") and r.check not in (GONE, FIXED, AS_IT_WAS)]
    files = len({r.path for r in verdict.results if r.check != GONE})
    outcome = {"pass": _of_infos(len(verdict.findings)), "warn": "warnings", "block": "blocked"}[verdict.outcome]
    if not verdict.complete:
        outcome += f", incomplete: {missed} not run"
    if verdict.known:
        outcome += f", {verdict.known} there before"
    if verdict.baseline:
        outcome += f", {verdict.baseline} in the baseline"
    checks = ", ".join(dict.fromkeys(r.check for r in ran)) or "no checks"
    return f"{files} {'file' if files == 1 else 'files'}: {outcome} ({checks}; {verdict.micros / 1000:.1f} ms)"
