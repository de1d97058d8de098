"""Process of git: a command that runs now, as a hook of its own sees it, and what it is about to do.

A hook can stop only what git has not done yet. Found by trying git 2.39, and held by `tests/cli/test_git_hook.py`: git makes a
stash's reference before it puts files back, a new branch at the commit of HEAD before HEAD moves, ``ORIG_HEAD`` before a merge
changes files, and runs its hooks before a push and before a rebase. Where it has done something by then, such as the autostash
of a rebase, a stop would only leave the tree half-way: it goes on. ``ORIG_HEAD`` comes before git knows whether a merge brings
anything, and nothing else comes before the files: so the commits are compared.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from kaptar.folders import home
from kaptar.shell.effects import Effect, Kind
from kaptar.shell.git_effects import git_effect, merged_revisions
from kaptar.shell.git_words import GitCall, git_calls
from kaptar.shell.line import reader
from kaptar.shell.runs import ProgramRun
from kaptar.shell.texts import ShellWord

_GIT = "git"
IN_TIME: Mapping[str, frozenset[tuple[str, Kind]]] = {
    "pre-push": frozenset((("push", "publishes"),)),
    "pre-rebase": frozenset((("rebase", "moves"),)),
    "reference-transaction": frozenset(
        (("stash", "loses"), ("checkout", "moves"), ("switch", "moves"), ("merge", "moves"), ("merge", "loses"))
    ),
}
"""For each hook the commands that it can stop in time, each with an effect that it has not had yet."""


def is_git(words: Sequence[str]) -> bool:
    """Whether words that a process was started with are those of a command of git."""
    name = PurePosixPath(words[0]).name if words else ""
    return name == _GIT or name.startswith("git-")


class ComingEffect(NamedTuple):
    """An effect that a command of git is about to have.

    Attributes:
        merges: the revisions that a merge takes: where HEAD has them all, it has no effect. None for other commands.
    """

    effect: Effect
    merges: tuple[str, ...] | None = None


def coming_effect(
    hook: str, words: Sequence[str], folder: str, is_path: Callable[[str | None, ShellWord], bool]
) -> ComingEffect | None:
    """The effect that a command of git is about to have when it runs a hook; None for one that is not to be stopped there.

    Args:
        words: that the process was started with.
        folder: that its paths are relative to.
        is_path: of `kaptar.shell.judged.judged`.
    """
    for call in () if "--abort" in words else _calls(words, folder):  # what gives up a merge has put files back by then
        effect = git_effect(call, partial(is_path, folder))
        if effect is not None and (call.command, effect.kind) in IN_TIME.get(hook, ()):
            merges = merged_revisions(call) if call.command == "merge" else None
            return ComingEffect(effect._replace(has_begun=True), merges)
    return None


def as_typed(words: Sequence[str]) -> str:
    """A command of git as people write it; "" for what is none."""
    return next((call.said for call in _calls(words, "/")), "")


def _calls(words: Sequence[str], folder: str) -> Iterator[GitCall]:
    name = PurePosixPath(words[0]).name if words else ""
    if not is_git(words):
        return
    first = [_GIT, *([name.removeprefix("git-")] if name != _GIT else [])]
    run = ProgramRun(tuple(map(ShellWord, (*first, *words[1:]))), folder)
    for call in git_calls(run, lambda _name, _folder: "", reader(None), str(home())):
        if isinstance(call, GitCall):
            yield call._replace(folder=folder)  # of `-C` the process is there already
