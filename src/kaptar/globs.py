"""Glob patterns over relative paths: ``*`` and ``?`` within a name, ``**`` over folders, ``[…]`` sets, ``{a,b}`` choices."""

import re
from collections.abc import Callable, Iterable

MAX_CHOICES = 256
"""Most alternatives that the braces of one pattern may stand for."""


def compile_globs(patterns: Iterable[str]) -> Callable[[str], bool]:
    """A test whether a path (with ``/``) matches one of the patterns. A pattern without ``/`` matches names at any depth."""
    sources = [translate(alternative) for pattern in patterns for alternative in expand(pattern)]
    if not sources:
        return lambda path: False
    test = re.compile("|".join(f"(?:{s})" for s in sources)).fullmatch
    return lambda path: test(path) is not None


def expand(pattern: str) -> list[str]:
    """The pattern without braces, once for each choice; an unclosed brace is an ordinary character."""
    out, done = [pattern], []
    while out:
        head = out.pop()
        match = re.search(r"\{([^{}]*)\}", head)
        if match is None:
            done.append(head)
            continue
        out.extend(head[: match.start()] + choice + head[match.end() :] for choice in match[1].split(","))
        if len(out) + len(done) > MAX_CHOICES:
            raise ValueError(f"the pattern {pattern!r} stands for more than {MAX_CHOICES} alternatives")
    return done


def translate(pattern: str) -> str:
    """One pattern without braces as a regular expression."""
    pattern = pattern.removeprefix("./").strip("/")
    if "/" not in pattern:
        pattern = f"**/{pattern}"
    out, i = "", 0
    while i < len(pattern):
        if pattern.startswith("**/", i):
            out, i = out + "(?:[^/]+/)*", i + 3
        elif pattern.startswith("**", i):
            out, i = out + "(?s:.*)", i + 2
        elif pattern[i] == "*":
            out, i = out + "[^/]*", i + 1
        elif pattern[i] == "?":
            out, i = out + "[^/]", i + 1
        elif pattern[i] == "[" and (end := pattern.find("]", i + 2)) > 0:
            body = pattern[i + 1 : end]
            negate = body[0] in "!^"
            inner = re.sub(r"([\\\[\]^&~|])", r"\\\1", body[1:] if negate else body)
            out, i = out + f"[{'^/' if negate else ''}{inner}]", end + 1
        else:
            out, i = out + re.escape(pattern[i]), i + 1
    return out
