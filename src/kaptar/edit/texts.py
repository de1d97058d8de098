"""Texts inside of an edit that is JSON: the calls of edit tools. Pure."""

import json
from collections.abc import Iterator


def strings_of(edit: str) -> Iterator[str]:
    """All texts inside of an edit that is JSON, a fence around it aside; nothing for any other edit."""
    text = unfenced(edit)
    if text[:1] not in ("{", "["):
        return
    try:
        open_values = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while open_values:
        match open_values.pop():
            case str() as found:
                yield found.replace("\r\n", "\n")
            case dict() as fields:
                open_values.extend(fields.values())
            case list() as items:
                open_values.extend(items)


def unfenced(edit: str) -> str:
    """An edit without blanks and a fence around it."""
    text = edit.strip()
    if text.startswith("```") and text.endswith("```") and "\n" in text:
        text = text[text.index("\n") : -3].strip()
    return text
