"""Edits in every format through the real guests: applied exactly, or refused with the reason."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kaptar.edit
from kaptar.api.programs import Runtime
from kaptar.edit.engine import Editor, Limits
from kaptar.edit.outcome import Applied, Plan, Refused
from kaptar.edit.verify import apply_spans
from kaptar.errors import UsageError
from kaptar.runtime.modules.module_files import find_builtin

pytestmark = pytest.mark.guest

SOURCE = b"""import os

class Cart:
    def __init__(self):
        self.items = []

    def add(self, item):
        self.items.append(item)

    def total(self):
        return sum(i.price for i in self.items)


def main():
    cart = Cart()
    print(cart.total())
"""


def block(old: str, new: str) -> str:
    return f"<<<<<<< SEARCH\n{old}=======\n{new}>>>>>>> REPLACE\n"


def replacement(old: str, new: str, **more: object) -> str:
    return json.dumps({"file_path": "cart.py", "old_string": old, "new_string": new, **more})


PATCH = "*** Begin Patch\n*** Update File: cart.py\n-import os\n*** End Patch\n"
TOTAL = b"        return sum(i.price for i in self.items)\n"
NEW_TOTAL = b"        return round(sum(i.price for i in self.items), 2)\n"
EDITS = {
    "search_replace": block(TOTAL.decode(), NEW_TOTAL.decode()),
    "str_replace": replacement("return sum(i.price for i in self.items)", "return round(sum(i.price for i in self.items), 2)"),
    "udiff": f"--- a/cart.py\n+++ b/cart.py\n@@ -9,3 +9,3 @@\n     def total(self):\n-{TOTAL.decode()}+{NEW_TOTAL.decode()}",
    "v4a": f"*** Begin Patch\n*** Update File: cart.py\n@@ class Cart:\n     def total(self):\n-{TOTAL.decode()}"
           f"+{NEW_TOTAL.decode()}*** End Patch\n",
    "lazy": f"# ... existing code ...\n    def total(self):\n{NEW_TOTAL.decode()}# ... existing code ...\n",
    "whole_def": f"    def total(self):\n{NEW_TOTAL.decode()}",
    "whole_file": SOURCE.replace(TOTAL, NEW_TOTAL).decode(),
}  # fmt: skip


@pytest.mark.parametrize("format", EDITS)
def test_each_format_gives_the_same_file(editor: Editor, format: str) -> None:
    outcome = editor.apply_edit(SOURCE, EDITS[format], path="cart.py")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text == SOURCE.replace(TOTAL, NEW_TOTAL)
    assert outcome.plan.format == format
    assert "syntax" in outcome.plan.checked
    assert outcome.plan.not_run == ()
    assert "account" in outcome.plan.checked
    assert apply_spans(SOURCE, outcome.plan.spans) == outcome.text


@pytest.mark.parametrize("format", EDITS)
def test_an_edit_that_is_there_already_changes_nothing(editor: Editor, format: str) -> None:
    done = SOURCE.replace(TOTAL, NEW_TOTAL)
    outcome = editor.apply_edit(done, EDITS[format], path="cart.py")
    if isinstance(outcome, Applied):
        assert outcome.plan.grade == "already_applied"
        assert outcome.text == done


@pytest.mark.parametrize("change", [
    lambda s: s.replace(b"\n", b"\r\n"),
    lambda s: b"\xef\xbb\xbf" + s,
    lambda s: s[:-1],
    lambda s: s.replace(b"    ", b"\t"),
    lambda s: b"# shifted\n" * 40 + s,
    lambda s: s.replace(b"main", b"renamed_by_others"),
    lambda s: s + b"\n\n\ndef unrelated():\n    pass\n",
    lambda s: s.replace(b"\n\n\n", b"\n\n\n\n\n"),
], ids=["crlf", "bom", "no-final-newline", "tabs", "shifted", "renamed", "longer", "blank-lines"])  # fmt: skip
@pytest.mark.parametrize("format", ["search_replace", "lazy", "whole_def", "udiff", "v4a"])
def test_what_surrounds_a_change_does_not_matter(editor: Editor, format: str, change: object) -> None:
    assert callable(change)
    outcome = editor.apply_edit(change(SOURCE), EDITS[format], path="cart.py")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text == change(SOURCE.replace(TOTAL, NEW_TOTAL))


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        ("", "empty_edit"),
        ("   \n", "empty_edit"),
        (block("no such line\n", "x\n"), "no_match"),
        (block("    def total(self):\n", "    def total(self:\n"), "would_break_syntax"),
        ("# ... existing code ...\n", "empty_edit"),
        (
            block("import os\n", "import os\n") + "*** Begin Patch\n*** Update File: cart.py\n-import os\n*** End Patch\n",
            "mixed_formats",
        ),
        ("<<<<<<< SEARCH\nimport os\n=======\nimport re\n", "malformed_edit"),
        (replacement("self", "this"), "ambiguous"),
        ("*** Begin Patch\n*** Update File: other.py\n-import os\n+import re\n*** End Patch\n", "other_file"),
    ],
)
def test_refusals_name_their_reason(editor: Editor, edit: str, reason: str) -> None:
    outcome = editor.apply_edit(SOURCE, edit, path="cart.py")
    assert isinstance(outcome, Refused), outcome
    assert outcome.reason == reason, outcome.message
    assert outcome.message
    assert "\n" not in outcome.message


@pytest.mark.parametrize(("source", "reason"), [(b"a\0b", "binary"), (b"caf\xe9\n", "not_utf8"), (b"x" * 2000, "too_large")])
def test_sources_that_are_no_text(guests: Runtime, source: bytes, reason: str) -> None:
    outcome = Editor(guests, Limits(source_bytes=1000)).apply_edit(source, "x", path="a.py")
    assert isinstance(outcome, Refused)
    assert outcome.reason == reason


def test_an_unknown_format_is_the_callers_mistake(editor: Editor) -> None:
    with pytest.raises(UsageError, match="there is no edit format 'zip'"):
        editor.apply_edit(SOURCE, "x", path="a.py", format="zip")


def test_without_a_parser_the_syntax_check_is_named_as_not_run(editor: Editor, guests: Runtime) -> None:
    outcome = editor.apply_edit(b"one\ntwo\n", block("two\n", "2\n"), path="notes.unknown")
    assert isinstance(outcome, Applied)
    assert [(n.check, n.reason) for n in outcome.plan.not_run] == [("syntax", "no parser for this kind of file")]
    small = Editor(guests, Limits(parse_bytes=10)).apply_edit(SOURCE, EDITS["search_replace"], path="cart.py")
    assert isinstance(small, Applied)
    assert "parse limit" in small.plan.not_run[0].reason


@pytest.mark.parametrize("edit", ["# src/a.py\ndef f():\n    return 3\n", "# src/a.py\n# ...\ndef f():\n    return 3\n# ...\n"])
def test_the_name_of_the_file_on_top_of_a_snippet_is_not_written(editor: Editor, edit: str) -> None:
    source = b"import a\n\n\ndef f():\n    return 1\n\n\ndef g():\n    return 2\n"
    planned = editor.apply_edit(source, edit, path="src/a.py")
    assert isinstance(planned, Applied), planned
    assert planned.text == source.replace(b"return 1", b"return 3")


def test_a_deadline_that_is_over_refuses(guests: Runtime) -> None:
    late = iter([0.0, 0.0] + [100.0] * 20)
    outcome = Editor(guests, clock=lambda: next(late)).apply_edit(SOURCE, EDITS["lazy"], path="cart.py")
    assert isinstance(outcome, Refused)
    assert outcome.reason == "deadline"


def test_a_source_that_does_not_parse_can_be_mended(editor: Editor) -> None:
    broken = SOURCE.replace(b"def main():", b"def main(:")
    outcome = editor.apply_edit(broken, block("def main(:\n", "def main():\n"), path="cart.py")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text == SOURCE


def test_a_second_edit_sees_the_first(editor: Editor) -> None:
    first = editor.apply_edit(SOURCE, EDITS["whole_def"], path="cart.py")
    assert isinstance(first, Applied)
    second = editor.apply_edit(first.text, block(NEW_TOTAL.decode(), TOTAL.decode()), path="cart.py")
    assert isinstance(second, Applied)
    assert second.text == SOURCE


@pytest.mark.parametrize("format", ["search_replace", "str_replace", "udiff"])
def test_the_twin_applies_what_the_guest_applies(editor: Editor, format: str) -> None:
    guest = editor.apply_edit(SOURCE, EDITS[format], path="cart.py")
    host = Editor(None).apply_edit(SOURCE, EDITS[format], path="cart.py")
    assert isinstance(guest, Applied)
    assert isinstance(host, Applied)
    assert host.text == guest.text
    assert host.plan.backend == "host"


words = st.lists(st.sampled_from(["a", "b = 1", "  c", "", "def f():", "    pass", "ä"]), max_size=10).map("\n".join)


@settings(max_examples=60)
@given(words, words, words)
def test_the_twin_never_differs_from_the_guest(editor: Editor, source: str, old: str, new: str) -> None:
    edit = block(f"{old}\n", f"{new}\n")
    host = Editor(None).apply_edit(source.encode(), edit, path="notes.txt")
    guest = editor.apply_edit(source.encode(), edit, path="notes.txt")
    if isinstance(host, Applied):
        if isinstance(guest, Applied):
            assert guest.text == host.text
        else:
            assert guest.reason in ("marker_in_result", "would_break_syntax"), guest


@settings(max_examples=60)
@given(st.binary(max_size=200), st.text(max_size=200), st.sampled_from(["a.py", "a.js", "a.md", "a"]))
def test_garbage_is_refused_or_leaves_other_bytes_alone(editor: Editor, source: bytes, edit: str, path: str) -> None:
    outcome = editor.apply_edit(source, edit, path=path)
    if isinstance(outcome, Applied):
        assert apply_spans(source, outcome.plan.spans) == outcome.text


@settings(max_examples=40)
@given(st.integers(0, 14), st.text("xyz \n", max_size=20))
def test_applying_twice_changes_nothing_more(editor: Editor, line: int, new: str) -> None:
    lines = SOURCE.decode().splitlines(keepends=True)
    edit = block(lines[line], new + "\n")
    once = editor.apply_edit(SOURCE, edit, path="notes.txt")
    if isinstance(once, Applied):
        again = editor.apply_edit(once.text, edit, path="notes.txt")
        if isinstance(again, Applied) and once.plan.grade != "already_applied" and lines[line] not in new + "\n":
            assert again.text == once.text


def test_the_nearest_line_of_a_misquoted_one_is_shown(editor: Editor) -> None:
    outcome = editor.apply_edit(SOURCE, block("        self.itms = []\n", "        self.items = {}\n"), path="cart.py")
    assert isinstance(outcome, Refused)
    assert outcome.nearest is not None
    assert "-        self.items = []" in outcome.nearest.diff


DOCUMENT = """Kaptar applies edits that models write.
Here is what it does:

# Kaptar

It is small. Run this:

```sh
make run
```

That is all.
"""


@pytest.mark.parametrize("format", ["auto", "lazy", "whole_file"])
@pytest.mark.parametrize("path", ["README.md", "notes.txt", "docs/a.rst", "LICENSE", "a.adoc"])
def test_a_document_is_written_whole(editor: Editor, path: str, format: str) -> None:
    for text in (
        DOCUMENT,
        "Only one sentence here.\n",
        "- One thing here.\n- Another one here.\n\n\n",
        "Title\n=====\n\nThe text is this.\n",
    ):
        outcome = editor.apply_edit(b"", text, path=path, format=format)
        assert isinstance(outcome, Applied), outcome
        assert outcome.text.decode() == text
        assert outcome.plan.format == "whole_file"


@pytest.mark.parametrize("text", [
    "\nimport os\n\n\nprint(os)\n\n\n", "# Here is a note.\nx = 1\n", '"""This does it.\n\n```\nx\n```\n"""\n',
    "x = 1\n# Note: this is the end.\n",
])  # fmt: skip
def test_a_whole_file_is_taken_as_it_is(editor: Editor, text: str) -> None:
    for source in (b"", SOURCE, b"x = 1\n\n\n"):
        outcome = editor.apply_edit(source, text, path="cart.py", format="whole_file")
        assert isinstance(outcome, Applied), outcome
        assert outcome.text.decode() == text


@pytest.mark.parametrize(
    ("path", "edit", "text"),
    [
        ("a.py", "Sure, here is the file:\n\n```python\nx = 1\n```\n\nIt sets `x`.\n", "x = 1\n"),
        ("a.py", "~~~~\nx = 1\n~~~~\n", "x = 1\n"),
        ("README.md", "````markdown\n# T\n\n```js\na\n```\n````\n", "# T\n\n```js\na\n```\n"),
        ("a.py", "```json\n{}\n```\n", "malformed_edit"),
        ("a.py", "```python\nx = 1\n", "malformed_edit"),
        ("a.py", "```python\nx = 1\n```\nmain()\n", "ambiguous"),
        ("a.py", "Here is the file:\n\nx = 1\n", "malformed_edit"),
        ("README.md", "Here is the file:\n\n```markdown\n# T\n```\n", "ambiguous"),
        ("README.md", "```\n# T\n```\n", "ambiguous"),
        ("README.md", "# T\n\n```js\na\n", "malformed_edit"),
        ("a.py", "x = 1\n# ... existing code ...\n", "marker_in_result"),
        ("a.unknown", "x\n<<<<<<< HEAD\ny\n=======\nz\n>>>>>>> b\n", "marker_in_result"),
        ("README.md", "# T\n\n<!-- ... existing content ... -->\n", "marker_in_result"),
    ],
)
def test_text_into_an_empty_file_is_whole_or_refused(editor: Editor, path: str, edit: str, text: str) -> None:
    outcome = editor.apply_edit(b"", edit, path=path)
    got = outcome.reason if isinstance(outcome, Refused) else outcome.text.decode()
    assert got == text, outcome


SHOWN = {
    "call": '```json\n{"code_edit": "x = 1", "instructions": "set x"}\n```\n',
    "diff": "```diff\n--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a\n+b\n```\n",
    "block": "```\nnew.py\n<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE\n```\n",
    "patch": "```\n*** Begin Patch\n*** Delete File: a\n*** End Patch\n```\n",
    "bare hunk": "```diff\n@@ -0,0 +1 @@\n+b\n```\n",
}


@pytest.mark.parametrize("shown", SHOWN)
def test_a_document_that_shows_an_edit_is_not_taken_for_it(editor: Editor, shown: str) -> None:
    text = f"# How it works\n\nLike this:\n\n{SHOWN[shown]}\nThat is all of it.\n"
    for source in (b"", b"# How it works\n\nIt does.\n"):
        outcome = editor.apply_edit(source, text, path="README.md")
        if isinstance(outcome, Applied):
            assert outcome.text.decode() == text
        else:
            assert outcome.reason in ("ambiguous", "unaccounted_removal", "no_match", "marker_in_result"), outcome
        if not source and shown not in ("call", "bare hunk"):
            assert isinstance(outcome, Applied)


def test_an_answer_about_a_document_is_still_an_edit(editor: Editor) -> None:
    edit = "## What I changed\n\n```diff\n@@ -3 +3 @@\n-It does.\n+It did.\n```\n"
    outcome = editor.apply_edit(b"# How it works\n\nIt does.\n", edit, path="README.md")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text == b"# How it works\n\nIt did.\n"


def test_a_refusal_names_both_files_that_an_edit_can_be(editor: Editor) -> None:
    outcome = editor.apply_edit(b"", "Here:\n\n```markdown\n# T\n```\n", path="README.md")
    assert isinstance(outcome, Refused)
    assert "the fence's content (lines 4-4 of the edit), or the text with the fence in it" in outcome.message


@pytest.mark.parametrize(
    "line", ["# ... existing code ...", "# rest of the class unchanged", ">>>>>>> REPLACE", "*** End Patch", "@@ -1 +1 @@"]
)
def test_edit_syntax_is_not_written_in_any_format(editor: Editor, line: str) -> None:
    for path in ("cart.py", "cart.unknown"):
        source = SOURCE if path == "cart.py" else b"import os\n"
        for edit in (
            replacement("import os", f"import os\n{line}"),
            json.dumps({"path": path, "content": f"import os\n{line}\n"}),
            f"--- a/{path}\n+++ b/{path}\n@@ -1 +1,2 @@\n import os\n+{line}\n",
            f"*** Begin Patch\n*** Update File: {path}\n@@\n import os\n+{line}\n*** End Patch\n",
        ):
            outcome = editor.apply_edit(source, edit.replace("cart.py", path), path=path)
            assert isinstance(outcome, Refused), (path, edit)
            assert outcome.reason == "marker_in_result", outcome.message


def test_one_edit_needs_no_editor(guests: Runtime) -> None:
    for runtime in (guests, None):
        outcome = kaptar.edit.apply_edit(SOURCE, EDITS["lazy"], path="cart.py", guests=runtime)
        assert isinstance(outcome, Applied)
        assert outcome.text == SOURCE.replace(TOTAL, NEW_TOTAL)
    plan = kaptar.edit.plan_edit(SOURCE, EDITS["udiff"], path="cart.py", guests=guests)
    assert isinstance(plan, Plan)
    assert plan.checked == ("ranges", "line_ends", "markers", "account", "syntax")


def test_edits_share_one_instance_and_leave_nothing_in_it(guests: Runtime) -> None:
    assert find_builtin()["edit"].stack, "the build notes where the stack ends"
    editor, alone = Editor(guests), [Editor(guests).apply_edit(SOURCE, edit, path="cart.py") for edit in EDITS.values()]
    before = created(guests)
    for _ in range(3):
        again = [editor.apply_edit(SOURCE, edit, path="cart.py") for edit in reversed(EDITS.values())]
        assert [outcome_of(each) for each in reversed(again)] == [outcome_of(each) for each in alone]
    assert created(guests) == before


def created(guests: Runtime) -> int:
    pool = guests.statistics().pool
    assert pool is not None
    return pool.created


def outcome_of(outcome: Applied | Refused) -> object:
    return (outcome.text, outcome.plan.spans) if isinstance(outcome, Applied) else (outcome.reason, outcome.message)


class Counted:
    """Guests that note what was asked of them."""

    def __init__(self, guests: Runtime) -> None:
        self.guests, self.asked = guests, list[str]()

    def call_guest(self, module: str, op: str, /, *args: object, isolated: bool = False, timeout_ms: int | None = None) -> object:
        self.asked.append(f"{module}.{op}")
        return self.guests.call_guest(module, op, *args, isolated=isolated, timeout_ms=timeout_ms)


def test_the_new_text_gets_a_table_only_where_edits_follow_each_other(guests: Runtime) -> None:
    counted = Counted(guests)
    editor = Editor(counted)
    text = SOURCE
    for number, expected in enumerate((
        ["python.table", "edit.plan", "python.problems"],
        ["python.table", "edit.plan", "python.table"],
        ["edit.plan", "python.table"],
    )):  # fmt: skip
        counted.asked.clear()
        outcome = editor.apply_edit(text, block(f"import os{number or ''}\n", f"import os{number + 1}\n"), path="cart.py")
        assert isinstance(outcome, Applied)
        assert "syntax" in outcome.plan.checked
        assert counted.asked == expected
        text = outcome.text
