"""``kaptar check``: files put through the checks, as the hooks of agents do it."""

import os
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from kaptar.checks.finding import Finding
from kaptar.checks.verdict import CheckResult, Verdict
from kaptar.cli.command import State, Verb
from kaptar.cli.writes import roll_back
from kaptar.config.load import SETTINGS
from kaptar.errors import InputError, Unavailable, UsageError

_PATIENCE_S = 600.0
_OWN_SETTINGS = ("KAPTAR_CONFIG", "DISABLE_WASM", *(setting.variable for setting in SETTINGS.values()))
"""Variables that say something else than the hive's own settings may: then the answer is made here."""
_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


class RuleAnswer(msgspec.Struct, frozen=True):
    """What ``--explain RULE --json`` says."""

    rule: str
    what: str
    why: str
    example: str
    remedy: str


@click.command(cls=Verb)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--staged", is_flag=True, help="Check what git has staged, not the work tree; without FILE all of it.")
@click.option("--fix", is_flag=True, help="First write the files as the project's formatter wants them.")
@click.option("--explain", metavar="RULE", help="Say what a rule means and what to do.")
@click.pass_obj
def check(state: State, files: tuple[str, ...], staged: bool, fix: bool, explain: str | None) -> int:
    """Put FILEs through the checks.

    Exit code 0 when nothing blocks, 1 when something does.
    """
    if explain is not None:
        return _explain(state, explain)
    if not files and not staged:
        raise UsageError("name files to check, or --staged")
    if fix and staged:
        raise UsageError("--fix writes the work tree and --staged checks the index; give one of them")
    if fix:
        roll_back(Path.cwd())
    verdict = _verdict(state, files, staged, fix)
    state.answer(verdict, lambda: "\n".join(_lines(verdict)))
    return int(verdict.outcome == "block")


def _verdict(state: State, files: tuple[str, ...], staged: bool, fix: bool) -> Verdict:
    from kaptar.api import check as check_files
    from kaptar.repository.project import root_of
    from kaptar.repository.staged import staged_files

    root = root_of(Path.cwd())
    paths = [str(Path(file).absolute()) for file in files] or staged_files(root)
    if not fix and not state.flags and not any(map(os.environ.get, _OWN_SETTINGS)):
        verdict = _ask_hive(root, paths, staged)
        if verdict is not None:
            return verdict
    return check_files(paths, root=root, config=state.config(root), staged=staged, fix=fix)


def _ask_hive(root: Path, paths: list[str], staged: bool) -> Verdict | None:
    """The verdict of the repository's hive, where one lives that speaks the same protocol."""
    from kaptar.repository.places import find_places
    from kaptar.server.client import HiveClient, OtherProtocol, refuse_other

    try:
        places = find_places(root)
    except InputError:
        return None
    if not places.socket.exists():
        return None
    client = HiveClient(places.socket, _PATIENCE_S)
    try:
        health = client.health()
        if health is None or health.repository != str(places.common) or not paths:
            return None
        refuse_other(health.protocol, health.version)
        request = {"paths": paths, "staged": staged, "root": str(root)}
        return msgspec.json.decode(client.post("/call/check", request), type=Verdict)
    except OtherProtocol as problem:
        click.echo(f"kaptar: checked without the hive: {problem}", err=True)
        return None
    except (Unavailable, UsageError):  # wrong settings too: in process they are said in full
        return None
    finally:
        client.close()


def _explain(state: State, name: str) -> int:
    from kaptar.checks.rules.rules import explained

    rule = explained(name)
    state.answer(
        RuleAnswer(*rule),
        lambda: f"{rule.id}: {rule.what}\n\n  why      {rule.why}\n  example  {rule.example}\n  remedy   {rule.remedy}",
    )
    return 0


def _lines(verdict: Verdict) -> Iterator[str]:
    """The answer for people: findings, what was due and did not run, and a summary that never says more than is true."""
    for finding in verdict.findings:
        yield _finding(finding)
    for result in verdict.results:
        if result in verdict.missed or (result.check == "file" and result.state == "not_run"):
            yield _missed(result)
    yield _summary(verdict, len(verdict.missed))


def _finding(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}:{finding.column}" if finding.line else finding.path
    severity = click.style(finding.severity, fg=_COLOURS[finding.severity])
    advice = f"\n    {finding.recommendation}" if finding.recommendation else ""
    return f"{place}: {severity}: {finding.message} [{finding.rule}]{advice}"


def _missed(result: CheckResult) -> str:
    state = "broke" if result.state == "broke" else "not run"
    remedy = f"; {result.remedy}" if result.remedy else ""
    return f"{result.path}: {result.check} {state}: {result.reason}{remedy}"


def _summary(verdict: Verdict, missed: int) -> str:
    ran = [r for r in verdict.results if r.state in ("passed", "findings")]
    files = len({r.path for r in verdict.results})
    outcome = {"pass": "nothing found", "warn": "warnings", "block": "blocked"}[verdict.outcome]
    if not verdict.complete:
        outcome += f", incomplete: {missed} not run"
    checks = ", ".join(dict.fromkeys(r.check for r in ran)) or "no checks"
    return f"{files} {'file' if files == 1 else 'files'}: {outcome} ({checks}; {verdict.micros / 1000:.1f} ms)"
