"""Telling: what others have changed in files that a session knows, said to it with its next event."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from kaptar.checks.event import CommandEvent, EditEvent
from kaptar.checks.settings import Settings
from kaptar.clients.holding import holder_of
from kaptar.escaping import escaped
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.book import OUTSIDE
from kaptar.workspace.ledger.news import NewsBook, OthersChange

_MOST_NAMED, _MOST_MAKERS = 5, 3


class News(NamedTuple):
    """A line for a session. ``number``: of the newest change that it tells."""

    text: str
    number: int


class Telling(NamedTuple):
    """Tells sessions of one repository.

    Attributes:
        repository: git's common directory; who works in other repositories is told nothing.
        book: gives the book of news.
        wall_ms: milliseconds since 1970.
    """

    repository: Path
    book: Callable[[], NewsBook]
    wall_ms: Callable[[], int]

    def news(self, event: EditEvent | CommandEvent, settings: Settings) -> News | None:
        """News for the session of an event that has happened; None where there is none."""
        if not event.session or settings.repository != self.repository or settings.config.workspace.leases == "off":
            return None
        changes = self.book().of(holder_of(event))
        return News(_said(changes), max(each.number for each in changes)) if changes else None

    def told(self, event: EditEvent | CommandEvent, news: News) -> None:
        """The session has been told."""
        self.book().told(holder_of(event), news.number, self.wall_ms())


def _said(changes: Sequence[OthersChange]) -> str:
    named = [f"{each.path} by {' and '.join(map(_who, each.by[:_MOST_MAKERS]))}" for each in changes[:_MOST_NAMED]]
    more = f" and {len(changes) - _MOST_NAMED} more" if len(changes) > _MOST_NAMED else ""
    them = "it" if len(changes) == 1 else "them"
    return (
        f"kaptar: changed since this session last saw {them}: {escaped(', '.join(named))}{more}. Read {them} before you "
        f"edit {them} again; `kaptar history FILE` lists the changes.\n"
    )


def _who(by: Holder) -> str:
    return "somebody outside of the agents" if by == OUTSIDE else str(by)
