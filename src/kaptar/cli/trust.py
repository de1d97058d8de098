"""``kaptar trust``: let the tools of a repository run in checks."""

from pathlib import Path

import click

from kaptar.api.answers import TrustAnswer
from kaptar.api.places import find_root
from kaptar.api.requests import TrustRequest
from kaptar.cli.border import escaped
from kaptar.cli.command import State, Verb
from kaptar.errors import InputError


@click.command(cls=Verb)
@click.option("--show", is_flag=True, help="Only say whether the tools are trusted, and what has changed.")
@click.option("--revoke", is_flag=True, help="Take the trust back.")
@click.pass_obj
def trust(state: State, show: bool, revoke: bool) -> int:
    """Trust this repository's linters, formatters, type checkers and test runners.

    Their configuration is code: look at the files first. Asked again when one of them changes.
    """
    root = find_root(Path.cwd())
    if not (show or revoke or (root / ".git").exists()):
        raise InputError(
            f"{root}: in no git repository, so there is no project whose tools could be trusted; go to the project's folder, or "
            "make this one a repository with `git init`"
        )
    with state.desk(root) as desk:
        answer = desk.trust(TrustRequest(root=str(root), action="revoke" if revoke else "show" if show else "grant"))
    state.answer(answer, lambda: _text(answer))
    return int(show and not answer.trusted)


def _text(answer: TrustAnswer) -> str:
    state = "trusted" if answer.trusted else "changed since it was trusted" if answer.changed else "not trusted"
    listed = answer.changed or answer.files
    return "\n".join((f"{escaped(answer.repository)}: {state}", *(f"  {escaped(path)}" for path in listed)))
