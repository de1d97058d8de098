"""Gemini CLI: only JSON may stand on stdout; a stop is exit code 2.

Source: Gemini CLI's hook reference, tried with 0.61.0.
"""

import os
from collections.abc import Mapping
from typing import Any, ClassVar

from kaptar.checks.event import CommandEvent, EditEvent, Event, FileChange
from kaptar.checks.verdict import Verdict
from kaptar.clients import words
from kaptar.clients.adapter import GO_ON, ClientContext, Fields, HookAnswer
from kaptar.clients.answers import json_answer, stop, with_context
from kaptar.clients.call import HookCall, Proposal
from kaptar.clients.fields import folder_of, meant, named, section, text, text_or
from kaptar.clients.install.facts import HOOK_FILE, HOOK_TIMEOUT_S, Install, InstallFacts, group, matcher
from kaptar.clients.install.json_part import JsonPart
from kaptar.clients.install.own_hooks import OwnHooks
from kaptar.clients.install.part import ClientFile
from kaptar.clients.install.switches import Switch
from kaptar.clients.proposed import in_each, in_place, replaced, with_swaps, written
from kaptar.errors import InputError

FILE_TOOLS = ("write_file", "replace")
SHELL_TOOL = "run_shell_command"


class Gemini:
    """See `kaptar.clients.adapter.Adapter`."""

    name: ClassVar[str] = "gemini"
    silence: ClassVar[HookAnswer] = GO_ON
    fields: ClassVar[Fields] = Fields("BeforeTool", "tool_name", (*FILE_TOOLS, SHELL_TOOL), ("file_path",), decodes=True)
    narrows: ClassVar[bool] = True

    def parse(self, event: str, payload: Mapping[str, Any], context: ClientContext) -> Event | Proposal | None:
        call = HookCall(self.name, event, text_or(payload, "session_id", ""), folder_of(payload, str(context.root)))
        if event == "SessionStart":
            return call.began()
        if event == "SessionEnd":
            return call.ended()
        if event not in ("BeforeTool", "AfterTool"):
            return None
        tool = text(payload, "tool_name")
        if tool == SHELL_TOOL:
            return call.command("before" if event == "BeforeTool" else "after", tool, payload.get("tool_input"))
        if tool not in FILE_TOOLS:
            return None
        given = section(payload, "tool_input")
        files = named(given, call.cwd, "file_path", decodes=True)
        places = meant(text(given, "file_path"), call.cwd, decodes=True)
        if event == "BeforeTool":
            if tool == "replace":
                _refuse_guess(text(given, "file_path"), files[0].path, given)
            return call.before(tool, files, lambda: in_each(places, lambda path: _proposed(tool, path, given, context)))
        return call.after(tool, with_swaps(in_place((*places, files[0].path)), [given], "allow_multiple"))

    def deny(self, event: str, reason: str) -> HookAnswer:
        return stop(reason)

    def instead(self, event: str, given: Mapping[str, Any], said: str) -> HookAnswer:
        """Its own line tells the model that the input was changed."""
        return json_answer({"systemMessage": said, "hookSpecificOutput": {"hookEventName": event, "tool_input": dict(given),
                                                                          "additionalContext": said}})  # fmt: skip

    def answer(self, event: EditEvent | CommandEvent, verdict: Verdict) -> HookAnswer:
        if event.phase == "before":
            if verdict.outcome == "block":
                return self.deny(event.event, words.stopped(event, verdict))
            return HookAnswer(0, "", words.let_through(verdict))
        if verdict.outcome == "pass":
            return HookAnswer(0, "", words.unfinished(verdict))
        report = words.found(event, verdict)
        return json_answer({"hookSpecificOutput": {"hookEventName": event.event, "additionalContext": report}})

    def with_note(self, event: str, answer: HookAnswer, note: str) -> HookAnswer:
        return with_context(event, answer, note)


def _refuse_guess(name: str, path: str, given: Mapping[str, Any]) -> None:
    """Gemini CLI edits another file that ends like a relative name which is not there. Raises InputError for such a name."""
    if given.get("old_string") and not os.path.isabs(name) and not os.path.lexists(path):
        raise InputError(
            f"there is no file {name!r} here, and Gemini CLI would look for another one; name it from this folder on"
        )


def _proposed(tool: str, path: str, given: Mapping[str, Any], context: ClientContext) -> FileChange:
    if tool == "write_file":
        return written(path, text(given, "content"))
    everywhere = given.get("allow_multiple") is True
    return replaced(context.editor, path, text(given, "old_string"), text(given, "new_string"), everywhere)


def _targets(facts: InstallFacts) -> tuple[ClientFile, ...]:
    """Its time-outs are in milliseconds."""

    def run(event: str) -> dict[str, Any]:
        command = facts.command("gemini", event)
        return {"type": "command", "name": f"kaptar-{event}", "command": command, "timeout": HOOK_TIMEOUT_S * 1000}

    additions = (
        group("BeforeTool", matcher(*FILE_TOOLS, SHELL_TOOL), run("BeforeTool")),
        group("AfterTool", matcher(*FILE_TOOLS, SHELL_TOOL), run("AfterTool")),
        group("SessionStart", None, run("SessionStart")),
        group("SessionEnd", None, run("SessionEnd")),
    )
    return (ClientFile(facts.root / ".gemini" / "settings.json", JsonPart(additions, OwnHooks(HOOK_FILE.name, "gemini"))),)


INSTALL = Install(
    "gemini", _targets, (".gemini", "GEMINI.md"), "Gemini CLI asks once whether it may run the hooks of this folder.",
    Switch((".gemini/settings.json", "~/.gemini/settings.json"), ("hooksConfig", "enabled"), off=False),
)  # fmt: skip
