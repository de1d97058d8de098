"""Contents that edits replace are kept by session, from the event before an edit to that after it, within bounds."""

from pathlib import Path

import pytest

from kaptar.checks import replaced
from kaptar.checks.event import FileChange, Phase
from kaptar.checks.replaced import Replaced
from kaptar.checks.snapshot import Snapshot

from .conftest import event


def seen(kept: Replaced, name: str, phase: Phase, before: bytes | None = None, session: str = "s") -> bytes | None:
    file = Path("/r") / name
    shot = Snapshot(Path("/r"), name, file, phase, "update", None, before=before)
    return kept.seen(event(FileChange(str(file)), phase=phase, session=session), shot).before


def test_it_is_given_once_and_to_its_session_alone() -> None:
    kept = Replaced()
    seen(kept, "a", "before", b"old")
    assert seen(kept, "a", "after", session="other") is None
    assert seen(kept, "b", "after") is None
    assert seen(kept, "a", "after") == b"old"
    assert seen(kept, "a", "after") is None
    seen(kept, "a", "before", b"old", session="")
    assert seen(kept, "a", "after", session="") is None, "without a session nobody knows whose event it is"


def test_the_oldest_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Replaced(most_bytes=10)
    for name in "abc":
        seen(kept, name, "before", b"1234")
    assert [seen(kept, name, "after") for name in "abc"] == [None, b"1234", b"1234"]
    seen(kept, "large", "before", b"x" * 11)
    assert seen(kept, "large", "after") is None
    seen(kept, "d", "before", b"1234567890")
    assert seen(kept, "d", "after") == b"1234567890", "what was forgotten is not counted"
    monkeypatch.setattr(replaced, "MOST_FILES", 2)
    for name in "abc":
        seen(kept, name, "before", b"")
    assert [seen(kept, name, "after") for name in "abc"] == [None, b"", b""]
