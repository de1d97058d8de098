"""Connection to a repository's desk: its hive where one lives that speaks our protocol, this process otherwise."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from kaptar.api.protocol import refuse_other
from kaptar.api.silent import silent_hive, stopped_hive
from kaptar.errors import InputError, OtherProtocol, Unavailable
from kaptar.repository.places import NoRepository, Places, find_places

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from kaptar.api.desk import Desk
    from kaptar.api.here import Here
    from kaptar.api.hive_client import HiveClient
    from kaptar.api.there import There

PATIENCE_S = 600.0
"""How long an answer of a hive is waited for, as long as it says that it lives: test runners of the project may work in it."""


class InProcess(NamedTuple):
    """A way to make a desk in this process.

    Attributes:
        here: opens it.
        own_settings: why the caller's settings may differ from the hive's ("--no-wasm was given"); "" where they don't.
        tell: takes a line for the user, where a hive was asked and this process has to answer after all.
    """

    here: "Callable[[], AbstractContextManager[Here]]"
    own_settings: str = ""
    tell: Callable[[str], None] = lambda _line: None


class Connection(NamedTuple):
    """A desk, which kind it is, and why it was chosen, in one sentence.

    ``passed_over``: true if a hive answers but cannot be used; the user is told.
    """

    desk: "Desk"
    where: Literal["here", "there"]
    why: str
    passed_over: bool = False


@contextmanager
def connect(folder: Path, source: InProcess) -> Iterator[Connection]:
    """Choose who answers requests about the repository of ``folder``; the desk is closed at the end."""
    found = _Hive(None, source.own_settings) if source.own_settings else _hive_of(folder)
    if found.client is None:
        with source.here() as here:
            yield Connection(here, "here", found.why, found.passed_over)
        return
    from kaptar.api.there import There

    def instead(why: str) -> "AbstractContextManager[Here]":
        source.tell(f"begun again without the hive: {why}")
        return source.here()

    there = There(found.client, instead)
    try:
        yield Connection(there, "there", found.why)
    finally:
        there.close()


@contextmanager
def connect_to_hive(folder: Path) -> "Iterator[There]":
    """The repository's hive. Raises Unavailable with the reason where none can be asked."""
    from kaptar.api.there import There

    found = _hive_of(folder)
    if found.client is None:
        raise Unavailable(found.why if found.passed_over else f"{found.why}; `kaptar up` starts one")

    def gone(why: str) -> "AbstractContextManager[Here]":
        raise Unavailable(why)

    there = There(found.client, gone)
    try:
        yield there
    finally:
        there.close()


class _Hive(NamedTuple):
    """The client of a hive that can be asked, or None; and the reason."""

    client: "HiveClient | None"
    why: str
    passed_over: bool = False


def _hive_of(folder: Path) -> _Hive:
    try:
        places = find_places(folder)
    except NoRepository:
        return _Hive(None, f"{folder} is in no git repository")
    except InputError as problem:
        return _Hive(None, str(problem))
    if not places.socket.exists():
        return _Hive(None, "no hive runs here")
    from kaptar.api.hive_client import HiveClient

    client = HiveClient(places.socket, PATIENCE_S, places.common)
    found = _judged(client, places)
    if found.client is None:
        client.close()
    return found


def _judged(client: "HiveClient", places: Places) -> _Hive:
    silent = stopped_hive(places)
    health = client.health() if silent is None else None
    if health is None:
        silent = silent or silent_hive(places)
        return _Hive(None, "no hive answers here") if silent is None else _Hive(None, silent.said, passed_over=True)
    if health.repository != str(places.common):
        return _Hive(None, f"the hive that answers is of {health.repository}", passed_over=True)
    try:
        refuse_other(health.protocol, health.version)
    except OtherProtocol as problem:
        return _Hive(None, str(problem), passed_over=True)
    return _Hive(client, "the repository's hive answers")
