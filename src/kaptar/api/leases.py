"""Front desk of leases: claims, releases and the list, over the repository's database: the same with a hive and without one."""

import getpass
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.api.status import LeaseRow as LeaseRow
from kaptar.clients.commanding import Commanding
from kaptar.clients.holding import Holding
from kaptar.clients.running import RunningCommands
from kaptar.clients.telling import Telling
from kaptar.clients.tracking import Tracking
from kaptar.clients.workspace import Workspace
from kaptar.clock import Clock, monotonic
from kaptar.database.store import PATIENCE_S, Store
from kaptar.errors import InputError
from kaptar.folders import home
from kaptar.repository.excluding import exclude_from_git
from kaptar.repository.living import started_at
from kaptar.repository.names import names_of
from kaptar.repository.own import make_own_folder, refuse_foreign
from kaptar.repository.places import Places
from kaptar.workspace.leases import clock
from kaptar.workspace.leases.book import MIGRATIONS as LEASES
from kaptar.workspace.leases.book import Acquired, LeaseBook
from kaptar.workspace.leases.model import PERSON, Claim, Holder, Lease, Waiter, as_lease
from kaptar.workspace.leases.naming import meant
from kaptar.workspace.leases.offers import MIGRATIONS as OFFERS
from kaptar.workspace.ledger.book import MIGRATIONS as EDITS
from kaptar.workspace.ledger.book import EditBook
from kaptar.workspace.ledger.denials import MIGRATIONS as DENIALS
from kaptar.workspace.ledger.denials import DenialBook
from kaptar.workspace.ledger.holders import known_holders
from kaptar.workspace.ledger.news import MIGRATIONS as NEWS
from kaptar.workspace.ledger.news import NewsBook
from kaptar.workspace.ledger.processes import MIGRATIONS as PROCESSES
from kaptar.workspace.ledger.processes import ProcessBook
from kaptar.workspace.ledger.versions import Versions
from kaptar.workspace.resources import Resource, as_pattern, is_wild, overlaps, require_narrow
from kaptar.workspace.uncommitted import Ledger

WORKSPACE = (*LEASES, *EDITS, *DENIALS, *OFFERS, *NEWS, *PROCESSES)
"""The migrations of the workspace."""

_LOOK_S = 0.1
"""The pause between two looks of a claim that waits."""

EVENT_PATIENCE_S = 2.0
"""How long an event waits for another program that writes into the database: far less than it has for its answer."""

MOST_WAIT_S = 3600.0
"""The longest time that a claim waits."""

_MOST_KEY = 300
_MOST_PURPOSE = 200


class ClaimAnswer(msgspec.Struct, frozen=True):
    """Answer to a claim: its leases, or those that are in its way. ``unfound``: names of it that nothing has yet, a line each."""

    granted: bool
    leases: tuple[LeaseRow, ...]
    waited_s: float = 0.0
    unfound: tuple[str, ...] = ()


class ReleaseAnswer(msgspec.Struct, frozen=True):
    """Leases that were released. ``asked``: names of the request that the caller held no lease on."""

    released: tuple[LeaseRow, ...]
    asked: tuple[str, ...] = ()


def person() -> Holder:
    """The person at this terminal."""
    try:
        return Holder(PERSON, getpass.getuser())
    except (KeyError, OSError):
        return Holder(PERSON, f"user {os.getuid()}")


def holder_named(key: str) -> Holder:
    """The holder of `Holder.key`. Raises InputError where the text is none."""
    client, _, rest = key.partition("/")
    session, _, agent = rest.partition("/")
    if not (client and session) or len(key) > _MOST_KEY:
        raise InputError(f"{key[:80]!r} names no session; write CLIENT/SESSION or CLIENT/SESSION/AGENT")
    return Holder(client, session, agent)


def session_meant(places: Places, key: str) -> Holder:
    """The holder that a text names, by the beginning of a name too. Raises InputError where it names none, or several."""
    typed = holder_named(key)
    if not places.database.exists():
        return typed
    try:
        with open_store(places, EVENT_PATIENCE_S) as store:
            known = known_holders(store, LeaseBook(store, wall_ms), typed.client)
    except (OSError, sqlite3.Error) as problem:
        raise InputError(f"the sessions here cannot be read from {places.database}: {problem}") from problem
    return meant(typed, known)


@contextmanager
def open_store(places: Places, patience_s: float = PATIENCE_S) -> Iterator[Store]:
    """The database of a repository with the tables of its workspace. Raises InputError where it cannot be used.

    Args:
        patience_s: how long to wait for other programs that write.
    """
    refuse_foreign(places)
    is_new = not places.state.exists()
    make_own_folder(places.state)
    if is_new:
        exclude_from_git(places)  # where git's list cannot have it, `kaptar up` says why
    with closing(Store(places.database, WORKSPACE, others="left", survives="processes", patience_s=patience_s)) as store:
        yield store


def opened_once(places: Places, end: ExitStack) -> Callable[[], Store]:
    """Gives the database for one event or command, which is opened when it is first asked for, and closed with ``end``.

    Where it cannot be opened each call says so. Only the first one waits: what an event has to do besides needs its time.
    """
    failed: list[Exception] = []

    @cache
    def opened() -> Store:
        if failed:
            raise failed[0]
        try:
            return end.enter_context(open_store(places, EVENT_PATIENCE_S))
        except (InputError, OSError, sqlite3.Error) as problem:
            failed.append(problem)
            raise

    return opened


@contextmanager
def open_book(places: Places) -> Iterator[LeaseBook]:
    """The book of leases of a repository. Raises InputError where its database cannot be used."""
    with open_store(places) as store:
        yield LeaseBook(store, wall_ms)


def workspace_of(places: Places, store: Callable[[], Store]) -> Workspace:
    """What hooks ask about other sessions. The store is asked for when an event needs it."""
    holding = Holding(places.common, cache(lambda: LeaseBook(store(), wall_ms)), clock.now_s)
    edits, denials, versions = cache(lambda: EditBook(store())), cache(lambda: DenialBook(store())), versions_of(places)
    tracking = Tracking(places.common, edits, versions, denials, wall_ms)
    ledger = cache(lambda: Ledger(edits(), versions))
    commanding = Commanding(places.common, holding.book, ledger, denials, wall_ms, str(home()))
    telling = Telling(places.common, cache(lambda: NewsBook(store())), wall_ms)
    running = RunningCommands(started_at, clock.now_s)
    return Workspace(holding, tracking, commanding, telling, running, cache(lambda: ProcessBook(store())))


def versions_of(places: Places) -> Versions:
    """The versions of the repository's files."""
    return Versions(places.state / "versions")


def wall_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def resources_of(named: Sequence[str], places: Places, folder: Path) -> tuple[Resource, ...]:
    """The resources that texts name: ``PATH``, ``PATTERN`` or ``PATH::NAME``; a folder means the files below it.

    Brackets may be a set of a pattern or part of a name (``app/[id]/page.js``): where nothing is there, they are both.

    Args:
        folder: that relative paths are of.

    Raises:
        InputError: a path is outside of the worktree; InvalidArgument: a pattern is too wide or over the bounds.
    """
    return tuple(dict.fromkeys(one for each in named for one in _resources(each, places.worktree, folder)))


def file_named(text: str, places: Places, folder: Path, is_known: Callable[[Resource], bool]) -> Resource:
    """The one file that a text names, with whatever signs in its name. Raises InputError.

    A link is one itself where the ledger knows it, else what it leads to.

    Args:
        is_known: whether the ledger has a file, also one that is not there.
    """
    if (link := _own_name(text, places.worktree, folder)) is not None and is_known(link):
        return link
    place = _place(text, places.worktree, folder)
    file = Resource(str(places.worktree), place.path)
    is_odd = "::" in text or is_wild(place.path)
    if os.path.isdir(place.real) or (is_odd and not (os.path.lexists(place.real) or is_known(file))):
        raise InputError(f"{text!r} is not one file; name a file")
    return file


def _own_name(named: str, worktree: Path, folder: Path) -> Resource | None:
    """The name that a text has in the worktree where a link is on its way or at its end; None where none is, or it is outside."""
    full = os.path.normpath(os.path.realpath(folder) + os.sep + named) if not os.path.isabs(named) else os.path.normpath(named)
    found = names_of(full)
    inside = f"{worktree}{os.sep}"
    if found.problem or found.real == full or not full.startswith(inside):
        return None
    path = full.removeprefix(inside)
    return Resource(str(worktree), path.casefold() if found.folds else path)


class _Place(NamedTuple):
    """A path relative to the worktree, and with all links followed."""

    path: str
    real: str


def _place(named: str, worktree: Path, folder: Path) -> _Place:
    found = names_of(os.path.normpath(folder / named))
    path = os.path.relpath(found.real, worktree)
    if path == ".." or path.startswith("../") or found.problem:
        raise InputError(f"{named!r} is not in the worktree {worktree}; name a file inside of it")
    return _Place(path.casefold() if found.folds else path, found.real)


def _resources(text: str, worktree: Path, folder: Path) -> Iterator[Resource]:
    named, name = _parts(text, folder)
    if not named:
        raise InputError(f"{text!r} names no file; write PATH, PATTERN or PATH::NAME")
    path, real = _place(named, worktree, folder)
    if name and (os.path.isdir(real) or (is_wild(_missing(path, worktree)) and not os.path.lexists(real))):
        raise InputError(f"{text!r} names a definition in many files; name one file, or leave out {'::' + name!r}")
    if os.path.isdir(real):
        pattern = "**" if path == "." else f"{as_pattern(path)}/**"
    elif os.path.lexists(real) or not is_wild(_missing(path, worktree)):
        is_file, is_folder = bool(name or os.path.lexists(real)), named.endswith("/")
        if is_file or not is_folder:
            yield Resource(str(worktree), path, name)
        if is_file or (os.path.splitext(path)[1] and not is_folder):
            return
        pattern = f"{as_pattern(path)}/**"  # what is not there yet may come as a folder
    else:
        missing = _missing(path, worktree)
        pattern = as_pattern(path.removesuffix(missing)) + missing
        if "[" in missing:
            yield Resource(str(worktree), path)
    require_narrow(pattern)
    yield Resource(str(worktree), pattern, is_pattern=True)


def _parts(text: str, folder: Path) -> tuple[str, str]:
    """The path and the name of a definition in a text. A file that is there is known by its name, whatever signs that has.

    Behind the last colons of a text that ends with them stands no name: so the rest is a path, there or not.
    """
    ends = [at for at in range(len(text)) if text.startswith("::", at)]
    for end in (len(text), *reversed(ends)):
        if (end < len(text) and end + 2 == len(text)) or os.path.lexists(folder / text[:end]):
            return text[:end], text[end + 2 :]
    named, _, name = text.partition("::")
    return named, name


def _missing(path: str, worktree: Path) -> str:
    """The part of a path behind its folders that are there."""
    there = ""
    for at, sign in enumerate(path):
        if sign == "/" and os.path.isdir(worktree / path[:at]):
            there = path[: at + 1]
    return path.removeprefix(there)


def wanted(holder: Holder, resources: tuple[Resource, ...], ttl_s: float, purpose: str, *, shared: bool) -> Claim:
    """A claim that somebody asks for."""
    return Claim(holder, resources, ttl_s, "shared" if shared else "exclusive", purpose[:_MOST_PURPOSE])


def claim(
    book: LeaseBook, asked: Claim, wait_s: float, clock_s: Clock = monotonic, sleep: Callable[[float], None] = time.sleep
) -> ClaimAnswer:
    """Take the resources of a claim, and wait for them so long. Raises InvalidArgument where it is beyond its bounds."""
    began = clock_s()
    found = book.acquire(asked, wait_s=min(wait_s, MOST_WAIT_S))
    try:
        while isinstance(found, Waiter):
            sleep(_LOOK_S)
            found = book.acquire(asked, number=found.number)
    except BaseException:
        if isinstance(found, Waiter):
            book.withdraw(found.number)
        raise
    waited_s = round(clock_s() - began, 1) if wait_s else 0.0
    leases = found.leases if isinstance(found, Acquired) else found.in_the_way(clock.now_s())
    return ClaimAnswer(isinstance(found, Acquired), tuple(map(row, leases)), waited_s)


def row(lease: Lease) -> LeaseRow:
    """A lease as it is shown."""
    now_s = clock.now_s()
    return LeaseRow(
        lease.token, lease.resource.path, lease.resource.name, lease.mode, str(lease.holder), lease.purpose, lease.automatic,
        round(max(now_s - lease.since_s, 0), 1), round(max(lease.until_s - now_s, 0), 1),
        lease.holder.key,
    )  # fmt: skip


def release(book: LeaseBook, holder: Holder, resources: Sequence[Resource]) -> ReleaseAnswer:
    """Release a holder's leases on resources, or all of them where none are named."""
    done = book.release(holder, lambda lease: not resources or lease.resource in resources)
    known = {lease.resource for lease in done.leases}
    return ReleaseAnswer(tuple(map(row, done.leases)), tuple(str(each) for each in resources if each not in known))


def break_(book: LeaseBook, resources: Sequence[Resource], by: Holder) -> ReleaseAnswer:
    """Take leases on resources away from whoever holds them. It is noted who did it."""
    done = book.break_(resources, by)
    free = [each for each in resources if not any(overlaps(each, lease.resource) for lease in done.leases)]
    return ReleaseAnswer(tuple(map(row, done.leases)), tuple(map(str, free)))


def who(book: LeaseBook, resources: Sequence[Resource]) -> list[LeaseRow]:
    """The leases that hold now, and the claims that wait; those that overlap one of the resources where some are named."""
    living = [*book.living(), *(as_lease(each, clock.now_s()) for each in book.waiting())]
    return [row(each) for each in living if not resources or any(overlaps(each.resource, wanted) for wanted in resources)]
