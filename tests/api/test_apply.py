"""Applying an edit: it is placed anew where its file changes meanwhile, if it quotes what it replaces."""

import json
import subprocess
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from kaptar.api.apply import MOST_TRIES, WriteGates, apply_edit
from kaptar.api.programs import Runtime
from kaptar.api.requests import ApplyRequest
from kaptar.checks.refusal import NewContent
from kaptar.config.load import load_config
from kaptar.edit.engine import Editor, Limits
from kaptar.errors import InputError

QUOTES = "<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE\n"


@pytest.fixture
def apply(tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """Applies an edit to ``a.py``; each change given is made after the file was read. Answers status or reason, and the file."""
    file = tmp_path / "a.py"
    file.write_text("x = 1\ny = 1\n")

    def run(edit: str, *changes: str, format: str = "auto") -> tuple[str, str]:
        left = list(changes)

        def refusal(new: NewContent) -> str:
            if left:
                file.write_text(left.pop(0))
            return ""

        with Runtime(load_config(tmp_path)) as runtime:
            request = ApplyRequest(edit=edit, folder=str(tmp_path), path="a.py", format=format, write=True)
            (answer,) = apply_edit(Editor(runtime), request, WriteGates(refusal))
        return answer.reason or answer.status, file.read_text()

    return run


def test_a_change_elsewhere_in_the_file_costs_nothing(apply: Callable[..., tuple[str, str]]) -> None:
    assert apply(QUOTES, "x = 1\ny = 5\n", "# new\nx = 1\ny = 5\n") == ("applied", "# new\nx = 2\ny = 5\n")


@pytest.mark.guest
def test_a_change_of_what_is_quoted_is_refused_as_what_it_is(apply: Callable[..., tuple[str, str]]) -> None:
    assert apply(QUOTES, "x = 7\ny = 1\n") == ("no_match", "x = 7\ny = 1\n")


def test_it_is_not_tried_for_ever(apply: Callable[..., tuple[str, str]]) -> None:
    reason, text = apply(QUOTES, *(f"x = 1\ny = {number}\n" for number in range(MOST_TRIES + 5)))
    assert (reason, text) == ("stale", f"x = 1\ny = {MOST_TRIES - 1}\n")


@pytest.mark.guest
def test_a_whole_file_does_not_take_the_place_of_what_it_never_saw(apply: Callable[..., tuple[str, str]]) -> None:
    assert apply("x = 9\n", "x = 1\ny = 5\n", format="whole_file") == ("stale", "x = 1\ny = 5\n")


def test_a_file_that_is_too_large_is_refused_with_its_own_size(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"x = 1\n" * 1000)
    request = ApplyRequest(edit="y = 1\n", folder=str(tmp_path), path="a.py")
    (answer,) = apply_edit(Editor(None, Limits(source_bytes=1000)), request, WriteGates(lambda _: ""))
    assert (answer.status, answer.reason, answer.path) == ("refused", "too_large", "a.py")
    assert answer.message == "the file has 6,000 bytes, over the limit of 1,000"


@pytest.mark.guest
@pytest.mark.parametrize(
    ("path", "format", "edit", "text"),
    [
        ("README.md", "auto", "# Title\n\nThis is the text.\n", "# Title\n\nThis is the text.\n"),
        ("new.py", "whole_file", "x = 1\n", "x = 1\n"),
        ("new.py", "auto", "*** Begin Patch\n*** Add File: new.py\n+x = 1\n*** End Patch\n", "x = 1\n"),
        ("new.py", "auto", "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+x = 1\n", "x = 1\n"),
        ("data.json", "whole_file", '{"path": "a", "content": "b"}\n', '{"path": "a", "content": "b"}\n'),
    ],
)
def test_a_file_that_is_not_there_is_created(tmp_path: Path, path: str, format: str, edit: str, text: str) -> None:
    with Runtime(load_config(tmp_path)) as runtime:
        request = ApplyRequest(edit=edit, folder=str(tmp_path), path=path, format=format, write=True)
        (answer,) = apply_edit(Editor(runtime), request, WriteGates(lambda _: ""))
    assert (answer.status, answer.op, answer.written) == ("applied", "create", True)
    assert (tmp_path / path).read_text() == text


@pytest.mark.guest
@pytest.mark.parametrize("edit", [QUOTES, "x = 1\n", "# ... existing code ...\nx = 1\n"])
def test_code_that_may_be_a_part_of_a_file_creates_none(tmp_path: Path, edit: str) -> None:
    with Runtime(load_config(tmp_path)) as runtime:
        request = ApplyRequest(edit=edit, folder=str(tmp_path), path="new.py", write=True)
        with pytest.raises(InputError, match="No such file"):
            apply_edit(Editor(runtime), request, WriteGates(lambda _: ""))
    assert not (tmp_path / "new.py").exists()


@pytest.mark.parametrize("diff", [True, False])
def test_a_diff_is_made_for_who_shows_it(tmp_path: Path, diff: bool) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    (answer,) = apply_edit(
        Editor(None), ApplyRequest(edit=QUOTES, folder=str(tmp_path), path="a.py", diff=diff), WriteGates(lambda _: "")
    )
    assert (answer.text, answer.diff) == ("x = 2\n", "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-x = 1\n+x = 2" if diff else "")


def test_an_edit_is_not_placed_anew_after_its_deadline(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    tries: list[int] = []

    def refusal(_: NewContent) -> str:
        tries.append(1)
        file.write_text(f"x = 1\ny = {len(tries)}\n")
        return ""

    def applied(tick_s: float) -> tuple[str, int]:
        tries.clear()
        file.write_text("x = 1\n")
        ticks = count()
        request = ApplyRequest(edit=QUOTES, folder=str(tmp_path), path="a.py", write=True)
        (answer,) = apply_edit(Editor(None, Limits(deadline_ms=3000)), request, WriteGates(refusal), lambda: next(ticks) * tick_s)
        return answer.reason, len(tries)

    assert applied(0.0) == ("stale", MOST_TRIES)
    assert applied(1.0) == ("stale", 3)


@pytest.mark.guest
@pytest.mark.parametrize(
    ("name", "is_it"),
    [("util.py", True), ("src/util.py", True), ("{root}/src/util.py", True), ("/else/src/util.py", True),
     ("src/tests/util.py", False), ("tests/util.py", False), ("app/src/util.py", False), ("{root}/tests/src/util.py", False)],
)  # fmt: skip
def test_a_name_in_the_edit_is_compared_from_the_root_of_the_repository(tmp_path: Path, name: str, is_it: bool) -> None:
    (tmp_path / "src").mkdir()
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "src/util.py").write_text("x = 1\n")
    edit = json.dumps({"file_path": name.format(root=tmp_path), "content": "x = 2\n"})
    with Runtime(load_config(tmp_path)) as runtime:
        request = ApplyRequest(edit=edit, folder=str(tmp_path / "src"), path="util.py")
        (answer,) = apply_edit(Editor(runtime), request, WriteGates(lambda _: ""))
    assert (answer.path, answer.reason) == ("util.py", "" if is_it else "other_file")
