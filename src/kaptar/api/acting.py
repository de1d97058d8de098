"""Acting: for whom a command of Kaptar's acts. That is a session which is named, the one whose client runs it, or a person."""

import os
import sqlite3

from kaptar.api.leases import EVENT_PATIENCE_S, open_store, person, session_meant, wall_ms
from kaptar.errors import InputError
from kaptar.repository.living import parent_of, started_at
from kaptar.repository.places import Places
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.commands import CommandBook
from kaptar.workspace.ledger.processes import LivingProcess, ProcessBook

_MOST_ABOVE = 32
"""Processes above this one that are looked at."""


def acting(places: Places, key: str | None) -> Holder:
    """The holder of this process's doings. Raises InputError where ``key`` names no session, or nobody can say.

    Args:
        key: of `Holder.key`, or the beginning of one; None where nobody named one.
    """
    if key:
        return session_meant(places, key)
    found = may_be_acting(places)
    return found[0] if found else person()


def may_be_acting(places: Places) -> tuple[Holder, ...]:
    """The sessions whose client's process runs this one, the likeliest first: one, or several that run commands there now.

    None where it is a person's. Raises InputError where nobody can say.
    """
    if not places.database.exists():
        return ()
    try:
        with open_store(places, EVENT_PATIENCE_S) as store:
            found = ProcessBook(store).last_of(lineage())
            if found is None:
                return ()
            client, last = found
            running = CommandBook(store).running_in(client, wall_ms())
    except (OSError, sqlite3.Error) as problem:
        raise InputError(f"who is at work here cannot be read from {places.database}: {problem}") from problem
    same = [each for each in running if (each.client, each.session) == (last.client, last.session)]
    others = [each for each in running if each not in same]
    return (last, *others) if same or not running else tuple(running)


def lineage() -> list[LivingProcess]:
    """The processes above this one, the nearest first."""
    out, process = list[LivingProcess](), os.getppid()
    while process > 1 and len(out) < _MOST_ABOVE:
        started = started_at(process)
        if started is None:
            break
        out.append(LivingProcess(process, started))
        process = parent_of(process)
    return out
