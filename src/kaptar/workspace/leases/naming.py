"""Naming of holders: the beginning of a name that somebody types, and the one holder that is meant."""

from collections.abc import Iterable

from kaptar.errors import InputError
from kaptar.workspace.leases.model import PERSON, Holder

_MOST_NAMED = 5


def meant(typed: Holder, known: Iterable[Holder]) -> Holder:
    """The known holder whose session, and agent, begin as typed; the typed one where none does: it may be a new name.

    Raises InputError where several sessions, or several agents of the session, begin so. Persons are named in full.
    """
    if typed.client == PERSON:
        return typed
    of_client = [each for each in known if each.client == typed.client]
    session = _one(typed, typed.session, (each.session for each in of_client), typed.client)
    if not typed.agent:
        return Holder(typed.client, session)
    agents = (each.agent for each in of_client if each.session == session)
    return Holder(typed.client, session, _one(typed, typed.agent, agents, f"{typed.client}/{session}"))


def _one(typed: Holder, begin: str, names: Iterable[str], above: str) -> str:
    """The one name that begins so; the beginning itself where it is a name, or none does."""
    found = sorted({each for each in names if each and each.startswith(begin)})
    if begin in found or not found:
        return begin
    if len(found) > 1:
        named = ", ".join(f"{above}/{each}" for each in found[:_MOST_NAMED])
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        raise InputError(f"{typed.key!r} is the beginning of several names: {named}{more}; write more of it")
    return found[0]
