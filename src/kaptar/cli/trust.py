"""``kaptar trust``: the user lets the tools of a repository run in checks."""

from pathlib import Path

import click
import msgspec

from kaptar.cli.command import State, Verb


class TrustAnswer(msgspec.Struct, frozen=True):
    """What ``--json`` says: whether the tools may run now, which files steer them, which changed since they were trusted."""

    repository: str
    trusted: bool
    files: tuple[str, ...]
    changed: tuple[str, ...] = ()


@click.command(cls=Verb)
@click.option("--show", is_flag=True, help="Only say whether the tools are trusted, and what has changed.")
@click.option("--revoke", is_flag=True, help="Take the trust back.")
@click.pass_obj
def trust(state: State, show: bool, revoke: bool) -> int:
    """Trust this repository's linters, formatters, type checkers and test runners.

    Their configuration is code: look at the files first. Asked again when one of them changes.
    """
    from kaptar.repository.project import root_of
    from kaptar.repository.trust import Trust, differences

    held = Trust(root_of(Path.cwd()))
    if revoke:
        held.revoke()
    elif not show:
        held.grant()
    stored, now = held.stored(), held.steering()
    changed = tuple(differences(stored.files, now)) if stored else ()
    answer = TrustAnswer(str(held.root), stored is not None and not changed, tuple(now), changed)
    state.answer(answer, lambda: _text(answer))
    return int(show and not answer.trusted)


def _text(answer: TrustAnswer) -> str:
    state = "trusted" if answer.trusted else "changed since it was trusted" if answer.changed else "not trusted"
    listed = answer.changed or answer.files
    return "\n".join((f"{answer.repository}: {state}", *(f"  {path}" for path in listed)))
