"""A second opinion on a plan for an exact replacement: the host plans it by itself, and both new texts must be the same."""

from kaptar.edit.outcome import Refused
from kaptar.edit.twin import plan_on_host
from kaptar.edit.verify import Complaint, apply_spans


def second_opinion(source: bytes, edit: str, text: bytes) -> Complaint | bool:
    """True where the host comes to the same new text, False where it cannot plan the edit, else what is wrong.

    Args:
        edit: one call with an old and a new text. The host reads the plain forms of it.
    """
    planned = plan_on_host(source, edit, "str_replace")
    if isinstance(planned, Refused):
        return ("ambiguous", planned.message) if planned.reason == "ambiguous" else False
    if apply_spans(source, planned[1]) != text:
        return "malformed_edit", "the plan is not what the edit's old and new text say; nothing was changed"
    return True
