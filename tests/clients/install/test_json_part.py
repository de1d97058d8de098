"""Hooks are taken out of a client's JSON, and everything else stays: checked against the values alone."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.clients.install.json_part import Addition, JsonPart
from kaptar.clients.install.own_hooks import OwnHooks
from kaptar.errors import InputError

CALL = {"type": "command", "command": "python -I -S /x/kaptar_hook.py codex PreToolUse"}
MINE = {"type": "command", "command": "my-own-hook"}
PART = JsonPart((Addition(("hooks", "A"), {"hooks": [CALL]}), Addition(("hooks", "B"), {"hooks": [CALL]})),
                OwnHooks("kaptar_hook.py", "codex"))  # fmt: skip


def group(*hooks: dict[str, str]) -> dict[str, Any]:
    return {"matcher": "x", "hooks": [*hooks]}


def taken(value: Any, indent: Any = None) -> Any:
    left = PART.take(json.dumps(value, indent=indent), "{}")
    assert left is not None
    return json.loads(left)


@pytest.mark.parametrize("pad", range(0, 140, 7))
def test_two_own_groups_in_one_array_leave_the_hook_behind_them(pad: int) -> None:
    own = {"matcher": "x" * pad, "hooks": [CALL]}
    later = {"hooks": [{"type": "command", "command": "mine " + "y" * pad}]}
    assert taken({"hooks": {"A": [own, own], "Stop": [later]}}) == {"hooks": {"Stop": [later]}}


def test_of_a_group_only_the_own_hooks_go() -> None:
    mixed = {"hooks": {"A": [group(CALL, MINE, CALL), group(CALL), group(MINE), group(MINE, CALL)]}}
    assert taken(mixed) == {"hooks": {"A": [group(MINE), group(MINE), group(MINE)]}}


GROUPS = st.lists(st.lists(st.sampled_from([CALL, MINE, {"command": "}] , ö"}]), max_size=3).map(lambda hooks: group(*hooks)))


@given(st.fixed_dictionaries({"A": GROUPS, "B": GROUPS, "C": GROUPS}), st.sampled_from([None, 2, "\t"]))
def test_what_is_left_is_the_value_without_own_hooks(hooks: dict[str, Any], indent: Any) -> None:
    left = taken({"z": 1, "hooks": hooks, "y": [2]}, indent)
    expected = {}
    for event, groups in hooks.items():
        kept = [{**each, "hooks": [hook for hook in each["hooks"] if hook != CALL]} for each in groups]
        kept = [new for new, old in zip(kept, groups, strict=True) if new["hooks"] or not old["hooks"]]
        expected[event] = groups if event == "C" else kept
    assert left.get("hooks", {}) | {e: left.get("hooks", {}).get(e, []) for e in hooks} == expected
    assert (left["z"], left["y"]) == (1, [2])
    before, after = ({"z": 1, "hooks": hooks, "y": [2]}, left)
    assert PART.rest(json.dumps(before)) == PART.rest(json.dumps(after))


def test_the_rest_differs_where_a_hook_of_the_user_is_gone() -> None:
    whole = {"hooks": {"A": [group(CALL, MINE)]}, "n": 1}
    assert PART.rest(json.dumps(whole)) != PART.rest(json.dumps({"n": 1}))
    assert PART.rest(json.dumps(whole)) != PART.rest(json.dumps(whole | {"n": 1.0}))


def test_a_comment_alone_keeps_the_file() -> None:
    text = PART.put("{}\n")
    assert PART.take(text, None) is None
    assert PART.take("// mine\n" + text, None) == "// mine\n{}\n"


def test_comments_beside_own_hooks_stay_and_hooks_are_put_in_again() -> None:
    text = PART.put("{}\n").replace('"A": [', '"A": [ // note, mine\n')
    left = PART.take(text, "{}\n")
    assert left is not None
    assert left.count("// note, mine\n") == 1
    assert "kaptar_hook.py" not in left
    assert PART.take(PART.put(left), left) is not None
    assert PART.rest(PART.put(left)) == PART.rest(left) == PART.rest("{}")


@pytest.mark.parametrize("text", ['{"hooks": {"A": [], "A": []}}', '{"hooks": {}, "hooks": {}}', '{"m": {"x": 1, "x": 2}}'])
def test_hooks_are_not_put_where_a_key_stands_twice(text: str) -> None:
    with pytest.raises(InputError, match="stands twice"):
        PART.put(text)


def test_own_hooks_are_not_taken_from_one_of_two_equal_keys() -> None:
    mine = json.dumps([group(CALL)])
    for text in (f'{{"hooks": {{"A": [], "A": {mine}}}}}', f'{{"hooks": {{"A": {mine}}}, "hooks": {{}}}}'):
        with pytest.raises(InputError, match="stands twice"):
            PART.take(text, "{}")
    left = PART.take(f'{{"e": {{"x": 1, "x": 2}}, "hooks": {{"A": {mine}}}}}', "{}")
    assert left == '{"e": {"x": 1, "x": 2}}', "another key is not looked at"
