"""``kaptar init``: hook configuration of agent clients, put in and taken out."""

from pathlib import Path

import click

from kaptar.api import init as desk
from kaptar.api.ahead import begin
from kaptar.api.answers import InitAnswer
from kaptar.cli.border import escaped
from kaptar.cli.command import State, Verb


@click.command(cls=Verb)
@click.option("--client", "chosen", multiple=True, type=click.Choice(desk.CLIENTS), help="By default those that are found.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--undo", is_flag=True, help="Take out exactly what was put in.")
@click.pass_obj
def init(state: State, chosen: tuple[str, ...], dry_run: bool, undo: bool) -> int:
    """Have agent clients run Kaptar's checks before and after their edits."""
    answer = desk.init(desk.InitRequest(Path.cwd(), chosen, undo, dry_run), state.config, state.tell)
    state.answer(answer, lambda: _text(answer))
    if answer.written and not undo:
        begin(Path.cwd(), state.config(Path.cwd()), state.tell)
    return 0


_DONE = ("written", "restored", "removed")
"""States of files that a dry run only announces."""


def _text(answer: InitAnswer) -> str:
    would = "" if answer.written else "would be "
    lines = [f"{file.client}: {escaped(file.path)}: {would if file.state in _DONE else ''}{file.state}" for file in answer.files]
    if not answer.written:
        lines += [file.diff for file in answer.files if file.diff] + ["dry run: nothing was changed"]
    return "\n".join([*lines, *answer.next]) or "nothing to do"
