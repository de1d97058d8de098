"""The content that a file will have when a client's edit is carried out."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaptar.api.programs import Runtime
from kaptar.checks.event import FileChange
from kaptar.checks.undone import undone
from kaptar.clients.fields import BadField
from kaptar.clients.patch import changed_by, named_in, proposed_by
from kaptar.clients.proposed import Replacement, replaced, replaced_in_turn, written
from kaptar.config.load import load_config
from kaptar.edit.engine import Editor


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with Runtime(load_config()) as runtime:
        yield Editor(runtime, judge_syntax=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_bytes(b"def f():\n    return 1\n")
    return path


def test_a_quotation_is_replaced(file: Path, editor: Editor) -> None:
    assert replaced(editor, str(file), "return 1", "return (2", False) == FileChange(
        str(file), content=b"def f():\n    return (2\n"
    )


def test_one_that_stands_twice_has_a_problem(file: Path, editor: Editor) -> None:
    file.write_bytes(b"x = 1\nx = 1\n")
    change = replaced(editor, str(file), "x = 1", "x = 2", False)
    assert change.content is None
    assert change.problem
    assert replaced(editor, str(file), "x = 1", "x = 2", True).content == b"x = 2\nx = 2\n"


def test_one_that_is_not_there_has_a_problem(file: Path, editor: Editor) -> None:
    assert replaced(editor, str(file), "return 7", "return 8", False).problem


@pytest.mark.guest
def test_line_ends_are_the_files(file: Path, editor: Editor) -> None:
    """The clients quote with line feeds from files that have carriage returns too."""
    file.write_bytes(b"def f():\r\n    x = 1\r\n    return x\r\n")
    change = replaced(editor, str(file), "    x = 1\n    return x", "    x = 2\n    return x", False)
    assert change.problem == ""
    assert change.content == b"def f():\r\n    x = 2\r\n    return x\r\n"


def test_an_empty_quotation_makes_a_file(tmp_path: Path, editor: Editor) -> None:
    assert replaced(editor, str(tmp_path / "n.py"), "", "x\n", False) == FileChange(str(tmp_path / "n.py"), "create", b"x\n")


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe"])
def test_what_is_no_file_has_a_problem(kind: str, tmp_path: Path, editor: Editor) -> None:
    path = tmp_path / "it"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    assert replaced(editor, str(path), "a", "b", False).problem


def test_a_written_file_is_created_or_updated(file: Path) -> None:
    assert written(str(file), "x\n") == FileChange(str(file), "update", b"x\n", is_whole=True)
    assert written(str(file.with_name("b.py")), "x\n").op == "create"


PATCH = """*** Begin Patch
*** Update File: a.py
@@
-    return 1
+    return 2
*** Add File: b.py
+x = 1
*** End Patch
"""


@pytest.mark.guest
def test_a_patch_names_its_files_with_their_content(file: Path, editor: Editor) -> None:
    folder = str(file.parent)
    assert proposed_by(editor, PATCH, folder) == (
        FileChange(str(file), "update", b"def f():\n    return 2\n"),
        FileChange(f"{folder}/b.py", "create", b"x = 1\n"),
    )


@pytest.mark.guest
def test_a_patch_that_leaves_a_bracket_open_is_seen_too(file: Path, editor: Editor) -> None:
    changes = proposed_by(editor, PATCH.replace("return 2", "return (2"), str(file.parent))
    assert [c.content for c in changes] == [b"def f():\n    return (2\n", b"x = 1\n"]


def test_a_patch_that_does_not_fit_still_names_its_files(file: Path, editor: Editor) -> None:
    changes = proposed_by(editor, PATCH.replace("return 1", "return 7"), str(file.parent))
    assert [(Path(c.path).name, c.op) for c in changes] == [("a.py", "update"), ("b.py", "create")]
    assert changes[0].problem


def test_without_guests_exact_patches_are_computed(file: Path) -> None:
    changes = proposed_by(Editor(None, judge_syntax=False), PATCH, str(file.parent))
    assert [c.content for c in changes] == [b"def f():\n    return 2\n", b"x = 1\n"]


def test_without_guests_others_still_name_their_files(file: Path) -> None:
    changes = proposed_by(Editor(None, judge_syntax=False), PATCH.replace("return 1", "return  1"), str(file.parent))
    assert [(Path(c.path).name, c.content, bool(c.problem)) for c in changes] == [
        ("a.py", None, True),
        ("b.py", b"x = 1\n", False),
    ]


def test_headings_alone(tmp_path: Path) -> None:
    patch = "*** Begin Patch\n*** Update File: a\n*** Move to: sub/b\n@@\n-1\n+2\n*** Delete File: /etc/c\n*** End Patch"
    assert named_in(patch, str(tmp_path)) == {f"{tmp_path}/a": "delete", f"{tmp_path}/sub/b": "create", "/etc/c": "delete"}


def test_after_a_patch_only_what_is_there_is_checked(file: Path) -> None:
    (change,) = changed_by(PATCH, str(file.parent))
    assert (change.path, change.op, change.content) == (str(file), "update", None)


PATCHES = {
    "a hunk with lines around it": ("@@\n def f():\n-    return 1\n+    return 2\n", b"def f():\n    return 1\n"),
    "two hunks": ("@@\n-def f():\n+def g():\n@@\n-    return 1\n+    return 2\n", b"def f():\n    return 1\n"),
    "lines are taken out alone": ("@@\n-x = 1\n", None),
    "the file is named twice": ("@@\n-    return 1\n+    return 2\n*** Update File: a.py\n@@\n-a\n+b\n", None),
}


@pytest.mark.parametrize(("hunks", "before"), PATCHES.values(), ids=PATCHES)
def test_a_patch_tells_what_was_there_before(hunks: str, before: bytes | None, file: Path) -> None:
    file.write_bytes(b"def g():\n    return 2\n" if "def g" in hunks else b"def f():\n    return 2\n")
    changes = changed_by(f"*** Begin Patch\n*** Update File: a.py\n{hunks}*** End Patch", str(file.parent))
    assert undone(file.read_bytes(), changes[0].swaps) == before


def test_a_patch_that_moves_a_file_tells_where_from(tmp_path: Path, editor: Editor) -> None:
    (tmp_path / "a").write_bytes(b"1\n")
    patch = "*** Begin Patch\n*** Update File: a\n*** Move to: b\n@@\n-1\n+2\n*** End Patch\n"
    for each in (editor, Editor(None)):
        changes = {change.path: change for change in proposed_by(each, patch, str(tmp_path))}
        assert changes[f"{tmp_path}/b"].content == b"2\n", "without guests by exact quotation"
    known = {path: change.moved_from for path, change in changes.items()}
    assert known == {f"{tmp_path}/a": "", f"{tmp_path}/b": f"{tmp_path}/a"}
    alone = "*** Begin Patch\n*** Update File: a\n*** Move to: b\n*** Delete File: c\n*** Move to: d\n*** End Patch\n"
    bare = {Path(change.path).name: change.content for change in proposed_by(Editor(None), alone, str(tmp_path))}
    assert (bare["b"], bare["d"]) == (b"1\n", None), "only what is updated is moved"
    (tmp_path / "a").rename(tmp_path / "b")
    gone, come = FileChange(f"{tmp_path}/a", "delete"), FileChange(f"{tmp_path}/b", "create", moved_from=f"{tmp_path}/a")
    assert changed_by(patch, str(tmp_path)) == (gone, come)


HALVES = (Replacement("def f", "T = 'ghp_123QQ'\ndef f"), Replacement("QQ'", "456'"))


def test_many_edits_of_a_small_file_are_computed(file: Path, editor: Editor) -> None:
    edits = [*[Replacement("def f", "def f")] * 5000, *HALVES]
    assert replaced_in_turn(editor, str(file), edits).content == b"T = 'ghp_123456'\ndef f():\n    return 1\n"


def test_texts_of_edits_that_cannot_be_placed_are_given_as_later_ones_change_them(file: Path, editor: Editor) -> None:
    change = replaced_in_turn(editor, str(file), [*HALVES, Replacement("no such line 7", "x")])
    assert change.problem
    assert b"ghp_123456" in change.added
    assert b"ghp_123QQ" in change.added


def test_edits_that_are_too_much_work_are_not_judged(file: Path, editor: Editor) -> None:
    file.write_bytes(b"a" * (8 << 20) + b"QQ")
    with pytest.raises(BadField, match="more work"):
        replaced_in_turn(editor, str(file), [Replacement("QQ", "QQ")] * 300)
    with pytest.raises(BadField, match="makes more than"):  # each doubles the file
        replaced_in_turn(editor, str(file), [Replacement("a", "aa", everywhere=True)] * 40)
    with pytest.raises(BadField, match="makes more than"):
        replaced_in_turn(editor, str(file.parent), [Replacement("b", "bb" * 1000)] * 40)
