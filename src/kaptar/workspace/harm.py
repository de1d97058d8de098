"""Harm: the texts for a session whose command would touch what others have in the worktree. Pure."""

import shlex
from collections.abc import Sequence
from typing import NamedTuple

from kaptar.escaping import escaped
from kaptar.shell.effects import Effect
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


def harm(effect: Effect, harmed: Sequence[Harmed], asks: Holder, own: Sequence[str]) -> str:
    """What would be touched and whose it is, and what is possible now.

    Args:
        harmed: at least one.
        asks: whose command is stopped.
        own: files of the session that are not committed, and that nobody else has changed.
    """
    paths = list(dict.fromkeys(each.path for each in harmed))
    named = ", ".join(paths[:_MOST_NAMED]) + (f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else "")
    owners = ", ".join(dict.fromkeys(str(each.owner) for each in harmed))
    what = "work that is not committed" if any(each.is_work for each in harmed) else "files held"
    said = f"kaptar: `{effect.said[:_MOST_SAID]}` {_DOES[effect.kind]} {what} by {owners}: {named}. Nothing was run. "
    return escaped(said + _possible(effect, asks, own)) + "\n"


def _possible(effect: Effect, asks: Holder, own: Sequence[str]) -> str:
    commit = f"`kaptar commit --session {shlex.quote(asks.key)} -m TEXT` commits yours alone"
    if effect.kind == "takes" and effect.narrow == "add" and own and len(own) <= _MOST_NAMED:
        return f"`git add -- {shlex.join(own)}` takes your files; {commit}."
    if effect.kind == "takes":
        return f"{commit}."
    if effect.kind == "publishes":
        return "Publish it when they are free: `kaptar who` lists what is held, and for how long."
    if effect.kind == "writes":
        return "Other files are free; `kaptar who` lists what is held."
    return f"{commit}; `git worktree add -b NAME ../NAME` gives you a tree of your own."
