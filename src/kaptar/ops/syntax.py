"""Family ``syntax``: parsers and what they read. ``language`` is a dialect or a common short name (`kaptar.languages`).

Positions are byte offsets into the source as it is, half open; lines from 1; columns from 1 in code points.
"""

from collections.abc import Callable
from typing import Any

from kaptar.errors import InvalidArgument, Unavailable
from kaptar.languages import LANGUAGES, Language, language_named
from kaptar.ops.declare import catalogue, signature, to
from kaptar.ops.syntax_types import (
    FileMetrics,
    Inspection,
    OutlineItem,
    Validation,
    decode_ast_validity,
    decode_findings,
    decode_inspection,
    decode_metrics,
    decode_optimized,
    decode_outline,
    decode_regex_validity,
    decode_tables,
    decode_validation,
    validation_of_json,
)
from kaptar.ops.table import Table
from kaptar.ops.twins import javascript, javascript_outline, json, node, python, python_metrics, python_outline
from kaptar.runtime.operation import GuestCall, Operation

_JAVASCRIPT = b"export function area(w, h) {\n  return w * h;\n}\n"
_PYTHON = b"class Box:\n    def area(self, w, h):\n        if w and h:\n            return w * h\n        return 0\n"
_DATA = frozenset({"toml", "yaml"})
_WITH_RULES = frozenset({"javascript", "python"})


def _language(name: str) -> Language:
    language = language_named(name)
    if language is None:
        raise InvalidArgument(f"language is {name!r}; there are {', '.join(LANGUAGES)}")
    return language


def _of_grammar(op: str) -> Callable[..., GuestCall]:
    def call(source: bytes, language: str) -> GuestCall:
        known = _language(language)
        return GuestCall(known.module, op, (source, known.dialect))

    return call


def _rich(language: str, modules: frozenset[str] = _WITH_RULES) -> Language:
    """A language whose guest has more than structure to tell."""
    known = _language(language)
    if known.module not in modules:
        able = ", ".join(name for name, entry in LANGUAGES.items() if entry.module in modules)
        raise InvalidArgument(f"language is {language!r}; this operation knows {able}")
    return known


def _validate_guest(source: bytes, language: str) -> GuestCall:
    known = _language(language)
    if known.dialect == "json":
        # The grammar that makes tables of JSON accepts comments and several values; RFC 8259 does not.
        return GuestCall("text", "json_validate", (source,))
    if known.dialect in _DATA:
        # Their grammars only make tables: they lag behind the languages.
        return GuestCall("data", "validate", (source, known.dialect))
    return GuestCall(known.module, "validate", (source, known.dialect))


def _validate_host(source: bytes, language: str) -> Validation:
    dialect = _language(language).dialect
    if dialect == "python":
        return python.validate(source)
    if dialect == "json":
        return validation_of_json(json.validate(source))
    if dialect in javascript.DIALECTS:
        return javascript.validate(source, dialect)
    raise _no_parser(language)


def _outline_host(source: bytes, language: str) -> tuple[OutlineItem, ...]:
    dialect = _language(language).dialect
    if dialect == "python":
        return python_outline.outline(source)
    if dialect in javascript.DIALECTS:
        return javascript_outline.outline(source, dialect)
    raise _no_parser(language)


def _metrics_host(source: bytes, language: str) -> FileMetrics:
    if _language(language).dialect != "python":
        raise _no_parser(language)
    return python_metrics.metrics(source)


def _no_parser(language: str) -> Unavailable:
    return Unavailable(f"the host has no parser for {language}: switch guests on")


def _table_guest(source: bytes, language: str, tolerant: bool) -> GuestCall:
    known = _language(language)
    return GuestCall(known.tolerant if tolerant else known.module, "table", (source, known.dialect))


def _tables_guest(source: bytes, edits: Any, language: str, tolerant: bool) -> GuestCall:
    known = _language(language)
    return GuestCall(known.tolerant if tolerant else known.module, "tables", (source, edits, known.dialect))


def _ast_guest(source: bytes, language: str) -> GuestCall:
    known = _rich(language)
    return GuestCall(known.module, "ast", (source, known.dialect))


def _analyze_guest(source: bytes, language: str, options: Any) -> GuestCall:
    known = _rich(language)
    return GuestCall(known.module, "analyze", (source, known.dialect, options))


def _inspect_guest(source: bytes, language: str, options: Any) -> GuestCall:
    known = _rich(language)
    return GuestCall(known.module, "inspect", (source, known.dialect, options))


def _inspect_host(source: bytes, language: str, _options: Any) -> Inspection:
    _rich(language)
    found = _validate_host(source, language)
    return Inspection(found.valid, found.diagnostics, None, "the host has no rules: switch guests on")


def _optimize_guest(source: bytes, language: str, level: str) -> GuestCall:
    known = _rich(language, frozenset({"javascript"}))
    if level not in ("safe", "default", "aggressive"):
        raise InvalidArgument(f"level is {level!r}; allowed is safe, default, aggressive")
    return GuestCall("javascript_optimize", "optimize", (source, known.dialect, level))


OPERATIONS = catalogue(
    Operation(
        name="syntax.validate",
        summary="whether a source is valid in its language, with at most 200 diagnostics",
        params=signature("source: bytes, language: str"),
        result="value",
        guest=_validate_guest,
        twin=_validate_host,
        decode=decode_validation,
        equal="the same validity for Python and JSON; messages, places and the number of diagnostics may differ",
        example=(b"let a = 1;\nlet a = ;\n", "javascript"),
        partial_twin=f"Python: {python.PARTIAL}. JavaScript and TypeScript: {javascript.PARTIAL}. Others: none",
    ),
    Operation(
        name="syntax.outline",
        summary="definitions, imports and exports in the order of the source",
        params=signature("source: bytes, language: str"),
        result="value",
        guest=_of_grammar("outline"),
        twin=_outline_host,
        decode=decode_outline,
        equal="the same items for Python that parses",
        example=(_JAVASCRIPT, "javascript"),
        partial_twin=f"Python: {python.PARTIAL}. JavaScript and TypeScript: {javascript_outline.PARTIAL}. Others: none",
    ),
    Operation(
        name="syntax.metrics",
        summary="lines of code, comments and blanks, nesting, and the cyclomatic complexity of each function",
        params=signature("source: bytes, language: str"),
        result="value",
        guest=_of_grammar("metrics"),
        twin=_metrics_host,
        decode=decode_metrics,
        equal="the same figures for Python that parses",
        example=(_PYTHON, "python"),
        partial_twin=f"Python only: {python.PARTIAL}",
    ),
    Operation(
        name="syntax.table",
        summary="the structure of a source as a `kaptar-table/2`; ``tolerant`` takes the parser that goes on after errors",
        params=signature("source: bytes, language: str, tolerant: bool = False"),
        result="bytes",
        guest=_table_guest,
        decode=Table,
        example=(_JAVASCRIPT, "javascript"),
    ),
    Operation(
        name="syntax.tables",
        summary="the tables before and after edits ``[[start, end, bytes], …]`` that are sorted and disjoint, and the new source",
        params=signature("source: bytes, edits: value, language: str, tolerant: bool = False"),
        result="value",
        guest=_tables_guest,
        decode=decode_tables,
        example=(_JAVASCRIPT, [[16, 20, b"size"]], "javascript"),
    ),
    Operation(
        name="syntax.ast",
        summary="the whole tree as JSON: ESTree for JavaScript and TypeScript, Python's own names for Python",
        params=signature("source: bytes, language: str"),
        result="bytes",
        guest=_ast_guest,
        example=(b"a;", "javascript"),
    ),
    Operation(
        name="syntax.analyze",
        summary="findings of rules; options are thresholds and ``rules``: quality, security, all, or a list of rules",
        params=signature("source: bytes, language: str, options: value = {}"),
        result="value",
        guest=_analyze_guest,
        decode=decode_findings,
        example=(b"async function f(urls) {\n  for (const u of urls) await fetch(u);\n}\n", "javascript"),
    ),
    Operation(
        name="syntax.inspect",
        summary="`syntax.validate` and `syntax.analyze` at once, from one parse; options as of `syntax.analyze`",
        params=signature("source: bytes, language: str, options: value = {}"),
        result="value",
        guest=_inspect_guest,
        twin=_inspect_host,
        decode=decode_inspection,
        equal="the same validity for Python; messages, places and the number of diagnostics may differ",
        example=(b"def f(x):\n    return eval(x)\n", "python", {"rules": "security"}),
        partial_twin="no findings, only validity as the twin of `syntax.validate` tells it",
    ),
    Operation(
        name="syntax.optimize",
        summary="byte-range edits that simplify JavaScript and leave what it does, checked; level safe, default or aggressive",
        params=signature("source: bytes, language: str = 'javascript', level: str = 'default'"),
        result="value",
        guest=_optimize_guest,
        decode=decode_optimized,
        example=(b"const day = 24 * 60 * 60; // seconds\nif (false) { log(day); }\n",),
    ),
    Operation(
        name="syntax.validate_regex",
        summary="whether a JavaScript regular expression is valid under its flags",
        params=signature("pattern: str, flags: str = ''"),
        result="value",
        guest=to("javascript", "validate_regex"),
        twin=node.validate_regex,
        decode=decode_regex_validity,
        equal="the same validity; messages and places differ",
        example=("(?<year>\\d{4}", "u"),
        partial_twin=node.PARTIAL,
    ),
    Operation(
        name="syntax.validate_ast",
        summary="whether JSON is an ESTree program: known kinds, required fields, ranges inside of one another",
        params=signature("tree: bytes"),
        result="value",
        guest=to("javascript", "validate_ast"),
        decode=decode_ast_validity,
        example=(b'{"type":"Program","start":0,"end":2,"body":[{"type":"Nothing"}]}',),
    ),
)
