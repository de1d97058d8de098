"""Rules of leases, as functions of values. Pure: the time is an argument.

Times are seconds of a clock that never goes back while the machine runs; see `kaptar.workspace.leases.clock`.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Literal, NamedTuple

import msgspec

from kaptar.errors import InvalidArgument
from kaptar.workspace.resources import Resource, overlaps

Mode = Literal["exclusive", "shared"]

LEAST_S, MOST_S = 1.0, 24 * 3600.0
"""Bounds of the time to live of a lease."""

MOST_RESOURCES = 1000
"""Resources of one claim."""


PERSON = "person"
"""The client of a person at a terminal, whose edits are held up by leases and take none."""

_LONGEST, _BEGIN = 64, 48
"""Characters of a name that are shown; and those of a longer one, before its digest."""


class Holder(msgspec.Struct, frozen=True):
    """Holder of a lease: a session of a client, one of its sub-agents, or a person.

    Attributes:
        client: ``claude``, ``codex``, …; ``person`` for who uses the command line.
        session: the client's session, or the name of the person's account.
        agent: the sub-agent, "" for none: two sub-agents of a session are two holders.
    """

    client: str
    session: str
    agent: str = ""

    @property
    def key(self) -> str:
        """The holder as ``--as`` of a command takes it."""
        return "/".join(filter(None, (self.client, self.session, self.agent)))

    def __str__(self) -> str:
        """Names in full: two holders never read alike, and a command takes what is read."""
        if self.client == PERSON:
            return self.session
        agent = f", agent {_shown(self.agent)}" if self.agent else ""
        return f"{self.client} (session {_shown(self.session)}{agent})"


def _shown(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    return f"{name[:_BEGIN]}… {sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


class Claim(msgspec.Struct, frozen=True):
    """Request for resources: all of them, or none.

    Attributes:
        ttl_s: seconds until it ends, unless it is renewed.
        automatic: taken by an edit, and not asked for.
    """

    holder: Holder
    resources: tuple[Resource, ...]
    ttl_s: float
    mode: Mode = "exclusive"
    purpose: str = ""
    automatic: bool = False


class Lease(msgspec.Struct, frozen=True):
    """One granted resource.

    Attributes:
        token: rises with every grant in the repository, and is never given twice.
        until_s: from then on it is free.
    """

    token: int
    holder: Holder
    resource: Resource
    mode: Mode
    purpose: str
    since_s: float
    until_s: float
    automatic: bool = False

    def lives(self, now_s: float) -> bool:
        """Whether it holds at a time."""
        return now_s < self.until_s


class Waiter(NamedTuple):
    """A claim that waits; those with a lower number come first."""

    number: int
    claim: Claim
    until_s: float


class Denied(NamedTuple):
    """A claim that is not granted: the leases in its way, and the claims that wait before it."""

    leases: tuple[Lease, ...]
    ahead: tuple[Waiter, ...] = ()

    def in_the_way(self, now_s: float) -> tuple[Lease, ...]:
        """The leases, else what those that wait will get: token 0 says that they have none yet. At least one."""
        return self.leases or tuple(as_lease(each, now_s) for each in self.ahead)


class Settled(NamedTuple):
    """A claim that is granted: the holder's leases that go on, and the resources that get a new one.

    ``replaced``: leases of the holder that end, because the new ones say more.
    """

    renewed: tuple[Lease, ...]
    new: tuple[Resource, ...]
    replaced: tuple[Lease, ...] = ()


def require_sound(claim: Claim) -> None:
    """Raises InvalidArgument where a claim is beyond its bounds, with what to do."""
    if not claim.resources:
        raise InvalidArgument("the claim names nothing; name a file, a pattern or a definition")
    if len(claim.resources) > MOST_RESOURCES:
        raise InvalidArgument(
            f"the claim names {len(claim.resources):,} resources; at most {MOST_RESOURCES:,} are allowed: use a pattern"
        )
    if not LEAST_S <= claim.ttl_s <= MOST_S:
        raise InvalidArgument(f"a lease lasts from {LEAST_S:g} s to {MOST_S / 3600:g} h, and not {claim.ttl_s:g} s; renew it")
    if not claim.holder.session:
        raise InvalidArgument("the claim has no holder: the client names no session")


def decide(
    claim: Claim, leases: Iterable[Lease], waiting: Sequence[Waiter], now_s: float, number: int | None
) -> Settled | Denied:
    """Grant a claim as a whole, or say what is in its way. The order of resources does not matter: nothing is held meanwhile.

    Args:
        leases: at least all living ones that overlap.
        waiting: claims that wait, in any order.
        number: of this claim among those that wait; None where it does not, so that all that wait come first.
    """
    living = [lease for lease in leases if lease.lives(now_s)]
    against = tuple(lease for lease in living if lease.holder != claim.holder and _excludes(claim, lease.mode, (lease.resource,)))
    ahead = tuple(each for each in waiting if _comes_first(each, claim, number, now_s))
    if against or ahead:
        return Denied(against, ahead)
    own = {lease.resource: lease for lease in living if lease.holder == claim.holder}
    kept, replaced, new = list[Lease](), list[Lease](), list[Resource]()
    for resource in dict.fromkeys(claim.resources):
        held = own.get(resource)
        if held is not None and (held.mode == claim.mode or held.mode == "exclusive"):
            kept.append(held)
            continue
        new.append(resource)
        if held is not None:
            replaced.append(held)
    return Settled(tuple(kept), tuple(new), tuple(replaced))


def against(claim: Claim, leases: Iterable[Lease], now_s: float) -> tuple[Lease, ...]:
    """The living leases of others that a claim cannot be granted beside."""
    found = decide(claim, leases, (), now_s, None)
    return found.leases if isinstance(found, Denied) else ()


def as_lease(waiter: Waiter, now_s: float) -> Lease:
    """What a claim that waits will get, without a token."""
    asked = waiter.claim
    return Lease(0, asked.holder, asked.resources[0], asked.mode, asked.purpose, now_s, waiter.until_s)


def _excludes(claim: Claim, mode: Mode, resources: Sequence[Resource]) -> bool:
    if claim.mode == mode == "shared":
        return False
    return any(overlaps(one, other) for one in claim.resources for other in resources)


def _comes_first(waiter: Waiter, claim: Claim, number: int | None, now_s: float) -> bool:
    if waiter.claim.holder == claim.holder or now_s >= waiter.until_s or (number is not None and waiter.number >= number):
        return False
    return _excludes(claim, waiter.claim.mode, waiter.claim.resources)
