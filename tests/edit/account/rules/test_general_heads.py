"""A block beside a marker of which only a general head stays."""

import pytest
from laying import lay

from kaptar.edit.account.rules.general_heads import check_general_heads

BEFORE = "function f() {\n  start(now);\n\n  useEffect(() => {\n    loadAll(id);\n    next();\n  }, [id]);\n\n  return view;\n}\n"
MARKER = "  // ... existing code ...\n"


def complaint(body: str, edit: str, before: str = BEFORE, *, is_named: bool = False) -> object:
    """What is wrong with another body in the place of the first line of the block's body."""
    after = before.replace("    loadAll(id);\n", body)
    assert after != before
    return check_general_heads(*lay(before, after, edit), lambda _: is_named)


def shown(body: str, above: str = MARKER, below: str = "\n  return view;\n}\n", head: str = "  useEffect(() => {\n") -> str:
    return f"function f() {{\n{above}{head}{body}    next();\n  }}, [id]);\n{below}"


@pytest.mark.parametrize(
    "body", ["    saveAll(id);\n", "    saveAll(id);\n    two(id);\n", "    if (id) {\n      saveAll(id);\n    }\n"]
)
def test_a_block_with_another_body_is_refused(body: str) -> None:
    assert complaint(body, shown(body)) is not None


def test_the_marker_may_stand_below() -> None:
    body = "    saveAll(id);\n"
    edit = shown(body, "  start(now);\n\n", f"\n{MARKER}}}\n")
    assert complaint(body, edit) is not None


def test_new_lines_may_stand_between_the_marker_and_the_block() -> None:
    body, before = "    saveAll(id);\n", BEFORE
    after = before.replace("  useEffect", "  const a = one(id);\n  useEffect").replace("    loadAll(id);\n", body)
    edit = shown(body, f"{MARKER}\n  const a = one(id);\n")
    assert check_general_heads(*lay(before, after, edit), lambda _: False) is not None


def test_a_line_of_the_body_tells_the_block() -> None:
    body = "    loadAll(id);\n    saveAll(id);\n"
    assert complaint(body, shown(body)) is None


def test_a_comment_above_the_block_tells_it() -> None:
    before, body = BEFORE.replace("  useEffect", "  // load what is there\n  useEffect"), "    saveAll(id);\n"
    edit = shown(body, f"{MARKER}  // load what is there\n")
    assert complaint(body, edit, before) is None


def test_shown_lines_on_both_sides_tell_the_block() -> None:
    body = "    saveAll(id);\n"
    assert complaint(body, shown(body, f"{MARKER}  start(now);\n\n")) is None


def test_a_marker_of_the_block_around_hides_no_second_one() -> None:
    body = "    saveAll(id);\n"
    edit = f"function f() {{\n  start(now);\n\n  useEffect(() => {{\n{body}    next();\n  }}, [id]);\n// ... existing code ...\n"
    assert complaint(body, edit) is None


def test_a_name_tells_the_block() -> None:
    body, before = "    saveAll(id);\n", BEFORE.replace("useEffect(", "const onLoad = useCallback(")
    assert complaint(body, shown(body, head="  const onLoad = useCallback(() => {\n"), before) is None
    assert complaint(body, shown(body), is_named=True) is None


def test_an_inner_head_with_few_words_tells_nothing() -> None:
    before = (
        "f:\n    start()\n    with lock:\n        try:\n            one(a)\n        except E:\n            log(a)\n    end()\n"
    )
    after = before.replace("one(a)", "two(b)").replace("log(a)", "log(b)")
    edit = after.replace("    start()\n", "    # ... existing code ...\n")
    assert check_general_heads(*lay(before, after, edit), lambda _: False) is not None
    long, after = (text.replace("try:", "for entry in all_entries:") for text in (before, after))
    edit = after.replace("    start()\n", "    # ... existing code ...\n")
    assert check_general_heads(*lay(long, after, edit), lambda _: False) is None


def test_a_statement_of_sql_is_a_block() -> None:
    before = "CREATE TABLE a (x INT);\n\nINSERT INTO a\nVALUES (1);\n\nSELECT 1;\n"
    after = before.replace("VALUES (1)", "VALUES (2)")
    edit = "-- ... existing code ...\n\nINSERT INTO a\nVALUES (2);\n\nSELECT 1;\n"
    assert check_general_heads(*lay(before, after, edit), lambda _: False) is not None


@pytest.mark.parametrize("head", ["  /**\n", "  call(\n", "  } else {\n"])
def test_other_heads_are_not_meant(head: str) -> None:
    before, body = BEFORE.replace("  useEffect(() => {\n", head), "    saveAll(id);\n"
    assert complaint(body, shown(body, head=head), before) is None


def test_a_version_of_a_line_of_the_body_tells_the_block() -> None:
    before = BEFORE.replace("loadAll(id)", "store.items = await client.items.load(id, filters)")
    after = before.replace("filters", "filters.active")
    edit = after.replace("  start(now);\n\n", MARKER)
    assert check_general_heads(*lay(before, after, edit), lambda _: False) is None
    other = before.replace("store.items = await client.items.load(id, filters)", "view.title = await client.titles.load(id)")
    assert check_general_heads(*lay(before, other, other.replace("  start(now);\n\n", MARKER)), lambda _: False) is not None
