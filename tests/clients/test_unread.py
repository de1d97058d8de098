"""Input that cannot be read: before an edit it is stopped, for every client, and a protected name in it is never let through."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaptar.checks.event import CommandEvent, EditEvent
from kaptar.checks.guarding import verdict_by_names
from kaptar.checks.registry import GUARDS
from kaptar.checks.settings import Settings, SettingsOf, make_settings
from kaptar.checks.verdict import Verdict, judge
from kaptar.clients.adapter import ClientContext, HookAnswer
from kaptar.clients.handle import Handler
from kaptar.clients.reading import MAX_FOUND
from kaptar.clients.registry import ADAPTERS
from kaptar.config.sections import Config, HooksConfig
from kaptar.edit.engine import Editor
from kaptar.errors import Busy

ROOT = Path("/nowhere/repo")
PATCH = "*** Begin Patch\n*** Add File: {}\n+A=1\n*** End Patch\n"
PAYLOADS: dict[str, tuple[str, dict[str, Any]]] = {
    "claude": ("PreToolUse", {"session_id": "s", "tool_name": "Write", "tool_input": {"file_path": "{}", "content": "A=1"}}),
    "codex": ("PreToolUse", {"session_id": "s", "tool_name": "apply_patch", "tool_input": {"command": PATCH}}),
    "gemini": ("BeforeTool", {"session_id": "s", "tool_name": "write_file", "tool_input": {"file_path": "{}", "content": "A=1"}}),
    "cursor": ("preToolUse", {"conversation_id": "s", "tool_name": "Write", "tool_input": {"path": "{}", "contents": "A=1"}}),
    "opencode": ("tool.execute.before", {"sessionID": "s", "tool": "write", "args": {"filePath": "{}", "content": "A=1"}}),
}
AFTER = {"claude": "PostToolUse", "codex": "PostToolUse", "gemini": "AfterTool", "cursor": "postToolUse",
         "opencode": "tool.execute.after"}  # fmt: skip
MADE = make_settings(Config(), ROOT)
LENIENT = make_settings(Config(hooks=HooksConfig(stop_unreadable=False)), ROOT)


class Guards:
    """Real guards, and no checks: whatever the guards let through passes in silence."""

    def check_names(self, event: EditEvent, settings_of: SettingsOf) -> Verdict:
        return verdict_by_names(GUARDS.values(), event, settings_of)

    def check_event(self, event: EditEvent, settings_of: SettingsOf, deadline_s: float) -> Verdict:
        return verdict_by_names(GUARDS.values(), event, settings_of)

    def check_command(self, event: CommandEvent, settings: Settings) -> Verdict:
        return judge([])


class Fails(Guards):
    """Guards that let all pass, and an exception instead of checks."""

    def __init__(self, problem: Exception) -> None:
        self.problem = problem

    def check_event(self, event: EditEvent, settings_of: SettingsOf, deadline_s: float) -> Verdict:
        raise self.problem


def nothing(*_: object) -> None:
    """Books that are not kept."""


def handler(made: Settings = MADE, checks: Guards | None = None, book: Callable[..., None] = nothing) -> Handler:
    context = ClientContext(Editor(None, judge_syntax=False), ROOT)
    return Handler(ADAPTERS, context, checks or Guards(), lambda _path, _cwd: made, False, book, book)


def body_of(client: str, name: str) -> bytes:
    return json.dumps(PAYLOADS[client][1] | {"cwd": str(ROOT)}).replace("{}", name).encode()


def asked(client: str, body: bytes, made: Settings = MADE) -> HookAnswer:
    return handler(made).handle(client, PAYLOADS[client][0], body)


def _deep(body: bytes) -> bytes:
    return body[:-1] + b', "x": ' + b"[" * 5000 + b"]" * 5000 + b"}"


WRONG: dict[str, Callable[[bytes], bytes]] = {
    "a half of a pair": lambda body: body.replace(b"A=1", b"A=1 \\ud83d"),
    "a zero byte": lambda body: body.replace(b"A=1", b"A=1\\u0000"),
    "not UTF-8": lambda body: body.replace(b"A=1", b"A=\xff\xfe"),
    "a byte order mark": lambda body: b"\xef\xbb\xbf" + body,
    "deep": _deep,
    "cut": lambda body: body[:-2],
    "twice": lambda body: body[:-1] + b', "cwd": "/tmp"}',
    "large": lambda body: body[:-1] + b', "x": "' + b"#" * (32 << 20) + b'"}',
    "a list": lambda body: b"[" + body + b"]",
}


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("wrong", WRONG)
def test_nothing_hides_a_protected_name(client: str, wrong: str) -> None:
    for made in (MADE, LENIENT):
        answer = asked(client, WRONG[wrong](body_of(client, ".env")), made)
        assert answer.exit == 2
        assert "protected/env-file" in answer.stderr


@pytest.mark.parametrize("client", sorted(ADAPTERS))
def test_a_file_with_settings_is_not_edited_unread(client: str) -> None:
    answer = asked(client, WRONG["twice"](body_of(client, "sub/pyproject.toml")), LENIENT)
    assert answer.exit == 2
    assert "protected/kaptar" in answer.stderr


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("wrong", ["deep", "cut", "twice", "large", "a list"])
def test_what_cannot_be_read_is_stopped_before_an_edit_and_said_afterwards(client: str, wrong: str) -> None:
    body = WRONG[wrong](body_of(client, "a.py"))
    stopped = asked(client, body)
    assert stopped.exit == 2
    assert "`stop_unreadable = false` under [hooks]" in stopped.stderr
    if client == "cursor":
        assert json.loads(stopped.stdout)["permission"] == "deny"
    for answer in (asked(client, body, LENIENT), handler().handle(client, AFTER[client], body)):
        assert answer.exit == 0
        assert answer.stderr.count("\n") == 1
        assert "goes on unchecked" in answer.stderr


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("wrong", ["a half of a pair", "a zero byte", "not UTF-8", "a byte order mark"])
def test_what_clients_write_of_it_goes_on(client: str, wrong: str) -> None:
    assert asked(client, WRONG[wrong](body_of(client, "a.py"))).exit == 0


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("name", ["a/" * 100_000 + "b", "x" * 5000, "a\\u0000b"])
def test_a_name_that_cannot_be_a_path_is_stopped(client: str, name: str) -> None:
    answer = asked(client, body_of(client, name))
    assert answer.exit == 2
    assert len(answer.stderr) < 2000 + 8000


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("cwd", ["/x\0", "/" + "a/" * 100_000, 7, "/x" * 3000])
def test_a_folder_that_cannot_be_one_hides_no_name(client: str, cwd: object) -> None:
    body = json.dumps(PAYLOADS[client][1] | {"cwd": cwd}).replace("{}", "/nowhere/repo/.env").encode()
    answer = asked(client, body)
    assert answer.exit == 2
    assert "protected/env-file" in answer.stderr


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("name", [" .env", ".env ", "~/.ssh/id", "file:///nowhere/repo/.env"])
def test_a_name_is_protected_as_any_client_may_read_it(client: str, name: str) -> None:
    if client == "codex":
        name = name.removeprefix("file:///nowhere/repo/")
    assert asked(client, body_of(client, name)).exit == 2
    assert asked(client, WRONG["deep"](body_of(client, name))).stderr.startswith("kaptar stopped this")


@pytest.mark.parametrize(
    ("client", "tool", "given"),
    [
        ("claude", "NotebookEdit", {"file_path": "a.py", "notebook_path": ".env", "new_source": ""}),
        ("claude", "Write", {"file_path": ".env", "notebook_path": "a.py", "content": ""}),
        ("cursor", "Write", {"file_path": "a.py", "path": ".env", "content": ""}),
        ("cursor", "Delete", {"file_path": "a.py", "target_file": ".env"}),
    ],
)
def test_a_field_that_the_tool_does_not_read_hides_none_that_it_does(client: str, tool: str, given: dict[str, str]) -> None:
    body = json.dumps({"tool_name": tool, "tool_input": given, "cwd": str(ROOT)}).encode()
    assert asked(client, body).exit == 2


def test_a_tool_that_only_reads_goes_on() -> None:
    body = _deep(body_of("claude", "a.py").replace(b'"Write"', b'"Read"'))
    answer = asked("claude", body)
    assert (answer.exit, "goes on unchecked" in answer.stderr) == (0, True)
    twice = body[:-1] + b', "tool_name": "Write"}'
    assert asked("claude", twice).exit == 2


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize(("problem", "code"), [(Busy("too many"), 2), (ZeroDivisionError("a bug"), 0)])
def test_once_the_guards_have_answered_only_a_bug_of_ours_lets_it_through(client: str, problem: Exception, code: int) -> None:
    body = body_of(client, "a.py")
    answer = handler(checks=Fails(problem)).handle(client, PAYLOADS[client][0], body)
    assert answer.exit == code
    assert str(problem) in answer.stderr
    protected = handler(checks=Fails(problem)).handle(client, PAYLOADS[client][0], body_of(client, ".env"))
    assert protected.exit == 2
    assert "protected/env-file" in protected.stderr


@pytest.mark.parametrize("client", sorted(ADAPTERS))
def test_books_that_cannot_be_kept_change_no_answer(client: str) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    for name in (".env", "a.py"):
        body = body_of(client, name)
        assert handler(book=full).handle(client, PAYLOADS[client][0], body) == asked(client, body)


@pytest.mark.parametrize("client", sorted(ADAPTERS))
def test_an_answer_can_be_written_whatever_a_name_on_the_disk_holds(client: str) -> None:
    answer = handler(checks=Fails(Busy("\udcff.py waits"))).handle(client, PAYLOADS[client][0], body_of(client, "a.py"))
    assert answer.exit == 2
    assert "\\udcff.py waits" in answer.stderr
    assert b"waits" in msgspec.json.encode(answer)


FIELDS = {"claude": b"file_path", "gemini": b"file_path", "cursor": b"path", "opencode": b"filePath", "codex": b"command"}


def names_it(client: str, body: bytes) -> bool:
    """Whether the protected name and the tool still stand there as they did, by plain patterns over bytes."""
    name = rb"/\.env" if client != "codex" else rb"\*\*\* Begin Patch\\n\*\*\* Add File: /nowhere/repo/\.env\\n[^\"]*"
    path = rb'[{,] "%s": "%s"|[{]"%s": "%s"' % ((FIELDS[client], rb"/nowhere/repo" * (client != "codex") + name) * 2)
    tool = rb'[{,] "(?:tool_name|tool)": "(?:Write|apply_patch|write_file|write)"'
    return len(re.findall(path, body)) == 1 and len(re.findall(tool, body)) == 1


WEIGHTY = [b'"', b"\\", b"{", b"}", b"[", b"\\ud83d", b"\x00", b"\xff", b',"cwd":1', b'"tool_name":"Read",']
MUTATIONS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 3), st.binary(max_size=6) | st.sampled_from(WEIGHTY)),
    max_size=4,
)  # fmt: skip


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@given(mutations=MUTATIONS, end=st.floats(0, 1))
@settings(max_examples=150, deadline=None)
def test_a_readable_protected_name_is_never_let_through(
    client: str, mutations: list[tuple[float, int, bytes]], end: float
) -> None:
    body = body_of(client, "/nowhere/repo/.env")
    for at, removed, put_in in mutations:
        place = int(at * len(body))
        body = body[:place] + put_in + body[place + removed :]
    body = body[: max(int(end * len(body)), 1)] if end < 0.5 else body
    answer = asked(client, body)
    assert answer.exit in (0, 2)
    if names_it(client, body):
        assert answer.exit == 2, body


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@given(body=st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_random_bytes_are_stopped(client: str, body: bytes) -> None:
    assert asked(client, body).exit == 2


@pytest.mark.parametrize(
    ("name", "old", "code"), [("settings.json", "a", 2), ("settings.json", "", 0), ("/x/settings.json", "a", 0)]
)
def test_gemini_does_not_look_for_a_file_that_ends_so(name: str, old: str, code: int) -> None:
    given = {"tool_name": "replace", "cwd": str(ROOT), "tool_input": {"file_path": name, "old_string": old, "new_string": "b"}}
    assert handler().handle("gemini", "BeforeTool", json.dumps(given).encode()).exit == code


def _decoys(field: str, count: int) -> bytes:
    return b",".join(b'{"%s": "/tmp/z%d"}' % (field.encode(), number) for number in range(count))


@pytest.mark.parametrize("made", [MADE, LENIENT], ids=["default", "lenient"])
@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("first", [True, False])
def test_a_flood_of_names_hides_none_whatever_the_order_of_keys(client: str, first: bool, made: Settings) -> None:
    fields = ADAPTERS[client].fields
    for name in (fields.tool, *fields.paths, *fields.patches):
        decoys = b'"decoys": [%s]' % _decoys(name, MAX_FOUND + 1)
        body = body_of(client, ".env")[1:-1]
        both = (decoys, body) if first else (body, decoys)
        answer = asked(client, _deep(b"{" + b", ".join(both) + b"}"), made)
        assert answer.exit == 2


def test_what_no_client_sends_is_let_through_by_no_setting() -> None:
    body = b'{"decoys": [%s], ' % _decoys("file_path", MAX_FOUND + 1) + body_of("claude", "a.py")[1:]
    answer = asked("claude", _deep(body), LENIENT)
    assert (answer.exit, "more names than are looked at" in answer.stderr) == (2, True)
    assert asked("claude", _deep(body.replace(b'"Write"', b'"Read"')), LENIENT).exit == 0
    escaped = b'{"x": [%s], ' % b",".join([b'""'] * 200_001) + body_of("claude", ".env")[1:].replace(
        b"file_path", b"file_\\u0070ath"
    )
    assert asked("claude", _deep(escaped), LENIENT).exit == 2


def test_a_heading_behind_a_long_text_is_read() -> None:
    long = "*** Begin Patch\n*** Add File: big.txt\n+" + "x" * (2 << 20) + "\n*** Update File: .env\n@@\n-a\n+b\n*** End Patch\n"
    body = json.dumps({"tool_name": "apply_patch", "tool_input": {"command": long}, "cwd": str(ROOT)}).encode()
    answer = asked("codex", _deep(body), LENIENT)
    assert "protected/env-file" in answer.stderr


@pytest.mark.parametrize("client", ["claude", "codex"])
@pytest.mark.parametrize("strict_one", ["root", "folder", "file", "project"])
def test_unread_input_is_judged_by_the_strictest_of_all_settings_that_can_be_known(client: str, strict_one: str) -> None:
    of = {str(ROOT): "root", "/folder": "folder", "/file/a.py": "file", "/project": "project"}
    roots = {name: make_settings(Config(), Path("/", name))._replace(repository=Path("/", name, ".git")) for name in of.values()}

    def settings_of(path: str, cwd: str) -> Settings:
        name = of.get(path or cwd, "")
        return roots[name] if name == strict_one else LENIENT

    context = ClientContext(Editor(None, judge_syntax=False), ROOT)
    asks = Handler(ADAPTERS, context, Guards(), settings_of, False, nothing, nothing)
    body = _deep(body_of(client, "/file/a.py").replace(b'"/nowhere/repo"', b'"/folder"'))
    assert asks.handle(client, "PreToolUse", body, "/project").exit == 2
    assert asks.handle(client, "PreToolUse", body).exit == (0 if strict_one == "project" else 2)
