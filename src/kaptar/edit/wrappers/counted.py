"""Calls that say how often the old text stands in the file (Gemini's ``expected_replacements``)."""

import json
from collections.abc import Iterator

from kaptar.edit.outcome import Refused
from kaptar.edit.texts import unfenced

_COUNT, _OLD, _EVERYWHERE = "expected_replacements", "old_string", "replace_all"
_MAX_DEPTH = 4


def with_count_proved(edit: str, source: bytes) -> str | Refused:
    """A call whose count of several places is right, as one for all of them. A refusal where the count is wrong.

    Any other edit as it is; so is a call whose old text is not there, which may have been applied before.
    """
    if f'"{_COUNT}"' not in edit:
        return edit
    text = unfenced(edit).strip()
    try:
        value = json.loads(text) if text[:1] in ("{", "[") else None
    except (ValueError, RecursionError):
        return edit
    content = source.decode("utf-8", "replace").replace("\r\n", "\n")
    calls = [*_counted(value, 0)]
    if len(calls) != 1:  # each call changes what the next one counts
        return edit
    wanted, there = calls[0][_COUNT], content.count(str(calls[0][_OLD]).replace("\r\n", "\n"))
    if 0 < there != wanted:
        said = f"the call expects its old text {wanted} times, but it stands in the file {there} times; read the file again"
        return Refused("stale", said, format="str_replace")
    if there < 2:
        return edit
    calls[0][_EVERYWHERE] = True
    return json.dumps(value, ensure_ascii=False)


def _counted(value: object, depth: int) -> Iterator[dict[str, object]]:
    """The calls in a value that have a count and an old text."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _counted(each, depth + 1)
    elif isinstance(value, dict):
        count = value.get(_COUNT)
        if isinstance(count, int) and not isinstance(count, bool) and isinstance(old := value.get(_OLD), str) and old:
            yield value
        for each in value.values():
            yield from _counted(each, depth + 1)
