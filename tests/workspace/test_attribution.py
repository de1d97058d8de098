"""Attribution: all changes together give the file of now, and each change has the sessions that made it."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from kaptar.workspace.attribution import attributed, lines_of, same_ends, with_changes
from kaptar.workspace.leases.model import Holder

ONE, TWO = Holder("claude", "one"), Holder("codex", "two")
BASE = b"a\nb\nc\nd\ne\n"


def test_two_sessions_change_two_places() -> None:
    first = BASE.replace(b"b\n", b"B\n")
    changes = attributed(BASE, [(ONE, first), (TWO, first.replace(b"d\n", b""))])
    assert [(change.old, change.old_end, change.owners) for change in changes] == [(1, 2, {ONE}), (3, 4, {TWO})]
    assert with_changes(BASE, [c for c in changes if c.owners == {TWO}]) == BASE.replace(b"d\n", b"")
    assert with_changes(BASE, [c for c in changes if c.owners == {ONE}]) == first


def test_changes_that_touch_belong_to_both() -> None:
    first = BASE.replace(b"b\n", b"B\n")
    changes = attributed(BASE, [(ONE, first), (TWO, first.replace(b"c\n", b"C\n"))])
    assert [change.owners for change in changes] == [{ONE, TWO}]


def test_a_line_that_is_written_twice_is_the_last_writers_and_of_who_dropped_the_first() -> None:
    changes = attributed(BASE, [(ONE, BASE.replace(b"b\n", b"x\n")), (TWO, BASE.replace(b"b\n", b"y\n"))])
    assert [change.owners for change in changes] == [{ONE, TWO}]


def test_what_comes_back_is_no_change() -> None:
    assert attributed(BASE, [(ONE, b""), (TWO, BASE)]) == []


def test_where_a_change_stands_in_the_file_of_now() -> None:
    now = BASE.replace(b"a\n", b"0\n0\na\n").replace(b"e\n", b"E\n")
    assert [change.first for change in attributed(BASE, [(ONE, now)])] == [0, 6]


TEXTS = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"\n", b"x\r\n", b"\xff\n"]), max_size=8).map(b"".join)
ENDED = st.builds(lambda text, end: text + end, TEXTS, st.sampled_from([b"", b"z"]))


@given(ENDED, st.lists(st.tuples(st.sampled_from([ONE, TWO]), ENDED), min_size=1, max_size=5))
def test_all_changes_together_give_the_file_of_now(base: bytes, versions: list[tuple[Holder, bytes]]) -> None:
    changes = attributed(base, versions)
    assert with_changes(base, changes) == versions[-1][1]
    assert all(change.owners for change in changes)
    assert all(one.old_end < other.old for one, other in itertools.pairwise(changes))
    now = lines_of(versions[-1][1])
    assert all(tuple(now[each.first : each.first + len(each.lines)]) == each.lines for each in changes)


@given(ENDED, ENDED)
def test_a_version_that_is_written_twice_counts_once(base: bytes, now: bytes) -> None:
    assert attributed(base, [(ONE, now), (ONE, now)]) == attributed(base, [(ONE, now)])


@given(ENDED, ENDED)
def test_one_session_alone_owns_everything(base: bytes, now: bytes) -> None:
    assert {owner for change in attributed(base, [(ONE, now)]) for owner in change.owners} <= {ONE}


@given(st.lists(st.builds(lambda head, text, end: head + text + end, TEXTS, ENDED, TEXTS), min_size=1, max_size=4))
def test_ends_that_all_texts_have_are_whole_lines(texts: list[bytes]) -> None:
    begin, end = same_ends(texts)
    assert {text[:begin] for text in texts} == {texts[0][:begin]}
    assert {text[len(text) - end :] for text in texts} == {texts[0][len(texts[0]) - end :]}
    assert texts[0][:begin].endswith((b"\n", b"")[begin == 0])
    assert all(begin + end <= len(text) for text in texts)
    assert all(text[: len(text) - end].endswith(b"\n") for text in texts if end)


def test_the_ends_of_long_texts_are_found() -> None:
    lines = [b"%d\n" % number for number in range(300)]
    one, other = b"".join(lines), b"".join([*lines[:200], b"new\n", *lines[201:]])
    begin, end = same_ends([one, other])
    assert (one[begin : len(one) - end], other[begin : len(other) - end]) == (lines[200], b"new\n")
