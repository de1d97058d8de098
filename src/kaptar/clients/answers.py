"""The forms of answers that clients share."""

import json
from typing import Any

import msgspec

from kaptar.clients.adapter import HookAnswer
from kaptar.decoding.json import decode_json


def stop(reason: str, *, stdout: str = "", http: dict[str, Any] | None = None) -> HookAnswer:
    """Exit code 2 with the reason on stderr: what all clients take for "stop"."""
    return HookAnswer(2, stdout, reason, http)


def json_answer(value: dict[str, Any]) -> HookAnswer:
    """The client's own JSON, on stdout or by HTTP."""
    return HookAnswer(0, json.dumps(value) + "\n", "", value)


def with_context(event: str, answer: HookAnswer, note: str) -> HookAnswer:
    """The answer of a client that takes ``additionalContext``, with a note for the model behind what it says already.

    A reason is what the model reads of an answer that has one: not each client takes context beside it.
    """
    if answer.exit:
        return msgspec.structs.replace(answer, stderr=answer.stderr + note)
    value = {**(answer.http or {}), **(decode_json(answer.stdout, dict[str, Any]) if answer.stdout else {})}
    if "reason" in value:
        value["reason"] += note
    else:
        specific = value.get("hookSpecificOutput", {"hookEventName": event})
        value["hookSpecificOutput"] = {**specific, "additionalContext": specific.get("additionalContext", "") + note}
    return HookAnswer(0, json.dumps(value) + "\n", answer.stderr, value)
