"""Line ends that a text has of its own: of a file that is created, and the end of the last line of a text in a call.

The guest reads all edits with LF line ends. A text in a call says its line ends by itself, and so do the lines of a diff or a
patch that all end with CRLF where the lines around them do not. Pure: a plan in, a plan out.
"""

import msgspec

from kaptar.edit.outcome import Plan, Span
from kaptar.edit.verify import apply_spans
from kaptar.edit.wrappers.swaps import read_value

_MARK = b"\xef\xbb\xbf"
_TEXTS = ("content", "file_text")
"""Keys of the calls that write a whole file, as `spellings.canonical` gives them."""


def with_own_ends(plan: Plan, source: bytes, edit: str) -> Plan:
    """The plan with the line ends of the edit's text, where this is the whole of a file and says them.

    A file that was there keeps its kind of line ends.
    """
    if plan.format != "whole_file" and source:
        return plan
    text = _text_of_call(edit)
    if not source and _is_crlf(edit if text is None else text, signed=text is None):
        spans = (msgspec.structs.replace(each, text=each.text.replace(b"\n", b"\r\n")) for each in plan.spans)
        plan = msgspec.structs.replace(plan, spans=tuple(spans))
    return plan if text is None else _with_last_end(plan, source, text)


def _text_of_call(edit: str) -> str | None:
    """The text of a file that a call writes; None where the edit is no single such call."""
    value = read_value(edit)
    call = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not isinstance(call, dict):
        return None
    return next((text for key in _TEXTS if isinstance(text := call.get(key), str)), None)


def _is_crlf(text: str, *, signed: bool) -> bool:
    """Whether all lines of a text end with CRLF; or, ``signed``, those that begin with a plus, and no others."""
    lines = text.removesuffix("\n").split("\n")
    if not signed:
        return text.count("\n") == text.count("\r\n") > 0
    own = [line for line in lines if line.startswith("+") and not line.startswith("+++ ")]
    around = [line for line in lines if line.strip() and not line.startswith("+")]
    return bool(own) and all(line.endswith("\r") for line in own) and not any(line.endswith("\r") for line in around)


def _with_last_end(plan: Plan, source: bytes, text: str) -> Plan:
    """The plan without the end of the last line, where the text of the call has none and the new text is that text otherwise."""
    new = apply_spans(source, plan.spans)
    is_it = new.replace(b"\r\n", b"\n").removeprefix(_MARK) == text.replace("\r\n", "\n").encode().removeprefix(_MARK) + b"\n"
    if not text or not is_it or (source and not plan.spans):
        return plan
    size = 2 if new.endswith(b"\r\n") else 1
    last = plan.spans[-1] if plan.spans else None
    if last is not None and last.end == len(source) and last.text.endswith(b"\n"):
        return msgspec.structs.replace(plan, spans=(*plan.spans[:-1], msgspec.structs.replace(last, text=last.text[:-size])))
    if last is not None and last.end > len(source) - size:
        return plan
    return msgspec.structs.replace(plan, spans=(*plan.spans, Span(len(source) - size, len(source), b"")))
