"""Explaining: edits that were about to be made are found in what the file holds, whoever else has written meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.workspace.explaining import Intent, carried, explained, lies_between, own_part

BASE = b"1\n2\n3\n4\n5\n"


def changed(text: bytes, *swaps: tuple[bytes, bytes]) -> bytes:
    for old, new in swaps:
        text = text.replace(old, new, 1)
    return text


CARRIED = {
    "nothing else": (BASE, changed(BASE, (b"2", b"two"))),
    "a line far away": (changed(BASE, (b"5", b"five")), changed(BASE, (b"2", b"two"), (b"5", b"five"))),
    "the line below": (changed(BASE, (b"3", b"three")), changed(BASE, (b"2", b"two"), (b"3", b"three"))),
    "lines above": (b"0\n" + BASE, changed(b"0\n" + BASE, (b"2", b"two"))),
    "it is there already": (changed(BASE, (b"2", b"two")), changed(BASE, (b"2", b"two"))),
    "the line itself is another one": (changed(BASE, (b"2", b"deux")), None),
    "the line is gone": (changed(BASE, (b"2\n", b"")), None),
}


@pytest.mark.parametrize(("other", "expected"), CARRIED.values(), ids=CARRIED.keys())
def test_a_change_is_carried_over_to_another_content(other: bytes, expected: bytes | None) -> None:
    assert carried(BASE, changed(BASE, (b"2", b"two")), other) == expected


def test_an_edit_that_was_not_made_is_not_on_the_way() -> None:
    wanted = changed(BASE, (b"2", b"two"))
    assert lies_between(BASE, wanted, changed(wanted, (b"3", b"three")))
    assert not lies_between(BASE, wanted, BASE)
    assert not lies_between(BASE, wanted, changed(BASE, (b"3", b"three")))
    assert not lies_between(BASE, wanted, changed(BASE, (b"2", b"deux")))


def test_what_came_out_otherwise_is_found_in_its_place() -> None:
    now = changed(BASE, (b"2", b"two "), (b"5", b"five"))
    assert own_part(BASE, changed(BASE, (b"2", b"two")), now) == changed(BASE, (b"2", b"two "))


LINES = [f"{number}\n".encode() for number in range(12)]


@given(st.permutations(range(12)), st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), st.booleans())
def test_each_edit_is_found_among_those_of_others(order: list[int], one: int, two: int, user: int, first: bool) -> None:
    """Lines next to each other too."""
    places = order[:one], order[one : one + two], order[one + two : one + two + user]

    def with_lines(*of: int) -> bytes:
        makers = {place: maker for maker in of for place in places[maker]}
        return b"".join(b"%d by %d\n" % (at, makers[at]) if at in makers else line for at, line in enumerate(LINES))

    base, now = b"".join(LINES), with_lines(0, 1, 2)
    intents = [Intent(base, with_lines(0)), Intent(base, with_lines(1))]
    made = list(explained(base, now, intents if first else intents[::-1]))
    assert len(made) == 2
    assert made[-1].content == with_lines(0, 1)
    assert made[0].content == with_lines(0 if first else 1)
