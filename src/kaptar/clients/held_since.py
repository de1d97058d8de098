"""Held since: who has held a file between a session's last look at it and its write, though the file is as the session saw it."""

from kaptar.clients.noting import FileNotes
from kaptar.escaping import escaped
from kaptar.workspace.leases.grants import Grant
from kaptar.workspace.leases.model import Holder

_MOST_NAMED = 3


def held_since(notes: FileNotes, by: Holder) -> tuple[Holder, ...]:
    """The other holders of a file since a session last saw it, the newest first.

    A lease that somebody asked for counts as it is: it was the word that others are to keep off. One that an edit took counts
    where its session has changed the file. A session that has never seen the file has seen it when it claimed it, if it then
    lost that claim.

    Args:
        notes: the file, in the transaction that decides.
    """
    file, book = notes.file.resource, notes.book
    sight = book.sight(file.worktree, file.path, by)
    token = sight.token if sight is not None else book.grants.lost(file, by)
    if token is None:
        return ()
    others = [grant for grant in book.grants.since(file, token) if grant.by != by]
    makers = {row.by for row in notes.rows if row.number > (sight.number if sight is not None else 0)}
    return tuple(dict.fromkeys(grant.by for grant in others if _counts(grant, makers)))


def _counts(grant: Grant, makers: set[Holder]) -> bool:
    return not grant.automatic or grant.by in makers


def held_since_text(path: str, holders: tuple[Holder, ...]) -> str:
    """What a session reads whose write is stopped."""
    who = " and ".join(map(str, holders[:_MOST_NAMED]))
    said = (
        f"kaptar: {path} holds what this session last saw, but {who} had it in between, so it was not written. Look at the file "
        "and at `kaptar history`, and write it again if your change is still right."
    )
    return escaped(said) + "\n"
