"""Reports of test runners as they were recorded from pytest, vitest, jest, node, go and cargo."""

from collections.abc import Callable, Iterator

import pytest

from kaptar.checks.proof.runners import reports
from kaptar.checks.proof.runners.reports import CaseReport
from kaptar.checks.tools.tool import ToolFailed

VITEST = b"""{"numTotalTests":2,"testResults":[{"assertionResults":[{"ancestorTitles":[],"fullName":"adds","status":"failed",\
"title":"adds","failureMessages":["AssertionError: expected 1 to be 2\\n    at x\\n    at /r/a.test.js:5:9"]},\
{"fullName":"ok","status":"passed",\
"title":"ok","failureMessages":[]},{"fullName":"later","status":"skipped"}],"status":"failed","message":"","name":"/r/a.test.js"},\
{"assertionResults":[],"status":"failed","message":"SyntaxError: bad","name":"/r/b.test.js"}]}"""
GO = b"""{"Action":"run","Package":"x","Test":"TestAdd"}
{"Action":"output","Package":"x","Test":"TestAdd","Output":"=== RUN   TestAdd\\n"}
{"Action":"output","Package":"x","Test":"TestAdd","Output":"    add_test.go:3: bad sum\\n"}
{"Action":"fail","Package":"x","Test":"TestAdd","Elapsed":0}
{"Action":"pass","Package":"x","Test":"TestOk","Elapsed":0}
{"Action":"fail","Package":"x","Elapsed":0.01}
"""
GO_BUILD = b"""{"ImportPath":"x [x.test]","Action":"build-output","Output":"# x [x.test]\\n"}
{"ImportPath":"x [x.test]","Action":"build-output","Output":"x/b.go:2:12: undefined: y\\n"}
{"ImportPath":"x [x.test]","Action":"build-fail"}
{"Action":"output","Package":"x","Output":"FAIL\\tx [build failed]\\n"}
{"Action":"fail","Package":"x","Elapsed":0.001,"FailedBuild":"x [x.test]"}
"""
GO_OLD_BUILD = b"""{"Action":"output","Package":"x","Output":"./a.go:1:1: expected 'package'\\n"}
{"Action":"fail","Package":"x","Elapsed":0}
"""
GO_DEAD = b"""{"Action":"pass","Package":"x","Test":"TestTotal","Elapsed":0}
{"Action":"output","Package":"x","Test":"TestDie","Output":"=== RUN   TestDie\\n"}
{"Action":"output","Package":"x","Output":"FAIL\\tx\\t0.003s\\n"}
{"Action":"fail","Package":"x","Elapsed":0.004}
"""
CARGO = b"""
running 4 tests
test area::tests::later ... ignored, slow one
test area::tests::multiplies ... ok
test area::tests::bad ... FAILED
test area::tests::panics - should panic ... ok

failures:

---- area::tests::bad stdout ----
test fake ... ok

thread 'area::tests::bad' (20684) panicked at src/area.rs:33:9:
assertion `left == right` failed: nope
  left: 6
 right: 7


failures:
    area::tests::bad

test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 1 filtered out; finished in 0.30s


running 1 test
test src/area.rs - area::area (line 3) ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.48s

"""
CARGO_DEAD = b"""
running 3 tests
test tests::a ... ok
"""
CARGO_BUILD = b"""{"reason":"compiler-message","package_id":"x","message":{"message":"unused","level":"warning","spans":[]}}
{"reason":"compiler-message","package_id":"x","message":{"message":"cannot find value `y` in this scope","level":"error",\
"spans":[{"file_name":"src/b.rs","line_start":1,"is_primary":false},{"file_name":"src/lib.rs","line_start":2,"is_primary":true}]}}
{"reason":"build-finished","success":false}
"""
NODE = b"""<?xml version="1.0" encoding="utf-8"?>
<testsuites>
\t<testcase name="adds" time="0.000940" classname="test"/>
\t<testcase name="bad" time="0.018069" classname="test" failure="nope">
\t\t<failure type="testCodeFailure" message="nope">
[Error [ERR_TEST_FAILURE]: nope] {
  cause: AssertionError [ERR_ASSERTION]: nope
      at area (file:///r%20x/src/area.js:2:8)
      at TestContext.&lt;anonymous> (file:///r%20x/test/area.test.js:6:28)
      at async Test.processPendingSubtests (node:internal/test_runner/test:526:7)
}
\t\t</failure>
\t</testcase>
\t<testcase name="later" time="0.000206" classname="test">
\t\t<skipped type="skipped" message="true"/>
\t</testcase>
\t<testsuite name="group" time="0.025878" disabled="0" errors="0" tests="1" failures="0" skipped="0" hostname="vm">
\t\t<testcase name="in" time="0.009778" classname="test" file="/r/a.test.js"/>
\t</testsuite>
\t<testcase name="/r/b.test.js" time="0.199529" classname="test" failure="test failed">
\t\t<failure type="testCodeFailure" message="test failed">
\t\t</failure>
\t</testcase>
\t<testcase name="/r/c.test.js" time="0.204774" classname="test"/>
\t<!-- tests 7 -->
</testsuites>
"""
JUNIT = b"""<?xml version="1.0"?><testsuites><testsuite name="pytest" tests="3"><testcase classname="tests.test_a" name="test_x" \
file="tests/test_a.py" line="2" time="0"><failure message="assert 6 == 9&#10; more">long</failure></testcase>\
<testcase classname="tests.test_a" name="test_y" file="tests/test_a.py" line="6"/><testcase name="test_z"><skipped/></testcase>\
</testsuite></testsuites>"""


def test_vitest_and_jest() -> None:
    assert list(reports.jest(VITEST)) == [
        CaseReport("adds", False, "AssertionError: expected 1 to be 2", "/r/a.test.js", 5),
        CaseReport("ok", True, "", "/r/a.test.js"),
        CaseReport("later", None, "", "/r/a.test.js"),
        CaseReport("b.test.js", False, "SyntaxError: bad", "/r/b.test.js", whole=True),
    ]


def test_pytest() -> None:
    assert list(reports.junit(JUNIT)) == [
        CaseReport("tests.test_a.test_x", False, "assert 6 == 9", "tests/test_a.py", 3),
        CaseReport("tests.test_a.test_y", True, "", "tests/test_a.py", 7),
        CaseReport("test_z", None),
    ]


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (
            '<error message="collection failure">area.py:1: in x\nE   ImportError: no area\nE   more</error>',
            "ImportError: no area",
        ),
        ('<error message="collection failure"/>', "collection failure"),
        ("<failure>E   assert 1 == 2</failure>", "assert 1 == 2"),
        ("<failure>it said this</failure>", "it said this"),
        ("<failure/>", ""),
    ],
)
def test_of_a_message_without_a_reason_the_text_has_it(failure: str, reason: str) -> None:
    (case,) = reports.junit(f'<testsuite><testcase name="t">{failure}</testcase></testsuite>'.encode())
    assert (case.passed, case.message) == (False, reason)


def test_node_and_a_file_that_passes_as_a_whole_is_no_test() -> None:
    assert list(reports.node(NODE, ["/r x/test/area.test.js"])) == [
        CaseReport("adds", True),
        CaseReport("bad", False, "nope", "/r x/test/area.test.js", 6),
        CaseReport("later", None),
        CaseReport("group > in", True, "", "/r/a.test.js"),
        CaseReport("b.test.js", False, "it fails outside of its tests", "/r/b.test.js", whole=True),
    ]


def test_go_and_packages_that_do_not_build_or_die() -> None:
    assert list(reports.go(GO)) == [
        CaseReport("TestAdd", False, "add_test.go:3: bad sum", "add_test.go", 3, "x"),
        CaseReport("TestOk", True, group="x"),
    ]
    (built,) = reports.go(GO_BUILD)
    assert built == CaseReport("x", False, "x/b.go:2:12: undefined: y", "x/b.go", 2, group="x", whole=True)
    assert list(reports.go(GO_OLD_BUILD)) == [
        CaseReport("x", False, "./a.go:1:1: expected 'package'", "./a.go", 1, group="x", whole=True)
    ]
    lived, died = reports.go(GO_DEAD)
    assert (lived.passed, died.passed, died.whole) == (True, False, True)


def test_cargo_reads_results_and_nothing_that_tests_print() -> None:
    assert list(reports.cargo(CARGO)) == [
        CaseReport("area::tests::later", None),
        CaseReport("area::tests::multiplies", True),
        CaseReport("area::tests::bad", False, "assertion `left == right` failed: nope", "src/area.rs", 33),
        CaseReport("area::tests::panics", True),
        CaseReport("src/area.rs - area::area (line 3)", True),
    ]


def test_a_test_program_of_cargo_that_dies_is_a_failure() -> None:
    lived, died = reports.cargo(CARGO_DEAD)
    assert (lived.name, died.passed, died.whole, died.message) == (
        "tests::a",
        False,
        True,
        "a test program ended after 1 of 3 tests",
    )


def test_a_build_of_cargo() -> None:
    assert reports.cargo_build(CARGO_BUILD) == CaseReport(
        "the build", False, "cannot find value `y` in this scope", "src/lib.rs", 2, whole=True
    )
    assert reports.cargo_build(b'{"reason":"build-finished","success":true}') is None
    assert isinstance(reports.cargo_build(b""), reports.Unbuilt)


@pytest.mark.parametrize("read", [reports.junit, reports.jest, reports.node])
@pytest.mark.parametrize("text", [b"", b"{", b"<a>", b"\xff"])
def test_what_is_no_report_is_a_failure_of_the_tool(read: Callable[[bytes], Iterator[CaseReport]], text: bytes) -> None:
    with pytest.raises(ToolFailed):
        list(read(text))
