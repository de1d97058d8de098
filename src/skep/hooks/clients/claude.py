"""Claude Code: command hooks before an edit and at the session's ends, HTTP hooks after an edit.

Source: Claude Code's documentation of hooks, tried with 2.1.197.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from skep.hooks.clients import shell, words
from skep.hooks.clients.adapter import Context, HookAnswer, SessionNews
from skep.hooks.clients.answers import json_answer, stop
from skep.hooks.clients.fields import absolute, section, text, text_or
from skep.hooks.clients.proposed import replaced, written
from skep.hooks.event import EditEvent, FileChange
from skep.hooks.verdict import Verdict

FILE_TOOLS = ("Edit", "Write", "NotebookEdit")
SHELL_TOOLS = ("Bash", "PowerShell")


class Claude:
    """See `skep.hooks.clients.adapter.Adapter`."""

    name: ClassVar[str] = "claude"

    def parse(self, event: str, payload: Mapping[str, Any], context: Context) -> EditEvent | SessionNews | None:
        session, cwd = text_or(payload, "session_id", ""), text_or(payload, "cwd", str(context.root))
        if event == "SessionStart":
            shell.remember(self.name, session, cwd)
        if event in ("SessionStart", "SessionEnd"):
            return SessionNews(session, event == "SessionEnd")
        if event not in ("PreToolUse", "PostToolUse"):
            return None
        tool = text(payload, "tool_name")
        if event == "PreToolUse":
            files = _proposed(tool, payload, cwd, context) if tool in FILE_TOOLS else ()
        elif tool in SHELL_TOOLS:
            files = shell.changed_files(self.name, session, cwd, _took_s(payload))
        else:
            files = (FileChange(_path(tool, section(payload, "tool_input"), cwd)),) if tool in FILE_TOOLS else ()
        if not files:
            return None
        parsed = EditEvent(self.name, event, "before" if event == "PreToolUse" else "after", session, cwd, tool, files)
        if parsed.phase == "after":
            shell.remember_edit(parsed)
        return parsed

    def answer(self, event: EditEvent, verdict: Verdict) -> HookAnswer:
        if event.phase == "before":
            return _before(event, verdict)
        if verdict.outcome == "pass":
            return HookAnswer(0, "", words.unfinished(verdict))
        report = words.found(event, verdict)
        if verdict.outcome == "block":
            return json_answer({"decision": "block", "reason": report})
        return json_answer({"hookSpecificOutput": {"hookEventName": event.event, "additionalContext": report}})


def _before(event: EditEvent, verdict: Verdict) -> HookAnswer:
    if verdict.outcome != "block":
        return HookAnswer(0, "", words.unfinished(verdict))
    reason = words.stopped(event, verdict)
    decision = {"hookEventName": event.event, "permissionDecision": "deny", "permissionDecisionReason": reason}
    return stop(reason, http={"hookSpecificOutput": decision})


def _proposed(tool: str, payload: Mapping[str, Any], cwd: str, context: Context) -> tuple[FileChange, ...]:
    given = section(payload, "tool_input")
    path = _path(tool, given, cwd)
    if tool == "Write":
        return (written(path, text(given, "content")),)
    if tool == "NotebookEdit":
        return (FileChange(path, problem="the new content of a notebook's cell edit is not computed"),)
    everywhere = given.get("replace_all") is True
    return (replaced(context.editor, path, text(given, "old_string"), text(given, "new_string"), everywhere),)


def _path(tool: str, given: Mapping[str, Any], cwd: str) -> str:
    return absolute(text(given, "notebook_path", "file_path") if tool == "NotebookEdit" else text(given, "file_path"), cwd)


def _took_s(payload: Mapping[str, Any]) -> float | None:
    took = payload.get("duration_ms")
    return took / 1000 if isinstance(took, int | float) and took >= 0 else None
