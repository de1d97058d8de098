"""Stored form: a content as git stores it, where attributes and settings have git convert line ends, ``$Id$`` or an encoding.

Filters, which are programs, are none of it.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from kaptar.errors import InputError
from kaptar.repository.git import git, setting_of
from kaptar.repository.process import Ended

_ATTRIBUTES = ("text", "crlf", "eol", "ident", "working-tree-encoding")
_NONE = ("unspecified", "unset", "")
_MOST_ID = 1000
"""Bytes of the text that git puts in the place of ``$Id$``."""


class StoredForm(NamedTuple):
    """The conversions of one file.

    Attributes:
        ends: whether CRLF becomes LF: never, always, or where the file is text and git has no CRLF of it yet.
        ident: whether ``$Id: …$`` becomes ``$Id$``.
        encoding: of the file; "" for the bytes as they are.
    """

    ends: Literal["", "text", "auto"] = ""
    ident: bool = False
    encoding: str = ""

    def of(self, content: bytes, stored: bytes) -> bytes:
        """What git stores of a content. ``stored``: what it has stored of the file until now."""
        out = _as_utf8(content, self.encoding) if self.encoding else content
        if self.ends == "text" or (self.ends == "auto" and b"\r\n" not in stored and not _is_binary(out)):
            out = out.replace(b"\r\n", b"\n")
        return _without_ids(out) if self.ident else out


def forms_of(top: Path, paths: Sequence[str]) -> dict[str, StoredForm]:
    """The conversions of some paths. Raises InputError where git does not answer."""
    if not paths:
        return {}
    converts = setting_of(top, "core.autocrlf").lower() in ("true", "input", "yes", "on", "1")
    given = b"".join(os.fsencode(path) + b"\0" for path in paths)
    done = git(["check-attr", "-z", "--stdin", *_ATTRIBUTES], top, given=given)
    if isinstance(done, Ended) or done.code:
        raise InputError(f"git check-attr: {done.reason if isinstance(done, Ended) else done.complaint}")
    words = os.fsdecode(done.out).split("\0")[:-1]
    found: dict[str, dict[str, str]] = {}
    for path, name, value in zip(words[::3], words[1::3], words[2::3], strict=True):
        found.setdefault(path, {})[name] = value
    return {path: _form(values, converts) for path, values in found.items()}


def _form(values: dict[str, str], converts: bool) -> StoredForm:
    encoding = values["working-tree-encoding"]
    encoding = "" if encoding in (*_NONE, "set") or encoding.upper() in ("UTF-8", "UTF8") else encoding
    return StoredForm(_ends(values, converts), values["ident"] == "set", encoding)


def _ends(values: dict[str, str], converts: bool) -> Literal["", "text", "auto"]:
    text = values["text"] if values["text"] != "unspecified" else values["crlf"]
    if text == "unset":
        return ""
    if text == "auto":
        return "auto"
    if text in ("set", "input") or values["eol"] in ("lf", "crlf"):
        return "text"
    return "auto" if converts else ""


def _is_binary(content: bytes) -> bool:
    """As git judges it: a zero byte, a lone CR, or more than one byte in 128 that no text has."""
    if b"\0" in content or content.count(b"\r") != content.count(b"\r\n"):
        return True
    odd = sum(content.count(each) for each in _ODD) - (1 if content.endswith(b"\x1a") else 0)
    return (len(content) - odd) >> 7 < odd


_ODD = tuple(bytes([number]) for number in (*range(1, 8), 11, *range(14, 27), *range(28, 32), 127))
"""Bytes that do not count as text; backspace, escape, form feed and tabs do."""


def _as_utf8(content: bytes, encoding: str) -> bytes:
    """In UTF-8; the bytes as they are where they are not in the encoding, or nobody knows it."""
    name = encoding.lower()
    marked = name.endswith("-bom")
    try:
        text = content.decode(name.removesuffix("-bom"))
    except (LookupError, ValueError):
        return content
    return (text.removeprefix("\ufeff") if marked else text).encode("utf-8", "surrogatepass")


def _without_ids(content: bytes) -> bytes:
    first, *parts = content.split(b"$Id:")
    out = [first]
    for part in parts:
        text, end, rest = part.partition(b"$")
        is_id = end and b"\n" not in text and len(text) <= _MOST_ID
        out.append(b"$Id$" + rest if is_id else b"$Id:" + part)
    return b"".join(out)
