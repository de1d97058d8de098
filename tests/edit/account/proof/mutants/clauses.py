"""Branches, imports and exports."""

import re
from collections.abc import Iterator
from random import Random

from ..reading import Right
from .shared import Lines, columns, inserted, kind, replaced, without

_BRANCH = re.compile(r"^\s*(?:\}\s*)?(?:else|elif|elsif|except|catch|finally|rescue|case|default|ensure)\b")
_IMPORT = re.compile(r"^\s*(?:import\b|from\b.*\bimport\b|use [A-Za-z]|require\b|#include|const .*require\(|@import|\"[\w/]+\"$)")
_EXPORT = re.compile(r"^(\s*)(?:export default |export |pub |public |@?export )(?=\w)")


@kind
def drop_a_branch(right: Right, rng: Random) -> Iterator[Lines]:
    """An `else`, an `except` or a `case` goes with what is in it."""
    for n in right.hidden:
        if _BRANCH.match(right.lines[n]):
            end = n + 1
            while end < len(right.lines) and (
                not right.lines[end].strip() or columns(right.lines[end]) > columns(right.lines[n])
            ):
                end += 1
            if right.lines[n].lstrip().startswith("}"):
                yield [*right.lines[:n], *right.lines[end:]]
            else:
                yield without(right.lines, n, end - 1)


@kind
def drop_an_import(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if _IMPORT.match(right.lines[n]):
            yield without(right.lines, n, n)


@kind
def narrow_a_hidden_import(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if _IMPORT.match(right.lines[n]) and "," in right.lines[n]:
            yield replaced(right.lines, n, re.sub(r",\s*\w+", "", right.lines[n], count=1))


@kind
def keep_the_import_that_is_widened(right: Right, rng: Random) -> Iterator[Lines]:
    for o in right.went:
        if _IMPORT.match(right.old[o]) or "import" in right.old[o]:
            for n in right.came:
                if _IMPORT.match(right.lines[n]):
                    yield inserted(right.lines, n, right.old[o])
                    yield inserted(right.lines, n + 1, right.old[o])


@kind
def drop_an_export(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if _EXPORT.match(right.lines[n]):
            yield replaced(right.lines, n, _EXPORT.sub(r"\1", right.lines[n]))
        elif "exports" in right.lines[n]:
            yield without(right.lines, n, n)
