"""New definitions that nothing reaches, or that stand in a block twice."""

import pytest
from laying import lay

from kaptar.edit.account.rules.unreached import check_unreached

BEFORE = "def first(a):\n    b = a\n    return b\n"
UNREACHED = [
    f"{BEFORE}\n    def second(self):\n        return 2\n",
    f"{BEFORE}\n    @property\n    def second(self):\n        return 2\n",
    f"{BEFORE}\n    class Second:\n        pass\n",
    BEFORE.replace("return b", "return call(\n        b,\n    )") + "\n    def second(self):\n        return 2\n",
]


@pytest.mark.parametrize("after", UNREACHED)
def test_a_definition_below_what_leaves_the_block_is_refused(after: str) -> None:
    assert check_unreached(*lay(BEFORE, after, after)) is not None


def test_a_definition_that_the_block_has_is_refused() -> None:
    before = "def test():\n    def parse(v):\n        raise ValueError\n    assert parse\n"
    after = before + "\n    def parse(v):\n        return v\n"
    assert check_unreached(*lay(before, after, after)) is not None


REACHED = [
    f"{BEFORE}\n\ndef second(a):\n    return 2\n",
    BEFORE.replace("return b", "return b if a\n    def second\n      2\n    end"),
    BEFORE.replace("    return b", "    if a:\n        return b\n    def second():\n        return 2\n    return second"),
    "class A:\n    def first(self):\n        return 1\n\n    def second(self):\n        return 2\n",
]


@pytest.mark.parametrize("after", REACHED)
def test_other_definitions_come(after: str) -> None:
    assert check_unreached(*lay(BEFORE, after, after)) is None
