"""Glob patterns over relative paths: ``*`` and ``?`` within a name, ``**`` over folders, ``[…]`` sets, ``{a,b}`` choices.

Patterns come from repositories. Matching takes time in proportion to the path, whatever the patterns and the path are.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache

from kaptar.errors import InvalidArgument
from kaptar.globs.braces import choices
from kaptar.globs.matcher import Matcher
from kaptar.globs.overlap import kinds_of, may_overlap
from kaptar.globs.steps import PatternStep, steps_of

MOST_PATTERNS = 1000
"""Patterns of one list."""

MOST_LENGTH = 1024
"""Characters of one pattern."""

MOST_STEPS = 1 << 16
"""Characters of one list, each choice of the braces counted."""

_KEPT = 32
"""Lists of patterns that stay compiled."""

_NEGATES = "!^"
_WILD = frozenset("*?[{")


def compile_globs(patterns: Iterable[str]) -> Callable[[str], bool]:
    """A test whether a path (with ``/``) matches one of the patterns. A pattern without ``/`` matches names at any depth;
    one with a ``/`` at its end matches the folder and all that is in it.

    Raises InvalidArgument for patterns over the bounds.
    """
    return matcher_of(tuple(patterns)).__contains__


@lru_cache(_KEPT)
def matcher_of(patterns: tuple[str, ...]) -> Matcher:
    """The matcher of all patterns at once, which also says which of them match. Raises InvalidArgument as `compile_globs`."""
    return Matcher(_rows(patterns))


def matcher_by_text(patterns: tuple[str, ...]) -> Matcher:
    """As `matcher_of`, but a ``/`` at the end of a pattern says nothing, as for the guest. Raises InvalidArgument."""
    return Matcher(_rows(patterns, lambda choice: (_anchored(choice),)))


def overlap(one: str, other: str) -> bool:
    """Whether some relative path matches both patterns. Where finding out takes too long, the answer is True.

    Raises InvalidArgument as `compile_globs`.
    """
    kinds = kinds_of(steps for _, steps in _rows((one, other)))
    return may_overlap(matcher_of((one,)), matcher_of((other,)), kinds)


def fixed_folders(pattern: str) -> str:
    """The folders, each with its ``/``, that every path which the pattern matches begins with; "" where there is none such."""
    anchored = _anchored(pattern)
    names = anchored.split("/")[:-1]
    fixed = next((number for number, name in enumerate(names) if not name or not _WILD.isdisjoint(name)), len(names))
    return "".join(f"{name}/" for name in names[:fixed])


def _rows(
    patterns: tuple[str, ...], meant: Callable[[str], tuple[str, ...]] | None = None
) -> list[tuple[int, list[PatternStep]]]:
    """The steps of each alternative, with the number of its pattern. Raises InvalidArgument for patterns over the bounds."""
    if len(patterns) > MOST_PATTERNS:
        raise InvalidArgument(f"{len(patterns):,} patterns; at most {MOST_PATTERNS:,} are allowed: name folders, not files")
    rows: list[tuple[int, list[PatternStep]]] = []
    left = MOST_STEPS
    for number, pattern in enumerate(patterns):
        for steps in _alternatives(pattern, meant or _meant):
            rows.append((number, steps))
            left -= len(steps) + 1
        if left < 0:
            raise InvalidArgument(f"the patterns stand for more than {MOST_STEPS:,} characters; use fewer choices in braces")
    return rows


def _alternatives(pattern: str, meant: Callable[[str], tuple[str, ...]]) -> Iterable[list[PatternStep]]:
    if len(pattern) > MOST_LENGTH:
        raise InvalidArgument(f"a pattern of {len(pattern):,} characters; at most {MOST_LENGTH:,} are allowed")
    return (steps_of(each, _NEGATES) for choice in choices(pattern) for each in meant(choice))


def _meant(choice: str) -> tuple[str, ...]:
    return (_anchored(choice), *_below(choice))


def _below(pattern: str) -> tuple[str, ...]:
    """What is in the folder that a pattern with a slash at its end names, as in ``.gitignore``; () for other patterns."""
    given = pattern.removeprefix("./")
    bare = given.strip("/")
    if not bare or not given.endswith("/"):
        return ()
    return (f"{bare}/**",) if "/" in bare or given.startswith("/") else (f"**/{bare}/**",)


def _anchored(pattern: str) -> str:
    pattern = pattern.removeprefix("./").strip("/")
    return pattern if "/" in pattern else f"**/{pattern}"
