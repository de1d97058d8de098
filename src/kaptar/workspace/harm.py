"""Harm: the texts for a session whose command would touch what others have in the worktree. Pure."""

import shlex
from collections.abc import Sequence
from typing import NamedTuple

from kaptar.escaping import escaped
from kaptar.shell.effects import Effect
from kaptar.shell.narrow import add_command
from kaptar.workspace.leases.model import Holder

_MOST_NAMED, _MOST_SAID = 3, 60
_DOES = {
    "loses": "would lose",
    "moves": "would move the tree under",
    "takes": "would take",
    "writes": "would write over",
    "publishes": "would publish this session's changes of",
}


class Harmed(NamedTuple):
    """Something of another session that a command would touch.

    Attributes:
        path: relative to the worktree.
        owner: whose it is.
        is_work: changes that are not committed; else a lease.
    """

    path: str
    owner: Holder
    is_work: bool


class OwnChanges(NamedTuple):
    """The files of the session itself that are not committed.

    Attributes:
        alone: those that nobody else has changed, relative to the folder of the command.
        some: whether there are any at all.
        whole: those of ``alone`` where all of them are the session's from the first line to the last; else none.
    """

    alone: tuple[str, ...] = ()
    some: bool = False
    whole: tuple[str, ...] = ()


def harm(effect: Effect, harmed: Sequence[Harmed], asks: Holder, own: OwnChanges) -> str:
    """What would be touched and whose it is, and what is possible now.

    Args:
        harmed: at least one.
        asks: whose command is stopped.
    """
    until_now = "It was ended before it did so." if effect.has_begun else "Nothing was run."
    return escaped(f"{_touched(effect, harmed)}. {until_now} {_possible(effect, asks, own)}") + "\n"


def narrowed(effect: Effect, harmed: Sequence[Harmed], command: str) -> str:
    """What would be touched, and the command that runs instead."""
    return escaped(f"{_touched(effect, harmed)}. It was narrowed to this session's own files, and runs as: {command}") + "\n"


def _touched(effect: Effect, harmed: Sequence[Harmed]) -> str:
    paths = list(dict.fromkeys(each.path for each in harmed))
    named = ", ".join(paths[:_MOST_NAMED]) + (f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else "")
    owners = ", ".join(dict.fromkeys(str(each.owner) for each in harmed))
    what = "work that is not committed" if any(each.is_work for each in harmed) else "files held"
    return f"kaptar: `{effect.said[:_MOST_SAID]}` {_DOES[effect.kind]} {what} by {owners}: {named}"


def _possible(effect: Effect, asks: Holder, own: OwnChanges) -> str:
    commit = f"`kaptar commit --session {shlex.quote(asks.key)} -m TEXT` commits yours alone"
    tree = "`git worktree add -b NAME ../NAME` gives you a tree of your own"
    if effect.kind in ("writes", "publishes"):
        return "`kaptar who` lists what is held, and for how long."
    if not own.some:
        return f"{tree}." if effect.kind != "takes" else "You have nothing here that is not committed."
    if effect.kind != "takes":
        return f"{commit}; {tree}."
    if effect.narrow == "add" and 0 < len(own.alone) <= _MOST_NAMED:
        return f"`{add_command(own.alone)}` takes your files; {commit}."
    return f"{commit}."
