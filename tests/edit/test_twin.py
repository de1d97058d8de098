"""The host twin: exact quotations, one place, else a refusal."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.edit.outcome import Refused
from kaptar.edit.twin import plan_on_host
from kaptar.edit.verify import apply_spans, check_ranges

SOURCE = b"one\ntwo\nthree\ntwo\nfour"


def result(edit: str, source: bytes = SOURCE, format: str = "auto") -> bytes | str:
    plan = plan_on_host(source, edit, format)
    if isinstance(plan, Refused):
        return plan.reason
    assert check_ranges(source, plan[1]) is None
    return apply_spans(source, plan[1])


def block(old: str, new: str) -> str:
    return f"<<<<<<< SEARCH\n{old}=======\n{new}>>>>>>> REPLACE\n"


def replacement(old: str, new: str, **more: object) -> str:
    return json.dumps({"file_path": "f", "old_string": old, "new_string": new, **more})


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        (block("three\n", "3\n"), b"one\ntwo\n3\ntwo\nfour"),
        ("f.txt\n```\n" + block("three\n", "") + "```\n", b"one\ntwo\ntwo\nfour"),
        (block("two\n", "2\n"), "ambiguous"),
        (block("two\nthree\n", "2\nthree\n") + block("two\n", "zwei\n"), b"one\n2\nthree\nzwei\nfour"),
        (block("four\n", "4\n"), "unavailable"),
        (block("one\n", "one\ntwo\n"), "unavailable"),
        (block("four\n", ""), "unavailable"),
        (block("five\n", "5\n"), "unavailable"),
        (block("wo\n", "x\n"), "unavailable"),
        ("<<<<<<< SEARCH\none\n=======\n1\n", "malformed_edit"),
        (replacement("three", "3"), b"one\ntwo\n3\ntwo\nfour"),
        (replacement("two", "2"), "ambiguous"),
        (replacement("two", "2", replace_all=True), b"one\n2\nthree\n2\nfour"),
        (replacement("three", "3")[:-4], "malformed_edit"),
        ("--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n", b"one\n2\nthree\ntwo\nfour"),
        ("*** Begin Patch\n*** Update File: f\n@@\n three\n-two\n+2\n*** End Patch\n", b"one\ntwo\nthree\n2\nfour"),
        ("*** Begin Patch\n*** Update File: f\n@@ anchor\n-two\n+2\n*** End Patch\n", "unavailable"),
        ("// ... existing code ...\nthree\n", "unavailable"),
    ],
)
def test_edits(edit: str, wanted: bytes | str) -> None:
    assert result(edit) == wanted


def test_files_with_cr_are_left_to_guests() -> None:
    assert result(block("a\n", "b\n"), b"a\r\n") == "unavailable"


lines = st.lists(st.sampled_from(["a", "b", "c", " d", "", "ä"]), min_size=1, max_size=8)


@given(lines, st.integers(0, 7), st.integers(1, 4), lines)
def test_an_exact_quotation_gives_what_was_meant_or_a_refusal(old: list[str], at: int, count: int, new: list[str]) -> None:
    quoted = old[at : at + count]
    if not "".join(quoted).strip():
        return
    source = "".join(f"{line}\n" for line in old)
    text, after = ("".join(f"{line}\n" for line in part) for part in (quoted, new))
    got = result(block(text, after), source.encode())
    wanted = "".join(f"{line}\n" for line in old[:at] + new + old[at + count :])
    if got == "unavailable":
        assert text in after
    else:
        assert got in (wanted.encode(), "ambiguous")


@given(st.text(max_size=60), st.binary(max_size=40))
def test_garbage_never_crashes(edit: str, source: bytes) -> None:
    for text in (edit, block(edit, edit), "*** Begin Patch\n" + edit, "--- a\n+++ b\n@@ @@\n" + edit, '{"old_string":' + edit):
        try:
            source.decode()
        except UnicodeDecodeError:
            return
        result(text, source)
