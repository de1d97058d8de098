"""Commands that fail, are interrupted or denied, through whole hooks: what they changed is their session's, and they are over."""

import subprocess
from typing import Any

import pytest
from tests.clients.sessions import Tree
from tests.clients.test_handle import verdict
from tests.clients.test_tracking_commands import makers

from kaptar.checks.finding import Finding
from kaptar.checks.verdict import CheckResult
from kaptar.workspace.ledger.commands import STOPPED_MS

_FINDING = Finding(check="secrets", rule="secrets/x", path="a.py", line=1, column=1, severity="error", message="m")
FOUND = verdict(CheckResult(check="secrets", path="a.py", state="findings", findings=(_FINDING,)))


@pytest.fixture
def tree(committed: Tree) -> Tree:
    return committed


def event(tree: Tree, client: str, name: str, call: str, command: str) -> Any:
    """A client's event about a command, with the fields that it sends."""
    if client == "opencode":
        return tree.sent(client, name, {"sessionID": "one", "tool": "bash", "args": {"command": command}, "cwd": str(tree.root)})
    tool = {"gemini": "run_shell_command", "cursor": "Shell"}.get(client, "Bash")
    body = {"cwd": str(tree.root), "tool_name": tool, "tool_input": {"command": command}, "tool_use_id": call}
    body |= {"conversation_id" if client == "cursor" else "session_id": "one"}
    return tree.sent(client, name, {key: value for key, value in body.items() if client != "gemini" or key != "tool_use_id"})


BEFORE = {"gemini": "BeforeTool", "cursor": "preToolUse", "opencode": "tool.execute.before"}
AFTER = {"gemini": "AfterTool", "cursor": "postToolUse", "opencode": "tool.execute.after"}
CHANGES = {
    "a line": ("sed -i 's/return 1/return 11/' a.py", {"a.py": [{"one"}]}),
    "a new file": ("echo x > new.py", {"new.py": [{"one"}]}),
    "a file that goes": ("rm b.py", {"b.py": [{"one"}]}),
    "a moved file": ("git mv b.py c.py", {"b.py": [{"one"}], "c.py": [{"one"}]}),
    "two files": ("echo x > new.py; rm b.py", {"new.py": [{"one"}], "b.py": [{"one"}]}),
}
CHANGED = pytest.mark.parametrize(("command", "expected"), CHANGES.values(), ids=CHANGES.keys())
FILES = ("a.py", "b.py", "c.py", "new.py")


def run(tree: Tree, command: str) -> None:
    subprocess.run(["bash", "-c", command], cwd=tree.root, check=True, timeout=60)


def before(tree: Tree, client: str, call: str, command: str = "ls") -> None:
    assert event(tree, client, BEFORE.get(client, "PreToolUse"), call, command).exit == 0


def after(tree: Tree, client: str, call: str, command: str = "ls") -> None:
    event(tree, client, AFTER.get(client, "PostToolUse"), call, command)


def is_open(tree: Tree) -> bool:
    return tree.edits.commands.is_any_open(int(tree.time() * 1000), tree.processes.get)


@CHANGED
def test_what_a_command_of_claude_that_fails_has_changed_is_its_own(
    tree: Tree, command: str, expected: dict[str, list[set[str]]]
) -> None:
    before(tree, "claude", "t1", command)
    run(tree, command)
    event(tree, "claude", "PostToolUseFailure", "t1", command)
    assert makers(tree, *FILES) == expected
    assert not is_open(tree)
    assert tree.running.living() == []


def test_what_a_failed_command_has_written_is_judged_and_told(tree: Tree) -> None:
    before(tree, "claude", "t1")
    run(tree, "echo 'x' > a.py")
    tree.verdict = FOUND
    answer = event(tree, "claude", "PostToolUseFailure", "t1", "ls")
    assert '"decision": "block"' in answer.stdout


@pytest.mark.parametrize(("client", "end"), [
    ("claude", ""), ("codex", ""), ("gemini", ""), ("cursor", ""), ("opencode", ""),
    ("claude", "SessionEnd"), ("codex", "SessionEnd"), ("gemini", "SessionEnd"), ("cursor", "sessionEnd"),
])  # fmt: skip
@CHANGED
def test_what_a_command_without_an_end_has_changed_is_its_own(
    tree: Tree, client: str, command: str, expected: dict[str, list[set[str]]], end: str
) -> None:
    before(tree, client, "t1", command)
    run(tree, command)
    tree.time.now_s += 30
    if end:
        tree.sent(client, end, {"session_id": "one", "conversation_id": "one", "cwd": str(tree.root)})
    else:
        before(tree, client, "t2")
    assert makers(tree, *FILES) == expected


def test_an_edit_is_a_next_event_too(tree: Tree) -> None:
    before(tree, "claude", "t1")
    run(tree, "echo x > new.py; sed -i 's/return 1/return 11/' a.py")
    assert tree.edit("one", "return 2", "return 22").exit == 0
    assert makers(tree, *FILES) == {"a.py": [{"one"}], "new.py": [{"one"}]}
    assert not is_open(tree)


def test_what_has_changed_after_the_next_event_is_from_outside(tree: Tree) -> None:
    for client in ("claude", "codex"):
        before(tree, client, "t1")
        before(tree, client, "t2")
        run(tree, f"echo x > {client}.py")
        before(tree, client, "t3")
        before(tree, client, "t4")
    run(tree, "echo x > late.py")
    after(tree, "claude", "t5")
    assert makers(tree, "claude.py", "codex.py") == {"claude.py": [{"one"}], "codex.py": [{"one"}]}


def test_long_after_a_command_nobody_knows(tree: Tree) -> None:
    before(tree, "claude", "t1")
    tree.time.now_s += STOPPED_MS / 1000 + 1
    run(tree, "echo x > new.py")
    before(tree, "claude", "t2")
    assert makers(tree, *FILES) == {"new.py": [{"outside"}]}


def test_of_another_session_nothing_is_ended(tree: Tree) -> None:
    before(tree, "claude", "t1")
    run(tree, "echo x > new.py")
    assert tree.hook("PreToolUse", "two", "Bash", command="ls").exit == 0
    tree.hook("PostToolUse", "two", "Bash", command="ls")
    assert is_open(tree)


def test_a_command_that_was_denied_is_over_with_the_next_one(tree: Tree) -> None:
    before(tree, "claude", "t1")
    before(tree, "claude", "t2")
    after(tree, "claude", "t2")
    assert not is_open(tree)
    assert tree.running.living() == []


def test_commands_that_read_beside_each_other_end_each_by_its_own_name(tree: Tree) -> None:
    for call in ("t1", "t2", "t3"):
        before(tree, "claude", call)
    for call in ("t2", "t1"):
        after(tree, "claude", call)
        assert is_open(tree)
    after(tree, "claude", "t3")
    assert not is_open(tree)


@pytest.mark.parametrize("client", ["codex", "gemini", "cursor", "opencode"])
def test_a_client_that_runs_several_at_once_has_them_open_until_each_has_ended(tree: Tree, client: str) -> None:
    before(tree, client, "t1")
    before(tree, client, "t2")
    after(tree, client, "t2")
    assert is_open(tree)
    assert tree.running.living()
    run(tree, "echo x > new.py")
    after(tree, client, "t1")
    assert makers(tree, *FILES) == {"new.py": [{"one"}]}
    assert not is_open(tree)
    assert tree.running.living() == []


EDITS = {
    "nothing was written": (None, {}),
    "somebody else has written": ("echo 'import sys' >> a.py", {"a.py": [{"outside"}]}),
    "it was written all the same": ("sed -i 's/return 1/return 11/' a.py", {"a.py": [{"one"}]}),
}


@pytest.mark.parametrize(("happens", "expected"), EDITS.values(), ids=EDITS.keys())
def test_an_edit_that_has_failed_is_given_up(tree: Tree, happens: str | None, expected: dict[str, list[set[str]]]) -> None:
    assert tree.edit("one", "return 1", "return 11").exit == 0
    if happens:
        run(tree, happens)
    path, tree.verdict = str(tree.root / "a.py"), FOUND
    told = tree.hook("PostToolUseFailure", "one", "Edit", file_path=path, old_string="return 1", new_string="return 11")
    assert (told.exit, told.stdout) == (0, ""), "an edit that was not made is not judged"
    assert tree.edits.intents.of(str(tree.root), "a.py", 0) == []
    tree.verdict = verdict()
    before(tree, "claude", "t1")
    assert makers(tree, "a.py") == expected
