"""What is said where the state of writes cannot be looked at or kept."""

import subprocess
from pathlib import Path

import pytest

from kaptar.api.recovery import roll_back
from kaptar.errors import InputError
from kaptar.repository import recovery
from kaptar.repository.worktree import Worktree

FULL = OSError(28, "No space left on device")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def full(worktree: Worktree) -> None:
        raise FULL

    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.setattr(recovery, "recover", full)
    return tmp_path


def test_a_full_state_disk_is_no_edit_that_was_cut_off(repository: Path) -> None:
    with pytest.raises(InputError) as caught:
        roll_back(repository)
    assert "nothing was cut off here, but writes cannot be noted: No space left on device" in str(caught.value)


@pytest.mark.parametrize("unreadable", [False, True])
def test_where_one_was_or_nobody_knows_it_says_so(repository: Path, unreadable: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def left(worktree: Worktree) -> list[tuple[str, ...]]:
        if unreadable:
            raise FULL
        return [("a.py",)]

    monkeypatch.setattr(recovery, "left", left)
    with pytest.raises(InputError, match="an edit that was cut off cannot be rolled back: No space left"):
        roll_back(repository)
