"""Each rule of the account is needed: there is a wrong text that it alone refuses."""

import importlib
import json
import pkgutil
import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from judging import Judge
from proof.plans import CUTS
from proof.triple import Triple

import kaptar.edit.account
from kaptar.edit.account.check import Change, take_account
from kaptar.edit.account.findings import Reach
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Plan, Refused, Span

HAND = Path(__file__).parents[1] / "hand"
STRANGERS = {
    case["name"]: case
    for name in ("reported", "attacked", "strangers", "found", "kinds", "quoted")
    for case in json.loads((HAND / f"{name}.json").read_text("utf-8"))
}
BY_STRANGERS = json.loads((Path(__file__).parent / "each_rule.json").read_text("utf-8"))
"""Names of rules, each with the case that is applied wrongly without it."""


class Wrong(NamedTuple):
    """A wrong text for an edit. ``rule``: the only one that refuses it."""

    rule: str
    path: str
    before: str
    text: str
    edit: str
    by_lines: bool = False


BODY = "def f(xs):\n    for x in xs:\n        go(x)\n    return 1\n"
TWO = (
    "watch(a, () => {\n  dummy = values;\n  // the types\n  go(1);\n});\n"
    "watch(b, () => {\n  dummy = values;\n  let first = values[0];\n  // the types\n  go(2);\n});\n"
)
IMPORTS = "import os\nfrom a import x\n\n\ndef f():\n    return x\n"
PAIR = "def f():\n    one()\n    two()\n\n\ndef g():\n    return 1\n"
TWICE = "def f():\n    one()\n    two()\n\n\ndef g():\n    one()\n    three()\n"
LEAVES = "def first(a):\n    b = a\n    return b\n"
STEPS = "def f():\n    start()\n    step0()\n    step1()\n    step2()\n    end()\n"
FRESH = "def f():\n    start()\n    # %s\n    fresh1()\n    fresh2()\n    end()\n"
USER = "class User:\n    def save(self):\n        put(self)\n\n\n"
NEW = "def delete_user(id):\n    drop(id)\n\n\n"
CRUD = f"from db import drop, put\n\n\n{USER}def main():\n    run()\n"
DEAD = f"{LEAVES}\n    def second(self):\n        return 2\n"
WRONG = [
    Wrong("check_again", "a.py", PAIR, PAIR.replace("    return 1", "    one()\n    new()\n    return 1"),
          "def g():\n    # ...\n    one()\n    new()\n    # ...\n"),
    Wrong("check_between", "a.js", "f();\n// why\ng();\n", "f();\n// why\ng();\n", "f();\ng();\n"),
    Wrong("check_bindings", "a.py", IMPORTS, IMPORTS.replace("import x", "import x\nfrom b import x"),
          "import os\n# ...\nfrom b import x\n\n\ndef f():\n    return x\n"),
    Wrong("check_commas", "a.js", "const list = [\n  aaa,\n  bbb\n]\n", "const list = [\n  aaa,\n  bbb\n  ccc\n]\n",
          "const list = [\n  // ...\n  ccc\n]\n", by_lines=True),
    Wrong("check_depths", "a.py", BODY, BODY.replace("    return", "    new(x)\n    return"),
          BODY.replace("    return", "        new(x)\n    return")),
    Wrong("check_idle", "a.py", PAIR, PAIR.replace("    two()", "    new()\n    two()"),
          "def f():\n    one()\n    new()\n    # remove the call of three\n    two()\n"),
    Wrong("check_parted", "a.py", PAIR.replace("    two()", "    # why\n    two()"),
          PAIR.replace("    two()", "    # why\n    two()\n    new()"), "def f():\n    one()\n    two()\n    new()\n"),
    Wrong("check_places", "a.py", TWICE, TWICE.replace("    one()", "    one()\n    new()", 1),
          "# ...\n    one()\n    new()\n# ...\n"),
    Wrong("check_removals", "a.py", CRUD, CRUD.replace(USER, NEW), f"# ...\n\n\n# Delete User\n{NEW}def main():\n    run()\n"),
    Wrong("check_rivals", "a.js", TWO, TWO.replace("  // the", "  push(now, 7);\n  // the", 1),
          "// ...\n  dummy = values;\n  push(now, 7);\n  // the types\n// ...\n"),
    Wrong("check_swallowed", "a.py", STEPS, FRESH % "blah", FRESH % "blah"),
    Wrong("check_line_ends", "a.py", 'def f():\n    return """x\n  y\n"""\n', 'def f():\n    return """x\n  z\n"""\n',
          'def f():\n    return """x\n  z  \n"""\n'),
    Wrong("check_unreached", "a.py", LEAVES, DEAD, DEAD),
]  # fmt: skip


class Whole(NamedTuple):
    """A wrong text for an edit that is the whole file, or a part of a text for people."""

    rule: str
    before: str
    text: str
    edit: str
    is_told: bool
    format: str = "whole_file"


TEXT = "Title\n\nThe intro.\n\nUsage\n\nRun it so.\n\nBye.\n"
SHORT = "Title\n\nOur intro.\n\nblah blah\n\nBye.\n"
WHOLE = [
    Whole("check_condensed", TEXT, SHORT, SHORT, is_told=False),
    Whole("check_reason", "cat\n", "cat\nshould be\ndog\n", "cat\nshould be\ndog\n", is_told=False),
    Whole("check_ends", "One.\n\nTwo.\n\nThree.\n", "One.\n\nTwo.\n", "One.\n\nTwo.\n", is_told=False),
    Whole("check_dots", "One.\n\nTwo.\n\nThree.\n", "One.\n\nTwo.\n\nNew.\n\nThree.\n",
          "One.\n\n    ...\n\nTwo.\n\nNew.\n\nThree.\n", is_told=False, format="lazy"),
    Whole("check_wrapped", "One.\n\nTwo.\n", "<<a>>\nOne.\n\nTwo.\n<<b>>\n", "<<a>>\nOne.\n\nTwo.\n<<b>>\n", is_told=False),
    Whole("check_joined", "One.\nTwo.\n", "1.Two.\n",
          '{"old_string": "One.\\n", "new_string": "1."}', is_told=False, format="str_replace"),
    Whole("check_talk", "a 1\nb 2\nc 3\n", "a 1\nb 3\nc 3\n\nI changed the second line.\n",
          "a 1\nb 3\nc 3\n\nI changed the second line.\n", is_told=False),
    Whole("check_whole", "x = 1\ny = 2\n", "x = 1\n", "x = 1\ny = 3\n", is_told=True),
    Whole("check_whole", "if a:\n    b()\n    c()\n", "if a:\n    b()\nc()\n", "if a:\n    b()\n    c()\n", is_told=True),
]  # fmt: skip
HOLES = {hole["name"]: hole for hole in json.loads((Path(__file__).parent / "holes.json").read_text("utf-8"))}
BY_HOLES = {"check_twins": "077-toml-x-stands-in-two-tables"}
"""Names of rules, each with the hole that it alone closes."""


def rooms() -> list[ModuleType]:
    found = pkgutil.walk_packages(kaptar.edit.account.__path__, "kaptar.edit.account.")
    return [importlib.import_module(each.name) for each in found]


def without(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account without a rule, whoever calls it."""
    rooms()
    made = next(getattr(room, rule) for room in rooms() if getattr(getattr(room, rule, None), "__module__", "") == room.__name__)

    def silent(*_: object, **__: object) -> None:
        """Finds nothing wrong."""

    for room in [each for name, each in sys.modules.items() if name.startswith("kaptar.edit")]:
        if getattr(room, rule, None) is made:
            monkeypatch.setattr(room, rule, silent)


@pytest.mark.guest
@pytest.mark.parametrize("wrong", WRONG, ids=[each.rule for each in WRONG])
def test_a_wrong_text_is_refused_by_one_rule(
    by_tables: Judge, by_lines: Judge, wrong: Wrong, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = by_lines if wrong.by_lines else by_tables
    triple = Triple(wrong.rule, wrong.path, wrong.before, wrong.edit, wrong.text)
    assert {judge.ask(triple, wrong.text, cut).rule for cut in CUTS} == {name_of(wrong.rule)}
    without(wrong.rule, monkeypatch)
    assert not any(judge.ask(triple, wrong.text, cut).complaint for cut in CUTS)


@pytest.mark.guest
@pytest.mark.parametrize("rule", BY_HOLES)
def test_a_hole_is_closed_by_one_rule(by_tables: Judge, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hole = HOLES[BY_HOLES[rule]]
    triple = Triple(rule, hole["path"], hole["before"], hole["edit"], hole["wrong"])
    assert {by_tables.ask(triple, hole["wrong"], cut).rule for cut in CUTS} == {name_of(rule)}
    without(rule, monkeypatch)
    assert not all(by_tables.ask(triple, hole["wrong"], cut).complaint for cut in CUTS)


@pytest.mark.parametrize("wrong", WHOLE, ids=[each.rule for each in WHOLE])
def test_a_wrong_whole_file_is_refused_by_one_rule(wrong: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    spans = (Span(0, len(wrong.before), wrong.text.encode()),)
    change = Change(wrong.before.encode(), spans, wrong.text.encode(), wrong.edit, None, whole=Reach.PROSE)
    plan = Plan("a.txt", wrong.format, "exact", spans, (), "", (), (), "guest", 0.0)
    assert take_account(change, plan, is_told=wrong.is_told).rule == name_of(wrong.rule)
    without(wrong.rule, monkeypatch)
    assert not take_account(change, plan, is_told=wrong.is_told).complaint


@pytest.mark.guest
@pytest.mark.parametrize("rule", BY_STRANGERS)
def test_without_a_rule_a_strangers_edit_is_applied_wrongly(editor: Editor, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = STRANGERS[BY_STRANGERS[rule]]
    outcome = applied(editor, case)
    assert text_of(outcome) in case["answers"]
    assert isinstance(outcome, Refused)
    assert outcome.rule == name_of(rule)
    without(rule, monkeypatch)
    assert text_of(applied(editor, case)) not in case["answers"]


def name_of(rule: str) -> str:
    """The name by which a refusal tells of a rule. What the replay asks is told as the replay."""
    of_replay = (
        "check_blanks", "check_words", "check_hollow_blocks", "check_weak", "check_named", "check_gutter", "check_inside",
        "check_signs", "check_brought",
        "check_joined", "check_gone", "check_frame", "check_overrun", "check_left_below", "check_done",
        "check_cut", "check_above_head", "check_blank_signs",
    )  # fmt: skip
    told = {"check_talk_around": "talk"}
    return "replay" if rule in of_replay else told.get(rule, rule.removeprefix("check_"))


def applied(editor: Editor, case: dict[str, str]) -> Applied | Refused:
    return editor.apply_edit(case["source"].encode(), case["edit"], path=case["path"], format=case["format"])


def text_of(outcome: Applied | Refused) -> str | None:
    return None if isinstance(outcome, Refused) else outcome.text.decode()


def test_every_rule_has_a_case() -> None:
    rules = {
        name
        for room in rooms()
        for name, value in vars(room).items()
        if name.startswith("check_") and getattr(value, "__module__", "") == room.__name__
    }
    entries = {"check_snippet", "check_replay"}
    cases = {*BY_STRANGERS, *BY_HOLES, *(each.rule for each in [*WRONG, *WHOLE])}
    assert rules - entries == cases
