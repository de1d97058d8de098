"""Edits that name their files: all of them or none, and never outside of the root."""

import json
from pathlib import Path

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.files import FilesPlan, Folder, plan_files
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
    return plan_files(editor, edit, Folder(root, 1 << 20).read)


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
