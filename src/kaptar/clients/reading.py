"""Two readers of the JSON that a client sends. The second one finds names where the first one cannot read the whole.

Agents shape parts of that JSON. Nothing in it may keep the guards from a path that can be read. Pure.
"""

import json
import re
from collections.abc import Iterator
from itertools import chain
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed lacks it
from typing import Any, NamedTuple

MAX_BYTES = 32 << 20
"""Of what a client sends: a proposed edit holds a whole file."""

MAX_FOUND = 1000
"""Texts that the second reader returns for one kind of field."""

_MAX_STRINGS = 200_000
"""Texts that the second reader takes one after the other, so that names may have escapes."""
_HALF = re.compile("[\ud800-\udfff]")
_AFTER_KEY = re.compile(r"[ \t\r\n]*:[ \t\r\n]*\"")
_PLAIN_KEY = re.compile(r'"([A-Za-z_]{1,40})"[ \t\r\n]*:[ \t\r\n]*"')
_BOM = b"\xef\xbb\xbf"


class Reading(NamedTuple):
    """The fields that a client has sent, or the reason why they cannot be relied on.

    Attributes:
        values: the fields; none where ``problem`` says why they cannot be relied on.
        problem: a clause that begins with what is wrong; "" where the input was read as it stands.
    """

    values: dict[str, Any]
    problem: str = ""


class Texts(NamedTuple):
    """Texts that the second reader has found. ``flooded``: there may be more, because there were more than it keeps or reads."""

    found: tuple[str, ...]
    flooded: bool = False


class _Twice(ValueError):
    """An object names a field twice: programs differ in which value they take."""


def read_payload(body: bytes) -> Reading:
    """The fields of a JSON object.

    Halves of surrogate pairs, and bytes that are no UTF-8, become U+FFFD: clients write the same in their place.
    """
    if len(body) > MAX_BYTES:
        return Reading({}, f"the hook's input has more than {MAX_BYTES:,} bytes")
    try:
        values = json.loads(_text(body), object_pairs_hook=_once)
        if b"\\ud" in body or b"\\uD" in body:
            values = _clean(values)
    except RecursionError:
        return Reading({}, "the hook's input is nested too deeply")
    except ValueError as problem:
        return Reading({}, f"the hook's input is not a JSON object: {problem}")
    if not isinstance(values, dict):
        return Reading({}, f"the hook's input is not a JSON object but a {type(values).__name__}")
    return Reading(values)


def texts_of(body: bytes, *fields: str) -> Texts:
    """The texts that stand behind these field names at any depth, each once, whatever is wrong with the rest.

    A text that has no end goes to the end of the input, of which `MAX_BYTES` are read. There are `MAX_FOUND` texts at most.
    """
    text = _text(body[:MAX_BYTES])
    found: dict[str, None] = {}
    flooded = False
    for pair in chain(_pairs(text), _plain_pairs(text)):
        if pair is None:
            flooded = True
        elif pair[0] in fields:
            found[_HALF.sub("\ufffd", pair[1])] = None
            if len(found) > MAX_FOUND:
                return Texts(tuple(found)[:MAX_FOUND], flooded=True)
    return Texts(tuple(found), flooded)


def without_halves(text: str) -> str:
    """The text as UTF-8 can hold it: U+FFFD stands for each half of a surrogate pair."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def _text(body: bytes) -> str:
    return body.removeprefix(_BOM).decode("utf-8", "replace")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(f"the field {next(n for n in names if names.count(n) > 1)[:80]!r} stands there twice")
    return values


def _clean(value: Any) -> Any:
    """The same without halves of surrogate pairs. Raises RecursionError."""
    if isinstance(value, str):
        return without_halves(value)
    if isinstance(value, dict):
        return {without_halves(name): _clean(each) for name, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value


def _pairs(text: str) -> Iterator[tuple[str, str] | None]:
    """Each text that is followed by a colon and another text, with that one; None at the end where there are more."""
    at = text.find('"')
    for _ in range(_MAX_STRINGS):
        if at < 0:
            return
        name, after = _string(text, at + 1)
        value = _AFTER_KEY.match(text, after)
        if value is None:
            at = text.find('"', after)
            continue
        found, after = _string(text, value.end())
        yield name, found
        at = text.find('"', after)
    if at >= 0:
        yield None


def _plain_pairs(text: str) -> Iterator[tuple[str, str]]:
    """As `_pairs`, by the names as they are written: a quotation mark too many or too few changes nothing here."""
    for match in _PLAIN_KEY.finditer(text):
        yield match[1], _string(text, match.end())[0]


def _string(text: str, start: int) -> tuple[str, int]:
    """The text that begins at ``start``, and where the rest begins."""
    try:
        found, after = scanstring(text, start, False)
        return str(found), int(after)
    except ValueError:  # a wrong escape, or no end
        end = text.find('"', start)
        end = len(text) if end < 0 else end
        return text[start:end], end + 1
