"""Process of git: a command that runs now, as a hook of its own sees it, and what it is about to do.

A hook can stop only what git has not done yet. Found by trying git 2.39, and held by `tests/cli/test_git_hook.py`: git makes a
stash's reference before it puts files back, a new branch at the commit of HEAD before HEAD moves, ``ORIG_HEAD`` before a merge
changes files, and runs its hooks before a push and before a rebase. Where it has done something by then, such as the autostash
of a rebase, a stop would only leave the tree half-way: it goes on.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from kaptar.folders import home
from kaptar.shell.effects import Effect, Kind
from kaptar.shell.git_effects import git_effect
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


def coming_effect(
    hook: str, words: Sequence[str], folder: str, is_path: Callable[[str | None, ShellWord], bool]
) -> Effect | None:
    """The effect that a command of git is about to have when it runs a hook; None for one that is not to be stopped there.

    Args:
        words: that the process was started with.
        folder: that its paths are relative to.
        is_path: of `kaptar.shell.judged.judged`.
    """
    name = PurePosixPath(words[0]).name
    first = [_GIT, *([name.removeprefix("git-")] if name != _GIT else [])]
    run = ProgramRun(tuple(map(ShellWord, (*first, *words[1:]))), folder)
    for call in git_calls(run, lambda _name, _folder: "", reader(None), str(home())):
        if not isinstance(call, GitCall) or "--abort" in words:
            continue  # what gives up a merge has put files back by then
        call = call._replace(folder=folder)  # of `-C` the process is there already
        effect = git_effect(call, partial(is_path, folder))
        if effect is not None and (call.command, effect.kind) in IN_TIME.get(hook, ()):
            return effect
    return None
