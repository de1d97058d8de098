"""Naming of holders: what the beginning of a name means, and that two holders never read alike."""

from itertools import combinations

import pytest

from kaptar.errors import InputError
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.leases.naming import meant

ONE, OTHER = "aaaa1111-0000-4000-8000-000000000001", "aaaa1111-0000-4000-8000-000000000002"
KNOWN = [
    Holder("claude", ONE), Holder("claude", "bbbb2222-0000"), Holder("claude", "bbbb2222-0000", "agent-7"),
    Holder("claude", "bbbb2222-0000", "agent-8"), Holder("codex", OTHER), Holder("claude", "s"), Holder("claude", "s-2"),
    Holder("person", "alice"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (Holder("claude", "aaaa1111"), Holder("claude", ONE)),
        (Holder("claude", "a"), Holder("claude", ONE)),
        (Holder("codex", "aaaa1111"), Holder("codex", OTHER)),
        (Holder("claude", ONE), Holder("claude", ONE)),
        (Holder("claude", "bbbb"), Holder("claude", "bbbb2222-0000")),
        (Holder("claude", "bbbb", "agent-7"), Holder("claude", "bbbb2222-0000", "agent-7")),
        (Holder("claude", "bbbb", "new"), Holder("claude", "bbbb2222-0000", "new")),
        (Holder("claude", "aaaa", "agent"), Holder("claude", ONE, "agent")),
        (Holder("claude", "s"), Holder("claude", "s")),
        (Holder("claude", "new"), Holder("claude", "new")),
        (Holder("gemini", "aaaa1111"), Holder("gemini", "aaaa1111")),
        (Holder("person", "al"), Holder("person", "al")),
    ],
)
def test_the_beginning_of_one_name_means_it(typed: Holder, expected: Holder) -> None:
    assert meant(typed, KNOWN) == expected


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (Holder("codex", "aaaa"), ["codex/aaaa1111-0000-4000-8000-000000000002", "codex/aaaa9"]),
        (Holder("claude", "bbbb", "agent"), ["claude/bbbb2222-0000/agent-7", "claude/bbbb2222-0000/agent-8"]),
    ],
)
def test_the_beginning_of_several_names_is_refused_with_them(typed: Holder, named: list[str]) -> None:
    with pytest.raises(InputError, match="beginning of several names") as refused:
        meant(typed, [*KNOWN, Holder("codex", "aaaa9")])
    assert all(name in str(refused.value) for name in named)


def test_of_many_names_some_are_listed() -> None:
    with pytest.raises(InputError, match="and 7 more"):
        meant(Holder("claude", "x"), [Holder("claude", f"x{number:02}") for number in range(12)])


@pytest.mark.parametrize(
    ("one", "other"),
    list(combinations(
        [
            Holder("claude", ONE), Holder("claude", OTHER), Holder("claude", "aaaa1111"), Holder("codex", ONE),
            Holder("claude", ONE, "agent-of-twelve-1"), Holder("claude", ONE, "agent-of-twelve-2"),
            Holder("claude", "x" * 100), Holder("claude", "x" * 101), Holder("claude", "x" * 99 + "y"),
            Holder("claude", "x" * 64),
        ],
        2,
    )),
)  # fmt: skip
def test_two_holders_never_read_alike(one: Holder, other: Holder) -> None:
    assert str(one) != str(other)


def test_a_name_without_end_is_cut() -> None:
    assert len(str(Holder("claude", "x" * 10_000, "y" * 10_000))) < 200
