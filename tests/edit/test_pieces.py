"""Edits of many files: each part is planned from its own piece, and one deadline bounds them all."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.counting import steps_of

from kaptar.api.programs import Runtime
from kaptar.clock import PATIENCE
from kaptar.edit.engine import Editor, Limits
from kaptar.edit.files import FilesPlan, plan_files
from kaptar.edit.folder import Folder
from kaptar.edit.outcome import Refused

pytestmark = pytest.mark.guest


class Counted:
    """A runtime that notes the bytes of edits that guests are given."""

    def __init__(self, inner: Runtime) -> None:
        self._inner = inner
        self.given = 0

    def call_guest(self, module: str, op: str, /, *args: Any, **options: Any) -> Any:
        if module == "edit":
            self.given += len(args[0]["edit"])
        return self._inner.call_guest(module, op, *args, **options)


class Ticking:
    """A clock that goes on by a fixed time at each look at it."""

    def __init__(self, step_s: float) -> None:
        self.now, self._step = 0.0, step_s

    def __call__(self) -> float:
        self.now += self._step
        return self.now


FILES = 24
TOO_SLOW = "no answer for all files within 60,000 ms; nothing was changed; send fewer at once"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number in range(FILES):
        (tmp_path / f"f{number}.py").write_text("".join(f"x{line} = {line}\n" for line in range(20)))
    return tmp_path


def patch(count: int) -> str:
    parts = (f"*** Update File: f{n}.py\n@@\n x3 = 3\n-x4 = 4\n+x4 = {n} + 100\n x5 = 5\n" for n in range(count))
    return "*** Begin Patch\n" + "".join(parts) + "*** Add File: new.py\n+x = 1\n*** End Patch\n"


def diff(count: int) -> str:
    parts = (f"--- a/f{n}.py\n+++ b/f{n}.py\n@@ -4,3 +4,3 @@\n x3 = 3\n-x4 = 4\n+x4 = {n} + 100\n x5 = 5\n" for n in range(count))
    return "".join(parts) + "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+x = 1\n"


def git_diff(count: int) -> str:
    return re.sub(r"(?m)^--- a/(.*)", r"diff --git a/\1 b/\1\nindex 1..2 100644\n--- a/\1", diff(count))


def blocks(count: int) -> str:
    parts = (
        f"f{n}.py\n```python\n<<<<<<< SEARCH\nx{m} = {m}\n=======\nx{m} = {n} + 100\n>>>>>>> REPLACE\n```\n\n"
        for m in (4, 7)
        for n in range(count)
    )
    return "".join(parts) + "new.py\n<<<<<<< SEARCH\n=======\nx = 1\n>>>>>>> REPLACE\n"


def calls(count: int) -> str:
    each = [{"file_path": f"f{n}.py", "old_string": f"x{m} = {m}\n", "new_string": f"x{m} = {n} + 100 # {'ü' * 99}\n"}
            for m in (4, 7) for n in range(count)]  # fmt: skip
    return json.dumps(each, ensure_ascii=False)


def whole_files(count: int) -> str:
    """Calls that the host's readers do not know."""
    text = "".join(f"x{line} = {line}\n" for line in range(20))
    each = [{"path": f"f{n}.py", "content": text.replace("x4 = 4", f"x4 = {n} + 100")} for n in range(count)]
    return json.dumps({"operations": each})


def new_files(count: int) -> str:
    return json.dumps([{"type": "create_file", "path": f"new{n}.py", "diff": f"+x = {n}\n" * 9} for n in range(count)])


def patches_in_calls(count: int) -> str:
    return json.dumps([{"type": "update_file", "path": f"f{n}.py", "diff": f"@@\n-x4 = 4\n+x4 = {n}0\n"} for n in range(count)])


EDITS = [patch, diff, git_diff, blocks, calls, whole_files, new_files, patches_in_calls]


def planned(guests: Any, root: Path, edit: str) -> FilesPlan:
    plan = plan_files(Editor(guests), edit, Folder(root, 1 << 20))
    assert isinstance(plan, FilesPlan), plan
    return plan


@pytest.mark.parametrize("made", EDITS)
def test_what_guests_are_given_grows_with_the_edit(guests: Runtime, root: Path, made: Any) -> None:
    counted, edit = Counted(guests), made(FILES)
    planned(counted, root, edit)
    assert counted.given <= 4 * len(edit)


@pytest.mark.parametrize("made", EDITS)
def test_the_work_of_the_host_grows_with_the_edit(guests: Runtime, root: Path, made: Any) -> None:
    few, many = (steps_of(lambda count=count: planned(guests, root, made(count))) / count for count in (6, FILES))
    assert many <= 1.1 * few


def each_from_the_whole(editor: Editor, root: Path, edit: str) -> Iterator[bytes | None]:
    parts = editor.parts_of(edit)
    assert not isinstance(parts, Refused), parts
    for part in parts:
        file = root / part.path
        source = file.read_bytes() if file.exists() else b""
        done = editor.apply_edit(source, edit, path=part.path, format=part.format, part=part.part)
        assert not isinstance(done, Refused), done
        yield done.text


def test_a_call_is_planned_as_if_it_came_alone(guests: Runtime, root: Path) -> None:
    plan = planned(guests, root, whole_files(FILES))
    wanted = [each["content"].encode() for each in json.loads(whole_files(FILES))["operations"]]
    assert [change.after for change in plan.changes] == wanted


@pytest.mark.parametrize("made", [each for each in EDITS if each is not whole_files])
def test_the_pieces_say_what_the_whole_says(guests: Runtime, editor: Editor, root: Path, made: Any) -> None:
    plan = planned(guests, root, made(FILES))
    assert [change.after for change in plan.changes] == [*each_from_the_whole(editor, root, made(FILES))]


@pytest.mark.parametrize(
    ("names", "edit"),
    [
        # A removed comment of SQL above a new line with two signs looks like the head of another file.
        (["a.sql", "b.sql"], "--- a/a.sql\n+++ b/a.sql\n@@ -1,2 +1,2 @@\n--- one\n+++ two\n three\n"
                             "--- a/b.sql\n+++ b/b.sql\n@@ -1,2 +1,2 @@\n--- one\n+++ two\n three\n"),
        # The hunks of a file that is named twice are one part.
        (["a.sql", "b.sql"], "--- a/a.sql\n+++ b/a.sql\n@@ -1 +1 @@\n--- one\n+-- two\n--- a/b.sql\n+++ b/b.sql\n@@ -2 +2 @@\n"
                             "-three\n+3\n--- a/a.sql\n+++ b/a.sql\n@@ -2 +2 @@\n-three\n+4\n"),
    ],
)  # fmt: skip
def test_what_is_not_cut_is_planned_from_the_whole(
    guests: Runtime, editor: Editor, root: Path, names: list[str], edit: str
) -> None:
    for name in names:
        (root / name).write_text("-- one\nthree\n")
    plan = planned(guests, root, edit)
    assert [change.path for change in plan.changes] == names
    assert [change.after for change in plan.changes] == [*each_from_the_whole(editor, root, edit)]


def test_a_call_that_shows_another_files_name_is_its_own_files(guests: Runtime, root: Path) -> None:
    (root / "a.txt").write_text("see b.txt\n")
    (root / "b.txt").write_text("see a.txt\n")
    edit = json.dumps([{"old_string": "b.txt", "new_string": "c.txt", "file_path": "a.txt"},
                       {"old_string": "a.txt", "new_string": "d.txt", "file_path": "b.txt"}])  # fmt: skip
    plan = planned(guests, root, edit)
    assert [(change.path, change.after) for change in plan.changes] == [("a.txt", b"see c.txt\n"), ("b.txt", b"see d.txt\n")]


@pytest.mark.parametrize("edit", [patch(2) + "\ndef f(x):\n", "def f(x):\n\n" + diff(2), "return f(x):\n" + blocks(2)])
def test_a_line_beside_the_parts_that_belongs_to_another_edit_refuses_all(editor: Editor, root: Path, edit: str) -> None:
    refused = plan_files(editor, edit, Folder(root, 1 << 20))
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.path) == ("mixed_formats", "f0.py")


def test_the_deadline_is_for_all_files_together(guests: Runtime, root: Path) -> None:
    editor = Editor(guests, Limits(deadline_ms=60_000))
    assert isinstance(plan_files(editor, patch(FILES), Folder(root, 1 << 20), clock=Ticking(1.0)), FilesPlan)
    refused = plan_files(editor, patch(FILES), Folder(root, 1 << 20), clock=Ticking(4.0))
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.path) == ("deadline", "f14.py")
    assert refused.message == TOO_SLOW


def test_a_file_that_takes_the_time_of_all_is_refused_in_the_same_words(guests: Runtime, root: Path) -> None:
    editor = Editor(guests, Limits(deadline_ms=60_000), clock=Ticking(40.0 * PATIENCE))
    refused = plan_files(editor, patch(FILES), Folder(root, 1 << 20), clock=lambda: 0.0)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.path, refused.message) == ("deadline", "f0.py", TOO_SLOW)


def test_a_file_has_the_time_that_the_files_above_it_left(guests: Runtime, root: Path) -> None:
    """The clock of the editor stands still: only the time that it is given can tell."""
    given = []

    class Watching(Counted):
        def call_guest(self, module: str, op: str, /, *args: Any, **options: Any) -> Any:
            if (module, op) == ("edit", "plan"):
                given.append(options["timeout_ms"])
            return super().call_guest(module, op, *args, **options)

    editor = Editor(Watching(guests), Limits(deadline_ms=60_000), clock=lambda: 0.0)
    assert isinstance(plan_files(editor, patch(3), Folder(root, 1 << 20), clock=Ticking(10.0)), FilesPlan)
    assert [round(ms, -2) for ms in given] == [50_000, 40_000, 30_000, 20_000]
    assert editor.limits.deadline_ms == 60_000
