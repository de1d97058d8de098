"""Messages of models that hold calls: Anthropic's ``content``, Google's ``parts``. Words are dropped, code is not."""

from collections.abc import Mapping, Sequence

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.json_objects import twice_in
from kaptar.edit.leftovers import code_beside

_PARTS = ("content", "parts")
_KNOWN = frozenset((
    *_PARTS, "role", "type", "id", "model", "stop_reason", "stop_sequence", "usage", "container", "context_management",
))  # fmt: skip
"""Keys of a message, as the two interfaces document them."""
_WORDS = ("text", "thinking", "redacted_thinking")
_WORD_KEYS = frozenset(
    ("type", "text", "thinking", "signature", "data", "citations", "thought", "thoughtSignature", "cache_control")
)


def is_message(fields: Mapping[str, object]) -> bool:
    """Whether an object is a message with a list of parts."""
    said = isinstance(fields.get("role"), str) or fields.get("type") == "message"
    return said and any(isinstance(fields.get(key), list) for key in _PARTS)


def parts_of(message: Mapping[str, object]) -> Sequence[object]:
    """The lists of parts of a message."""
    return [message[key] for key in _PARTS if message.get(key)]


def check_message(message: Mapping[str, object]) -> None:
    """A message with calls says nothing more. Raises NotRead."""
    if (key := twice_in(message) or next((key for key in message if key not in _KNOWN), "")) != "":
        raise NotRead(f"the message around the call has the key {key[:40]!r}, which is not known; send the call alone")
    if len(parts_of(message)) != 1:
        raise NotRead("the message around the call has two lists of parts; send the call alone")


def without_words(parts: Sequence[object]) -> Sequence[object]:
    """The parts that are no words; all of them where they are nothing else."""
    return [each for each in parts if not _is_words(each)] or parts


def check_words(parts: Sequence[object]) -> None:
    """The words beside calls hold no code. Raises NotRead."""
    for each in parts:
        text = each.get("text") if isinstance(each, Mapping) and _is_words(each) else None
        if isinstance(text, str) and (line := code_beside(text)) is not None:
            raise NotRead(f"the line {line[:80]!r} beside the call may be code; send the call alone")


def _is_words(part: object) -> bool:
    if not isinstance(part, Mapping) or not part.keys() <= _WORD_KEYS:
        return False
    return part.get("type") in _WORDS if "type" in part else isinstance(part.get("text"), str)
