"""The operations of `syntax` beyond Python: typed answers of the guests, and the host's part of them."""

import shutil
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from kaptar.errors import InvalidArgument, OperationFailed, Unavailable
from kaptar.languages import LANGUAGES
from kaptar.ops.syntax_types import Diagnostic, OutlineItem, Rewrite
from kaptar.ops.table import RecordKind

Asked = Callable[..., Any]
BACKENDS = [pytest.param("guest", marks=pytest.mark.guest), "host"]

VALID = [
    ("javascript", b""),
    ("javascript", b"export const a = <b c={1}/>;\n"),
    ("javascript", b"return 1"),
    ("mjs", b"await 1;"),
    ("cjs", b"with (a) {}"),
    ("typescript", b"let a: number = <any>1; abstract class B<T> { private c?: T }"),
    ("tsx", b"let a: number = f(<b/>);"),
    ("dts", b"declare const a: string;"),
    ("json", b'{"a": [1, 2.5e3, null]}'),
    ("json", b" 1 "),
]
INVALID = [
    ("javascript", b"let = = 1;"),
    ("javascript", b"f(\n"),
    ("javascript", b"let a: number = 1;"),
    ("mjs", b"a @ b"),
    ("typescript", b"interface A { b: }"),
    ("tsx", b"<a></b"),
    ("javascript", b"a;\n'\xff'"),
    ("json", b'{"a": 1,}'),
    ("json", b"// no\n1"),
    ("json", b"1 2"),
    ("json", b""),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("language", "source"), VALID)
def test_valid_sources(asked: Asked, backend: str, language: str, source: bytes) -> None:
    found = asked(backend, "syntax.validate", source, language)
    assert found.valid
    assert [diagnostic for diagnostic in found.diagnostics if diagnostic.severity == "error"] == []


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("language", "source"), INVALID)
def test_invalid_sources(asked: Asked, backend: str, language: str, source: bytes) -> None:
    found = asked(backend, "syntax.validate", source, language)
    assert not found.valid
    assert 1 <= len(found.diagnostics) <= 200
    for diagnostic in found.diagnostics:
        assert 0 <= diagnostic.start <= diagnostic.end <= len(source)


@pytest.mark.parametrize("backend", BACKENDS)
def test_places_count_code_points_and_lines_by_line_feed(asked: Asked, backend: str) -> None:
    source = "ä\r\né + 'ü' @ 1;\n".encode()
    found = asked(backend, "syntax.validate", source, "javascript").diagnostics[0]
    assert found.line == 2
    assert found.column == len(source[4 : found.start].decode()) + 1
    found = asked(backend, "syntax.validate", "a = 'ö\nx".encode() + b"\xff", "mjs").diagnostics[0]
    assert isinstance(found, Diagnostic)
    assert (found.line, found.column, found.start) == (2, 2, 9)


@pytest.mark.parametrize("backend", BACKENDS)
def test_many_errors_are_bounded(asked: Asked, backend: str) -> None:
    found = asked(backend, "syntax.validate", b"a b;\n" * 1000 + b"(", "javascript")
    assert not found.valid
    assert len(found.diagnostics) <= 200


def test_the_host_says_what_it_cannot_read(asked: Asked) -> None:
    for name, source in (("syntax.validate", b"package a"), ("syntax.outline", b""), ("syntax.metrics", b"")):
        with pytest.raises(Unavailable, match="go"):
            asked("host", name, source, "go")
    for name in ("syntax.table", "syntax.ast", "syntax.analyze"):
        with pytest.raises(Unavailable):
            asked("host", name, b"", "python")


@pytest.mark.guest
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_tables(asked: Asked, language: str) -> None:
    for tolerant in (False, True):
        table = asked("guest", "syntax.table", b"", language, tolerant)
        assert (table.dialect, len(table), table.source_len) == (LANGUAGES[language].number, 0, 0)
    found = asked("guest", "syntax.validate", b"" if language != "json" else b"1", language)
    assert found.valid


@pytest.mark.guest
def test_outlines_are_typed(asked: Asked) -> None:
    source = b"package a\n\nfunc F(x int) int {\n\treturn x\n}\n"
    items = asked("guest", "syntax.outline", source, "go")
    functions = [item for item in items if item.kind == "function"]
    assert functions == [OutlineItem("function", "F", 11, 42, 3, 5, functions[0].depth, functions[0].parent, True)]
    figures = asked("guest", "syntax.metrics", source, "go")
    assert (figures.lines, figures.blank_lines, [function.name for function in figures.functions]) == (5, 1, ["F"])


@pytest.mark.guest
def test_tables_before_and_after_edits(asked: Asked) -> None:
    source = b"def f():\n    pass\n"
    found = asked("guest", "syntax.tables", source, [[4, 5, b"gg"], [18, 18, b"x = 1\n"]], "python")
    assert found.source == b"def gg():\n    pass\nx = 1\n"
    assert found.before[0].name(source) == "f"
    assert [(record.kind, record.name(found.source)) for record in found.after if record.kind.is_definition] == [
        (RecordKind.FUNCTION, "gg"),
        (RecordKind.VARIABLE, "x"),
    ]
    for edits in ([[0, 99, b""]], [[0, 3, b""], [2, 4, b""]]):
        with pytest.raises(OperationFailed):
            asked("guest", "syntax.tables", source, edits, "python")


@pytest.mark.guest
@pytest.mark.parametrize("language", ["javascript", "python"])
def test_trees_are_json(asked: Asked, language: str) -> None:
    tree = msgspec.json.decode(asked("guest", "syntax.ast", b"a;", language))
    assert tree
    if language == "javascript":
        assert asked("guest", "syntax.validate_ast", msgspec.json.encode(tree)).valid
        tree["body"][0]["type"] = "Nothing"
        found = asked("guest", "syntax.validate_ast", msgspec.json.encode(tree))
        assert not found.valid
        assert found.errors[0].path.startswith("body")


@pytest.mark.guest
def test_findings_are_typed(asked: Asked) -> None:
    source = b"async function f(urls) {\n  for (const u of urls) await fetch(u);\n}\n"
    found = asked("guest", "syntax.analyze", source, "javascript")
    assert any(finding.line == 2 and finding.severity in ("info", "warning", "error") for finding in found)
    assert asked("guest", "syntax.analyze", source, "javascript", {"rules": []}) == ()
    deep = b"def f(a):\n    if a:\n        if a:\n            if a:\n                return 1\n"
    assert asked("guest", "syntax.analyze", deep, "python", {"max_nesting": 2})
    assert asked("guest", "syntax.analyze", deep, "python", {"max_nesting": 3}) == ()


@pytest.mark.guest
def test_optimized_sources(asked: Asked) -> None:
    found = asked("guest", "syntax.optimize", b"let a = 1 + 2; // keep\nf(a);\n")
    assert (found.status, found.output, found.reason) == ("changed", b"let a = 3; // keep\nf(a);\n", None)
    assert [(edit.start, edit.end, edit.text, edit.line) for edit in found.edits] == [(8, 13, "3", 1)]
    assert isinstance(found.edits[0], Rewrite)
    assert found.check.parses
    assert found.check.minified_equal
    assert asked("guest", "syntax.optimize", b"f(a);").status == "unchanged"
    broken = asked("guest", "syntax.optimize", b"f(")
    assert (broken.status, broken.output) == ("refused", b"f(")
    assert broken.reason
    with pytest.raises(InvalidArgument, match="reckless"):
        asked("guest", "syntax.optimize", b"", "javascript", "reckless")


@pytest.mark.guest
@pytest.mark.parametrize(
    ("pattern", "flags", "valid"),
    [
        ("a+", "", True),
        ("(?<y>\\d)", "u", True),
        ("(", "", False),
        ("a", "zz", False),
        ("\\p{X}", "u", False),
        ("ä{2,1}", "", False),
    ],
)
@pytest.mark.parametrize("backend", ["guest", "host"])
def test_regular_expressions(asked: Asked, backend: str, pattern: str, flags: str, valid: bool) -> None:
    if backend == "host" and shutil.which("node") is None:
        with pytest.raises(Unavailable, match="need Node"):
            asked(backend, "syntax.validate_regex", pattern, flags)
        return
    found = asked(backend, "syntax.validate_regex", pattern, flags)
    assert found.valid is valid
    assert (found.message is None) is valid


_DEFINITIONS = b"""import a from "x";
export class Box extends B { area() { return 1 } static of() {} get w() { return 2 } }
function f() { function g() {} }
export default function* each() {}
interface Shape { a: string }
export type T = 1;
enum E { A }
"""


@pytest.mark.guest
def test_definitions_on_the_host_are_those_of_the_guest(asked: Asked) -> None:
    known = {"function", "class", "method", "interface", "type_alias", "enum"}
    of_guest = [each for each in asked("guest", "syntax.outline", _DEFINITIONS, "typescript") if each.kind in known]
    of_host = asked("host", "syntax.outline", _DEFINITIONS, "typescript")
    assert [(i.kind, i.name, i.start, i.end, i.line, i.end_line, i.depth, i.exported) for i in of_host] == [
        (i.kind, i.name, i.start, i.end, i.line, i.end_line, i.depth, i.exported) for i in of_guest
    ]


def test_the_host_s_outline_is_of_sources_that_parse(asked: Asked) -> None:
    with pytest.raises(Unavailable, match="does not parse"):
        asked("host", "syntax.outline", b"function (", "javascript")
