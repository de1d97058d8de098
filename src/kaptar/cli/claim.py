"""``kaptar claim``, ``release`` and ``who``: leases of files, patterns and definitions."""

from pathlib import Path

import click
import msgspec

from kaptar.api.acting import acting
from kaptar.api.leases import (
    ClaimAnswer,
    LeaseRow,
    ReleaseAnswer,
    break_,
    open_book,
    resources_of,
    wanted,
)
from kaptar.api.leases import claim as take
from kaptar.api.leases import release as give_back
from kaptar.api.leases import who as held
from kaptar.api.places import find_places
from kaptar.api.unfound import unfound
from kaptar.cli.acting_for import AS
from kaptar.cli.border import escaped
from kaptar.cli.command import State, Verb

_SHORT = 8
"""Characters of a name that a person may type."""

_NAMES = click.argument("names", nargs=-1, metavar="[PATH|PATTERN|PATH::NAME]...")


@click.command(cls=Verb)
@_NAMES
@click.option("--shared", is_flag=True, help="Others may hold it too, as long as all of them only share it.")
@click.option("--for", "purpose", default="", metavar="WHY", help="What for: others are told.")
@click.option("--ttl", "ttl_s", default=600.0, show_default=True, metavar="SECONDS", help="How long it holds.")
@click.option("--wait", "wait_s", default=0.0, metavar="SECONDS", help="Wait so long for who holds it now.")
@click.option("--break", "breaks", is_flag=True, help="Take it away from who holds it. For people; it is noted.")
@AS
@click.pass_obj
def claim(
    state: State, names: tuple[str, ...], shared: bool, purpose: str, ttl_s: float, wait_s: float, breaks: bool, key: str | None
) -> int:
    """Take files, patterns or definitions for a while: all of them, or none.

    While you hold them, the edits of other sessions there are stopped before they are made. A folder means all files below it.

    Exit code 0 when you have them, 1 when somebody else does. With --break 0 when nobody has them any more.
    """
    places = find_places(Path.cwd())
    resources = resources_of(names, places, Path.cwd())
    holder = acting(places, key)
    with open_book(places) as book:
        if breaks:
            broken = break_(book, resources, holder)
            state.answer(broken, lambda: _released(broken, "taken away", "held by nobody"))
            return 0
        answer = take(book, wanted(holder, resources, ttl_s, purpose, shared=shared), wait_s)
    answer = msgspec.structs.replace(answer, unfound=tuple(unfound(resources)))
    state.answer(answer, lambda: _claimed(answer))
    return int(not answer.granted)


@click.command(cls=Verb)
@_NAMES
@AS
@click.pass_obj
def release(state: State, names: tuple[str, ...], key: str | None) -> int:
    """Give back what you hold: all of it, or what is named."""
    places = find_places(Path.cwd())
    resources = resources_of(names, places, Path.cwd())
    with open_book(places) as book:
        answer = give_back(book, acting(places, key), resources)
    state.answer(answer, lambda: _released(answer, "released", "not held by you"))
    return 0


@click.command(cls=Verb)
@_NAMES
@click.pass_obj
def who(state: State, names: tuple[str, ...]) -> int:
    """Say who holds what: all leases of the repository, or those on what is named."""
    places = find_places(Path.cwd())
    resources = resources_of(names, places, Path.cwd())
    with open_book(places) as book:
        rows = held(book, resources)
    state.answer(rows, lambda: "\n".join(map(_line, rows)) or "nobody holds anything here")
    return 0


def _claimed(answer: ClaimAnswer) -> str:
    head = "granted" if answer.granted else "not granted: somebody else holds it"
    return "\n".join((head, *(f"  {_line(each)}" for each in answer.leases), *map(escaped, answer.unfound)))


def _released(answer: ReleaseAnswer, done: str, free: str) -> str:
    lines = [f"{done}: {_line(each)}" for each in answer.released] + [f"{free}: {escaped(each)}" for each in answer.asked]
    return "\n".join(lines) or "nothing to do: there is no such lease"


def _line(row: LeaseRow) -> str:
    what = f"{row.path}::{row.name}" if row.name else row.path
    how = ("shared, " if row.mode == "shared" else "") + ("by its edits" if row.automatic else row.purpose or "claimed")
    waits = "waits" if not row.token else f"token {row.token}"
    is_long = any(len(part) > _SHORT for part in row.key.split("/")[1:])
    holder = row.key if is_long else row.holder  # a long name as a command takes it: it will be copied
    return escaped(f"{what}: {holder}, {how}, {row.left_s:.0f} s left ({waits})")
