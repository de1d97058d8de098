"""``kaptar history`` and ``restore``: what changed a file, and an earlier version put back."""

import shlex
from datetime import UTC, datetime
from pathlib import Path

import click

from kaptar.api.acting import acting
from kaptar.api.history import EditRow, RestoreAnswer, split_version
from kaptar.api.history import history as changes
from kaptar.api.history import restore as put_back
from kaptar.api.places import find_places
from kaptar.cli.acting_for import AS
from kaptar.cli.border import escaped
from kaptar.cli.command import State, Verb


@click.command(cls=Verb)
@click.argument("file")
@click.option("--most", default=50, show_default=True, metavar="N", help="How many changes, the newest first.")
@click.pass_obj
def history(state: State, file: str, most: int) -> int:
    """Say who changed a file when: sessions of clients, commands, and whoever else.

    Changes by sessions are written down as they are made; others when the next hook sees the file.
    """
    rows = changes(find_places(Path.cwd()), file, Path.cwd(), max(most, 1))
    state.answer(rows, lambda: "\n".join(map(_line, rows)) or f"no change of {escaped(file)} is written down")
    return 0


@click.command(cls=Verb)
@click.argument("version", metavar="FILE@NUMBER")
@AS
@click.pass_obj
def restore(state: State, version: str, key: str | None) -> int:
    """Write a file as it was after a change that `kaptar history` lists. What it holds now is kept first.

    A session does not restore a file that another one holds; a person does.
    """
    named, number = split_version(version)
    places = find_places(Path.cwd())
    answer = put_back(places, named, number, Path.cwd(), acting(places, key))
    state.answer(answer, lambda: f"{escaped(answer.path)}: {escaped(_restored(named, answer))}")
    return 0


def _restored(named: str, answer: RestoreAnswer) -> str:
    if not answer.written:
        already = "it holds that already" if answer.is_file else "it is not there, as it was then"
        return f"{already}; nothing was written ({answer.number})"
    now = f"as it was after change {answer.number}"
    if not answer.is_file:
        now = f"gone: there was no such file after change {answer.number}"
    return f"{now}; `kaptar restore {shlex.quote(named)}@{answer.before}` takes that back"


_FORMER = {"not there": "was not there", "as committed": "as committed", "first seen": "as it was when a session first met it"}


def _line(row: EditRow) -> str:
    at = datetime.fromtimestamp(row.at_ms / 1000, UTC).astimezone()
    if row.former:
        return escaped(f"{row.number}: before {at:%Y-%m-%d %H:%M:%S}: {_FORMER[row.former]}")
    lines = f"+{row.came} -{row.went}" if row.came is not None else "not kept"
    tool = f", {row.tool}" if row.tool else ""
    return escaped(f"{row.number}: {at:%Y-%m-%d %H:%M:%S} {row.by}{tool}: {lines}")
