"""The rules of leases: what overlaps, what is granted, who comes first."""

import pytest

from kaptar.errors import InvalidArgument
from kaptar.workspace.leases.model import Claim, Denied, Holder, Lease, Settled, Waiter, decide, require_sound
from kaptar.workspace.resources import Resource, overlaps

ONE, TWO = Holder("claude", "one"), Holder("codex", "two")


def on(path: str, name: str = "", *, pattern: bool = False, worktree: str = "/w") -> Resource:
    return Resource(worktree, path, name, pattern)


OVERLAPS = {
    "a file and itself": (on("a.py"), on("a.py"), True),
    "two files": (on("a.py"), on("b.py"), False),
    "two worktrees": (on("a.py"), on("a.py", worktree="/v"), False),
    "a definition and its file": (on("a.py", "f"), on("a.py"), True),
    "two definitions": (on("a.py", "f"), on("a.py", "g"), False),
    "a method and its class": (on("a.py", "A.f"), on("a.py", "A"), True),
    "names that begin alike": (on("a.py", "Area"), on("a.py", "AreaOf"), False),
    "definitions of two files": (on("a.py", "f"), on("b.py", "f"), False),
    "a pattern and a file": (on("src/**", pattern=True), on("src/a/b.py"), True),
    "a pattern and another file": (on("src/**", pattern=True), on("test/b.py"), False),
    "a pattern and a definition": (on("src/*.py", pattern=True), on("src/b.py", "f"), True),
    "two patterns": (on("src/**/api", pattern=True), on("src/*", pattern=True), True),
    "two patterns apart": (on("src/*.py", pattern=True), on("src/*.js", pattern=True), False),
}


@pytest.mark.parametrize(("one", "other", "expected"), OVERLAPS.values(), ids=OVERLAPS.keys())
def test_overlap(one: Resource, other: Resource, *, expected: bool) -> None:
    assert overlaps(one, other) is expected
    assert overlaps(other, one) is expected


def lease(token: int, holder: Holder, resource: Resource, until_s: float = 10.0) -> Lease:
    return Lease(token, holder, resource, "exclusive", "", 0.0, until_s)


def test_all_or_none() -> None:
    claim = Claim(ONE, (on("a.py"), on("b.py")), 60)
    assert decide(claim, [lease(1, TWO, on("b.py"))], [], 5.0, None) == Denied((lease(1, TWO, on("b.py")),))
    assert decide(claim, [], [], 5.0, None) == Settled((), (on("a.py"), on("b.py")))


def test_expired_means_free() -> None:
    assert isinstance(decide(Claim(ONE, (on("a.py"),), 60), [lease(1, TWO, on("a.py"), 5.0)], [], 5.0, None), Settled)


def test_shared_beside_shared_and_not_beside_exclusive() -> None:
    held = Lease(1, TWO, on("a.py"), "shared", "", 0, 10)
    assert isinstance(decide(Claim(ONE, (on("a.py"),), 60, "shared"), [held], [], 5.0, None), Settled)
    assert isinstance(decide(Claim(ONE, (on("a.py"),), 60), [held], [], 5.0, None), Denied)


def test_sub_agents_of_one_session_are_two_holders() -> None:
    held = lease(1, Holder("claude", "one", "a"), on("a.py"))
    assert isinstance(decide(Claim(Holder("claude", "one", "b"), (on("a.py"),), 60), [held], [], 5.0, None), Denied)


def test_who_waits_longest_comes_first() -> None:
    waiting = [Waiter(1, Claim(TWO, (on("a.py"),), 60), 100.0)]
    assert decide(Claim(ONE, (on("a.py"),), 60), [], waiting, 5.0, None) == Denied((), tuple(waiting))
    assert decide(Claim(ONE, (on("a.py"),), 60), [], waiting, 5.0, 2) == Denied((), tuple(waiting))
    assert isinstance(decide(waiting[0].claim, [], [*waiting, Waiter(2, Claim(ONE, (on("a.py"),), 60), 100.0)], 5.0, 1), Settled)
    assert isinstance(decide(Claim(ONE, (on("b.py"),), 60), [], waiting, 5.0, None), Settled)


def test_a_shared_lease_becomes_an_exclusive_one() -> None:
    held = Lease(1, ONE, on("a.py"), "shared", "", 0, 10)
    assert decide(Claim(ONE, (on("a.py"),), 60), [held], [], 5.0, None) == Settled((), (on("a.py"),), (held,))


UNSOUND = {
    "nothing": (Claim(ONE, (), 60), "names nothing"),
    "too many": (Claim(ONE, tuple(on(f"{n}.py") for n in range(1001)), 60), "at most 1,000"),
    "no time": (Claim(ONE, (on("a.py"),), 0), "not 0 s"),
    "a year": (Claim(ONE, (on("a.py"),), 365 * 86400.0), "24 h"),
    "nobody": (Claim(Holder("claude", ""), (on("a.py"),), 60), "no holder"),
}


@pytest.mark.parametrize(("claim", "said"), UNSOUND.values(), ids=UNSOUND.keys())
def test_claims_beyond_their_bounds(claim: Claim, said: str) -> None:
    with pytest.raises(InvalidArgument, match=said):
        require_sound(claim)
