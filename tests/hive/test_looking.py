"""Looking: which files are due, which names they have, and how many are looked at."""

from pathlib import Path
from typing import Any, cast

import pytest

from kaptar.clients.outside import Looked, OutsideChange
from kaptar.hive.looking import MOST_FOLDERS, Looking
from kaptar.hive.pace import FILE_ROWS
from kaptar.workspace.ledger.book import OUTSIDE, FileEdit
from kaptar.workspace.resources import Resource


class Outside:
    """Looks that find what the test says."""

    def __init__(self, files: list[Resource]) -> None:
        self.files, self.found, self.may = files, "nothing", True
        self.looked: list[str] = []

    def known(self, most: int) -> tuple[Resource, ...]:
        return tuple(self.files[:most])

    def may_look(self) -> bool:
        return self.may

    def look(self, file: Resource, _settings_of: object) -> Looked:
        self.looked.append(file.path)
        if self.found == "change":
            return OutsideChange(FileEdit(0, 0, file.worktree, file.path, OUTSIDE, "", "", "x"), (), 1)
        return cast(Looked, self.found)


class Scene:
    """A folder with files, and the looking at them."""

    def __init__(self, root: Path, names: list[str]) -> None:
        for name in names:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text("x")
        self.root = root
        self.outside = Outside([Resource(str(root), name) for name in names])
        self.looking = Looking(cast(Any, self.outside), cast(Any, None), str(root / "own"), lambda: 10.0)
        self.looking.find()

    def looked(self) -> list[str]:
        """The files that this look was at."""
        self.outside.looked = []
        self.looking.look()
        return self.outside.looked


def test_a_file_is_looked_at_when_it_is_known_anew_and_when_it_has_changed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, ["a", "b"])
    assert scene.looked() == ["a", "b"]
    assert scene.looked() == []
    (tmp_path / "a").write_text("xy")
    scene.looking.changed([str(tmp_path / "a"), str(tmp_path / "unknown")])
    assert scene.looked() == ["a"]
    scene.looking.all_changed()
    assert scene.looked() == [], "they are as they were looked at"
    scene.looking.find(none=True)
    assert (scene.looking.files, scene.looking.folders) == (0, ())


def test_what_nobody_can_tell_yet_stays_due(tmp_path: Path) -> None:
    scene = Scene(tmp_path, ["a"])
    scene.outside.may = False
    assert (scene.looked(), scene.looking.waiting) == ([], 1)
    scene.outside.may, scene.outside.found = True, "later"
    assert (scene.looked(), scene.looking.waiting) == (["a"], 1)
    scene.outside.found = "nothing"
    assert (scene.looked(), scene.looking.waiting) == (["a"], 0)


@pytest.mark.parametrize(
    ("known", "told", "looked"),
    [("a.py", "a.py", "a.py"), ("a.py", "A.py", "a.py"), ("A.py", "A.py", "A.py")],
    ids=["as it is", "by other letters", "one of two"],
)
def test_the_system_may_name_a_file_by_other_letters(known: str, told: str, looked: str, tmp_path: Path) -> None:
    scene = Scene(tmp_path, [known, *(["a.py"] if known == "A.py" else [])])
    scene.looked()
    for each in scene.outside.files:
        (tmp_path / each.path).write_text("changed")
    scene.looking.changed([str(tmp_path / told)])
    assert scene.looked() == [looked]


def test_one_noisy_file_waits_and_others_do_not(tmp_path: Path) -> None:
    scene = Scene(tmp_path, ["log", "a"])
    scene.looked()
    scene.outside.found = "change"
    noted = 0
    for number in range(FILE_ROWS + 5):
        (tmp_path / "log").write_text("x" * number)
        scene.looking.changed([str(tmp_path / "log")])
        noted += len(scene.looked())
    assert (noted, scene.looking.waiting) == (FILE_ROWS, 1)
    (tmp_path / "a").write_text("xy")
    scene.looking.changed([str(tmp_path / "a")])
    assert scene.looked() == ["a"]
    assert scene.looking.noted == FILE_ROWS + 1


def test_few_folders_are_watched_and_none_that_is_not_there_or_the_hives_own(tmp_path: Path) -> None:
    scene = Scene(tmp_path, ["own/a", *(f"{n}/a" for n in range(MOST_FOLDERS + 3))])
    assert len(scene.looking.folders) == MOST_FOLDERS
    assert str(tmp_path / "own") not in {each.path for each in scene.looking.folders}
    before = scene.looking.folders
    (tmp_path / "0" / "a").unlink()
    (tmp_path / "0").rename(tmp_path / "former")
    (tmp_path / "0").mkdir()
    scene.looking.find()
    assert scene.looking.folders != before, "another folder of the same name"
    (tmp_path / "0").rmdir()
    scene.looking.find()
    assert str(tmp_path / "0") not in {each.path for each in scene.looking.folders}
