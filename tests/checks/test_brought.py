"""Findings that an edit brings, told from those that were there before."""

from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.checks.brought import FileRules, Looked, Standing, standing
from kaptar.checks.check import Compared
from kaptar.checks.finding import Finding, Severity
from kaptar.checks.policy import Policy
from kaptar.config.sections import HooksConfig

POLICY = Policy(HooksConfig(), {}, (), ())
MARK = b"  # kaptar: ignore[secrets] -- an example"


def look(content: bytes, severity: Severity = "error") -> Looked:
    """A check that finds fault with each line that holds ``bad``."""
    at = [number for number, line in enumerate(content.split(b"\n"), 1) if b"bad" in line]
    found = (Finding(check="secrets", rule="secrets/x", path="", line=n, column=1, severity=severity, message="m") for n in at)
    return Looked(tuple(found), content)


def stand(after: bytes, before: bytes, severity: Severity = "error", compared: Compared = "place") -> Standing:
    return standing(look(after, severity), look(before, severity), rules(compared))


def rules(compared: Compared = "place", comments: Literal["any", "none"] = "none") -> FileRules:
    return FileRules(POLICY, "a", ("a",), compared, comments)


@pytest.mark.parametrize(
    ("before", "after", "new", "known"),
    [(b"bad a\nx\n", b"x\ny\n  bad  a\n", [], [3]), (b"bad a\n", b"bad a\nbad a\n", [2], [1]),
     (b"bad a\n", b"bad b\n", [1], []), (b"", b"bad\n", [1], []), (b"bad a\nbad b\n", b"bad b\n", [], [1]),
     (b"bad a\nbad a\n", b"bad a\nbad a\nbad c\n", [3], [1, 2])],
    ids=["moved and indented", "a second copy", "other text", "a new file", "one is gone", "beside two"],
)  # fmt: skip
def test_rule_and_text_of_the_place_as_a_multiset(before: bytes, after: bytes, new: list[int], known: list[int]) -> None:
    found = stand(after, before, compared="value")
    assert [each.line for each in found.findings] == new
    assert [each.line for each in found.known] == known


def test_all_lines_of_a_place_are_compared() -> None:
    """An edit that makes a statement over several lines dangerous in another way brings that."""

    def statement(content: bytes) -> Looked:
        each = look(content).findings[0]
        return Looked((msgspec.structs.replace(each, end_line=content.count(b"\n")),), content)

    found = standing(statement(b"x\nbad(\n    a,\n"), statement(b"bad(\n  a,\n"), rules("value"))
    assert found.findings == ()
    assert len(standing(statement(b"bad(\n    b,\n"), statement(b"bad(\n    a,\n"), rules("value")).findings) == 1


def test_by_its_message_a_measure_is_known_until_it_grows() -> None:
    def function(content: bytes, ways: int) -> Looked:
        each = look(content).findings[0]
        return Looked((msgspec.structs.replace(each, message=f"f has {ways} ways through it"),), content)

    old = function(b"bad f():\n", 35)
    assert standing(function(b"x\nbad f():  # why\n", 35), old, rules("message")).findings == ()
    assert len(standing(function(b"bad f():\n", 36), old, rules("message")).findings) == 1


def test_by_number_the_place_does_not_count_and_the_severity_does() -> None:
    assert stand(b"bad b\n", b"bad a\n", compared="number").findings == ()
    assert [each.line for each in stand(b"bad b\nbad a\nbad c\n", b"bad a\n", compared="number").findings] == [1, 3]
    assert len(standing(look(b"bad a\n"), look(b"bad b\n", "warning"), rules("number")).findings) == 1


def test_a_comment_that_comes_with_the_edit_silences_nothing_that_blocks() -> None:
    brought = stand(b"bad" + MARK + b"\n", b"x\n")
    assert "came with this edit" in brought.findings[0].recommendation
    assert stand(b"bad" + MARK + b"\n", b"x\n", "warning") == Standing(())
    assert standing(look(b"bad" + MARK), look(b""), rules(comments="any")) == Standing(())
    there = b"bad" + MARK + b"\n"
    assert stand(there + b"y\n", there) == Standing(())
    assert [each.line for each in stand(there + there, there).findings] == [2]
    assert stand(there, b"bad\n") == Standing(()), "what was there already may be silenced"


@given(st.lists(st.sampled_from([b"bad a", b"bad b", b"x", b"y"]), max_size=8), st.randoms())
def test_whatever_is_only_moved_is_known(lines: list[bytes], random: object) -> None:
    moved = list(lines)
    random.shuffle(moved)  # type: ignore[attr-defined]
    found = stand(b"\n".join(moved), b"\n".join(lines))
    assert found.findings == ()
    assert len(found.known) == sum(b"bad" in line for line in lines)


@pytest.mark.parametrize("compared", ["place", "value"])
@given(*[st.lists(st.sampled_from([b"bad a", b"bad b", b"x"]), max_size=8)] * 2)
def test_each_finding_is_new_or_known_and_never_more_known_than_there_were(
    compared: Compared, after: list[bytes], before: list[bytes]
) -> None:
    found = stand(b"\n".join(after), b"\n".join(before), compared=compared)
    assert len(found.findings) + len(found.known) == sum(b"bad" in line for line in after)
    assert len(found.known) <= sum(b"bad" in line for line in before)
