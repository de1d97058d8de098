"""The account asks between its steps whether it may go on."""

from collections.abc import Callable

import pytest
from breaking import RIGHTS, Right

from kaptar.edit.account.check import Change, take_account
from kaptar.edit.outcome import Plan, Span
from kaptar.errors import DeadlineExceeded

SNIPPET = Right("", "lazy", "structure", "def f(a):\n    b = 2\n    return b\n", "# ...\n    b = 3\n    return b\n",
                "def f(a):\n    b = 3\n    return b\n")  # fmt: skip


def asking(right: Right, go_on: Callable[[], object]) -> None:
    source, new = right.source.encode(), right.text.encode()
    spans = (Span(0, len(source), new),)
    plan = Plan(right.path, right.format, right.grade, spans, (), "", (), (), "guest", 0.0)  # type: ignore[arg-type]
    take_account(Change(source, spans, new, right.edit, None, part=right.part, go_on=go_on), plan, is_told=False)


@pytest.mark.parametrize("right", [SNIPPET, RIGHTS[0]], ids=["snippet", "blocks"])
def test_it_ends_wherever_the_time_is_over(right: Right) -> None:
    asked: list[int] = []
    asking(right, lambda: asked.append(1))
    assert len(asked) >= 2

    for number in range(1, len(asked) + 1):
        seen: list[int] = []

        def go_on(number: int = number, seen: list[int] = seen) -> None:
            seen.append(1)
            if len(seen) == number:
                raise DeadlineExceeded("over")

        with pytest.raises(DeadlineExceeded):
            asking(right, go_on)
        assert len(seen) == number
