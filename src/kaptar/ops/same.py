"""Comparison of two sources by what they say. `prove_same` is the only place that lets a formatter's text through."""

from collections.abc import Callable
from typing import Any

import msgspec

from kaptar.errors import InvalidArgument, NotProved, OperationFailed, Unavailable
from kaptar.languages import LANGUAGES, language_named
from kaptar.ops.declare import catalogue, signature
from kaptar.ops.foreign_text import said_of, sign_of
from kaptar.ops.twins import same as twin
from kaptar.ops.twins.same import Discrepancy
from kaptar.ops.twins.tokens import BY_TOKENS, by_tokens
from kaptar.runtime.operation import GuestCall, Operation

Ask = Callable[..., Any]
"""`kaptar.runtime.runtime.Runtime.call`."""

_DATA = frozenset({"css", "html", "json", "markdown", "toml", "yaml"})


def prove_same(call: Ask, before: bytes, after: bytes, dialect: str, by: str) -> None:
    """See that ``after`` says what ``before`` says, whatever has made it. Each text of a formatter goes through here.

    Args:
        call: `Runtime.call`.
        by: who wrote ``after``, for the message.
    Raises:
        NotProved: it says something else, with the place; or nothing can tell.
        Unavailable: guests are off, and the host cannot compare this language.
    """
    if before == after:
        return
    if sign := sign_of(before, dialect):
        raise NotProved(
            f"line {sign.line} has `{sign.text}`, which is {said_of(dialect)}: nothing here can compare what {by} wrote"
        )
    try:
        found: Discrepancy | None = call("syntax.same", before, after, dialect).value
    except OperationFailed as problem:
        raise NotProved(f"what {by} wrote cannot be compared with the file: {problem}") from None
    if found is None:
        return
    now = f"is {_shown(found.now)} in line {found.after}" if found.now else "is gone"
    raise NotProved(f"{by} would change what the file says: {_shown(found.was)} in line {found.before} {now}")


def _shown(text: str) -> str:
    return f"`{text}`" if text else "nothing"


def _same_guest(before: bytes, after: bytes, language: str) -> GuestCall | None:
    dialect = _dialect(language)
    if dialect in BY_TOKENS:
        return None
    module = "meaning" if dialect in _DATA else LANGUAGES[dialect].module
    return GuestCall(module, "same", (before, after, dialect))


def _same_host(before: bytes, after: bytes, language: str) -> Discrepancy | None:
    dialect = _dialect(language)
    if dialect in BY_TOKENS:
        return by_tokens(before, after, dialect)
    if dialect not in twin.COMPARED:
        raise Unavailable(f"the host cannot compare what sources of {language} say: switch guests on")
    return twin.COMPARED[dialect](before, after)


def _dialect(language: str) -> str:
    known = language_named(language)
    if known is None or not (known.dialect in _DATA or known.dialect in BY_TOKENS or known.module in ("javascript", "python")):
        able = [name for name, entry in LANGUAGES.items() if entry.module in ("javascript", "python")]
        raise InvalidArgument(
            f"language is {language!r}; this operation knows {', '.join([*sorted(_DATA), *sorted(BY_TOKENS), *able])}"
        )
    return known.dialect


def _decode(found: Any) -> Discrepancy | None:
    return msgspec.convert(found, Discrepancy | None)


OPERATIONS = catalogue(
    Operation(
        name="syntax.same",
        summary="the first place in which two sources differ in what they say, or None; layout, quotes and the like say nothing",
        params=signature("before: bytes, after: bytes, language: str"),
        result="value",
        guest=_same_guest,
        twin=_same_host,
        decode=_decode,
        equal="None for the same pairs of JSON and of Python; places and texts may differ",
        example=(b"[1.0]", b"[1]", "json"),
        partial_twin="JSON, Python, and the tokens of Go and Rust",
    ),
)
