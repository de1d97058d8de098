"""Claude Code: hooks before and after an edit, and at the session's ends.

All are commands, which ask the hive over its Unix socket: a client cannot check who listens on a port. HTTP hooks after an
edit, which start no process, are written where the user's own setting asks for them.

Source: Claude Code's documentation of hooks, tried with 2.1.197.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

from kaptar.checks.event import CommandEvent, EditEvent, Event, FileChange
from kaptar.checks.verdict import Verdict
from kaptar.clients import words
from kaptar.clients.adapter import GO_ON, ClientContext, Fields, HookAnswer
from kaptar.clients.answers import json_answer, stop, with_context
from kaptar.clients.call import HookCall, Proposal
from kaptar.clients.fields import BadField, as_bytes, folder_of, meant, named, number_or_none, section, text, text_or
from kaptar.clients.install.block import Block
from kaptar.clients.install.facts import (
    HOOK_FILE,
    HOOK_TIMEOUT_S,
    HttpDoor,
    Install,
    InstallFacts,
    command_hook,
    group,
    matcher,
)
from kaptar.clients.install.json_part import JsonPart
from kaptar.clients.install.own_hooks import OwnHooks, address
from kaptar.clients.install.part import ClientFile
from kaptar.clients.install.switches import Switch
from kaptar.clients.proposed import CellEdit, Replacement, cell_edited, in_each, in_place, replaced_in_turn, with_swaps, written

FILE_TOOLS = ("Edit", "MultiEdit", "Write", "NotebookEdit")
SHELL_TOOLS = ("Bash", "PowerShell")
_FAILED = "PostToolUseFailure"
_AFTER = ("PostToolUse", _FAILED)
"""The second one alone is sent after a tool that failed: a command with another exit code than 0, or whose time was over.
Neither is sent after one that a person has interrupted or denied."""

_PATHS = ("file_path", "notebook_path")
_LONGEST_MS = 1e12
"""Of a command, 30 years."""


class Claude:
    """See `kaptar.clients.adapter.Adapter`."""

    name: ClassVar[str] = "claude"
    silence: ClassVar[HookAnswer] = GO_ON
    fields: ClassVar[Fields] = Fields("PreToolUse", "tool_name", (*FILE_TOOLS, *SHELL_TOOLS), _PATHS)
    narrows: ClassVar[bool] = True

    def parse(self, event: str, payload: Mapping[str, Any], context: ClientContext) -> Event | Proposal | None:
        session, agent, call_id = (text_or(payload, name, "") for name in ("session_id", "agent_id", "tool_use_id"))
        call = HookCall(self.name, event, session, folder_of(payload, str(context.root)), agent, call_id, alone=True)
        if event == "SessionStart":
            return call.began()
        if event == "SessionEnd":
            return call.ended()
        if event not in ("PreToolUse", *_AFTER):
            return None
        tool = text(payload, "tool_name")
        if tool in SHELL_TOOLS:
            given = payload.get("tool_input")
            return call.command("before" if event == "PreToolUse" else "after", tool, given, _took_s(payload))
        if tool not in FILE_TOOLS:
            return None
        given = section(payload, "tool_input")
        fields = _PATHS[::-1] if tool == "NotebookEdit" else _PATHS
        files, places = named(given, call.cwd, *fields), meant(text(given, *fields), call.cwd)
        if event == "PreToolUse":
            return call.before(tool, files, lambda: in_each(places, lambda path: _proposed(tool, path, given, context)))
        changed = _changed(tool, in_place(places), given, payload.get("tool_response"))
        return call.failed(tool, changed) if event == _FAILED else call.after(tool, changed)

    def deny(self, event: str, reason: str) -> HookAnswer:
        decision = {"hookEventName": event, "permissionDecision": "deny", "permissionDecisionReason": reason}
        return stop(reason, http={"hookSpecificOutput": decision})

    def instead(self, event: str, given: Mapping[str, Any], said: str) -> HookAnswer:
        """Without a decision: the user's own permissions hold for the command that runs."""
        return json_answer(
            {"hookSpecificOutput": {"hookEventName": event, "updatedInput": dict(given), "additionalContext": said}}
        )

    def answer(self, event: EditEvent | CommandEvent, verdict: Verdict) -> HookAnswer:
        if event.phase == "before":
            if verdict.outcome == "block":
                return self.deny(event.event, words.stopped(event, verdict))
            return HookAnswer(0, "", words.let_through(verdict))
        if verdict.outcome == "pass":
            said = words.unfinished(verdict)
            return HookAnswer(0, "", said, {"systemMessage": said} if said else None)
        report = words.found(event, verdict)
        if verdict.outcome == "block":
            return json_answer({"decision": "block", "reason": report})
        return json_answer({"hookSpecificOutput": {"hookEventName": event.event, "additionalContext": report}})

    def with_note(self, event: str, answer: HookAnswer, note: str) -> HookAnswer:
        return with_context(event, answer, note)


def _changed(tool: str, files: tuple[FileChange, ...], given: Mapping[str, Any], told: Any) -> tuple[FileChange, ...]:
    """The file with what it held before, as the client tells it in its response, or with the texts that were replaced."""
    original = told.get("originalFile") if isinstance(told, Mapping) else None
    if isinstance(original, str):
        return tuple(msgspec.structs.replace(file, before=as_bytes(original)) for file in files)
    return with_swaps(files, given.get("edits") if tool == "MultiEdit" else [given], "replace_all")


def _proposed(tool: str, path: str, given: Mapping[str, Any], context: ClientContext) -> FileChange:
    if tool == "Write":
        return written(path, text(given, "content"))
    if tool == "NotebookEdit":
        fields = (text_or(given, name, "") for name in ("edit_mode", "cell_id", "cell_type", "new_source"))
        return cell_edited(path, CellEdit(*fields))
    edits = given.get("edits") if tool == "MultiEdit" else [given]
    if not isinstance(edits, list):
        raise BadField("the field 'edits' of the hook's input is not a list")
    return replaced_in_turn(context.editor, path, [_replacement(edit) for edit in edits])


def _replacement(given: Any) -> Replacement:
    if not isinstance(given, Mapping):
        raise BadField("an entry of 'edits' in the hook's input is not an object")
    return Replacement(text(given, "old_string"), text(given, "new_string"), given.get("replace_all") is True)


def _took_s(payload: Mapping[str, Any]) -> float | None:
    took = number_or_none(payload, "duration_ms", _LONGEST_MS)
    return None if took is None else took / 1000


BEFORE = AFTER = matcher(*FILE_TOOLS, *SHELL_TOOLS)
"""Of ``PreToolUse``, ``PostToolUse`` and ``PostToolUseFailure``, here and in ``plugin/hooks/hooks.json``."""


def _targets(facts: InstallFacts) -> tuple[ClientFile, ...]:
    """Local settings, which hold paths of this machine, and the token where a hook goes by HTTP."""

    def after(event: str) -> dict[str, Any]:
        return command_hook(facts, "claude", event) if facts.http is None else _http_hook(facts.http, event)

    additions = (
        group("PreToolUse", BEFORE, command_hook(facts, "claude", "PreToolUse")),
        *(group(event, AFTER, after(event)) for event in _AFTER),
        group("SessionStart", None, command_hook(facts, "claude", "SessionStart")),
        group("SessionEnd", None, command_hook(facts, "claude", "SessionEnd")),
    )
    part = JsonPart(additions, OwnHooks(HOOK_FILE.name, "claude", address()))
    ignored = Block(("/.claude/settings.local.json",))
    settings = ClientFile(facts.root / ".claude" / "settings.local.json", part, private=facts.http is not None)
    return (ClientFile(facts.exclude, ignored), settings)


def _http_hook(door: HttpDoor, event: str) -> dict[str, Any]:
    url = f"http://127.0.0.1:{door.port}/hook/claude/{event}?http=1"
    return {"type": "http", "url": url, "headers": {"Authorization": f"Bearer {door.token}"}, "timeout": HOOK_TIMEOUT_S}


_SWITCH = Switch(
    (".claude/settings.local.json", ".claude/settings.json", "~/.claude/settings.json"), ("disableAllHooks",), off=True
)
INSTALL = Install("claude", _targets, (".claude", "CLAUDE.md"), switch=_SWITCH)
