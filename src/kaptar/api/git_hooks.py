"""git's hooks: the stop of a command of git that a session's script or program has started, beside the work of others."""

import os
from collections.abc import Sequence
from pathlib import Path

from kaptar.api.acting import lineage, may_be_acting
from kaptar.api.leases import open_store, workspace_of
from kaptar.clients.git_process import as_typed, coming_effect, is_git
from kaptar.clients.holding import HeldByOther
from kaptar.config.load import load_config
from kaptar.repository.ancestors import fetched_for_merge, has_all
from kaptar.repository.living import arguments_of
from kaptar.repository.places import Places, find_places
from kaptar.repository.worktree import git_directory

_AUTOSTASHES = ("rebase-merge/autostash", "rebase-apply/autostash")


def stop_of_git(hook: str, top: Path) -> HeldByOther | None:
    """The stop of the command of git that runs a hook; None where nothing speaks against it, and for a person always.

    Raises InputError where the books of the repository cannot be used.

    Args:
        hook: a name of `kaptar.clients.git_process.IN_TIME`.
        top: the folder in which git runs the hook: the top of its worktree.
    """
    places = find_places(top)
    sessions = may_be_acting(places)
    mode = load_config(places.worktree).workspace.leases
    if not sessions or mode == "off" or (hook == "pre-rebase" and _has_stashed_itself(places)):
        return None
    folder = os.path.join(os.path.realpath(top), os.environ.get("GIT_PREFIX", ""))
    nearest, above = _gits_above()
    with open_store(places) as store:
        commanding = workspace_of(places, lambda: store).commanding
        coming = coming_effect(hook, nearest, folder, commanding.is_path)
        if coming is None or (coming.merges is not None and _brings_nothing(places.worktree, coming.merges)):
            return None
        effect = coming.effect._replace(said=as_typed(above) or coming.effect.said)
        # whose script it is nobody can tell where several sessions run commands: it may harm none of them
        said = next(filter(None, (commanding.harm_of([effect], folder, each) for each in sessions)), "")
    return None if not said else HeldByOther("denied" if mode == "enforce" else "advised", said)


def _brings_nothing(top: Path, revisions: Sequence[str]) -> bool:
    """Whether a merge would find that all is there. Of a pull the commits are those that it has fetched."""
    own = git_directory(top)
    fetched = fetched_for_merge(own) if own is not None and tuple(revisions) == ("FETCH_HEAD",) else None
    return has_all(top, revisions if fetched is None else fetched)


def _gits_above() -> tuple[Sequence[str], Sequence[str]]:
    """The words of the nearest git above this process, and of the git that has started that one, such as a pull.

    Husky runs hooks in a shell of its own, so the nearest may not be the parent.
    """
    words = [arguments_of(each.process) for each in lineage()]
    first = next((number for number, each in enumerate(words) if is_git(each)), len(words))
    nearest, above = (*words[first : first + 2], (), ())[:2]
    return nearest, above if is_git(above) else ()


def _has_stashed_itself(places: Places) -> bool:
    """Whether a rebase has put the tree's changes away already, and will bring them back where it goes on."""
    own = git_directory(places.worktree)
    return own is not None and any(os.path.lexists(own / name) for name in _AUTOSTASHES)
