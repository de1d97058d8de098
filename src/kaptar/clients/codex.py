"""Codex: ``apply_patch`` gives hooks the patch alone; unknown fields in an answer make it void.

Source: Codex's hook schemas and output parser, tried with 0.169.0.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from kaptar.checks.event import CommandEvent, EditEvent, Event
from kaptar.checks.verdict import Verdict
from kaptar.clients import words
from kaptar.clients.adapter import GO_ON, ClientContext, Fields, HookAnswer
from kaptar.clients.answers import json_answer, stop, with_context
from kaptar.clients.call import HookCall, Proposal
from kaptar.clients.fields import folder_of, section, text, text_or
from kaptar.clients.install.facts import HOOK_FILE, Install, InstallFacts, command_hook, group, matcher
from kaptar.clients.install.json_part import JsonPart
from kaptar.clients.install.own_hooks import OwnHooks
from kaptar.clients.install.part import ClientFile
from kaptar.clients.install.switches import Switch
from kaptar.clients.patch import changed_by, named_by, proposed_by

PATCH_TOOL = "apply_patch"
SHELL_TOOL = "Bash"


class Codex:
    """See `kaptar.clients.adapter.Adapter`."""

    name: ClassVar[str] = "codex"
    silence: ClassVar[HookAnswer] = GO_ON
    fields: ClassVar[Fields] = Fields("PreToolUse", "tool_name", (PATCH_TOOL, SHELL_TOOL), patches=("command",))
    narrows: ClassVar[bool] = True

    def parse(self, event: str, payload: Mapping[str, Any], context: ClientContext) -> Event | Proposal | None:
        session, agent, call_id = (text_or(payload, name, "") for name in ("session_id", "agent_id", "tool_use_id"))
        call = HookCall(self.name, event, session, folder_of(payload, str(context.root)), agent, call_id)
        if event == "SessionStart":
            return call.began()
        if event == "SessionEnd":
            return call.ended()
        if event not in ("PreToolUse", "PostToolUse"):
            return None
        tool = text(payload, "tool_name")
        if tool == SHELL_TOOL:
            return call.command("before" if event == "PreToolUse" else "after", tool, payload.get("tool_input"))
        if tool != PATCH_TOOL:
            return None
        patch = text(section(payload, "tool_input"), "command")
        if event == "PreToolUse":
            return call.before(tool, named_by(patch, call.cwd), lambda: proposed_by(context.editor, patch, call.cwd))
        return call.after(tool, changed_by(patch, call.cwd))

    def deny(self, event: str, reason: str) -> HookAnswer:
        return stop(reason)

    def instead(self, event: str, given: Mapping[str, Any], said: str) -> HookAnswer:
        """It takes other input only beside "allow". Its own approvals hold for the command that runs."""
        decision = {"hookEventName": event, "permissionDecision": "allow", "updatedInput": dict(given), "additionalContext": said}
        return json_answer({"hookSpecificOutput": decision})

    def answer(self, event: EditEvent | CommandEvent, verdict: Verdict) -> HookAnswer:
        if event.phase == "before":
            if verdict.outcome == "block":
                return self.deny(event.event, words.stopped(event, verdict))
            return HookAnswer(0, "", words.let_through(verdict))
        if verdict.outcome == "pass":
            return HookAnswer(0, "", words.unfinished(verdict))
        report = words.found(event, verdict)
        if verdict.outcome == "block":
            return json_answer({"decision": "block", "reason": report})
        return json_answer({"hookSpecificOutput": {"hookEventName": event.event, "additionalContext": report}})

    def with_note(self, event: str, answer: HookAnswer, note: str) -> HookAnswer:
        return with_context(event, answer, note)


def _targets(facts: InstallFacts) -> tuple[ClientFile, ...]:
    additions = (
        group("PreToolUse", matcher(PATCH_TOOL, SHELL_TOOL), command_hook(facts, "codex", "PreToolUse")),
        group("PostToolUse", matcher(PATCH_TOOL, SHELL_TOOL), command_hook(facts, "codex", "PostToolUse")),
        group("SessionStart", None, command_hook(facts, "codex", "SessionStart")),
        group("SessionEnd", None, command_hook(facts, "codex", "SessionEnd")),
    )
    return (ClientFile(facts.root / ".codex" / "hooks.json", JsonPart(additions, OwnHooks(HOOK_FILE.name, "codex"))),)


INSTALL = Install(
    "codex", _targets, (".codex",), "Codex runs new hooks only after you trust them: type /hooks in Codex.",
    Switch((".codex/config.toml", "~/.codex/config.toml"), ("features", "hooks"), off=False),
)  # fmt: skip
