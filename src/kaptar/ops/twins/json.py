"""Host twins of `kaptar.ops.json`: the standard library's parser, made as strict as the guest's."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from kaptar.errors import InvalidArgument, OperationFailed
from kaptar.ops.json_types import JsonValidity

MAX_DEPTH = 512
"""Deepest nesting of arrays and objects, as in the guest."""

# A string that has no end goes to the end of the text: else each quotation mark in it would begin another try.
_NESTING = re.compile(r'"(?:[^"\\]|\\.?)*+"?|[\[{]|[\]}]', re.DOTALL)
_TOKEN_OR_SPACE = re.compile(rb'("(?:[^"\\]|\\.?)*+"?)|[ \t\r\n]+', re.DOTALL)
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.", re.DOTALL
)
_SPACE = " \t\r\n"


def _constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


DECODER = json.JSONDecoder(parse_constant=_constant)
_CHECKER = json.JSONDecoder(parse_constant=_constant, parse_int=float)
"""For what is only looked at: integers of any length are fine."""


def parse(data: bytes) -> Any:
    """The value of a document."""
    value, text = _parsed(data, DECODER)
    check_surrogates(text)
    return value


def validate(data: bytes) -> JsonValidity:
    try:
        _parsed(data, _CHECKER)
    except _NotJson as problem:
        return _invalid(data, problem)
    return JsonValidity(True)


def minify(data: bytes) -> bytes:
    """The document without white space between its tokens; everything else stays as it is."""
    _parsed(data, _CHECKER)
    return _TOKEN_OR_SPACE.sub(rb"\1", data)


def stringify(value: Any) -> str:
    """Compact JSON of what a guest would see of the value, which is what msgpack can carry."""
    try:
        seen = msgspec.msgpack.decode(msgspec.msgpack.encode(value))
    except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError) as problem:
        raise InvalidArgument(f"value cannot be encoded: {problem}") from None
    _check_writable(seen)
    try:
        return json.dumps(seen, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise OperationFailed(f"this value has no JSON form: {error}") from None


def check_depth(text: str, above: int = 0) -> None:
    """Raises OperationFailed if a JSON text, with ``above`` containers around it, is nested too deeply."""
    if text.count("[") + text.count("{") + above > MAX_DEPTH and above + _depth(text) > MAX_DEPTH:
        raise OperationFailed(f"not valid JSON: nested more than {MAX_DEPTH} deep")


def check_surrogates(text: str) -> None:
    """Raises OperationFailed if a JSON text has an escaped lone surrogate: text can't hold it."""
    if "\\ud" not in text and "\\uD" not in text:
        return
    for escape in _ESCAPE.finditer(text):
        if escape["half"]:
            raise OperationFailed(f"not valid JSON: {escape['half']} is a lone surrogate, which can't be text")


class _NotJson(OperationFailed):
    """``at`` counts bytes from 0."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(f"not valid JSON: {message} (byte {at})")
        self.message, self.at = message, at


def _parsed(data: bytes, decoder: json.JSONDecoder) -> tuple[Any, str]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _NotJson("the bytes are not UTF-8", error.start) from None
    start = len(text) - len(text.lstrip(_SPACE))
    try:
        value, end = decoder.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise _NotJson(error.msg, len(text[: error.pos].encode())) from None
    except ValueError as error:
        raise _NotJson(str(error), 0) from None
    except RecursionError:
        raise _NotJson(f"nested more than {MAX_DEPTH} deep", 0) from None
    if text[end:].strip(_SPACE):
        raise _NotJson("more text after the value", len(text[:end].encode()))
    try:
        check_depth(text)
    except OperationFailed:
        raise _NotJson(f"nested more than {MAX_DEPTH} deep", 0) from None
    return value, text


def _invalid(data: bytes, problem: _NotJson) -> JsonValidity:
    before = data[: problem.at]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    return JsonValidity(False, line, column, problem.at, problem.message)


def _depth(text: str) -> int:
    deepest = now = 0
    for token in _NESTING.finditer(text):
        first = token[0][0]
        now += (first in "[{") - (first in "]}")
        deepest = max(deepest, now)
    return deepest


def _check_writable(value: Any) -> None:
    for part, depth in _parts(value):
        if depth > MAX_DEPTH:
            raise OperationFailed(f"the value is nested more than {MAX_DEPTH} deep")
        if isinstance(part, dict) and not all(isinstance(key, str) for key in part):
            raise OperationFailed("a name in a JSON object must be text")


def _parts(value: Any) -> Iterator[tuple[Any, int]]:
    """The containers of a value with their depth, from 1."""
    pending = [(value, 1)]
    while pending:
        part, depth = pending.pop()
        match part:
            case list():
                children: Any = part
            case dict():
                children = part.values()
            case _:
                continue
        yield part, depth
        pending.extend((child, depth + 1) for child in children if isinstance(child, (list, dict)))
