"""opencode: the plugin that ``kaptar init`` writes sends what opencode gives to its plugins.

A stop is thrown by the plugin; a report on stdout is put behind the tool's output.
Source: opencode's documentation of plugins, tried with 1.18.33.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from kaptar.checks.event import CommandEvent, EditEvent, Event, FileChange
from kaptar.checks.verdict import Verdict
from kaptar.clients import words
from kaptar.clients.adapter import GO_ON, ClientContext, Fields, HookAnswer
from kaptar.clients.answers import stop
from kaptar.clients.call import HookCall, Proposal
from kaptar.clients.fields import folder_of, meant, named, section, text, text_or
from kaptar.clients.install.facts import HOOK_FILE, Install, InstallFacts
from kaptar.clients.install.own_file import OwnFile
from kaptar.clients.install.part import ClientFile
from kaptar.clients.patch import changed_by, named_by, proposed_by
from kaptar.clients.proposed import in_each, in_place, replaced, with_swaps, written

BEFORE, AFTER = "tool.execute.before", "tool.execute.after"
SHELL_TOOL = "bash"
FILE_TOOLS = ("edit", "write")
PATCH_TOOLS = ("patch", "apply_patch")
_PLUGIN = Path(__file__).parent / "install" / "opencode_plugin.js"


class Opencode:
    """See `kaptar.clients.adapter.Adapter`."""

    name: ClassVar[str] = "opencode"
    silence: ClassVar[HookAnswer] = GO_ON
    fields: ClassVar[Fields] = Fields(BEFORE, "tool", (*FILE_TOOLS, *PATCH_TOOLS, SHELL_TOOL), ("filePath",), ("patchText",))

    def parse(self, event: str, payload: Mapping[str, Any], context: ClientContext) -> Event | Proposal | None:
        call = HookCall(self.name, event, text_or(payload, "sessionID", ""), folder_of(payload, str(context.root)))
        if event == "session.start":
            return call.began()
        if event not in (BEFORE, AFTER):
            return None
        tool, given = text(payload, "tool"), section(payload, "args")
        if tool == SHELL_TOOL:
            return call.command("before" if event == BEFORE else "after", tool, given)
        if event == BEFORE:
            files = _named(tool, given, call.cwd)
            return call.before(tool, files, lambda: _proposed(tool, given, call.cwd, context))
        return call.after(tool, _changed(tool, given, call.cwd))

    def deny(self, event: str, reason: str) -> HookAnswer:
        return stop(reason)

    def answer(self, event: EditEvent | CommandEvent, verdict: Verdict) -> HookAnswer:
        if event.phase == "before" and verdict.outcome == "block":
            return self.deny(event.event, words.stopped(event, verdict))
        if event.phase == "before":
            return HookAnswer(0, "", words.let_through(verdict))
        if verdict.outcome == "pass":
            return HookAnswer(0, "", words.unfinished(verdict))
        return HookAnswer(0, words.found(event, verdict))

    def with_note(self, event: str, answer: HookAnswer, note: str) -> HookAnswer:
        return msgspec.structs.replace(answer, stdout=answer.stdout + note)


def _named(tool: str, given: Mapping[str, Any], cwd: str) -> tuple[FileChange, ...]:
    """The files that a tool is about to change, by their paths alone."""
    if tool in PATCH_TOOLS:
        return named_by(text(given, "patchText"), cwd)
    return named(given, cwd, "filePath") if tool in FILE_TOOLS else ()


def _proposed(tool: str, given: Mapping[str, Any], cwd: str, context: ClientContext) -> tuple[FileChange, ...]:
    if tool in PATCH_TOOLS:
        return proposed_by(context.editor, text(given, "patchText"), cwd)
    places = meant(text(given, "filePath"), cwd) if tool in FILE_TOOLS else ()
    if tool == "write":
        return in_each(places, lambda path: written(path, text(given, "content")))
    if tool != "edit":
        return ()
    old, new, everywhere = text(given, "oldString"), text(given, "newString"), given.get("replaceAll") is True
    return in_each(places, lambda path: replaced(context.editor, path, old, new, everywhere))


def _changed(tool: str, given: Mapping[str, Any], cwd: str) -> tuple[FileChange, ...]:
    if tool in PATCH_TOOLS:
        return changed_by(text(given, "patchText"), cwd)
    return with_swaps(in_place(meant(text(given, "filePath"), cwd)), [given], "replaceAll") if tool in FILE_TOOLS else ()


def _targets(facts: InstallFacts) -> tuple[ClientFile, ...]:
    """It has no hook commands, but runs JavaScript."""
    words = [facts.python, "-I", "-S", str(HOOK_FILE), *(["--strict"] if facts.strict else []), "opencode"]
    content = _PLUGIN.read_text("utf-8").replace("__COMMAND__", json.dumps(words))
    content = content.replace("__STRICT__", json.dumps(facts.strict))
    return (ClientFile(facts.root / ".opencode" / "plugins" / "kaptar.js", OwnFile(content, HOOK_FILE.name)),)


INSTALL = Install("opencode", _targets, (".opencode", "opencode.json"))
