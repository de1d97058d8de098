"""What strict mode makes of events that could not be checked, for every client."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.checks.conftest import verdict_of

from kaptar.checks.event import CommandEvent, EditEvent
from kaptar.checks.finding import Finding
from kaptar.checks.settings import Settings, SettingsOf, make_settings
from kaptar.checks.verdict import CheckResult, Verdict
from kaptar.clients.adapter import ClientContext, HookAnswer
from kaptar.clients.handle import Handler
from kaptar.clients.registry import ADAPTERS
from kaptar.clients.told import Told
from kaptar.config.sections import Config, HooksConfig
from kaptar.edit.engine import Editor

GOLDEN = Path(__file__).parent / "golden"
PASSED = CheckResult(check="secrets", path="a.py", state="passed")
LATE = CheckResult(check="syntax", path="a.py", state="not_run", reason="time out: no answer within 5 s", remedy="see the docs")
BROKE = CheckResult(check="syntax", path="a.py", state="broke", reason="ValueError: x", remedy="report it")
NOT_DUE = CheckResult(check="security", path="a.py", state="not_run", reason="off", due=False)


class Answers(NamedTuple):
    """Checks whose verdict is known before."""

    verdict: Verdict

    def check_names(self, event: EditEvent, settings_of: SettingsOf) -> Verdict:
        return verdict_of([])

    def check_event(self, event: EditEvent, settings_of: SettingsOf, deadline_s: float) -> Verdict:
        return self.verdict

    def check_command(self, event: CommandEvent, settings: Settings) -> Verdict:
        return self.verdict


def settings(_path: str, _cwd: str) -> Settings:
    return make_settings(Config(), Path("/"))


def verdict(*results: CheckResult, pending: tuple[str, ...] = ()) -> Verdict:
    return verdict_of((PASSED, *results), pending=pending)


def handled(
    client: str,
    phase: str,
    root: Path,
    found: Verdict,
    *,
    strict: bool,
    settings_of: Callable[[str, str], Settings] = settings,
    checks: type[Answers] = Answers,
) -> HookAnswer:
    """The answer to the client's first recorded edit of a phase, where the checks say what they are told to."""
    cases = json.loads((GOLDEN / f"{client}.json").read_text())
    case = next(c for c in cases if c.get("edit", {}).get("phase") == phase and c["event"] != "afterFileEdit")
    for name, content in case["files"].items():
        (root / name).write_text(content)
    context = ClientContext(Editor(None, judge_syntax=False), root)
    handler = Handler(ADAPTERS, context, checks(found), settings_of, strict, lambda *_: None, lambda *_: None)
    body: Any = json.dumps(case["input"]).replace("@REPO@", str(root)).replace("@HOME@", str(root.parent))
    return handler.handle(client, case["event"], body.encode())


def test_what_counts_for_nothing_is_told_once_in_a_session(tmp_path: Path) -> None:
    finding = Finding(check="secrets", rule="secrets/x", path="a.py", line=1, column=1, severity="error", message="m")
    known = CheckResult(check="secrets", path="a.py", state="findings", findings=(finding,), known=1, baseline=2)
    context, told = ClientContext(Editor(None, judge_syntax=False), tmp_path), Told()
    booked: list[Verdict] = []

    def stopped(session: str, found: Verdict, told: Told | None) -> str:
        handler = Handler(
            ADAPTERS, context, Answers(found), settings, False, lambda *_: None, lambda _e, v: booked.append(v), told
        )  # fmt: skip
        fields = {"file_path": str(tmp_path / "a.py"), "content": "x = 1\n"}
        body = {"session_id": session, "cwd": str(tmp_path), "tool_name": "Write", "tool_input": fields}
        return handler.handle("claude", "PreToolUse", json.dumps(body).encode()).stderr

    said = "Not counted: 1 that was there before, 2 in the baseline; `kaptar check FILE` lists what it was. This is told once."
    passed = verdict(CheckResult(check="secrets", path="a.py", state="passed", known=1))
    assert stopped("s", passed, told) == "", "nothing is said of an edit that passes, so nothing was told"
    assert said in stopped("s", verdict(known), told)
    assert "Not counted" not in stopped("s", verdict(known), told)
    assert said in stopped("t", verdict(known), told)
    assert "Not counted" not in stopped("u", verdict(known), None), "nothing is remembered without a hive"
    assert [each.known for each in booked] == [1] * 5, "the books have all of it"


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize(
    ("found", "why"),
    [
        (verdict(LATE), "syntax of a.py (time out: no answer within 5 s; see the docs)"),
        (verdict(BROKE), "ValueError: x"),
        (verdict(pending=("types a.py",)), "types a.py"),
    ],
    ids=["not run", "broke", "pending"],
)
def test_strict_stops_an_edit_that_was_not_checked(client: str, found: Verdict, why: str, tmp_path: Path) -> None:
    answer = handled(client, "before", tmp_path, found, strict=True)
    assert answer.exit == 2
    assert "strict mode" in answer.stderr
    assert why in answer.stderr
    if client == "cursor":
        assert json.loads(answer.stdout)["permission"] == "deny"


@pytest.mark.parametrize("client", sorted(ADAPTERS))
def test_an_edit_that_goes_on_without_an_answer_says_so(client: str, tmp_path: Path) -> None:
    answer = handled(client, "before", tmp_path, verdict(pending=("syntax a.py",)), strict=False)
    assert (answer.exit, answer.stderr) == (0, "kaptar: without an answer in time: syntax a.py\n")


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("phase", ["before", "after"])
def test_an_event_asks_once_for_the_settings_of_a_file(client: str, phase: str, tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    class Asking(Answers):
        def check_event(self, event: EditEvent, settings_of: SettingsOf, deadline_s: float) -> Verdict:
            for file in event.files:
                settings_of(file.path)
            return super().check_event(event, settings_of, deadline_s)

        def check_names(self, event: EditEvent, settings_of: SettingsOf) -> Verdict:
            for file in event.files:
                settings_of(file.path)
            return super().check_names(event, settings_of)

    def counted(path: str, cwd: str) -> Settings:
        asked.append((path, cwd))
        return settings(path, cwd)

    for _ in range(2):
        del asked[:]
        handled(client, phase, tmp_path, verdict(), strict=False, settings_of=counted, checks=Asking)
        assert len(asked) == len(set(asked)) > 0


UNREAD = CheckResult(check="secrets", path="a.py", state="not_run", reason="time out: what begins after 9 bytes", timed_out=True)
UNREAD_FILE = CheckResult(check="file", path="a.py", state="not_run", reason="time out: the other files", timed_out=True)


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("result", [UNREAD, UNREAD_FILE], ids=["secrets", "file"])
def test_a_text_that_was_not_looked_at_for_secrets_is_stopped_before_an_edit(
    client: str, result: CheckResult, tmp_path: Path
) -> None:
    answer = handled(client, "before", tmp_path, verdict(result), strict=False)
    assert answer.exit == 2
    assert f"not looked at for secrets to its end: {result.reason}" in answer.stderr
    assert "stop_unreadable" in answer.stderr
    lenient = make_settings(Config(hooks=HooksConfig(stop_unreadable=False)), Path("/"))
    answer = handled(client, "before", tmp_path, verdict(result), strict=False, settings_of=lambda *_: lenient)
    assert answer.exit == 0
    assert result.reason in answer.stderr
    assert handled(client, "before", tmp_path, verdict(BROKE), strict=False).exit == 0


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("result", [LATE, BROKE])
def test_strict_tells_the_model_after_an_edit(client: str, result: CheckResult, tmp_path: Path) -> None:
    answer = handled(client, "after", tmp_path, verdict(result), strict=True)
    assert answer.exit == 0
    assert result.reason in answer.stdout
    if client == "claude":
        assert result.reason in json.dumps(answer.http)


@pytest.mark.parametrize("client", sorted(ADAPTERS))
def test_after_an_edit_slow_checks_that_still_run_are_not_missed(client: str, tmp_path: Path) -> None:
    answer = handled(client, "after", tmp_path, verdict(pending=("types a.py",)), strict=True)
    assert (answer.exit, answer.stdout.strip(), answer.stderr) == (0, "{}" if client == "cursor" else "", "")


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("phase", ["before", "after"])
@pytest.mark.parametrize("strict", [False, True])
def test_what_was_not_due_is_no_reason(client: str, phase: str, strict: bool, tmp_path: Path) -> None:
    answer = handled(client, phase, tmp_path, verdict(NOT_DUE), strict=strict)
    assert (answer.exit, answer.stdout.strip(), answer.stderr) == (0, "{}" if client == "cursor" else "", "")
    assert answer.http is None


@pytest.mark.parametrize("client", sorted(ADAPTERS))
@pytest.mark.parametrize("phase", ["before", "after"])
def test_otherwise_it_goes_on_and_is_said(client: str, phase: str, tmp_path: Path) -> None:
    answer = handled(client, phase, tmp_path, verdict(LATE), strict=False)
    assert (answer.exit, answer.stdout.strip()) == (0, "{}" if client == "cursor" else "")
    assert answer.stderr.startswith("kaptar: not checked: syntax of a.py (time out")
    if client == "claude" and phase == "after":
        assert answer.http == {"systemMessage": answer.stderr}


COMMANDS = {
    "claude": ("PreToolUse", {"tool_name": "Bash", "tool_input": {"command": "make"}}),
    "codex": ("PreToolUse", {"tool_name": "Bash", "tool_input": {"command": "make"}}),
    "gemini": ("BeforeTool", {"tool_name": "run_shell_command", "tool_input": {"command": "make"}}),
    "cursor": ("preToolUse", {"tool_name": "Shell", "tool_input": {"command": "make"}}),
    "opencode": ("tool.execute.before", {"tool": "bash", "args": {"command": "make"}}),
}


@pytest.mark.parametrize("client", sorted(ADAPTERS))
def test_a_command_that_a_guard_refuses_is_stopped_and_others_run_in_silence(client: str, tmp_path: Path) -> None:
    event, payload = COMMANDS[client]
    body = json.dumps(payload | {"cwd": str(tmp_path)}).encode()
    finding = Finding(check="git", rule="git/reset", path="", line=0, column=0, severity="error", message="loses work")
    refused = verdict_of([CheckResult(check="git", path="", state="findings", findings=(finding,))])
    context = ClientContext(Editor(None, judge_syntax=False), tmp_path)
    told: list[Verdict] = []
    for found, code in ((refused, 2), (verdict_of([]), 0)):
        handler = Handler(ADAPTERS, context, Answers(found), settings, False, lambda *_: None, lambda _e, v: told.append(v))
        answer = handler.handle(client, event, body)
        assert answer.exit == code
        assert ("it did not run" in answer.stderr, "loses work" in answer.stderr) == (code == 2, code == 2)
        assert (answer == ADAPTERS[client].silence) == (code == 0)
    assert told == [refused]


def test_by_http_a_hook_that_cannot_do_its_work_says_so(tmp_path: Path) -> None:
    context = ClientContext(Editor(None, judge_syntax=False), tmp_path)
    for strict, key in ((False, "systemMessage"), (True, "reason")):
        handler = Handler(ADAPTERS, context, Answers(verdict()), settings, strict, lambda *_: None, lambda *_: None)
        answer = handler.handle("claude", "PostToolUse", b"{")
        assert answer.http is not None
        assert "not a JSON object" in answer.http[key]
        assert answer.http[key] == answer.stderr


@pytest.mark.parametrize("strict", [False, True])
def test_where_git_fails_a_command_was_not_checked(strict: bool, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".git" / "config").write_text("[bad")
    context = ClientContext(Editor(None, judge_syntax=False), tmp_path)
    handler = Handler(ADAPTERS, context, Answers(verdict()), settings, strict, lambda *_: None, lambda *_: None)
    given = {"session_id": "s", "cwd": str(tmp_path), "tool_name": "Bash", "tool_input": {"command": "echo K>leak.pem"}}
    answer = handler.handle("claude", "PostToolUse", json.dumps(given).encode())
    assert answer.exit == (2 if strict else 0)
    assert answer.stderr.startswith("kaptar: what the command changed was not checked: git")
    assert answer.stderr.count("\n") == 1


@pytest.mark.parametrize("strict", [False, True])
def test_where_git_fails_at_a_sessions_start_a_line_says_so(strict: bool, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".git" / "index").unlink(missing_ok=True)
    os.mkfifo(tmp_path / ".git" / "index")
    context = ClientContext(Editor(None, judge_syntax=False), tmp_path)
    handler = Handler(ADAPTERS, context, Answers(verdict()), settings, strict, lambda *_: None, lambda *_: None)
    given = {"session_id": "s", "cwd": str(tmp_path), "source": "startup"}
    answer = handler.handle("claude", "SessionStart", json.dumps(given).encode())
    assert answer.exit == 0
    assert answer.stderr.startswith("kaptar: what was changed before the session is not known: git would wait for ever for ")
    assert answer.stderr.count("\n") == 1


LACKING: dict[str, tuple[str, str, dict[str, Any]]] = {
    "no content": ("claude", "Write", {}),
    "content is a list": ("claude", "Write", {"content": ["a"]}),
    "content is null": ("claude", "Write", {"content": None}),
    "no new text": ("claude", "Edit", {"old_string": "a"}),
    "edits are a number": ("claude", "MultiEdit", {"edits": 7}),
    "an edit is a text": ("claude", "MultiEdit", {"edits": ["a"]}),
    "no cell's text": ("claude", "NotebookEdit", {"new_source": 7}),
    "gemini without content": ("gemini", "write_file", {}),
    "gemini without a new text": ("gemini", "replace", {"old_string": "a"}),
    "cursor without a new text": ("cursor", "Edit", {"old_string": "a"}),
    "opencode without content": ("opencode", "write", {"filePath": "a.py"}),
}


@pytest.mark.parametrize("case", LACKING.values(), ids=list(LACKING))
def test_an_edit_that_lacks_a_field_is_stopped(case: tuple[str, str, dict[str, Any]], tmp_path: Path) -> None:
    client, tool, given = case
    (tmp_path / "a.py").write_text("a\n")
    context = ClientContext(Editor(None, judge_syntax=False), tmp_path)
    handler = Handler(ADAPTERS, context, Answers(verdict()), settings, False, lambda *_: None, lambda *_: None)
    fields = ADAPTERS[client].fields
    where = {"file_path": "a.py"} if client != "opencode" else {}
    body = {"cwd": str(tmp_path), fields.tool: tool, "tool_input": where | given, "args": where | given}
    answer = handler.handle(client, fields.before, json.dumps(body).encode())
    assert answer.exit == 2, answer
    assert "the hook's input" in answer.stderr
    assert "stop_unreadable" in answer.stderr
