"""Values that are read from files and read again when these change."""

from pathlib import Path

import pytest

from kaptar.config.watched import Watched
from kaptar.errors import ConfigError


def read(file: Path, loads: list[str]) -> str:
    loads.append(text := file.read_text() if file.exists() else "")
    if text == "wrong":
        raise ConfigError("wrong")
    if text == "breaks":
        raise AttributeError("a fault of the reader")
    return text


def test_files_that_do_not_change_are_read_once(tmp_path: Path) -> None:
    loads: list[str] = []
    watched = Watched((tmp_path / "a",), lambda: read(tmp_path / "a", loads))
    assert [watched.now() for _ in range(3)] == ["", "", ""]
    assert loads == [""]
    (tmp_path / "a").write_text("x")
    assert [watched.now() for _ in range(3)] == ["x", "x", "x"]
    assert loads == ["", "x"]


def test_the_last_good_value_stays_and_the_problem_goes_when_the_file_is_right_again(tmp_path: Path) -> None:
    loads: list[str] = []
    (tmp_path / "a").write_text("good")
    watched = Watched((tmp_path / "a",), lambda: read(tmp_path / "a", loads))
    (tmp_path / "a").write_text("wrong")
    assert (watched.now(), watched.problem) == ("good", "wrong")
    (tmp_path / "a").unlink()
    assert (watched.now(), watched.problem) == ("", "")


def test_files_that_the_value_names_are_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("b")
    loads: list[str] = []
    watched = Watched((tmp_path / "a",), lambda: read(tmp_path / "a", loads), more=lambda name: (tmp_path / name,))
    assert [watched.now() for _ in range(3)] == ["b", "b", "b"]
    seen = len(loads)
    (tmp_path / "b").write_text("x")
    assert [watched.now() for _ in range(3)] == ["b", "b", "b"]
    assert len(loads) == seen + 1


def test_a_fault_of_the_reader_is_a_problem_too(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("good")
    watched = Watched((tmp_path / "a",), lambda: read(tmp_path / "a", []))
    (tmp_path / "a").write_text("breaks")
    assert watched.now() == "good"
    assert "unexpected AttributeError: a fault of the reader" in watched.problem


def test_what_is_wrong_at_the_start_needs_something_instead(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("wrong")
    with pytest.raises(ConfigError):
        Watched((tmp_path / "a",), lambda: read(tmp_path / "a", []))
    watched = Watched((tmp_path / "a",), lambda: read(tmp_path / "a", []), "other")
    assert (watched.now(), watched.problem) == ("other", "wrong")
