"""Reports of tools as they were recorded from eslint 9, biome 2, oxlint 1, tsc 6, pyright, vitest, jest, go and cargo."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from skep.hooks.checks import linters, reports, type_checkers
from skep.hooks.checks.reports import Case
from skep.hooks.checks.tool import ToolFailed
from skep.hooks.finding import Finding
from skep.hooks.process import Finished
from skep.hooks.servers.server import NotIncluded

ESLINT = b"""[{"filePath":"/r/a.js","messages":[{"ruleId":"no-unused-vars","severity":2,"message":"'a' is assigned a value but \
never used.","line":1,"column":6,"messageId":"unusedVar","endLine":1,"endColumn":7},{"ruleId":"prefer-const","severity":1,\
"message":"Use 'const' instead.","line":2,"column":6,"fix":{"range":[0,11],"text":"const  a = 1;"}},{"ruleId":null,"fatal":true,\
"severity":2,"message":"Parsing error: Unexpected token","line":3,"column":1}],"errorCount":2}]"""
BIOME = b"""{"summary":{"changed":0},"diagnostics":[{"severity":"warning","message":"This let declares a variable that is only \
assigned once.","category":"lint/style/useConst","location":{"path":"a.js","start":{"line":1,"column":1},"end":{"line":1,\
"column":4}},"advices":[]}],"command":"lint"}"""
OXLINT = b"""{ "diagnostics": [{"message": "Variable 'a' is declared but never used.","code": "eslint(no-unused-vars)",\
"severity": "warning","help": "Consider removing this declaration.","filename": "a.js","labels": [{"label": "here","span": \
{"offset": 5,"length": 1,"line": 1,"column": 6}}]}], "number_of_files": 1 }"""
PYRIGHT = b"""{"version":"1.1.400","generalDiagnostics":[{"file":"/r/a.py","severity":"error","message":"Type \\"str\\" is not \
assignable","range":{"start":{"line":0,"character":9},"end":{"line":0,"character":12}},"rule":"reportAssignmentType"},\
{"file":"/r/b.py","severity":"error","message":"other","range":{"start":{"line":0,"character":0},"end":{"line":0,"character":1}}}]}"""
TSC = b"a.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.\nb.ts(1,1): error TS1: other\n"
VITEST = b"""{"numTotalTests":2,"testResults":[{"assertionResults":[{"ancestorTitles":[],"fullName":"adds","status":"failed",\
"title":"adds","failureMessages":["AssertionError: expected 1 to be 2\\n    at x"]},{"fullName":"ok","status":"passed",\
"title":"ok","failureMessages":[]},{"fullName":"later","status":"skipped"}],"status":"failed","message":"","name":"/r/a.test.js"},\
{"assertionResults":[],"status":"failed","message":"SyntaxError: bad","name":"/r/b.test.js"}]}"""
GO = b"""{"Action":"run","Package":"x","Test":"TestAdd"}
{"Action":"output","Package":"x","Test":"TestAdd","Output":"=== RUN   TestAdd\\n"}
{"Action":"output","Package":"x","Test":"TestAdd","Output":"    add_test.go:3: bad sum\\n"}
{"Action":"fail","Package":"x","Test":"TestAdd","Elapsed":0}
{"Action":"pass","Package":"x","Test":"TestOk","Elapsed":0}
{"Action":"fail","Package":"x","Elapsed":0.01}
"""
GO_BUILD = b"""{"Action":"output","Package":"x","Output":"./a.go:1:1: expected 'package'\\n"}
{"Action":"fail","Package":"x","Elapsed":0}
"""
CARGO = b"""running 2 tests
test area::tests::ok ... ok
test area::tests::bad ... FAILED
test area::tests::later ... ignored

---- area::tests::bad stdout ----
thread 'area::tests::bad' panicked at src/area.rs:9:9:
"""
JUNIT = b"""<?xml version="1.0"?><testsuites><testsuite name="pytest" tests="3"><testcase classname="tests.test_a" name="test_x" \
file="tests/test_a.py" line="2" time="0"><failure message="assert 6 == 9&#10; more">long</failure></testcase>\
<testcase classname="tests.test_a" name="test_y" file="tests/test_a.py" line="6"/><testcase name="test_z"><skipped/></testcase>\
</testsuite></testsuites>"""

Read = Callable[[Finished], Iterator[Finding]]


def short(found: Finding) -> tuple[str, int, int, str]:
    return found.rule, found.line, found.column, found.severity


@pytest.mark.parametrize(
    ("read", "report", "expected"),
    [
        (linters._eslint, ESLINT, [("lint/no-unused-vars", 1, 6, "error"), ("lint/prefer-const", 2, 6, "warning"),
                                   ("lint/syntax", 3, 1, "error")]),
        (linters._biome, BIOME, [("lint/style/useConst", 1, 1, "warning")]),
        (linters._oxlint, OXLINT, [("lint/eslint/no-unused-vars", 1, 6, "warning")]),
    ],
)  # fmt: skip
def test_linters(read: Read, report: bytes, expected: list[tuple[str, int, int, str]]) -> None:
    assert [short(f) for f in read(Finished(1, report, b""))] == expected


@pytest.mark.parametrize("read", [linters._ruff, linters._eslint, linters._biome, linters._oxlint])
def test_a_linter_without_a_report_has_failed(read: Read) -> None:
    for out in (b"", b"{", b"[1]", b"Oops: config"):
        with pytest.raises(ToolFailed, match="ended with code 2"):
            list(read(Finished(2, out, b"the last words\n")))


def test_type_checkers_tell_of_this_file_alone() -> None:
    found = type_checkers._read_pyright(Finished(1, PYRIGHT, b""), Path("/r/a.py"), Path("/r"))
    assert [(d.rule, d.line, d.column, d.severity) for d in found] == [("reportAssignmentType", 1, 10, "error")]
    told = type_checkers._read_tsc(Finished(2, TSC, b""), Path("/r/a.ts"), Path("/r"))
    assert isinstance(told, list)
    assert [(d.rule, d.line, d.column, d.severity) for d in told] == [("TS2322", 1, 7, "error")]
    with pytest.raises(ToolFailed):
        type_checkers._read_tsc(Finished(1, b"", b"no such option"), Path("/r/a.ts"), Path("/r"))
    with pytest.raises(ToolFailed):
        type_checkers.read_mypy(Finished(2, b"mypy: error: bad option", b""), Path("/r/a.py"), Path("/r"))


def test_a_file_that_tsc_did_not_look_at_has_not_passed() -> None:
    def read(out: bytes) -> object:
        return type_checkers._read_tsc(Finished(2 if b"error" in out else 0, out, b""), Path("/r/a.ts"), Path("/r"))

    assert read(b"/r/a.ts\n") == []
    assert isinstance(read(b"/r/b.ts\n"), NotIncluded)
    assert read(b"b.ts(1,7): error TS2322: no.\n/r/a.ts\n/r/b.ts\n") == []
    assert read(b"b.ts(1,7): error TS1109: Expression expected.\n/r/a.ts\n/r/b.ts\n") == NotIncluded(
        "tsc looks at no types while b.ts does not parse", "mend that file first", due=True
    )


def test_test_runners() -> None:
    assert list(reports.jest(b"noise\n" + VITEST)) == [
        Case("adds", False, "AssertionError: expected 1 to be 2", "/r/a.test.js"),
        Case("ok", True, "", "/r/a.test.js"),
        Case("later", None, "", "/r/a.test.js"),
        Case("b.test.js", False, "SyntaxError: bad", "/r/b.test.js"),
    ]
    assert list(reports.go(GO)) == [Case("TestAdd", False, "add_test.go:3: bad sum"), Case("TestOk", True)]
    assert list(reports.go(GO_BUILD)) == [Case("x", False, "./a.go:1:1: expected 'package'")]
    assert [(c.name, c.passed) for c in reports.cargo(CARGO)] == [
        ("area::tests::ok", True), ("area::tests::bad", False), ("area::tests::later", None),
    ]  # fmt: skip
    assert "panicked" in next(c.message for c in reports.cargo(CARGO) if c.passed is False)
    assert list(reports.junit(JUNIT)) == [
        Case("tests.test_a.test_x", False, "assert 6 == 9", "tests/test_a.py", 3),
        Case("tests.test_a.test_y", True, "", "tests/test_a.py", 7),
        Case("test_z", None),
    ]


@pytest.mark.parametrize("read", [reports.junit, reports.jest])
@pytest.mark.parametrize("text", [b"", b"{", b"<a>", b"\xff"])
def test_what_is_no_report_is_a_failure_of_the_tool(read: Callable[[bytes], Iterator[Case]], text: bytes) -> None:
    with pytest.raises(ToolFailed):
        list(read(text))
