"""Reports of coverage as they were recorded from vitest (v8), jest (istanbul), node, go and cargo-llvm-cov, of one source."""

import msgspec
import pytest

from kaptar.checks.proof.runners import lines
from kaptar.checks.proof.runners.suite import LineCoverage
from kaptar.checks.snapshot import Skipped
from kaptar.checks.tools.tool import ToolFailed

SOURCE = b"""export function area(w, h) {
  if (w < 0) {
    return 0
  }
  // comment

  const f = () => {
    throw new Error(
      "x")
  }
  return w ?
    w * h :
    f()
}
"""
STATEMENTS = {0: (2, 4, 1), 1: (3, 3, 0), 2: (7, 10, 1), 3: (8, 9, 0), 4: (11, 13, 1)}
V8 = {n: (n + 1, n + 1, count) for n, count in enumerate([1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 0, 1])}
GO_SOURCE = (
    b"package area\n\n// Area of it.\nfunc Area(w, h int) int {\n\tif w < 0 {\n\t\treturn 0\n\t}\n\treturn w *\n\t\th\n}\n"
)
GO = b"""mode: set
example.com/geo/area/area.go:4.25,5.11 1 1
example.com/geo/area/area.go:5.11,7.3 1 0
example.com/geo/area/area.go:8.2,9.4 1 0
example.com/geo/area/area.go:8.2,9.4 1 1
example.com/geo/area/other.go:6.2,6.4 1 1
"""
LCOV = b"TN:\nSF:src/other.js\nDA:3,7\nend_of_record\nTN:\nSF:src/area.js\nFNDA:2,area\n" + b"".join(
    b"DA:%d,%d\n" % (line, count) for line, count in enumerate([1, 2, 0, 0, 2, 2, 2, 0, 0, 0, 2, 2, 0, 2], 1)
) + b"end_of_record\n"  # fmt: skip


def istanbul(statements: dict[int, tuple[int, int, int]], branches: dict[str, object], taken: dict[str, list[int]]) -> bytes:
    places = {
        str(n): {"start": {"line": a, "column": 0}, "end": {"line": b, "column": None}} for n, (a, b, _) in statements.items()
    }
    counts = {str(n): count for n, (_, _, count) in statements.items()}
    file = {"path": "/r/a.js", "statementMap": places, "branchMap": branches, "fnMap": {}, "s": counts, "f": {}, "b": taken}
    return msgspec.json.encode({"/r/a.js": file})


def test_code_is_what_has_words_outside_of_comments() -> None:
    source = b"#!/bin/node\n/* a\n b\n */\nconst x = 'src/*.js'\n\n  }\n// c\n/* d */\n  * 3\n#[derive(X)]\n"
    assert lines.with_code(source) == {5, 10, 11}
    assert lines.none_ran(b"a\n\nb\n") == LineCoverage(frozenset(), frozenset({1, 3}))


def test_istanbul_counts_the_innermost_part_of_a_line() -> None:
    arm = {"type": "cond-expr", "loc": {}, "locations": [{"start": {"line": 12}, "end": {"line": 12}},
           {"start": {"line": 13}, "end": {"line": 13}}]}  # fmt: skip
    missing = {"type": "if", "loc": {}, "locations": [{"start": {"line": 2}, "end": {"line": 4}}, {"start": {}, "end": {}}]}
    report = istanbul(STATEMENTS, {"0": missing, "1": arm}, {"0": [0, 1], "1": [1, 0]})
    assert lines.istanbul(report, "/r/a.js", SOURCE) == LineCoverage(frozenset({2, 7, 11, 12}), frozenset({3, 8, 9, 13}))
    assert lines.istanbul(report, "/r/b.js", SOURCE) is None


def test_v8_counts_lines_and_comments_are_none() -> None:
    found = lines.istanbul(istanbul(V8, {}, {}), "/r/a.js", SOURCE)
    assert found == LineCoverage(frozenset({1, 2, 7, 11, 12}), frozenset({3, 8, 9, 13}))


def test_a_line_of_go_has_run_when_one_of_its_blocks_has_in_any_package() -> None:
    assert lines.go(GO, "example.com/geo/area/area.go", GO_SOURCE) == LineCoverage(frozenset({4, 5, 8, 9}), frozenset({6}))


def test_lcov() -> None:
    found = lines.lcov(LCOV, ["/r/src/area.js", "src/area.js"], SOURCE, every_line=True)
    assert found == LineCoverage(frozenset({1, 2, 7, 11, 12}), frozenset({3, 8, 9, 13}))
    assert lines.lcov(LCOV, ["area.js"], SOURCE) is None
    assert isinstance(lines.lcov(LCOV, ["src/area.js"], SOURCE + b"more\n", every_line=True), Skipped)


def test_coverage_py() -> None:
    report = b'{"meta":{},"files":{"a.py":{"executed_lines":[1,3],"missing_lines":[4],"summary":{}}}}'
    assert lines.coverage_py(report) == LineCoverage(frozenset({1, 3}), frozenset({4}))


@pytest.mark.parametrize("text", [b"", b"[]", b'{"a": 1}'])
def test_what_is_no_report_is_a_failure_of_the_tool(text: bytes) -> None:
    with pytest.raises(ToolFailed):
        lines.istanbul(text, "/r/a.js", b"")
    with pytest.raises(ToolFailed):
        lines.coverage_py(text)
