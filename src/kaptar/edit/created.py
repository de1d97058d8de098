"""The text of a file that an edit creates, in a language whose parser recovers from errors: is it surely broken?

Such a parser may be wrong about a text. So it is asked what has one answer: whether JSON and TOML can be read, and whether all
brackets pair in a text that the parser has found errors in.
"""

import json
import re

from kaptar.decoding.toml import NotToml, read_toml

_SIGN = re.compile(r'["/,}\]]')
_IN_STRING = re.compile(r'["\\\n]')
_PAIRS = ("()", "[]", "{}")
_UNPAIRED = frozenset({"bash", "c", "cpp", "html", "markdown"})
"""Languages whose texts have brackets of one kind alone: patterns of a case, branches of the preprocessor, sentences."""
_MOST = 1 << 20
"""Bytes of a text that is looked at; an edit of more is not parsed either."""


def surely_broken(text: bytes, dialect: str) -> str:
    """What is wrong with the text of a new file that its grammar found errors in; "" where the grammar may be wrong.

    Args:
        dialect: a name of `kaptar.languages`, of the grammar that found the errors.
    """
    if len(text) > _MOST:
        return ""
    decoded = text.decode("utf-8", "replace").removeprefix("\ufeff")
    if dialect == "json":
        return _wrong_json(decoded)
    if dialect == "toml":
        try:
            read_toml(decoded.replace("\r\n", "\n"))
        except NotToml as problem:
            return str(problem)
        return ""
    if dialect in _UNPAIRED:
        return ""
    odd = next((pair for pair in _PAIRS if decoded.count(pair[0]) != decoded.count(pair[1])), "")
    return f"its brackets {odd[0]} and {odd[1]} do not pair, as if it had been cut off" if odd else ""


def _wrong_json(text: str) -> str:
    problem = _problem(text)
    return problem and _problem(_plain(text)) and problem


def _problem(text: str) -> str:
    try:
        json.loads(text)
    except ValueError as problem:
        return str(problem)
    except RecursionError:
        return "its brackets are nested too deeply"
    return ""


def _plain(text: str) -> str:
    """JSON without comments, and without commas before a closing bracket, which many readers allow."""
    out, at, comma = list[str](), 0, -1
    while (found := _SIGN.search(text, at)) is not None:
        start, sign = found.start(), found[0]
        out.append(text[at:start])
        comma = -1 if text[at:start].strip() else comma
        end = _end_of(text, start)
        if text.startswith(("//", "/*"), start):
            at = end
            continue
        if sign in "}]" and comma >= 0:
            out[comma] = ""
        comma = len(out) if sign == "," else -1
        out.append(text[start:end])
        at = end
    return "".join([*out, text[at:]])


def _end_of(text: str, start: int) -> int:
    """Where the string, the comment or the sign ends that begins at a place."""
    if text.startswith("//", start):
        return (text.find("\n", start) + 1 or len(text) + 1) - 1
    if text.startswith("/*", start):
        return (text.find("*/", start + 2) + 2) if text.find("*/", start + 2) >= 0 else len(text)
    at = start + 1
    while text[start] == '"' and (found := _IN_STRING.search(text, at)) is not None:
        at = found.end() + (found[0] == "\\")
        if found[0] != "\\":
            break
    return at
