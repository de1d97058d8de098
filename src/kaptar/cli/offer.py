"""``kaptar offer``: hand leases to another session, which accepts or declines them."""

from pathlib import Path

import click

from kaptar.api.acting import acting
from kaptar.api.leases import LeaseRow, resources_of, session_meant
from kaptar.api.offers import OfferAnswer, OfferRow, accept, end, offers
from kaptar.api.offers import offer as make
from kaptar.api.places import find_places
from kaptar.cli.border import escaped
from kaptar.cli.command import State, Verb


@click.command(cls=Verb)
@click.argument("names", nargs=-1, metavar="[PATH|PATTERN|PATH::NAME]...")
@click.option("--to", "taker", metavar="CLIENT/SESSION[/AGENT]", help="Offer your leases to this session.")
@click.option("--for", "why", default="", metavar="WHY", help="With --to: what for.")
@click.option("--accept", "accepts", type=int, metavar="NUMBER", help="Take what was offered to you.")
@click.option("--decline", "declines", type=int, metavar="NUMBER", help="Refuse it: it stays with who offers it.")
@click.option("--withdraw", "withdraws", type=int, metavar="NUMBER", help="Take your own offer back.")
@click.option("--as", "key", metavar="CLIENT/SESSION[/AGENT]", help="For this session of a client, not for you.")
@click.pass_obj
def offer(
    state: State, names: tuple[str, ...], taker: str | None, why: str, accepts: int | None, declines: int | None,
    withdraws: int | None, key: str | None,
) -> int:  # fmt: skip
    """Hand what you hold to another session; without an option, list the open offers.

    Until the other one accepts, it stays yours. It then gets new tokens and the time that is left.
    """
    chosen = [each for each in (taker, accepts, declines, withdraws) if each is not None]
    if len(chosen) > 1:
        raise click.UsageError("--to, --accept, --decline and --withdraw exclude each other")
    places = find_places(Path.cwd())
    by = acting(places, key)
    if not chosen:
        rows = offers(places)
        state.answer(rows, lambda: "\n".join(map(_row, rows)) or "there are no open offers")
        return 0
    if taker is not None:
        answer = make(places, by, session_meant(places, taker), resources_of(names, places, Path.cwd()), why)
    elif accepts is not None:
        answer = accept(places, accepts, by)
    elif declines is not None:
        answer = end(places, declines, by, "declined")
    else:
        assert withdraws is not None
        answer = end(places, withdraws, by, "withdrawn")
    state.answer(answer, lambda: _answer(answer))
    return 0


def _row(each: OfferRow) -> str:
    why = f", for {each.why!r}" if each.why else ""
    return escaped(f"{each.number}: {each.giver} offers {', '.join(each.names)} to {each.taker}{why}")


def _answer(answer: OfferAnswer) -> str:
    said = "offered: it stays yours until the offer is accepted" if answer.outcome == "open" else answer.outcome
    return "\n".join((f"offer {answer.offer}: {said}", *map(_lease, answer.leases)))


def _lease(row: LeaseRow) -> str:
    what = f"{row.path}::{row.name}" if row.name else row.path
    return escaped(f"  {what}: {row.holder}, {row.left_s:.0f} s left (token {row.token})")
