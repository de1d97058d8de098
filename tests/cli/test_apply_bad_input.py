"""Bad input of ``kaptar apply --write``, as a user gives it: exit code 1, one reason, and not a byte of any file changed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.guest

SOURCE = b"def f():\n    return 1\n\n\ndef g():\n    return 2\n"
BLOCK = b"<<<<<<< SEARCH\n    return 2\n=======\n    return 3\n>>>>>>> REPLACE\n"
LAZY = b"# ... existing code ...\ndef g():\n    return 3\n"
HUGE = 20 * 1024 * 1024


def patch(path: str) -> bytes:
    return f"*** Begin Patch\n*** Update File: {path}\n@@\n-    return 2\n+    return 3\n*** End Patch\n".encode()


def add(path: str) -> bytes:
    return f"*** Begin Patch\n*** Add File: {path}\n+x = 1\n*** End Patch\n".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """``root`` with the files to edit, and beside it ``outside`` with one that no edit may reach."""
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "a.py").write_bytes(SOURCE)
    (root / "a.py").write_bytes(SOURCE)
    (root / "link.py").symlink_to(outside / "a.py")
    (root / "links").symlink_to(outside, target_is_directory=True)
    return root


def digests(folder: Path) -> dict[str, str]:
    """Every file below the folder's parent, by path: what is new, gone or changed differs."""
    files = (p for p in sorted(folder.parent.rglob("*")) if p.is_file() and not p.is_symlink())
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def refused(folder: Path, edit: bytes, *args: str) -> str:
    """What is said about the edit, which must leave all files as they are and end with 1."""
    before = digests(folder)
    command = [sys.executable, "-m", "kaptar", "apply", *args, "--write"]
    done = subprocess.run(command, cwd=folder, input=edit, capture_output=True, env=os.environ | {"NO_COLOR": "1"}, check=False)
    says = done.stderr.decode()
    assert done.returncode == 1, done.stdout.decode() + says
    assert digests(folder) == before
    assert done.stdout == b""
    assert "Traceback" not in says
    return says


@pytest.mark.parametrize(
    ("source", "edit", "says"),
    [
        (b"", BLOCK, "refused (no_match)"),
        (b"", LAZY, "refused ("),
        (SOURCE, b"", "refused (empty_edit)"),
        (SOURCE, b" \n\n", "refused (empty_edit)"),
        (SOURCE, b"```python\n```\n", "refused (empty_edit)"),
        (SOURCE + b"\0", BLOCK, "refused (binary)"),
        (SOURCE + b"# \xff\n", BLOCK, "refused (not_utf8)"),
        (SOURCE, BLOCK.replace(b"3", b"\xff"), "not UTF-8 at byte"),
        (SOURCE + b"#" * HUGE, BLOCK, "refused (too_large)"),
        (SOURCE, BLOCK + b"#" * (5 * 1024 * 1024), "refused (too_large)"),
        (SOURCE, BLOCK[:-20], "refused (malformed_edit)"),
        (SOURCE, b"```python\ndef g():\n    return (", "refused (malformed_edit)"),
        (SOURCE, b"# ...\ndef g():\n    return max(", "refused (malformed_edit)"),
        (SOURCE, b'{"old_string": "    return 2", "new_str', "refused ("),
        (SOURCE, b"other/b.py\n" + BLOCK, "refused (other_file)"),
        (SOURCE, b"# ...\ndef elsewhere(a):\n    begin(a)\n    end(a)\n# ...\n", "refused ("),
        (SOURCE, b"Please make it faster.\n", "refused ("),
        (SOURCE, BLOCK + b"--- a/a.py\n+++ b/a.py\n@@ ... @@\n-    return 1\n+    return 0\n", "refused (mixed_formats)"),
    ],
)  # fmt: skip
def test_one_file(folder: Path, source: bytes, edit: bytes, says: str) -> None:
    (folder / "a.py").write_bytes(source)
    assert says in refused(folder, edit, "a.py")


@pytest.mark.parametrize("name", ["a.xyz", "README", "a.f90"])
def test_an_unknown_language_is_edited_by_lines_or_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes(SOURCE)
    assert "refused (no_match)" in refused(folder, BLOCK.replace(b"return 2", b"return 9"), name)


@pytest.mark.parametrize("edit", [patch, add])
@pytest.mark.parametrize(
    "path", ["../outside/a.py", "/etc/kaptar-no-such-file.py", "link.py", "links/a.py", "links/new.py", "a/../../x.py"]
)
def test_paths_outside(folder: Path, path: str, edit: object) -> None:
    assert callable(edit)
    says = refused(folder, edit(path), "--multi")
    assert "refused (path_outside)" in says


FIRST = "--- a/a.py\n+++ b/a.py\n@@ -4,{} +4,{} @@\n \n def g():\n-    return 2\n+    return 3\n"
SECOND = (
    "--- a/b.py\n+++ b/b.py\n@@ -1,2 +1,2 @@\n def f():\n-    return 1\n+    return 0\n",
    "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1,1 @@\n+x = 1\n",
    "--- a/b.py\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-def f():\n-    return 1\n",
)


@pytest.mark.parametrize("second", SECOND)
@pytest.mark.parametrize("counts", [(4, 4), (5, 5)])
def test_a_hunk_that_counts_lines_of_the_next_files_header(folder: Path, second: str, counts: tuple[int, int]) -> None:
    """Read as it counts, the hunk takes the header in, and the second file would be dropped."""
    (folder / "b.py").write_bytes(b"def f():\n    return 1\n")
    edit = (FIRST.format(*counts) + second).encode()
    assert "refused (" in refused(folder, edit, "--multi")
    assert "refused (" in refused(folder, edit, "a.py")


def test_a_new_file_that_counts_lines_of_the_next_files_header(folder: Path) -> None:
    new = "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1,2 @@\n+x = 1\n"
    assert "refused (malformed_edit)" in refused(folder, (new + SECOND[1]).encode(), "--multi")


def test_an_absolute_path_outside(folder: Path) -> None:
    assert "refused (path_outside)" in refused(folder, patch(str(folder.parent / "outside" / "a.py")), "--multi")


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (b"", "refused (empty_edit)"),
        (BLOCK, "refused (missing_file)"),
        (patch("none.py"), "refused (missing_file)"),
        (patch("a.py")[:-20], "refused ("),
        (patch("a.py").replace(b"return 2", b"return 9"), "refused (no_match)"),
        (add("a.py"), "refused (exists)"),
        (patch("a.py").replace(b"*** End", b"*** Add File: ../new.py\n+x\n*** End"), "refused (path_outside)"),
    ],
)
def test_several_files(folder: Path, edit: bytes, says: str) -> None:
    assert says in refused(folder, edit, "--multi")
