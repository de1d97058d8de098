"""Parsers of languages that the user has installed: asked where a tolerant grammar doubts, and stopped after parsing.

They run only in a project that the user trusts. What they read is the content on stdin; they run nothing of it.
"""

import re
from itertools import islice
from typing import NamedTuple

from kaptar.checks.check import CheckContext
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools.tool import execute, locate


class ParserProgram(NamedTuple):
    """A program that parses its stdin, and how it tells the line of an error.

    ``attempts``: its options; a source is right that one of them accepts.
    """

    name: str
    attempts: tuple[tuple[str, ...], ...]
    error: re.Pattern[bytes]


class ToldError(NamedTuple):
    """An error by a language's own parser; ``line`` from 1."""

    line: int
    message: str


PARSERS = {
    "go": ParserProgram(
        "gofmt", (("-e",),), re.compile(rb"<standard input>:(?P<line>\d{1,9}):\d{1,9}: (?P<message>[^\n]{1,300})")
    ),
    "php": ParserProgram(
        "php", (("-n", "-l"),), re.compile(rb"(?:Parse|Fatal) error: {1,4}(?P<message>[^\n]{1,300}) on line (?P<line>\d{1,9})")
    ),
    "bash": ParserProgram(
        "bash", (("--norc", "-n", "/dev/stdin"),), re.compile(rb"/dev/stdin: line (?P<line>\d{1,9}): (?P<message>[^\n]{1,300})")
    ),
    "rust": ParserProgram(
        "rustfmt",
        tuple(("--emit", "stdout", "--quiet", "--edition", year) for year in ("2024", "2021", "2015")),
        re.compile(rb"error[^\n]{0,20}: (?P<message>[^\n]{1,300})\n {0,9}--> <stdin>:(?P<line>\d{1,9})"),
    ),
}  # fmt: skip
"""By dialect."""

_CLEAN = {"BASH_ENV": None, "ENV": None, "PHPRC": None, "PHP_INI_SCAN_DIR": None}
_MOST = 20


def parsed_by_own(snapshot: Snapshot, context: CheckContext) -> tuple[ToldError, ...] | None:
    """The errors that the language's own parser finds, none where it finds the source right.

    None where it cannot be asked: not installed, not trusted, out of time, or it says something else.
    """
    assert snapshot.language is not None
    program = PARSERS.get(snapshot.language.dialect)
    if program is None:
        return None
    found = locate(program.name, snapshot, context)
    if isinstance(found, Skipped):
        return None
    told: tuple[ToldError, ...] = ()
    for options in program.attempts:
        done = execute([found, *options], context.root, context, given=snapshot.content or b"", environment=_CLEAN)
        if isinstance(done, Skipped):
            return None
        if done.code == 0:
            return ()
        told = told or _told(program, done.err + b"\n" + done.out)
    return told or None


def _told(program: ParserProgram, said: bytes) -> tuple[ToldError, ...]:
    errors = islice(program.error.finditer(said), _MOST)
    return tuple(ToldError(int(each["line"]), each["message"].decode("utf-8", "replace")) for each in errors)
