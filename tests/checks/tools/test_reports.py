"""Reports of tools as they were recorded from eslint 9, biome 2, oxlint 1, tsc 6 and pyright."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kaptar.checks.finding import Finding
from kaptar.checks.tools import linters, type_checkers
from kaptar.checks.tools.tool import ToolFailed
from kaptar.checks.tools.warm.server import NotIncluded
from kaptar.repository.process import Finished

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

Read = Callable[[Finished], Iterator[Finding]]


def short(found: Finding) -> tuple[str, int, int, str]:
    return found.rule, found.line, found.column, found.severity


@pytest.mark.parametrize(
    ("read", "report", "expected"),
    [
        (linters.read_eslint, ESLINT, [("lint/no-unused-vars", 1, 6, "error"), ("lint/prefer-const", 2, 6, "warning"),
                                       ("lint/syntax", 3, 1, "error")]),
        (linters.read_biome, BIOME, [("lint/style/useConst", 1, 1, "warning")]),
        (linters.read_oxlint, OXLINT, [("lint/eslint/no-unused-vars", 1, 6, "warning")]),
    ],
)  # fmt: skip
def test_linters(read: Read, report: bytes, expected: list[tuple[str, int, int, str]]) -> None:
    assert [short(f) for f in read(Finished(1, report, b""))] == expected


@pytest.mark.parametrize("read", [linters.read_ruff, linters.read_eslint, linters.read_biome, linters.read_oxlint])
def test_a_linter_without_a_report_has_failed(read: Read) -> None:
    for out in (b"", b"{", b"[1]", b"Oops: config"):
        with pytest.raises(ToolFailed, match="ended with code 2"):
            list(read(Finished(2, out, b"the last words\n")))


def test_type_checkers_tell_of_this_file_alone() -> None:
    found = type_checkers.read_pyright(Finished(1, PYRIGHT, b""), Path("/r/a.py"), Path("/r"))
    assert [(d.rule, d.line, d.column, d.severity) for d in found] == [("reportAssignmentType", 1, 10, "error")]
    told = type_checkers.read_tsc(Finished(2, TSC, b""), Path("/r/a.ts"), Path("/r"))
    assert isinstance(told, list)
    assert [(d.rule, d.line, d.column, d.severity) for d in told] == [("TS2322", 1, 7, "error")]
    with pytest.raises(ToolFailed):
        type_checkers.read_tsc(Finished(1, b"", b"no such option"), Path("/r/a.ts"), Path("/r"))
    with pytest.raises(ToolFailed):
        type_checkers.read_mypy(Finished(2, b"mypy: error: bad option", b""), Path("/r/a.py"), Path("/r"))


def test_a_file_that_tsc_did_not_look_at_has_not_passed() -> None:
    def read(out: bytes) -> object:
        return type_checkers.read_tsc(Finished(2 if b"error" in out else 0, out, b""), Path("/r/a.ts"), Path("/r"))

    assert read(b"/r/a.ts\n") == []
    assert isinstance(read(b"/r/b.ts\n"), NotIncluded)
    assert read(b"b.ts(1,7): error TS2322: no.\n/r/a.ts\n/r/b.ts\n") == []
    assert read(b"b.ts(1,7): error TS1109: Expression expected.\n/r/a.ts\n/r/b.ts\n") == NotIncluded(
        "tsc looks at no types while b.ts does not parse", "mend that file first", due=True
    )
