"""Cursor: every answer is JSON, also the one that says nothing.

Source: Cursor's documentation of hooks. Not tried: Cursor does not run without its own service; golden inputs alone.
The names of its tools' fields are not documented in full, so several spellings are taken.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

from kaptar.checks.event import CommandEvent, EditEvent, Event, FileChange
from kaptar.checks.verdict import Verdict
from kaptar.clients import words
from kaptar.clients.adapter import ClientContext, Fields, HookAnswer
from kaptar.clients.answers import json_answer, stop
from kaptar.clients.call import HookCall, Proposal
from kaptar.clients.fields import as_bytes, folder_of, meant, named, section, text, text_or
from kaptar.clients.install.facts import HOOK_FILE, HOOK_TIMEOUT_S, Install, InstallFacts, matcher
from kaptar.clients.install.json_part import Addition, JsonPart
from kaptar.clients.install.own_hooks import OwnHooks
from kaptar.clients.install.part import ClientFile
from kaptar.clients.proposed import in_each, in_place, replaced, with_swaps, written
from kaptar.decoding.json import decode_json

FILE_TOOLS = ("Write", "Edit", "Delete")
SHELL_TOOL = "Shell"
_PATHS = ("file_path", "path", "target_file")
_CONTENTS = ("content", "contents", "file_text")


class Cursor:
    """See `kaptar.clients.adapter.Adapter`."""

    name: ClassVar[str] = "cursor"
    silence: ClassVar[HookAnswer] = HookAnswer(0, "{}\n")
    fields: ClassVar[Fields] = Fields("preToolUse", "tool_name", (*FILE_TOOLS, SHELL_TOOL), _PATHS)
    narrows: ClassVar[bool] = True

    def parse(self, event: str, payload: Mapping[str, Any], context: ClientContext) -> Event | Proposal | None:
        session, call_id = text_or(payload, "conversation_id", ""), text_or(payload, "tool_use_id", "")
        call = HookCall(self.name, event, session, folder_of(payload, str(context.root)), id=call_id)
        if event == "sessionStart":
            return call.began()
        if event == "sessionEnd":
            return call.ended()
        if event == "afterFileEdit":
            files = in_place(meant(text(payload, "file_path"), call.cwd))
            return call.after("", with_swaps(files, payload.get("edits"), "replace_all"))
        tool = text_or(payload, "tool_name", "")
        if event not in ("preToolUse", "postToolUse"):
            return None
        if tool == SHELL_TOOL:
            return call.command("before" if event == "preToolUse" else "after", tool, payload.get("tool_input"))
        if tool not in FILE_TOOLS:
            return None
        given = section(payload, "tool_input")
        files, places = named(given, call.cwd, *_PATHS), meant(text(given, *_PATHS), call.cwd)
        if event == "postToolUse":
            return None if tool == "Delete" else call.after(tool, with_swaps(in_place(places), [given], "replace_all"))
        if tool == "Delete":
            gone = tuple(FileChange(file.path, "delete") for file in files)
            return call.before(tool, gone, lambda: tuple(FileChange(path, "delete") for path in places))
        return call.before(tool, files, lambda: in_each(places, lambda path: _proposed(path, given, context)))

    def deny(self, event: str, reason: str) -> HookAnswer:
        denied = json_answer({"permission": "deny", "user_message": reason, "agent_message": reason})
        return stop(reason, stdout=denied.stdout)

    def instead(self, event: str, given: Mapping[str, Any], said: str) -> HookAnswer:
        """With a question to the user: "allow" could pass over one that the user has set for such commands."""
        return json_answer({"permission": "ask", "updated_input": dict(given), "user_message": said, "agent_message": said})

    def answer(self, event: EditEvent | CommandEvent, verdict: Verdict) -> HookAnswer:
        if event.phase == "before" and verdict.outcome == "block":
            return self.deny(event.event, words.stopped(event, verdict))
        if event.event == "postToolUse" and verdict.outcome != "pass":
            return json_answer({"additional_context": words.found(event, verdict)})
        said = words.let_through(verdict) if event.phase == "before" else words.unfinished(verdict)
        return HookAnswer(0, "{}\n", said)

    def with_note(self, event: str, answer: HookAnswer, note: str) -> HookAnswer | None:
        if event != "postToolUse" or answer.exit:
            return None
        said = decode_json(answer.stdout, dict[str, Any]).get("additional_context", "")
        return msgspec.structs.replace(json_answer({"additional_context": said + note}), stderr=answer.stderr)


def _proposed(path: str, given: Mapping[str, Any], context: ClientContext) -> FileChange:
    texts = [given[name] for name in ("new_string", *_CONTENTS) if isinstance(given.get(name), str)]
    if len(texts) > 1:
        added = as_bytes("\n".join(texts))
        return FileChange(path, problem="the input has the new content in several fields", added=added)
    if "old_string" in given:
        everywhere = given.get("replace_all") is True
        return replaced(context.editor, path, text(given, "old_string"), text(given, "new_string"), everywhere)
    if any(name in given for name in _CONTENTS):
        return written(path, text(given, *_CONTENTS))
    return FileChange(path, problem="the client does not tell the new content", added=as_bytes("\n".join(texts)))


def _targets(facts: InstallFacts) -> tuple[ClientFile, ...]:
    def addition(event: str, tools: str | None) -> Addition:
        hook: dict[str, Any] = {"command": facts.command("cursor", event), "timeout": HOOK_TIMEOUT_S}
        return Addition(("hooks", event), hook | ({"matcher": tools} if tools else {}))

    additions = (
        addition("preToolUse", matcher(*FILE_TOOLS, SHELL_TOOL)),
        addition("postToolUse", matcher(*(tool for tool in FILE_TOOLS if tool != "Delete"), SHELL_TOOL)),
        addition("afterFileEdit", None),
        addition("sessionStart", None),
        addition("sessionEnd", None),
    )
    part = JsonPart(additions, OwnHooks(HOOK_FILE.name, "cursor"), empty='{\n  "version": 1\n}\n')
    return (ClientFile(facts.root / ".cursor" / "hooks.json", part),)


INSTALL = Install("cursor", _targets, (".cursor", ".cursorrules"))
