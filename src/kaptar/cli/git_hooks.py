"""``kaptar git-hook``: answer a hook of git's, for a command of git that an agent's script has started."""

import os
from pathlib import Path

import click

from kaptar.cli.border import escaped, say
from kaptar.cli.command import State, VerbWithoutSettings
from kaptar.clients.entry.git_hooks import STOPS, is_asked
from kaptar.errors import KaptarError


@click.command("git-hook", cls=VerbWithoutSettings)
@click.argument("hook", metavar="HOOK", type=click.Choice(("pre-push", "pre-rebase", "reference-transaction")))
@click.pass_obj
def git_hook(state: State, hook: str) -> int:
    """Stop the command of git that runs HOOK where it is an agent's and would harm the work of another session.

    git's hooks call it, in git's folder of hooks or from a manager. A person is never stopped.

    Exit code 9 is a decided stop and nothing else. Where nothing can be decided, git goes on.
    """
    if not is_asked(os.getcwd()):
        return 0
    from kaptar.api.git_hooks import stop_of_git

    try:
        held = stop_of_git(hook, Path.cwd())
    except (KaptarError, OSError) as problem:
        state.tell(f"what other sessions have is not known: {escaped(str(problem))}; git goes on")
        return 0
    if held is not None:
        say(held.text.rstrip("\n"), err=True)
    return STOPS if held is not None and held.outcome == "denied" else 0
