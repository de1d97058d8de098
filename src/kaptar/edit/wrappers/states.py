"""The state of a message, an envelope or a call, as it says: whole, cut off, refused, failed, or by somebody else."""

from collections.abc import Mapping

from kaptar.edit.account.quoting.reading import NotRead

_STOPS = ("stop_reason", "finish_reason", "finishReason", "stopReason")
_WHOLE_STOPS = frozenset(("end_turn", "tool_use", "stop_sequence", "stop", "tool_calls", "function_call", "pause_turn", "eos"))
"""Reasons for which a whole answer ends."""
_WHOLE = frozenset((
    "completed", "complete", "success", "succeeded", "ok", "done", "finished", "applied", "pending", "running", "in_progress",
))  # fmt: skip
"""States of a call that has not failed; a call that is on its way is whole."""
_AUTHORS = frozenset(("assistant", "model", "ai", "agent"))
"""Roles of those whose calls are meant. Tools and users tell of calls."""


def check_state(fields: Mapping[str, object]) -> None:
    """A message, an envelope or a call is whole, and of a model. Raises NotRead."""
    for key in _STOPS:
        stop = fields.get(key)
        if isinstance(stop, str) and stop and stop.lower() not in _WHOLE_STOPS:
            raise NotRead(f"the answer ended by {stop[:40]!r}, so it may be cut off; send it again in full")
    status = fields.get("status")
    if isinstance(status, str) and status and status.lower() not in _WHOLE:
        raise NotRead(f"the call has the status {status[:40]!r}; send it again in full")
    role = fields.get("role")
    if isinstance(role, str) and role and role.lower() not in _AUTHORS:
        raise NotRead(f"the message is of the role {role[:40]!r}, which tells of calls; send the model's own call")
