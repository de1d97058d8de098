"""Sources that no parser here can judge, each with the reason: templates, other languages under the same ending, limits.

No error of a parser is one of such a file. Checks that ask parsers ask here, before and after.
"""

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from kaptar.checks.builtin.interpreters import other_interpreter
from kaptar.checks.builtin.templates import by_content, by_head, by_name
from kaptar.checks.check import JAVASCRIPT
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.ops.syntax_types import Diagnostic
from kaptar.ops.twins.python_encoding import unsupported
from kaptar.repository.project import nearest

_LEAVE = "add it to hooks.skip, if it is never to be judged"
_NOT_PARSED = ("not parsed", "nested more than 512 deep", "nested too deeply for this Python")
_NOT_UTF_8 = "the source is not UTF-8"
_BYTES_OF_UTF_8 = frozenset({"json", "toml", "python"})
"""Languages that know no other encoding, if the source does not declare one."""
_FLOW = re.compile(rb"@flow\b|\bFlow is not supported")
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,99}+<(?:\?xml|!DOCTYPE)", re.IGNORECASE)
_HEAD = 4096
_TEST_DATA = frozenset({
    "fixtures", "fixture", "__fixtures__", "testdata", "test-data", "test_data", "test-fixtures", "test_fixtures",
    "__snapshots__", "conformance", "test262", "corpus", "badsyntax", "lib2to3",
})  # fmt: skip
_WRONG_ON_PURPOSE = re.compile(
    r"(?:\A|[-_./])(?:bad|invalid|broken|malformed|corrupt|corrupted|syntax[-_]?errors?|badsyntax)(?=\Z|[-_./])"
)


def by_nature(snapshot: Snapshot) -> Skipped | None:
    """Why a source is not judged, as its name and its first lines tell."""
    assert snapshot.content is not None
    assert snapshot.language is not None
    dialect, head = snapshot.language.dialect, snapshot.content[:_HEAD]
    if kind := by_name(snapshot.path) or by_head(snapshot.content, dialect):
        return template(kind, dialect)
    if dialect == "python" and (cookie := unsupported(snapshot.content)) is not None:
        return Skipped(f"line {_line(head, cookie.start)} declares the encoding {cookie.name}: only UTF-8 is read", _LEAVE)
    if dialect == "python" and head.startswith(b"#!") and b"python2" in head.partition(b"\n")[0]:
        return Skipped("its first line asks for Python 2, whose grammar is not known here", _LEAVE)
    if dialect in ("typescript", "javascript") and head.removeprefix(b"\xef\xbb\xbf").lstrip()[:5].lower() in (
        b"<?xml",
        b"<!doc",
    ):
        return Skipped(f"XML, not {dialect}", due=False)
    return None


def by_errors(snapshot: Snapshot, found: Iterable[Diagnostic]) -> Skipped | None:
    """Why the errors that a parser has found are none of the source; None where they are, or where there is none."""
    assert snapshot.content is not None
    assert snapshot.language is not None
    errors = [each for each in found if each.severity == "error"]
    if not errors:
        return None
    dialect = snapshot.language.dialect
    if program := other_interpreter(snapshot.content, dialect):  # a script of two languages would parse
        return Skipped(f"its first line asks for {program}: not judged as {dialect}", due=False)
    if deep := next((each for each in errors if any(words in each.message for words in _NOT_PARSED)), None):
        return Skipped(f"line {deep.line}: {deep.message}", _LEAVE)
    if dialect not in _BYTES_OF_UTF_8 and (other := next((each for each in errors if each.message == _NOT_UTF_8), None)):
        return Skipped(f"line {other.line}: {_NOT_UTF_8}", _LEAVE)
    if dialect in JAVASCRIPT and _is_flow(snapshot, errors):
        return Skipped("JavaScript with Flow types, whose grammar is not known here", _LEAVE)
    sign = by_content(snapshot.content, dialect, frozenset(each.line for each in errors))
    return template(f"`{sign}`", dialect) if sign else None


_PRINTED = re.compile(
    rb"[ \t]*+(?:print[ \t]++[\"'\w>]|exec[ \t]++[\"'\w]|except[ \t]++[\w.]++[ \t]*+,|raise[ \t]++[\w.]++[ \t]*+,)"
)
"""Statements that Python 3 lost."""


def is_python_2(source: bytes, found: Iterable[Diagnostic]) -> bool:
    """Whether all lines with errors are statements that only Python 2 had: a source of Python 2, or a slip."""
    lines = source.split(b"\n")
    wrong = {each.line for each in found if each.severity == "error"}
    return bool(wrong) and all(line <= len(lines) and _PRINTED.match(lines[line - 1]) for line in wrong)


def is_test_data(path: str) -> bool:
    """Whether a file may be wrong on purpose: data of tests, by its folders or its name."""
    lowered = PurePosixPath(path.lower())
    return not _TEST_DATA.isdisjoint(lowered.parts[:-1]) or _WRONG_ON_PURPOSE.search(str(lowered)) is not None


def _is_flow(snapshot: Snapshot, errors: list[Diagnostic]) -> bool:
    assert snapshot.content is not None
    if _FLOW.search(snapshot.content[:_HEAD]) or any("Flow" in each.message for each in errors):
        return True
    return flow_settings(snapshot) is not None


def flow_settings(snapshot: Snapshot) -> Path | None:
    """The file above a source by which its language is Flow; None where there is none, or no JavaScript."""
    plain = snapshot.language is not None and snapshot.language.dialect in ("javascript", "mjs", "cjs")
    return nearest(snapshot.file, snapshot.root, (".flowconfig",)) if plain else None


def template(sign: str, dialect: str) -> Skipped:
    """A template, by a sign of it, is no source of the language that becomes of it."""
    return Skipped(f"a template ({sign}): not judged as {dialect}", due=False)


def _line(head: bytes, at: int) -> int:
    return head.count(b"\n", 0, at) + 1
