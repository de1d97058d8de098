"""Watch part: real files, real notices of the system, and a hive that goes on and ends without them."""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from typing import ClassVar

import anyio
import pytest
from tests.clients.test_commanding import git
from tests.server.conftest import environment, opened_hive, places, repository
from tests.waiting import wait_until

from kaptar.api.status import WatchRow
from kaptar.checks.worktrees import fixed
from kaptar.config.sections import Config, WorkspaceConfig
from kaptar.hive import changes
from kaptar.hive.changes import changes_in
from kaptar.hive.hive import Hive
from kaptar.hive.looking import Looking
from kaptar.hive.part import Ground
from kaptar.hive.parts import PARTS
from kaptar.hive.watch import Watch
from kaptar.repository.places import Places

__all__ = ["environment", "places", "repository"]


@contextmanager
def hive_of(places: Places, kind: type[Watch] = Watch, *, on: bool = True) -> Iterator[Hive]:
    places.state.mkdir(mode=0o700, exist_ok=True)
    git(places.worktree, "add", ".")
    git(places.worktree, "commit", "-qm", "first")
    kinds = [kind if each is Watch else each for each in PARTS]
    with opened_hive(places, fixed(Config(workspace=WorkspaceConfig(watch=on))), kinds=kinds) as hive:
        yield hive


def hook(hive: Hive, event: str, tool: str = "", **given: str) -> str:
    root = str(hive.places.worktree)
    body = {"session_id": "s", "cwd": root, "hook_event_name": event, "tool_name": tool, "tool_input": given}
    return hive.handle_hook("claude", event, json.dumps(body).encode()).stdout


def edited(hive: Hive, path: Path, old: str, new: str) -> None:
    given = {"file_path": str(path), "old_string": old, "new_string": new}
    hook(hive, "PreToolUse", "Edit", **given)
    path.write_text(path.read_text().replace(old, new))
    hook(hive, "PostToolUse", "Edit", **given)


def until(hive: Hive, look: Callable[[WatchRow], bool], what: str) -> WatchRow:
    wait_until(lambda: look(hive.status().watch), what, 30)
    return hive.status().watch


def test_a_change_from_outside_is_seen_and_told_before_the_next_event(places: Places) -> None:
    path = places.worktree / "a.py"
    with hive_of(places) as hive:
        edited(hive, path, "x = 1", "x = 2")
        until(hive, lambda row: row.files == 1, "the file is watched")
        for number, text in enumerate(("x = 3\n", "x = 4\n"), 1):
            path.write_text(text)
            row = until(hive, lambda row, number=number: row.changes == number, "the change is seen")  # type: ignore[misc]
        assert [(each.path, each.held) for each in row.last] == [(str(path), ("claude (session s)",))] * 2
        said = hook(hive, "PostToolUse", "Edit", file_path=str(places.worktree / "b.py"), old_string="", new_string="y")
        assert "a.py by somebody outside" in said


def test_a_file_that_an_editor_replaces_and_one_that_goes_are_seen(places: Places) -> None:
    path = places.worktree / "a.py"
    with hive_of(places) as hive:
        edited(hive, path, "x = 1", "x = 2")
        until(hive, lambda row: row.files == 1, "the file is watched")
        (places.worktree / "a.py~").write_text("x = 3\n")
        (places.worktree / "a.py~").replace(path)
        until(hive, lambda row: row.changes == 1, "the new file is seen")
        path.unlink()
        until(hive, lambda row: row.changes == 2, "the end of the file is seen")


def test_while_a_command_runs_its_changes_wait(places: Places) -> None:
    path = places.worktree / "a.py"
    with hive_of(places) as hive:
        edited(hive, path, "x = 1", "x = 2")
        until(hive, lambda row: row.files == 1, "the file is watched")
        hook(hive, "PreToolUse", "Bash", command="make")
        path.write_text("x = 3\n")
        until(hive, lambda row: row.waiting == 1, "the change is noticed")
        hook(hive, "PostToolUse", "Bash", command="make")
        assert until(hive, lambda row: row.waiting == 0, "it is looked at").changes == 0


class Failing(Watch):
    """A watch that the system allows no notices."""

    asked: ClassVar[list[Sequence[str]]] = []

    @classmethod
    async def refused(cls, folders: Sequence[str], _ended: Event) -> AsyncIterator[list[str]]:
        cls.asked.append(folders)
        raise OSError("no more watches")
        yield []

    @classmethod
    def of(cls, ground: Ground) -> "Failing":
        made = super().of(ground)
        return cls(made.asked._replace(changes=cls.refused))


def test_a_system_that_gives_no_notices_is_told_and_the_hive_goes_on(places: Places) -> None:
    with hive_of(places, Failing) as hive:
        edited(hive, places.worktree / "a.py", "x = 1", "x = 2")
        row = until(hive, lambda row: bool(row.problem), "the problem is told")
        assert row.problem == "OSError: no more watches"
        assert Failing.asked == [[str(places.worktree)]]
        assert hive.status().leases
        assert not hive.ending.requested


class Missing(Watch):
    @classmethod
    def of(cls, ground: Ground) -> "Missing":
        made = super().of(ground)
        return cls(made.asked._replace(missing="watchfiles is not installed"))


def test_without_the_library_the_status_says_so_and_all_goes_on(places: Places) -> None:
    with hive_of(places, Missing) as hive:
        edited(hive, places.worktree / "a.py", "x = 1", "x = 2")
        row = hive.status().watch
        assert (row.problem, row.files) == ("watchfiles is not installed", 0)


class Late(Watch):
    """A watch whose file is written before it hears anything."""

    path: ClassVar[Path]

    @classmethod
    async def late(cls, _folders: Sequence[str], ended: Event) -> AsyncIterator[list[str]]:
        cls.path.write_text("x = 3\n")
        await anyio.to_thread.run_sync(ended.wait, abandon_on_cancel=True)
        yield []

    @classmethod
    def of(cls, ground: Ground) -> "Late":
        made = super().of(ground)
        return cls(made.asked._replace(changes=cls.late))


def test_what_comes_before_the_listening_has_begun_is_seen(places: Places) -> None:
    Late.path = places.worktree / "a.py"
    with hive_of(places, Late) as hive:
        edited(hive, Late.path, "x = 1", "x = 2")
        until(hive, lambda row: row.changes == 1, "the change is seen")


class Kept(Watch):
    """A watch that the test can ask for what it asks."""

    made: ClassVar[list[Watch]] = []

    @classmethod
    def of(cls, ground: Ground) -> "Kept":
        made = super().of(ground)
        cls.made.append(made)
        return made


def beside(part: Watch, what: str, look: Callable[[WatchRow], object]) -> None:
    """Run a part until it has come so far. Its end takes less than four seconds."""

    async def main() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(part.run)
            await anyio.to_thread.run_sync(wait_until, lambda: look(part.status().watch), what)
            for _ in range(50):
                await anyio.lowlevel.checkpoint()
            began.append(monotonic())
            tasks.cancel_scope.cancel()

    began = list[float]()
    anyio.run(main)
    assert monotonic() - began[0] < 4


def test_the_setting_switches_it_off(places: Places) -> None:
    with hive_of(places, Kept, on=False) as hive:
        edited(hive, places.worktree / "a.py", "x = 1", "x = 2")
        wanted, asked = Kept.made[-1].asked.is_on, list[bool]()

        def is_on() -> bool:
            asked.append(wanted())
            return asked[-1]

        part = Watch(Kept.made[-1].asked._replace(is_on=is_on), 0.01)
        beside(part, "it has looked", lambda _: len(asked) > 5)
        row = part.status().watch
        assert (row.on, row.files, row.folders) == (False, 0, 0)


class Broken(Looking):
    """It fails at each look."""

    tried = 0

    def look(self) -> None:
        self.tried += 1
        raise ZeroDivisionError("by nought")


def test_a_look_that_fails_ends_nothing(places: Places) -> None:
    with hive_of(places, Kept):
        asked = Kept.made[-1].asked
        broken = Broken(asked.looking.outside, asked.looking.settings_of, str(places.state), asked.clock)
        beside(Watch(asked._replace(looking=broken), 0.01), "it goes on", lambda _: broken.tried > 5)


@pytest.mark.parametrize("name", ["watchfiles", "watchfiles.main"])
def test_a_library_that_is_missing_or_broken_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def importing(asked: str) -> None:
        raise (ModuleNotFoundError if name == "watchfiles" else OSError)(f"{asked} is not here")

    assert changes.missing_library() == ""
    monkeypatch.setattr(changes, "import_module", importing)
    assert changes.missing_library().startswith("watchfiles")


def test_the_listening_ends_at_once_with_its_task(places: Places) -> None:
    """The library's own wait lasts five seconds."""
    with hive_of(places, Kept) as hive:
        edited(hive, places.worktree / "a.py", "x = 1", "x = 2")
        beside(Watch(Kept.made[-1].asked, 0.01), "it watches", lambda row: row.folders)


def test_names_of_changed_files_come_from_the_folders_alone(tmp_path: Path) -> None:
    ended, found = Event(), list[str]()
    (tmp_path / "below").mkdir()

    def written() -> bool:
        for path in (tmp_path / "below" / "b", tmp_path / "a"):
            path.write_text("x")
        return bool(found)

    async def main() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(anyio.to_thread.run_sync, wait_until, written, "a change is told")
            async for paths in changes_in([str(tmp_path)], ended):
                found.extend(paths)
                ended.set()

    anyio.run(main)
    assert set(found) == {str(tmp_path / "a")}
