"""The forms of answers that clients share."""

import json
from typing import Any

from kaptar.clients.adapter import HookAnswer


def stop(reason: str, *, stdout: str = "", http: dict[str, Any] | None = None) -> HookAnswer:
    """Exit code 2 with the reason on stderr: what all clients take for "stop"."""
    return HookAnswer(2, stdout, reason, http)


def json_answer(value: dict[str, Any]) -> HookAnswer:
    """The client's own JSON, on stdout or by HTTP."""
    return HookAnswer(0, json.dumps(value) + "\n", "", value)
