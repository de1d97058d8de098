"""What changed below a folder since the last look."""

import os
from pathlib import Path

import pytest

from kaptar.checks.tools.warm import changes
from kaptar.checks.tools.warm.changes import Changes, FileWatch, TooMany


def test_changes_are_told_once(tmp_path: Path) -> None:
    for name in ("a.py", "sub/b.py", "node_modules/c.py", "d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    watch = FileWatch(tmp_path, (".py",))
    assert not watch.look()
    (tmp_path / "a.py").write_text("22")
    (tmp_path / "sub/b.py").unlink()
    (tmp_path / "e.py").write_text("1")
    (tmp_path / "node_modules/c.py").write_text("22")
    (tmp_path / "d.txt").write_text("22")
    (tmp_path / "gone.py").symlink_to("nowhere")
    assert watch.look() == Changes((str(tmp_path / "e.py"),), (str(tmp_path / "a.py"),), (str(tmp_path / "sub/b.py"),))
    assert not watch.look()


def test_a_file_that_is_replaced_has_changed(tmp_path: Path) -> None:
    file, fresh = tmp_path / "a.py", tmp_path / "fresh"
    file.write_text("1")
    watch = FileWatch(tmp_path, (".py",))
    was = file.stat()
    fresh.write_text("2")
    os.utime(fresh, ns=(was.st_atime_ns, was.st_mtime_ns))
    fresh.replace(file)
    assert watch.look() == Changes(changed=(str(file),), hidden=(str(file),))


def test_there_is_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST_FILES", 2)
    for name in "abc":
        (tmp_path / f"{name}.py").write_text("")
    with pytest.raises(TooMany, match="more than 2 files"):
        FileWatch(tmp_path, (".py",))
