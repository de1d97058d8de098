"""Events that a hook's call comes to: whatever is wrong with new content, the paths are named."""

from pathlib import Path
from typing import Any

import pytest

from kaptar.clients.adapter import ClientContext
from kaptar.clients.call import Proposal
from kaptar.clients.fields import BadField
from kaptar.clients.registry import ADAPTERS
from kaptar.edit.engine import Editor

PATCH = "*** Begin Patch\n*** Update File: .env\n@@\n-A=1\n+A=2\n*** Delete File: b.py\n*** End Patch\n"
WRONG: list[tuple[str, str, dict[str, Any]]] = [
    ("claude", "PreToolUse", {"tool_name": "Write", "tool_input": {"file_path": ".env", "content": 7}}),
    ("gemini", "BeforeTool", {"tool_name": "write_file", "tool_input": {"file_path": ".env", "content": None}}),
    ("cursor", "preToolUse", {"tool_name": "Write", "tool_input": {"file_path": ".env", "content": []}}),
    ("opencode", "tool.execute.before", {"tool": "write", "args": {"filePath": ".env"}}),
]


class Breaks(Editor):
    """An edit engine that has a fault."""

    def __init__(self) -> None:
        super().__init__(None)

    def parts_of(self, *_: Any, **__: Any) -> Any:
        raise RecursionError("too deep")

    apply_edit = parts_of


@pytest.mark.parametrize(("client", "event", "payload"), WRONG, ids=[client for client, *_ in WRONG])
def test_content_of_another_type_hides_no_path(client: str, event: str, payload: dict[str, Any], tmp_path: Path) -> None:
    parsed = ADAPTERS[client].parse(event, payload | {"cwd": str(tmp_path)}, ClientContext(Editor(None), tmp_path))
    assert isinstance(parsed, Proposal)
    assert [change.path for change in parsed.named.files] == [str(tmp_path / ".env")]
    with pytest.raises(BadField, match="content"):
        parsed.computed(payload)


def test_a_fault_of_the_edit_engine_hides_no_path_of_a_patch(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\n")
    payload = {"cwd": str(tmp_path), "tool_name": "apply_patch", "tool_input": {"command": PATCH}}
    parsed = ADAPTERS["codex"].parse("PreToolUse", payload, ClientContext(Breaks(), tmp_path))
    assert isinstance(parsed, Proposal)
    assert [(Path(f.path).name, f.op, f.problem) for f in parsed.computed(payload).files] == [
        (".env", "update", "unexpected RecursionError"),
        ("b.py", "delete", ""),
    ]


def test_a_fault_of_the_edit_engine_hides_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    given = {"file_path": "a.py", "old_string": "no such line", "new_string": "T = 'a secret'"}
    payload = {"cwd": str(tmp_path), "tool_name": "Edit", "tool_input": given}
    parsed = ADAPTERS["claude"].parse("PreToolUse", payload, ClientContext(Breaks(), tmp_path))
    assert isinstance(parsed, Proposal)
    (change,) = parsed.computed(payload).files
    assert change.problem
    assert b"T = 'a secret'" in change.added
    assert b"no such line" not in change.added


def test_a_text_without_the_quotation_that_it_replaces_is_known_all_the_same(tmp_path: Path) -> None:
    payload = {"cwd": str(tmp_path), "tool_name": "Edit", "tool_input": {"file_path": "a.py", "new_string": "T = 'a secret'"}}
    parsed = ADAPTERS["cursor"].parse("preToolUse", payload, ClientContext(Editor(None), tmp_path))
    assert isinstance(parsed, Proposal)
    (change,) = parsed.computed(payload).files
    assert change.added == b"T = 'a secret'"
