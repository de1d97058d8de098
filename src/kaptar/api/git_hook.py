"""git's hooks: the stop of a command of git that a session's script or program has started, beside the work of others."""

import os
from collections.abc import Sequence
from pathlib import Path

from kaptar.api.acting import acting, lineage
from kaptar.api.leases import open_store, workspace_of
from kaptar.clients.git_process import coming_effect, is_git
from kaptar.clients.holding import HeldByOther
from kaptar.config.load import load_config
from kaptar.repository.living import arguments_of
from kaptar.repository.places import Places, find_places
from kaptar.repository.worktree import git_directory
from kaptar.workspace.leases.model import PERSON

_AUTOSTASHES = ("rebase-merge/autostash", "rebase-apply/autostash")


def stop_of_git(hook: str, top: Path) -> HeldByOther | None:
    """The stop of the command of git that runs a hook; None where nothing speaks against it, and for a person always.

    Raises InputError where the books of the repository cannot be used.

    Args:
        hook: a name of `kaptar.clients.git_process.IN_TIME`.
        top: the folder in which git runs the hook: the top of its worktree.
    """
    places = find_places(top)
    by = acting(places, None)
    mode = load_config(places.worktree).workspace.leases
    if by.client == PERSON or mode == "off" or (hook == "pre-rebase" and _has_stashed_itself(places)):
        return None
    folder = os.path.join(os.path.realpath(top), os.environ.get("GIT_PREFIX", ""))
    with open_store(places) as store:
        commanding = workspace_of(places, lambda: store).commanding
        effect = coming_effect(hook, _words_of_git(), folder, commanding.is_path)
        said = commanding.harm_of([effect], folder, by) if effect is not None else ""
    return None if not said else HeldByOther("denied" if mode == "enforce" else "advised", said)


def _words_of_git() -> Sequence[str]:
    """The words of the nearest git above this process. Husky runs hooks in a shell of its own, so it may not be the parent."""
    words = (arguments_of(each.process) for each in lineage())
    return next(filter(is_git, words), ())


def _has_stashed_itself(places: Places) -> bool:
    """Whether a rebase has put the tree's changes away already, and will bring them back where it goes on."""
    own = git_directory(places.worktree)
    return own is not None and any(os.path.lexists(own / name) for name in _AUTOSTASHES)
