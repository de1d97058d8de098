"""Headings of a patch, as any client reads them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from kaptar.api.hook import Hook, HooksHere
from kaptar.clients.patch import MAX_FILES, headings, named_by, named_in, proposed_by
from kaptar.edit.engine import Editor
from kaptar.errors import InputError

SECRET = 'KEY = "ghp_a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo"'


@pytest.mark.parametrize(
    "heading",
    [
        "*** Add File: .env", " *** Add File: .env", "\t*** Add File: .env  ", "*** Add File:.env", "***  Add File :  .env",
        "*** add file: .env\r",
        "\u00a0*** Update File: .env", "*** Delete File: .env", "*** Move to: .env", "***Update File: .env",
        "*** Add File: \ufeff.env", "\ufeff*** Add File: .env\ufeff",
    ],
)  # fmt: skip
def test_a_heading_names_its_file_however_it_is_set(heading: str) -> None:
    assert ".env" in [name for _, name in headings(f"*** Begin Patch\n{heading}\n+x\n*** End Patch")]


@pytest.mark.parametrize(
    "line", ["+*** Add File: .env", "-*** Add File: .env", "** Add File: .env", "*** Add File:", "Add File: x"]
)
def test_other_lines_name_none(line: str) -> None:
    assert list(headings(line)) == []


def test_a_name_with_blanks_around_it_is_taken_with_and_without_them() -> None:
    assert [name for _, name in headings("*** Add File:  .env")] == [".env", " .env"]


def test_one_bad_path_does_not_hide_the_others(tmp_path: Path) -> None:
    patch = f"*** Begin Patch\n*** Add File: a\0b\n+x\n*** Add File: {'x/' * 3000}y\n+x\n*** Add File: .env\n+x\n*** End Patch"
    for named in (
        named_in(patch, str(tmp_path)),
        {each.path: each.op for each in proposed_by(Editor(None), patch, str(tmp_path))},
    ):
        assert len(named) == 3
        assert f"{tmp_path}/.env" in named


def test_a_patch_without_a_readable_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no heading that names a file"):
        named_by("*** Begin Patch\n*** Something: x\n*** End Patch", str(tmp_path))
    with pytest.raises(InputError, match="more than"):
        named_by("".join(f"*** Add File: {n}\n" for n in range(MAX_FILES + 1)), str(tmp_path))


def test_lines_that_are_added_go_with_their_file(tmp_path: Path) -> None:
    patch = "*** Begin Patch\n*** Update File: a\n*** Move to: b\n@@\n-gone\n+one\n *** Add File: c\n+two\n+three\n*** End Patch"
    found = proposed_by(Editor(None), patch, str(tmp_path))
    assert [(Path(each.path).name, each.op, each.added) for each in found] == [
        ("a", "delete", b"one"), ("b", "create", b"one"), ("c", "create", b"two\nthree"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ("*** Add File: f\n+mine", {"f": (b"mine\n", True)}),
        ("*** Add File: new\n+mine", {"new": (b"mine\n", False)}),
        ("*** Update File: g\n*** Move to: f\n@@\n-g\n+mine", {"f": (b"mine\n", True), "g": (None, False)}),
        ("*** Update File: f\n@@\n-one\n+mine", {"f": (b"mine\n", False)}),
        ("*** Delete File: f", {"f": (None, True)}),
        ("*** Add File: f\n+mine\n*** Delete File: g", {"f": (b"mine\n", True), "g": (None, True)}),
        ("*** Update File: g\n@@\n-g\n+h\n*** Add File: d/f\n+mine", {"g": (b"h\n", False), "d/f": (b"mine\n", True)}),
    ],
)
@pytest.mark.parametrize("guests", ["", pytest.param("guests", marks=pytest.mark.guest)])
def test_what_takes_the_place_of_a_file_is_known_and_whole(
    patch: str, expected: dict[str, tuple[bytes | None, bool]], guests: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "d").mkdir()
    for name, text in {"f": "one\n", "g": "g\n", "d/f": "two\n"}.items():
        (tmp_path / name).write_text(text)
    editor = Editor(request.getfixturevalue("runtime") if guests else None, judge_syntax=False)
    found = proposed_by(editor, f"*** Begin Patch\n{patch}\n*** End Patch\n", str(tmp_path))
    assert {os.path.relpath(each.path, tmp_path): (each.content, each.is_whole) for each in found} == expected
    assert [each.problem for each in found if each.problem] == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DISABLE_WASM", "1")
    (tmp_path / ".git").mkdir()
    return tmp_path.resolve()


def answered(folder: Path, client: str, event: str, payload: dict[str, Any]) -> tuple[int, str]:
    with HooksHere(folder, strict=False).open() as answer:
        found = answer(Hook(client, event, json.dumps({"cwd": str(folder), **payload}).encode()))
    return found.exit, found.stderr


def patched(folder: Path, patch: str) -> tuple[int, str]:
    return answered(folder, "codex", "PreToolUse", {"tool_name": "apply_patch", "tool_input": {"command": patch}})


@pytest.mark.parametrize("before", ["", " ", "\t", "\n "])
@pytest.mark.parametrize("path", [".env", ".git/hooks/pre-commit"])
def test_blanks_before_a_heading_hide_no_protected_file(before: str, path: str, folder: Path) -> None:
    (folder / ".env").write_text("API_KEY=a1\n")
    code, said = patched(folder, f"*** Begin Patch\n{before}*** Add File: {path}\n+A=2\n*** End Patch\n")
    assert (code, "protected/" in said) == (2, True)


def test_a_patch_that_names_no_file_is_stopped(folder: Path) -> None:
    code, said = patched(folder, "*** Begin Patch\n+A=2\n*** End Patch\n")
    assert (code, "no heading that names a file" in said) == (2, True)


def test_secrets_are_looked_for_in_a_patch_that_only_the_client_can_place(folder: Path) -> None:
    (folder / "a.py").write_text("x = 1\n")
    patch = f"*** Begin Patch\n *** Update File: a.py\n@@\n-y = 1\n+{SECRET}\n*** End Patch\n"
    code, said = patched(folder, patch)
    assert (code, "secrets/github-token" in said) == (2, True)
    code, said = patched(folder, patch.replace(SECRET, "y = 2"))
    assert (code, "not checked: file of a.py" in said) == (0, True)


def claude(folder: Path, tool: str, **given: object) -> tuple[int, str]:
    return answered(folder, "claude", "PreToolUse", {"tool_name": tool, "tool_input": given})


NOTEBOOK = {"cells": [{"cell_type": "code", "id": "one", "metadata": {}, "source": ["x = 1"]}], "metadata": {}, "nbformat": 4}


@pytest.mark.parametrize(
    ("cell", "code"), [({"cell_id": "one"}, 2), ({"cell_id": "cell-0"}, 2), ({"cell_id": "one", "edit_mode": "insert"}, 2),
                       ({"edit_mode": "insert"}, 2), ({"cell_id": "two"}, 2), ({"cell_id": "one", "edit_mode": "delete"}, 0)]
)  # fmt: skip
def test_a_notebooks_new_content_is_checked(cell: dict[str, str], code: int, folder: Path) -> None:
    (folder / "n.ipynb").write_text(json.dumps(NOTEBOOK))
    path = str(folder / "n.ipynb")
    found, said = claude(folder, "NotebookEdit", notebook_path=path, new_source=SECRET, **cell)
    assert (found, "secrets/github-token" in said) == (code, code == 2)
    found, said = claude(folder, "NotebookEdit", notebook_path=path, new_source="x = 2", **cell)
    assert (found, "not checked" in said) == (0, cell.get("cell_id") == "two")


@pytest.mark.parametrize("content", ["{", "[]", "7", '{"cells": 1}', "[" * 5000])
def test_a_notebook_that_cannot_be_read_is_said(content: str, folder: Path) -> None:
    (folder / "n.ipynb").write_text(content)
    code, said = claude(folder, "NotebookEdit", notebook_path=str(folder / "n.ipynb"), new_source="x", cell_id="one")
    assert (code, "the notebook's new content is not known" in said) == (0, True)


def test_edits_in_turn_are_computed(folder: Path) -> None:
    (folder / "a.py").write_text("x = 1\ny = 1\n")
    edits = [{"old_string": "x = 1", "new_string": "x = 2"}, {"old_string": "x = 2\ny", "new_string": f"{SECRET}\ny"}]
    code, said = claude(folder, "MultiEdit", file_path=str(folder / "a.py"), edits=edits)
    assert (code, "a.py:1:" in said) == (2, True)
    code, said = claude(folder, "MultiEdit", file_path=str(folder / "a.py"), edits=edits[:1])
    assert (code, said) == (0, "")
    code, said = claude(folder, "MultiEdit", file_path=str(folder / ".env"), edits="nothing")
    assert (code, "protected/env-file" in said) == (2, True)


def test_lines_that_end_with_carriage_returns_are_found(folder: Path) -> None:
    (folder / "a.py").write_bytes(b"x = 1\r\ny = 1\r\n")
    code, said = claude(folder, "Edit", file_path=str(folder / "a.py"), old_string="x = 1\ny", new_string=f"x = 2\n{SECRET}\ny")
    assert (code, "a.py:2:" in said) == (2, True)
