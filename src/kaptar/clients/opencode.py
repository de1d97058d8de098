"""opencode: the plugin that ``kaptar init`` writes sends what opencode gives to its plugins.

A stop is thrown by the plugin; a report on stdout is put behind the tool's output.
Source: opencode's documentation of plugins, tried with 1.18.33.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from kaptar.checks.event import CommandEvent, EditEvent, Event, FileChange
from kaptar.checks.verdict import Verdict
from kaptar.clients import words
from kaptar.clients.adapter import GO_ON, ClientContext, Fields, HookAnswer
from kaptar.clients.answers import stop
from kaptar.clients.call import HookCall, Proposal
from kaptar.clients.dollar_signs import has_signs
from kaptar.clients.fields import as_bytes, folder_of, meant, named, section, text, text_or
from kaptar.clients.install.facts import HOOK_FILE, Install, InstallFacts
from kaptar.clients.install.own_file import OwnFile
from kaptar.clients.install.part import ClientFile
from kaptar.clients.patch import changed_by, named_by, proposed_by
from kaptar.clients.proposed import Replacement, in_each, in_place, replaced_in_turn, with_swaps, written

BEFORE, AFTER = "tool.execute.before", "tool.execute.after"
SHELL_TOOL = "bash"
FILE_TOOLS = ("edit", "write")
PATCH_TOOLS = ("patch", "apply_patch")
_PATHS = ("filePath", "path")
_PLUGIN = Path(__file__).parent / "install" / "opencode_plugin.js"


class Opencode:
    """See `kaptar.clients.adapter.Adapter`."""

    name: ClassVar[str] = "opencode"
    silence: ClassVar[HookAnswer] = GO_ON
    fields: ClassVar[Fields] = Fields(BEFORE, "tool", (*FILE_TOOLS, *PATCH_TOOLS, SHELL_TOOL), _PATHS, ("patchText",))
    narrows: ClassVar[bool] = False

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

    def instead(self, event: str, given: Mapping[str, Any], said: str) -> HookAnswer:
        raise NotImplementedError("its plugin takes no other input")

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
    return named(given, cwd, *_PATHS) if tool in FILE_TOOLS else ()


def _proposed(tool: str, given: Mapping[str, Any], cwd: str, context: ClientContext) -> tuple[FileChange, ...]:
    if tool in PATCH_TOOLS:
        return proposed_by(context.editor, text(given, "patchText"), cwd)
    places = _places(given, cwd) if tool in FILE_TOOLS else ()
    if tool == "write":
        return in_each(places, lambda path: written(path, text(given, "content")))
    return _edited(given, places, context) if tool == "edit" else ()


def _edited(given: Mapping[str, Any], places: Sequence[str], context: ClientContext) -> tuple[FileChange, ...]:
    """The file with the new text as it is, and with its signs expanded where one of opencode's edit tools would do that."""
    edit = Replacement(text(given, "oldString"), text(given, "newString"), given.get("replaceAll") is True)
    readings = (edit, edit._replace(expands=True)) if _may_expand(given) else (edit,)
    found = (in_each(places, lambda path, each=each: replaced_in_turn(context.editor, path, (each,))) for each in readings)  # type: ignore[misc]
    return tuple(dict.fromkeys(change for changes in found for change in changes))


def _may_expand(given: Mapping[str, Any]) -> bool:
    """Whether the new text has signs that JavaScript expands: by ``replaceAll``, or in the tool that calls the file ``path``."""
    new = given.get("newString")
    return isinstance(new, str) and has_signs(as_bytes(new)) and (given.get("replaceAll") is True or "path" in given)


def _changed(tool: str, given: Mapping[str, Any], cwd: str) -> tuple[FileChange, ...]:
    if tool in PATCH_TOOLS:
        return changed_by(text(given, "patchText"), cwd)
    if tool not in FILE_TOOLS:
        return ()
    files = in_place(_places(given, cwd))
    return files if _may_expand(given) else with_swaps(files, [given], "replaceAll")


def _places(given: Mapping[str, Any], cwd: str) -> tuple[str, ...]:
    """Where the file may be that a tool is about: its two edit tools have two names for the field, and pass over the other."""
    text(given, *_PATHS)
    return tuple(dict.fromkeys(place for name in _PATHS if name in given for place in meant(text(given, name), cwd)))


def _targets(facts: InstallFacts) -> tuple[ClientFile, ...]:
    """It has no hook commands, but runs JavaScript."""
    words = [facts.python, "-I", "-S", str(HOOK_FILE), *(["--strict"] if facts.strict else []), "opencode"]
    content = _PLUGIN.read_text("utf-8").replace("__COMMAND__", json.dumps(words))
    content = content.replace("__STRICT__", json.dumps(facts.strict))
    return (ClientFile(facts.root / ".opencode" / "plugins" / "kaptar.js", OwnFile(content, HOOK_FILE.name)),)


INSTALL = Install("opencode", _targets, (".opencode", "opencode.json"))
