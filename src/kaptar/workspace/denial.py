"""Denial: the text for a session whose edit touches what another one holds. Pure."""

import os.path
import shlex
from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from kaptar.escaping import escaped
from kaptar.workspace.leases.model import Holder, Lease
from kaptar.workspace.resources import Resource

MOST_WORDS = 80
"""Words of a denial, at most."""

_MOST_PURPOSE = 60
_MOST_NAMED = 3


class Asking(NamedTuple):
    """Holder that asks, and the real folder in which its commands run."""

    holder: Holder
    folder: str


def denial(leases: Sequence[Lease], asks: Asking, now_s: float) -> str:
    """Who holds what, for how long, and what is possible now.

    Args:
        leases: those in the way of the edit, at least one.
        asks: whose edit is stopped.
    """
    first = leases[0]
    left_s = max(lease.until_s for lease in leases) - now_s
    held = ", ".join(str(lease.resource) for lease in leases[:_MOST_NAMED])
    more = f" and {len(leases) - _MOST_NAMED} more" if len(leases) > _MOST_NAMED else ""
    purpose = f" for {first.purpose[:_MOST_PURPOSE]!r}" if first.purpose else ""
    others = "definitions of the file" if all(lease.resource.name for lease in leases) else "files"
    how = f"{'held' if first.token else 'waited for'} by {first.holder}{purpose}"
    said = (
        f"kaptar: {held}{more} is {how} for up to {max(left_s, 1):.0f} s more, so no file was changed. "
        f"Other {others} are free. `{_waits(first, asks, left_s)}` waits for it; in a worktree of "
        "your own you need not wait."
    )
    return escaped(said) + "\n"


def _waits(lease: Lease, asks: Asking, left_s: float) -> str:
    """The command that waits for a lease, as a shell takes it in the folder of who asks, for as long as it may hold."""
    top = lease.resource.worktree
    is_elsewhere = not f"{asks.folder}/".startswith(f"{top.rstrip('/')}/")
    first = f"cd {shlex.quote(top)} && " if is_elsewhere else ""
    named = _as_named(lease.resource, top if is_elsewhere else asks.folder)
    return f"{first}kaptar claim {shlex.quote(named)} --as {shlex.quote(asks.holder.key)} --wait {ceil(max(left_s, 1)) + 1}"


def _as_named(resource: Resource, folder: str) -> str:
    """A resource as `kaptar claim` takes it in a folder: no option, and no name of a definition where a path has colons."""
    path = os.path.relpath(os.path.join(resource.worktree, resource.path), folder)
    path = f"./{path}" if path.startswith("-") else path
    return f"{path}::{resource.name}" if resource.name or "::" in path else path


def again(lease: Lease, asks: Asking, now_s: float) -> str:
    """The text for a command about a file of which an edit was denied a moment ago."""
    said = (
        f"kaptar: {lease.resource} is held by {lease.holder}, and an edit of it was denied just now: a command may not make it "
        f"either. Nothing was run. `{_waits(lease, asks, lease.until_s - now_s)}` waits for it; commands that only "
        "read it go on."
    )
    return escaped(said) + "\n"


def advice(leases: Sequence[Lease]) -> str:
    """One line where the settings only advise: the edit goes on."""
    first = leases[0]
    return escaped(f"kaptar: {first.resource} is held by {first.holder}; the edit goes on: leases only advise here") + "\n"
