"""Denial: the text for a session whose edit touches what another one holds. Pure."""

import shlex
from collections.abc import Sequence

from kaptar.escaping import escaped
from kaptar.workspace.leases.model import Holder, Lease

MOST_WORDS = 80
"""Words of a denial, at most."""

_MOST_PURPOSE = 60
_MOST_NAMED = 3


def denial(leases: Sequence[Lease], asks: Holder, now_s: float) -> str:
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
    said = (
        f"kaptar: {held}{more} is held by {first.holder}{purpose} for up to {max(left_s, 1):.0f} s more, so no file was changed. "
        f"Other {others} are free. `{_waits(first, asks)}` waits for it; in a worktree of "
        "your own you need not wait."
    )
    return escaped(said) + "\n"


def _waits(lease: Lease, asks: Holder) -> str:
    """The command that waits for a lease, as a shell takes it."""
    return f"kaptar claim {shlex.quote(str(lease.resource))} --as {shlex.quote(asks.key)} --wait 120"


def again(lease: Lease, asks: Holder) -> str:
    """The text for a command about a file of which an edit was denied a moment ago."""
    said = (
        f"kaptar: {lease.resource} is held by {lease.holder}, and an edit of it was denied just now: a command may not make it "
        f"either. Nothing was run. `{_waits(lease, asks)}` waits for it; commands that only "
        "read it go on."
    )
    return escaped(said) + "\n"


def advice(leases: Sequence[Lease]) -> str:
    """One line where the settings only advise: the edit goes on."""
    first = leases[0]
    return escaped(f"kaptar: {first.resource} is held by {first.holder}; the edit goes on: leases only advise here") + "\n"
