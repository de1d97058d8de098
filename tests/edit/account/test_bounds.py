"""Bounds of the account: none lets through what is refused below it."""

import importlib
import pkgutil
import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from laying import lay

import kaptar.edit.account
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.account.rules.cut_off import check_unclosed
from kaptar.edit.account.rules.doubles import check_doubles
from kaptar.edit.account.rules.firsts import check_firsts
from kaptar.edit.account.rules.hidden import check_hidden
from kaptar.edit.account.rules.moved_comments import check_moved_comments
from kaptar.edit.account.rules.renewed_heads import check_renewed_heads
from kaptar.edit.account.rules.unreached import check_unreached
from kaptar.edit.account.rules.whole_blocks import check_whole_blocks
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Complaint, Refused

_BOUND = re.compile(r"_(?:MOST|MAX|LONGEST|FAR|NEAR)(?:_[A-Z]+)*")
REFUSED = {
    "facts.shown": {"_MAX_PLACES", "_MAX_STEPS", "_MAX_SEGMENTS"},
    "facts.plain_markers": {"_LONGEST", "_MOST_NOUNS"},
    "facts.successors": {"_MOST"},
    "facts.records": {"_MOST_TRIVIA"},
    "quoting.standing": {"_MAX_VOTES", "_MAX_PLACES"},
    "quoting.reading.calls": {"_MAX_DEPTH"},
    "quoting.reading.diffs": {"_LONGEST_NAME"},
    "quoting.reading.patches": {"_LONGEST"},
    "rules.alike_blocks": {"_MOST"},
    "rules.condensed": {"_MOST"},
    "rules.rivals": {"_MOST_PLACES", "_MOST_ROWS"},
    "rules.statements": {"_MOST_AT_AN_END"},
    "whole": {"_MAX_DEPTH"},
}
"""What is larger is refused, or counts as what the rule refuses."""
OTHERWISE = {
    "facts.lines": {"_MAX_CELLS"},
    "facts.records": {"_MOST_PLACES"},
    "quoting.reading.search_replace": {"_NEAR"},
    "quoting.replay": {"_MAX_WORK"},
}
"""What is larger is done in another way, or named in ``not_run``."""
BEGINNING = {
    "facts.alike": {"_LONGEST"}, "facts.matching": {"_LONGEST"}, "facts.records": {"_LONGEST_HEAD"},
    "facts.heads": {"_LONGEST"}, "rules.general_heads": {"_LONGEST"}, "facts.successors": {"_LONGEST"},
    "reasons": {"_LONGEST"}, "rules.alike_blocks": {"_LONGEST"}, "rules.doubles": {"_LONGEST"},
    "rules.elsewhere": {"_LONGEST"}, "rules.once": {"_LONGEST"}, "rules.opened": {"_LONGEST"},
    "rules.swallowed": {"_LONGEST"}, "rules.versions": {"_LONGEST"},
    "facts.own_blocks": {"_LONGEST"},
    "quoting.left_below": {"_LONGEST"}, "quoting.done": {"_LONGEST"},
    "quoting.cut_words": {"_LONGEST"}, "quoting.above_heads": {"_LONGEST"},
}  # fmt: skip
"""Of what is longer a part is compared."""
NOT_MEANT = {
    "facts.comments": {"_LONGEST"}, "facts.rows": {"_LONGEST"}, "facts.spoken_markers": {"_MOST_WORDS", "_LONGEST"},
    "quoting.gone": {"_FAR"}, "quoting.left_below": {"_FAR", "_MOST_VERSIONS"},
    "quoting.above_heads": {"_FAR"}, "rules.keyed_twice": {"_MOST"},
    "quoting.hollow": {"_MOST_WORDS", "_MOST_OF_A_TOPIC", "_LONGEST"}, "quoting.lost_code": {"_LONGEST", "_MOST_WORDS"},
    "talk": {"_LONGEST", "_MOST_LINES"},
    "rules.block_lines": {"_LONGEST"},
    "rules.condensed": {"_LONGEST"}, "rules.copies": {"_NEAR"}, "rules.hollow": {"_LONGEST", "_MOST_COMMENTED"},
    "rules.kept_words": {"_LONGEST"}, "rules.known_comments": {"_MOST_PLACES"}, "rules.replaced_there": {"_MOST_NEW"},
    "rules.rivals": {"_MOST_CHANGES"}, "rules.stand_ins": {"_LONGEST"},
}  # fmt: skip
"""What is longer is not what the rule speaks of: a sentence is no marker, and a body is no stub."""


def bounds() -> set[tuple[str, str]]:
    """All bounds of the account, by module and name."""
    found = set()
    for each in pkgutil.walk_packages(kaptar.edit.account.__path__, "kaptar.edit.account."):
        for name, value in vars(importlib.import_module(each.name)).items():
            if isinstance(value, int) and _BOUND.fullmatch(name):
                found.add((each.name.removeprefix("kaptar.edit.account."), name))
    return found


def test_each_bound_is_one_of_a_kind_that_lets_nothing_through() -> None:
    kinds = (REFUSED, OTHERWISE, BEGINNING, NOT_MEANT)
    known = [(room, name) for kind in kinds for room, names in kind.items() for name in names]
    assert len(known) == len(set(known))
    assert set(known) == bounds()


class Case(NamedTuple):
    """A wrong text for an edit, and the rule that refuses it. A part of the text has any number of lines."""

    check: Callable[[Difference, Shown], Complaint | None]
    before: str
    after: str
    edit: str


def _unclosed(difference: Difference, _: Shown) -> Complaint | None:
    return check_unclosed(difference)


def cases(count: int) -> dict[str, Case]:
    """Wrong texts, each with so many lines between what the rule compares."""
    calls = "".join(f"    a{n}()\n" for n in range(count))
    inner = "".join(f"        a{n},\n" for n in range(count))
    comment = "".join(f"# words number {n}\n" for n in range(count))
    value = f"def f():\n    y = call(\n{inner}    )\n    z = 1\n"
    pair = f"def f():\n    y, q = call()\n{calls}    z = 1\n"
    rest = f"switch (x) {{\n  default:\n{calls}}}\n"
    first = f"def first(a):\n    return call(\n{inner}    )\n"
    moved = f"# the comment of it\n{comment}go(1)\nstay(2)\n"
    block = f"if a:\n    one()\n{comment.replace('#', '    #')}    last()\nb()\n"
    item = f"- name: a\n{calls}    last()\n"
    heads = "if (a) {\n    go();\n}\n" * count
    return {
        "a statement above": Case(
            check_hidden, value, value.replace("    z", "    y = 5\n    z"), "def f():\n    # ...\n    y = 5\n    z = 1\n"
        ),
        "names above": Case(
            check_doubles,
            pair,
            pair.replace("    z", "    y, q = go(5)\n    z"),
            "def f():\n    # ...\n    y, q = go(5)\n    z = 1\n",
        ),
        "a branch for the rest": Case(
            check_firsts, rest, rest.replace("}\n", "  case 9:\n    b()\n}\n"), "switch (x) {\n  // ...\n  case 9:\n    b()\n}\n"
        ),
        "what leaves the block": Case(
            check_unreached,
            first,
            f"{first}    def second(self):\n        return 2\n",
            f"{first}    def second(self):\n        return 2\n",
        ),
        "a comment that moves": Case(
            check_moved_comments,
            moved,
            moved.replace("stay", "# the comment of it\nstay"),
            "go(1)\n# the comment of it\nstay(2)\n",
        ),
        "the end of a block": Case(check_whole_blocks, block, block.replace("one", "two"), "if a:\n    two()\n# ...\n"),
        "a new head": Case(
            check_renewed_heads, f"list:\n{item}", f"list:\n- name: b\n{calls}{item}", f"list:\n- name: b\n{calls}# ...\n"
        ),
        "heads of blocks": Case(_unclosed, heads, f"{heads}if (b) {{\n    go();\n", f"{heads}if (b) {{\n    go();\n"),
    }


@pytest.mark.parametrize("name", cases(1))
@pytest.mark.parametrize("count", [5, 2_500])
def test_what_is_refused_is_refused_in_a_large_file_too(name: str, count: int) -> None:
    case = cases(count)[name]
    assert case.check(*lay(case.before, case.after, case.edit)) is not None


@pytest.mark.guest
@pytest.mark.parametrize("count", [5, 2_500])
def test_the_last_lines_of_a_comment_are_not_taken_for_all_of_it(editor: Editor, count: int) -> None:
    comment = "".join(f"# Hidden text number {n}.\n" for n in range(count))
    source = f"import os\n\n\n{comment}# Shown words a.\n# Shown words b.\n# Shown words c.\ndef f():\n    return 1\n"
    edit = "# ... existing code ...\n# Shown words a.\n# Shown words b.\n# Shown sentence c.\ndef f():\n    return 1\n"
    outcome = editor.apply_edit(source.encode(), edit, path="a.py")
    assert isinstance(outcome, Refused)
    assert outcome.rule == "trivia"
