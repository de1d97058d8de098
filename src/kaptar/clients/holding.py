"""Holding: the leases that edits of sessions take. Each takes what it touches, and is stopped where another session holds it."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from kaptar.checks.event import CommandEvent, EditEvent, FileChange, SessionNews
from kaptar.checks.settings import Settings
from kaptar.checks.snapshot import FilePlace, locate
from kaptar.clients.proposed import read_regular
from kaptar.edit.structure import Structure, Structures
from kaptar.errors import GuestError, InputError
from kaptar.languages import language_of
from kaptar.workspace.denial import Asking, advice, denial
from kaptar.workspace.leases.book import LeaseBook
from kaptar.workspace.leases.model import MOST_RESOURCES, PERSON, Claim, Denied, Holder, Lease
from kaptar.workspace.resources import Resource
from kaptar.workspace.touched import Parsed, touched

OUTSIDE = "<lines outside of definitions>"
"""The name of lines that many share, such as imports: who holds the whole file holds them, and nobody else does."""

_PARSE_MS, _PARSE_S = 500, 1.0
"""For one text, and until no further file of an event is parsed."""


class HeldByOther(NamedTuple):
    """Somebody else holds what an edit touches. ``outcome``: whether the edit is stopped, or goes on with the text.

    ``instead``: the command to run in place of one that is stopped, where the client takes another; "" for none.
    """

    outcome: Literal["denied", "advised", "narrowed"]
    text: str
    instead: str = ""


class Wanted(NamedTuple):
    """Needs of an edit: leases of its own, and files of which nobody else may have one."""

    own: tuple[Resource, ...]
    shared: tuple[Resource, ...]


class Holding(NamedTuple):
    """Takes, renews and gives back the leases of clients' sessions in one repository.

    Attributes:
        repository: git's common directory; files of other repositories are not looked at.
        book: gives the book of leases.
        now_s: the clock of leases.
    """

    repository: Path
    book: Callable[[], LeaseBook]
    now_s: Callable[[], float]

    def before(self, event: EditEvent, settings_of: Callable[[str], Settings], structures: Structures) -> HeldByOther | None:
        """Take what an edit touches; None where nobody else holds it.

        Args:
            settings_of: gives the settings for a file, by its path.
            structures: gives the tables of files before and after.
        """
        named = [(change, settings_of(change.path)) for change in event.files]
        files = [(change, each) for change, each in named if self._counts(each)]
        if not event.session or not files:
            return None
        until = self.now_s() + _PARSE_S
        wanted = [
            wanted_by(change, locate(change.path, each.root), structures if self.now_s() < until else None)
            for change, each in files
        ]
        if event.client == PERSON:  # who need not wait for a person's next edit for two minutes
            wanted = [Wanted((), (*each.own, *each.shared)) for each in wanted]
        modes = {each.config.workspace.leases for _, each in files}
        hold_s = max(each.config.workspace.hold_s for _, each in files)
        in_the_way = self.take(holder_of(event), wanted, hold_s)
        if not in_the_way:
            return None
        if "enforce" not in modes:
            return HeldByOther("advised", advice(in_the_way))
        return HeldByOther("denied", denial(in_the_way, Asking(holder_of(event), os.path.realpath(event.cwd)), self.now_s()))

    def heard(self, event: EditEvent | CommandEvent, settings: Settings) -> None:
        """A session does something: what its edits hold stays its own for a while."""
        if event.session and self._counts(settings):
            self.book().hold(holder_of(event), settings.config.workspace.hold_s)

    def ended(self, news: SessionNews) -> None:
        """A session has ended, and so have its leases and those of its sub-agents."""
        if news.session:
            self.book().end_session(news.client, news.session)

    def _counts(self, settings: Settings) -> bool:
        return settings.repository == self.repository and settings.config.workspace.leases != "off"

    def take(self, holder: Holder, wanted: list[Wanted], hold_s: float) -> tuple[Lease, ...]:
        """Take what an edit needs. Returns the leases in the way; none where all is taken."""
        own = tuple(dict.fromkeys(resource for each in wanted for resource in each.own))
        if len(own) > MOST_RESOURCES:  # then whole files: nothing that is touched is left out
            own = tuple(dict.fromkeys(msgspec.structs.replace(each, name="") for each in own))
        shared = tuple(dict.fromkeys(resource for each in wanted for resource in each.shared))
        book = self.book()
        if shared and (found := book.against(Claim(holder, shared, hold_s))):
            return found
        if not own:
            return ()
        taken = book.acquire(Claim(holder, own, hold_s, automatic=True))
        return taken.in_the_way(self.now_s()) if isinstance(taken, Denied) else ()


def holder_of(event: EditEvent | CommandEvent) -> Holder:
    """Who edits, or runs a command."""
    return Holder(event.client, event.session, event.agent)


def resource_of(place: FilePlace, name: str = "") -> Resource:
    """A file, or a definition of it."""
    path = os.path.relpath(place.file, place.root)
    return Resource(str(place.root), path.casefold() if place.folds else path, name)


def wanted_by(change: FileChange, place: FilePlace, structures: Structures | None) -> Wanted:
    """The definitions that a change touches; the whole file where these cannot be told, or all of it is written.

    Args:
        structures: None where no time is left to parse.
    """
    if place.outside is not None:
        return Wanted((), ())
    names = None if change.is_whole or structures is None else _names(change, place, structures)
    if names is None:
        return Wanted((resource_of(place),), ())
    own = tuple(resource_of(place, name) for name in sorted(names))
    return Wanted(own, () if own else (resource_of(place, OUTSIDE),))


def _names(change: FileChange, place: FilePlace, structures: Structures) -> frozenset[str] | None:
    if change.op != "update" or change.content is None or change.problem:
        return None
    try:
        before = read_regular(str(place.file))
        tables = [_table(text, change.path, structures) for text in (before, change.content) if text is not None]
    except (InputError, GuestError):
        return None
    if before is None or any(each.table is None for each in tables):
        return None
    texts = (before, change.content)
    old, new = (Parsed(text, each.table or b"") for text, each in zip(texts, tables, strict=True))
    return touched(old, new)


def _table(text: bytes, path: str, structures: Structures) -> Structure:
    return structures.of(text, sha256(text).hexdigest(), language_of(path), _PARSE_MS)
