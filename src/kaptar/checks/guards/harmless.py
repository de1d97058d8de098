"""Content of a file that has the name of a secret: whether it holds none. Only what is known to be harmless is said to be so."""

from typing import Literal

from kaptar.checks.guards.guard import Touched
from kaptar.checks.guards.harmless_env import why_environment_secret
from kaptar.checks.guards.harmless_keys import why_keys_secret
from kaptar.repository.files import Unread, read_file

Kind = Literal["", "env", "keys"]
"""What a name promises: variables of an environment, keys and certificates in text, or something that is not looked into."""

_UNKNOWN = "it is not there or empty, and nobody knows what it will hold"

MOST = 1 << 16
"""Bytes of a file that is looked into; a larger one is taken for a secret."""


def why_protected(kind: Kind, touched: Touched) -> str:
    """Why a file with such a name is to be protected; "" where what it holds is harmless. One that is not there is protected."""
    change, phase = touched.change, touched.event.phase
    given = change.content
    if phase == "check" and given is not None:
        return why_secret(kind, given)
    held = read_file(touched.place.file, MOST)
    if isinstance(held, Unread):
        return _UNKNOWN if held.kind == "missing" else f"it cannot be looked at: {held.reason}"
    why = why_secret(kind, held)
    return why or (why_secret(kind, change.before) if phase == "after" and change.before is not None else "")


def why_secret(kind: Kind, content: bytes) -> str:
    """Why a content may hold a secret; "" where it does not. No value is in the answer."""
    try:
        text = content.decode("utf-8-sig")
    except ValueError:
        return "it is no text in UTF-8"
    if "\0" in text or len(content) > MOST:
        return "it is no short text"
    if not text.strip():
        return _UNKNOWN
    return why_environment_secret(text) if kind == "env" else why_keys_secret(text)
