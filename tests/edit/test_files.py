"""Edits that name their files: all of them or none, and never outside of the root."""

import json
import stat
import subprocess
from pathlib import Path

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.files import FilesPlan, plan_files
from kaptar.edit.folder import Folder
from kaptar.edit.outcome import Refused
from kaptar.repository.paths import OffLimits, inside

pytestmark = pytest.mark.guest


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "src").mkdir(parents=True)
    (root / "src/a.py").write_text("a = 1\n")
    (root / "b.txt").write_text("one\ntwo\n")
    (tmp_path / "outside.txt").write_text("secret\n")
    (root / "link").symlink_to(tmp_path / "outside.txt")
    (root / "away").symlink_to(tmp_path)
    (root / ".git").mkdir()
    (root / ".git/config").write_text("x\n")
    return root


def patch(*parts: str) -> str:
    return "*** Begin Patch\n" + "".join(parts) + "*** End Patch\n"


UPDATE = "*** Update File: src/a.py\n@@\n-a = 1\n+a = 2\n"
ADD = "*** Add File: docs/new.md\n+# new\n"
DELETE = "*** Delete File: b.txt\n"
MOVE = "*** Update File: b.txt\n*** Move to: c.txt\n@@\n one\n-two\n+2\n"


def planned(editor: Editor, root: Path, edit: str) -> FilesPlan | Refused:
    return plan_files(editor, edit, Folder(root, 1 << 20))


def tree(root: Path) -> dict[str, str]:
    found = (p for p in sorted(root.rglob("*")) if p.is_file() and not p.is_symlink() and ".git" not in p.parts)
    return {p.relative_to(root).as_posix(): p.read_text() for p in found}


def write(editor: Editor, root: Path, edit: str) -> Refused | str:
    plan = planned(editor, root, edit)
    assert isinstance(plan, FilesPlan), plan
    return Folder(root, 1 << 20).write(plan)


def test_update_create_delete_and_move_in_one_edit(editor: Editor, root: Path) -> None:
    assert write(editor, root, patch(UPDATE, ADD, MOVE)) == ""
    assert tree(root) == {"src/a.py": "a = 2\n", "docs/new.md": "# new\n", "c.txt": "one\n2\n"}
    assert write(editor, root, patch("*** Delete File: c.txt\n")) == ""
    assert "c.txt" not in tree(root)


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("*** Update File: none.py\n@@\n-a\n+b\n", "missing_file"),
        ("*** Delete File: none.py\n", "missing_file"),
        ("*** Add File: src/a.py\n+x\n", "exists"),
        ("*** Update File: b.txt\n*** Move to: src/a.py\n@@\n-two\n+2\n", "exists"),
        ("*** Update File: src/a.py\n@@\n-zzz\n+b\n", "no_match"),
        ("*** Add File: ../evil\n+x\n", "path_outside"),
        ("*** Add File: /etc/evil\n+x\n", "path_outside"),
        ("*** Add File: away/evil\n+x\n", "path_outside"),
        ("*** Update File: link\n@@\n-secret\n+x\n", "path_outside"),
        ("*** Add File: .git/hooks/pre-commit\n+x\n", "path_outside"),
        ("*** Update File: src\n@@\n-a\n+b\n", "unsupported"),
    ],
)
def test_one_refused_file_refuses_all(editor: Editor, root: Path, part: str, reason: str) -> None:
    before = tree(root)
    plan = planned(editor, root, patch(ADD, part))
    assert isinstance(plan, Refused), plan
    assert plan.reason == reason
    assert tree(root) == before


def test_a_file_that_changes_before_the_write_refuses_all(editor: Editor, root: Path) -> None:
    plan = planned(editor, root, patch(UPDATE, DELETE))
    assert isinstance(plan, FilesPlan)
    (root / "b.txt").write_text("mine\n")
    refused = Folder(root, 1 << 20).write(plan)
    assert isinstance(refused, Refused)
    assert refused.reason == "stale"
    assert tree(root) == {"src/a.py": "a = 1\n", "b.txt": "mine\n"}


def test_operations_of_a_responses_api(editor: Editor, root: Path) -> None:
    edit = json.dumps([{"type": "update_file", "path": "src/a.py", "diff": "@@\n-a = 1\n+a = 3\n"},
                       {"type": "delete_file", "path": "b.txt"}])  # fmt: skip
    assert write(editor, root, edit) == ""
    assert tree(root) == {"src/a.py": "a = 3\n"}


GIT = "diff --git a/{0} b/{0}\n"
BINARY = GIT.format("x.png") + "new file mode 100644\nindex 0000000..1\nGIT binary patch\nliteral 3\nKcmZ\n"
CHANGE = "--- a/src/a.py\n+++ b/src/a.py\n@@ -1 +1 @@\n-a = 1\n+a = 2\n"


def deletion(*lines: str, header: str = "--- a/b.txt\n+++ /dev/null\n") -> str:
    return f"{header}@@ -1,{len(lines)} +0,0 @@\n" + "".join(f"-{line}\n" for line in lines)


def test_a_diff_deletes_the_file_that_it_quotes(editor: Editor, root: Path) -> None:
    for text in (b"one\ntwo\n", b"one\r\ntwo\r\n", b"one\ntwo"):
        (root / "b.txt").write_bytes(text)
        assert write(editor, root, CHANGE.replace("2\n", "3\n") + deletion("one", "two")) == ""
        assert tree(root) == {"src/a.py": "a = 3\n"}
        (root / "src/a.py").write_text("a = 1\n")


@pytest.mark.parametrize("text", ["one\ntwo\nthree\n", "one\n", "two\none\n", "one\ntwo \n", "one\n\ntwo\n", ""])
def test_a_diff_does_not_delete_a_file_that_has_changed(editor: Editor, root: Path, text: str) -> None:
    (root / "b.txt").write_text(text)
    for diff in (deletion("one", "two"), deletion("one", "two", header=GIT.format("b.txt") + "deleted file mode 100644\n")):
        refused = planned(editor, root, CHANGE + diff)
        assert isinstance(refused, Refused)
        assert (refused.reason, refused.path) == ("stale", "b.txt")


def test_a_diff_that_shows_nothing_deletes_an_empty_file_only(editor: Editor, root: Path) -> None:
    gone = GIT.format("b.txt") + "deleted file mode 100644\nindex e69de29..0000000\n"
    refused = planned(editor, root, gone)
    assert isinstance(refused, Refused)
    assert refused.reason == "stale"
    (root / "b.txt").write_text("")
    assert write(editor, root, gone) == ""
    assert "b.txt" not in tree(root)


@pytest.mark.parametrize(
    ("part", "word"),
    [
        (BINARY, "binary"),
        (GIT.format("x.png") + "index 1..2 100644\nBinary files a/x.png and b/x.png differ\n", "binary"),
        ("Binary files old/x.png and new/x.png differ\n", "binary"),
        (GIT.format("src/a.py") + "old mode 100644\nnew mode 100755\n", "mode"),
        (GIT.format("run") + "new file mode 100755\n--- /dev/null\n+++ b/run\n@@ -0,0 +1 @@\n+x\n", "executable"),
        (GIT.format("l") + "new file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+b.txt\n", "symbolic link"),
        (GIT.format("sub") + "index 1..2 160000\n--- a/sub\n+++ b/sub\n@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n",
         "submodule"),
        ("--- a/sub\n+++ b/sub\n@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n", "submodule"),
        ("diff --git a/b.txt b/c.txt\nsimilarity index 100%\ncopy from b.txt\ncopy to c.txt\n", "copies"),
        ("Only in new: c.txt\n", "without its content"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_by_name_for_all_files(editor: Editor, root: Path, part: str, word: str) -> None:
    for edit in (part + CHANGE, CHANGE + part):
        refused = planned(editor, root, edit)
        assert isinstance(refused, Refused), edit
        assert refused.reason == "unsupported"
        assert word in refused.message


def test_renames_and_empty_files_of_git(editor: Editor, root: Path) -> None:
    same = "diff --git a/b.txt b/c.txt\nsimilarity index 100%\nrename from b.txt\nrename to c.txt\n"
    changed = (
        "diff --git a/src/a.py b/src/\u00e4 b.py\nsimilarity index 60%\nrename from src/a.py\n"
        'rename to "src/\\303\\244 b.py"\n--- a/src/a.py\t\n+++ "b/src/\\303\\244 b.py"\t\n@@ -1 +1 @@\n-a = 1\n+a = 2\n'
    )
    empty = GIT.format("src/__init__.py") + "new file mode 100644\nindex 0000000..e69de29\n"
    plan = planned(editor, root, same + changed + empty)
    assert isinstance(plan, FilesPlan), plan
    assert all(each.grade != "already_applied" for change in plan.changes for each in change.plans)
    assert Folder(root, 1 << 20).write(plan) == ""
    assert tree(root) == {"c.txt": "one\ntwo\n", "src/\u00e4 b.py": "a = 2\n", "src/__init__.py": ""}


def test_the_last_line_end_is_what_the_diff_says(editor: Editor, root: Path) -> None:
    note = "\\ No newline at end of file\n"
    assert write(editor, root, f"--- /dev/null\n+++ b/n.txt\n@@ -0,0 +1 @@\n+x\n{note}") == ""
    assert (root / "n.txt").read_text() == "x"
    assert write(editor, root, f"--- a/n.txt\n+++ b/n.txt\n@@ -1 +1 @@\n-x\n{note}+x\n") == ""
    assert (root / "n.txt").read_text() == "x\n"
    assert write(editor, root, f"--- a/b.txt\n+++ b/b.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n{note}") == ""
    assert (root / "b.txt").read_text() == "one\n2"


def test_names_of_one_file_are_one_file(editor: Editor, root: Path) -> None:
    again = f"*** Update File: ./src//a.py\n@@\n-a = 2\n+a = 3\n*** Update File: {root}/src/a.py\n@@\n-a = 3\n+a = 4\n"
    assert write(editor, root, patch(UPDATE, again)) == ""
    assert tree(root)["src/a.py"] == "a = 4\n"


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ((ADD, ADD.replace("docs/", "./docs/")), "exists"),
        ((DELETE, "*** Update File: ./b.txt\n@@\n-two\n+2\n"), "missing_file"),
        ((DELETE, "*** Delete File: ./b.txt\n"), "missing_file"),
        (("*** Update File: b.txt\n@@\n-two\n+2\n", DELETE), "unsupported"),
        ((ADD, "*** Delete File: docs/new.md\n"), "unsupported"),
        ((MOVE, "*** Update File: b.txt\n@@\n-two\n+2\n"), "missing_file"),
        (("*** Add File: n.py\n+a\n\n+b\n",), "malformed_edit"),
        (("*** Add File: n.py\n+# ... existing code ...\n+b = 1\n",), "marker_in_result"),
        (("*** Delete File: b.txt\n-one\n",), "malformed_edit"),
    ],
)
def test_parts_that_contradict_each_other(editor: Editor, root: Path, parts: tuple[str, ...], reason: str) -> None:
    refused = planned(editor, root, patch(*parts))
    assert isinstance(refused, Refused), refused
    assert refused.reason == reason


def test_a_file_is_deleted_and_made_anew_or_its_place_taken(editor: Editor, root: Path) -> None:
    assert write(editor, root, patch(DELETE, "*** Add File: b.txt\n+new\n")) == ""
    assert tree(root)["b.txt"] == "new\n"
    assert (
        write(editor, root, patch("*** Delete File: src/a.py\n", "*** Update File: b.txt\n*** Move to: src/a.py\n@@\n-new\n+b\n"))
        == ""
    )
    assert tree(root) == {"src/a.py": "b\n"}


def test_a_file_that_shows_a_patch_is_not_read_as_one(editor: Editor, root: Path) -> None:
    (root / "b.txt").write_text("*** Update File: x\n*** End Patch\none\n")
    edit = patch("*** Update File: b.txt\n@@\n *** Update File: x\n *** End Patch\n-one\n+1\n")
    assert write(editor, root, edit) == ""
    assert (root / "b.txt").read_text() == "*** Update File: x\n*** End Patch\n1\n"


@pytest.mark.parametrize("other", [
    "--- a/b.txt\n+++ b/b.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n", "b.txt\n```python\none\n2\n```\n",
], ids=["diff", "fence"])  # fmt: skip
def test_a_part_in_another_format_refuses_all(editor: Editor, root: Path, other: str) -> None:
    refused = planned(editor, root, other + patch(UPDATE))
    assert isinstance(refused, Refused)
    assert refused.reason == "mixed_formats"


@pytest.mark.parametrize("edit", [
    patch(DELETE), patch(MOVE), deletion("one", "two"), json.dumps({"type": "delete_file", "path": "b.txt"}),
    json.dumps({"type": "update_file", "path": "b.txt", "move_to": "c.txt", "diff": "@@\n-two\n+2\n"}),
    "diff --git a/b.txt b/c.txt\nsimilarity index 100%\nrename from b.txt\nrename to c.txt\n",
    "diff --git a/b.txt b/c.txt\nrename from b.txt\nrename to c.txt\n--- a/b.txt\n+++ b/c.txt\n@@ -2 +2 @@\n-two\n+2\n",
], ids=["delete", "move", "dev-null", "json-delete", "json-move", "rename", "rename-and-change"])  # fmt: skip
def test_one_file_alone_is_not_deleted_or_moved(editor: Editor, edit: str) -> None:
    for source in (b"one\ntwo\n", b"one\n2\n"):
        refused = editor.apply_edit(source, edit, path="b.txt")
        assert isinstance(refused, Refused), refused
        assert refused.reason == "unsupported"
        assert "--multi" in refused.message
    host = Editor(None).apply_edit(b"one\ntwo\n", edit, path="b.txt")
    assert isinstance(host, Refused), host


def test_an_edit_that_names_no_file(editor: Editor, root: Path) -> None:
    plan = planned(editor, root, "def f():\n    return 1\n")
    assert isinstance(plan, Refused)


@pytest.mark.parametrize(
    ("named", "path"), [("src/a.py", "src/a.py"), ("./src//a.py", "src/a.py"), ("src\\a.py", "src/a.py"), ("new/x", "new/x")]
)
def test_paths_that_stay_inside(root: Path, named: str, path: str) -> None:
    assert inside(root, named) == path


def test_an_absolute_path_inside_is_taken(root: Path) -> None:
    assert inside(root, str(root / "src/a.py")) == "src/a.py"


@pytest.mark.parametrize(
    "named", ["", " ", "..", "a/../../b", "C:\\x", "C:/x", "/etc/passwd", "a\0b", ".GIT/config", "x/.git/y", "/"]
)
def test_paths_that_do_not(root: Path, named: str) -> None:
    assert isinstance(inside(root, named), OffLimits)


def test_what_was_recovered_is_told_with_the_write(editor: Editor, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kaptar.repository import writer
    from kaptar.repository.recovery import FileState, Recovered

    done = writer.Written((), "the disk did not confirm it", (Recovered((FileState("x", "put_back"),)),))
    monkeypatch.setattr(writer, "write_below", lambda *_: done)
    assert write(editor, root, patch(ADD)) == "the disk did not confirm it; an edit that was cut off was rolled back: x"


def test_a_file_that_a_sparse_checkout_leaves_out_is_not_missing(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "b.py").write_text("x = 1\n")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "m"], ["sparse-checkout", "set", "--cone", "in"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True, timeout=60)
    folder = Folder(tmp_path, 1 << 20)
    found = folder.read("out/b.py")
    assert isinstance(found, Refused)
    assert "sparse checkout" in found.message
    assert folder.read("out/c.py") is None


def test_the_text_of_a_json_file_is_not_the_call_that_holds_it(editor: Editor, root: Path) -> None:
    (root / "c.json").write_text('{"a": 1}\n')
    calls = [{"path": "c.json", "content": '{"a": 2}\n'}, {"path": "new.json", "content": "{}\n"}]
    assert write(editor, root, json.dumps(calls)) == ""
    assert tree(root)["c.json"] == '{"a": 2}\n'
    assert tree(root)["new.json"] == "{}\n"


def test_calls_in_tags_and_on_lines_name_their_files(editor: Editor, root: Path) -> None:
    block = "------- SEARCH\n{}\n=======\n{}\n+++++++ REPLACE\n"
    edit = "".join(
        f"<replace_in_file>\n<path>{path}</path>\n<diff>\n{block.format(old, new)}</diff>\n</replace_in_file>\n"
        for path, old, new in (("src/a.py", "a = 1", "a = 2"), ("b.txt", "two", "2"))
    )
    assert write(editor, root, edit) == ""
    assert tree(root) == {"src/a.py": "a = 2\n", "b.txt": "one\n2\n"}
    lines = [
        {"path": "b.txt", "old_string": "one", "new_string": "1"},
        {"command": "insert", "path": "b.txt", "insert_line": 0, "insert_text": "zero"},
        {"path": "src/a.py", "old_string": "a = 2", "new_string": "a = 3"},
    ]
    assert write(editor, root, "\n".join(map(json.dumps, lines))) == ""
    assert tree(root) == {"src/a.py": "a = 3\n", "b.txt": "zero\n1\n2\n"}


@pytest.mark.parametrize("mode", [0o600, 0o755, 0o640])
def test_a_move_keeps_the_mode(editor: Editor, mode: int, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\ntwo\n")
    (tmp_path / "a.txt").chmod(mode)
    edit = "*** Begin Patch\n*** Update File: a.txt\n*** Move to: conf/b.txt\n@@\n-one\n+ONE\n two\n*** End Patch\n"
    folder = Folder(tmp_path, 1 << 20)
    plan = plan_files(editor, edit, folder)
    assert isinstance(plan, FilesPlan)
    assert folder.write(plan) == ""
    assert (tmp_path / "conf" / "b.txt").read_text() == "ONE\ntwo\n"
    assert stat.S_IMODE((tmp_path / "conf" / "b.txt").stat().st_mode) == mode
    assert not (tmp_path / "a.txt").exists()


HUNK = "@@ -1 +1 @@\n-a();\n+aa();\n"


def changed(editor: Editor, root: Path, there: str, header: str) -> list[str] | str:
    """The files that a diff changes, of some that have one text; the reason of a refusal."""
    for name in there.split():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("a();\n")
    plan = planned(editor, root, header + HUNK)
    return plan.reason if isinstance(plan, Refused) else [change.path for change in plan.changes]


@pytest.mark.parametrize(("there", "header"), [
    ("x.js src/x.js", "--- x.js\n+++ src/x.js\n"),
    ("x.js src/x.js", "--- src/x.js\n+++ x.js\n"),
    ("x.js src/x.js", "--- a/x.js\n+++ b/src/x.js\n"),
    ("old/x.js new/x.js", "--- old/x.js\n+++ new/x.js\n"),
    ("old/x.js", "--- old/x.js\n+++ new/x.js\n"),
    ("dev/x.js prod/x.js x.js", "--- dev/x.js\n+++ prod/x.js\n"),
    ("x.js src/x.js", GIT.format("src/x.js") + "--- a/x.js\n+++ b/x.js\n"),
    ("x.js", GIT.format("src/x.js") + "index 1..2 100644\n--- a/x.js\n+++ b/x.js\n"),
    ("x.js y.js", GIT.format("y.js") + "rename from x.js\nrename to z.js\n--- a/y.js\n+++ b/z.js\n"),
    ("x.js y.js", "diff --git a/x.js b/z.js\nrename from x.js\nrename to z.js\n--- a/y.js\n+++ b/z.js\n"),
    ("b/x.js x.js", "--- b/x.js\n+++ b/x.js\n"),
    ("a/x.js x.js", "--- a/x.js\n+++ a/x.js\n"),
    ("a/x.js x.js", "--- a/x.js\n+++ x.js\n"),
    ("z.js x.js src/x.js", "--- a/z.js\n+++ b/z.js\n" + HUNK + "--- x.js\n+++ src/x.js\n"),
])  # fmt: skip
def test_a_header_of_two_files_is_refused(editor: Editor, root: Path, there: str, header: str) -> None:
    assert changed(editor, root, there, header) == "ambiguous"


@pytest.mark.parametrize(("there", "header", "path"), [
    ("x.js src/x.js", "--- a/x.js\n+++ b/x.js\n", "x.js"),
    ("x.js a/x.js b/x.js", "--- a/x.js\n+++ b/x.js\n", "x.js"),
    ("x.js a/x.js b/x.js", GIT.format("x.js") + "--- a/x.js\n+++ b/x.js\n", "x.js"),
    ("x.js", "--- i/x.js\n+++ w/x.js\n", "x.js"),
    ("src/x.js", "--- src/x.js\n+++ src/x.js\n", "src/x.js"),
    ("c/x.js x.js", "--- c/x.js\n+++ c/x.js\n", "c/x.js"),
    ("a/x.js", "--- a/x.js\n+++ a/x.js\n", "a/x.js"),
    ("b/x.js", GIT.format("b/x.js") + "--- b/x.js\n+++ b/x.js\n", "b/x.js"),
    ("x.js", "--- a/x.js\n+++ a/x.js\n", "x.js"),
    ("x.js x.js.orig", "--- x.js.orig\n+++ x.js\n", "x.js"),
    ("x.js", "--- /home/me/x.js\n+++ x.js\n", "x.js"),
    ("x.js", "--- x.js\t2024-05-31 10:00:00\n+++ x.js\t2024-06-01 10:00:00\n", "x.js"),
    ("one x.js", '--- "a/one x.js"\n+++ "b/one x.js"\n', "one x.js"),
])  # fmt: skip
def test_a_header_of_one_file_is_read(editor: Editor, root: Path, there: str, header: str, path: str) -> None:
    if " " in path:
        (root / path).write_text("a();\n")
    assert changed(editor, root, there, header) == [path]
