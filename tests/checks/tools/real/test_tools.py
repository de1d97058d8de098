"""The formatters, linters, type checkers and test runners of projects, really run: on a clean file and on one that is not."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.checks.tools.real.conftest import MODULES, Files, OneCheck, need

pytestmark = [pytest.mark.tools, pytest.mark.slow]

Project = Callable[[Files], Path]


class Case(NamedTuple):
    """A tool in a project.

    Attributes:
        bad, good: files with and without a finding; those of ``files`` lie beside either.
        expected: rule, path and line of each finding in the bad one.
    """

    check: str
    tool: str
    path: str
    bad: str
    good: str
    expected: list[tuple[str, str, int]]
    files: Files
    needs: tuple[str, ...] = ()


JS_BAD, JS_GOOD = "const  a = {b:1}\nexport  default a\n", "const a = { b: 1 };\nexport default a;\n"
CARGO = '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n'
GO_TEST = (
    'package shop\n\nimport "testing"\n\nfunc TestAdd(t *testing.T) {\n\tif Add(1, 2) != 3 {\n\t\tt.Fatal("bad sum")\n\t}\n}\n'
)
RUST = (
    "pub fn add(a: i32, b: i32) -> i32 {{\n    a {} b\n}}\n\n#[cfg(test)]\nmod tests {{\n    #[test]\n    fn adds() {{\n"
    "        assert_eq!(super::add(1, 2), 3);\n    }}\n}}\n"
)
ADD = "export function add(a, b) {{\n  return a {} b;\n}}\n"
VITEST = """import { expect, test } from "vitest";
import { add } from "./add.js";
test("adds", () => {
  expect(add(1, 2)).toBe(3);
});
"""
JEST = 'const { add } = require("./add");\ntest("adds", () => {\n  expect(add(1, 2)).toBe(3);\n});\n'
DIFFERS = "format/differs"

CASES = [
    Case("format", "rustfmt", "src/lib.rs", "pub fn f( ) {}\n", "pub fn f() {}\n", [(DIFFERS, "src/lib.rs", 1)],
         {"Cargo.toml": CARGO}),
    Case("format", "gofmt", "a.go", "package a\nfunc  f( ) {}\n", "package a\n\nfunc f() {}\n", [(DIFFERS, "a.go", 2)],
         {"go.mod": "module a\n\ngo 1.18\n"}),
    Case("format", "dprint", "a.json", '{"a":1}\n', '{ "a": 1 }\n', [(DIFFERS, "a.json", 1)],
         {"dprint.json": f'{{"json": {{}}, "plugins": ["{MODULES}/@dprint/json/plugin.wasm"]}}'}),
    Case("format", "dprint", "a.ts", "const  a = 1\n", "const a = 1;\n", [(DIFFERS, "a.ts", 1)],
         {"dprint.json": f'{{"typescript": {{}}, "plugins": ["{MODULES}/@dprint/typescript/plugin.wasm"]}}'}),
    Case("format", "biome", "a.js", JS_BAD, JS_GOOD, [(DIFFERS, "a.js", 1)], {"biome.json": "{}"}),
    Case("format", "prettier", "a.js", JS_BAD, JS_GOOD, [(DIFFERS, "a.js", 1)], {".prettierrc": "{}"}),
    Case("format", "prettier", "a.md", "*  a\n", "- a\n", [(DIFFERS, "a.md", 1)], {".prettierrc": "{}"}),
    Case("format", "oxfmt", "a.ts", "let a=1\n", "let a = 1;\n", [(DIFFERS, "a.ts", 1)], {".oxfmtrc.json": "{}"}),
    Case("format", "oxfmt", "a.md", "*  a\n", "- a\n", [(DIFFERS, "a.md", 1)],
         {"package.json": '{"devDependencies": {"oxfmt": "0.79.0"}}'}),
    Case("lint", "oxlint", "src/a.js", "export const a = 1;\nif (a == NaN) debugger;\n", "export const a = 1;\n",
         [("lint/eslint/use-isnan", "src/a.js", 2), ("lint/eslint/no-debugger", "src/a.js", 2)],
         {".oxlintrc.json": '{"rules": {"no-debugger": "error"}}'}),
    Case("lint", "biome", "a.js", "export const a = 1;\ndebugger;\n", "export const a = 1;\n",
         [("lint/suspicious/noDebugger", "a.js", 2)], {"biome.json": "{}"}),
    Case("lint", "eslint", "a.js", "export const a = 1;\n\nconst b = 2;\n", "export const a = 1;\n",
         [("lint/no-unused-vars", "a.js", 3)],
         {"eslint.config.mjs": 'export default [{ rules: { "no-unused-vars": "error" } }];\n'}),
    Case("types", "pyright", "a.py", 'x: int = "a"\n', "x: int = 1\n", [("types/reportAssignmentType", "a.py", 1)],
         {"pyproject.toml": "[tool.pyright]\n"}),
    Case("types", "mypy", "a.py", 'x: int = "a"\n', "x: int = 1\n", [("types/assignment", "a.py", 1)], {"mypy.ini": "[mypy]\n"}),
    Case("types", "tsc", "a.ts", 'export const x: number = "a";\n', "export const x: number = 1;\n",
         [("types/TS2322", "a.ts", 1)],
         {"tsconfig.json": '{"compilerOptions": {"types": [], "lib": ["es2022"]}, "include": ["*.ts"]}'}),
    Case("tests", "cargo", "src/lib.rs", RUST.format("-"), RUST.format("+"), [("tests/failed", "src/lib.rs", 9)],
         {"Cargo.toml": CARGO}, needs=("rustc",)),
    Case("tests", "go", "add.go", "package shop\n\nfunc Add(a, b int) int { return a - b }\n",
         "package shop\n\nfunc Add(a, b int) int { return a + b }\n", [("tests/failed", "add_test.go", 7)],
         {"go.mod": "module shop\n\ngo 1.18\n", "add_test.go": GO_TEST}),
    Case("tests", "vitest", "add.js", ADD.format("-"), ADD.format("+"), [("tests/failed", "add.test.js", 4)],
         {"package.json": '{"type": "module", "devDependencies": {"vitest": "*"}}', "add.test.js": VITEST}),
    Case("tests", "jest", "add.js", "exports.add = (a, b) => a - b;\n", "exports.add = (a, b) => a + b;\n",
         [("tests/failed", "add.test.js", 3)],
         {"package.json": '{"devDependencies": {"jest": "*"}}', "add.test.js": JEST}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check}-{case.tool}-{case.path.rpartition('.')[2]}")
def test_a_real_tool(case: Case, project: Project, one_check: OneCheck) -> None:
    for program in (case.tool, *case.needs):
        need(program)
    root = project({**case.files, case.path: case.bad})
    check = one_check(case.check)
    bad = check(case.path)
    assert (bad.state, bad.backend, bad.reason) == ("findings", case.tool, "")
    assert [(f.rule, f.path, f.line) for f in bad.findings] == case.expected
    (root / case.path).write_text(case.good)
    good = check(case.path)
    assert (good.state, good.backend, good.reason) == ("passed", case.tool, "")


def test_what_nothing_can_compare_is_not_formatted_by_a_tool_either(project: Project, one_check: OneCheck) -> None:
    need("prettier")
    project({".prettierrc": "{}", "a.yaml": "a: {{ .x }}\nb:   1\n", "b.md": "*  a\n\n:::tip\nb\n:::\n"})
    for path, said in (("a.yaml", "a template"), ("b.md", "no CommonMark")):
        found = one_check("format")(path)
        assert (found.state, found.due) == ("not_run", False)
        assert said in found.reason


LEAVES_OUT: dict[str, Files] = {
    "biome": {"biome.json": '{"files": {"includes": ["**", "!a.js"]}}'},
    "eslint": {"eslint.config.mjs": 'export default [{ ignores: ["a.js"] }];\n'},
    "oxlint": {".oxlintrc.json": '{"ignorePatterns": ["a.js"]}'},
}


@pytest.mark.parametrize("tool", LEAVES_OUT)
def test_a_file_that_a_linter_leaves_out_has_not_passed(tool: str, project: Project, one_check: OneCheck) -> None:
    need(tool)
    project({**LEAVES_OUT[tool], "a.js": "debugger;\n"})
    found = one_check("lint")("a.js")
    assert (found.state, found.due, found.reason) == ("not_run", False, f"{tool}'s configuration leaves this file out")


@pytest.mark.parametrize(
    ("tool", "files"),
    [
        ("biome", {"biome.json": "{}"}),
        ("eslint", {"eslint.config.mjs": 'export default [{ rules: { "no-debugger": "error" } }];\n'}),
        ("oxlint", {".oxlintrc.json": "{}"}),
    ],
)
def test_columns_are_code_points(tool: str, files: Files, project: Project, one_check: OneCheck) -> None:
    need(tool)
    project({**files, "a.js": 'export const x = "é😀"; debugger;\n'})
    (place,) = [(f.line, f.column) for f in one_check("lint")("a.js").findings if "ebugger" in f.rule]
    assert place == (1, 24)


def test_rustfmt_keeps_the_line_ends_of_the_file(project: Project, one_check: OneCheck) -> None:
    need("rustfmt")
    root = project({"Cargo.toml": CARGO, "src/lib.rs": ""})
    check = one_check("format")
    (root / "src/lib.rs").write_bytes(b"pub fn f() {}\r\n")
    assert check("src/lib.rs").state == "passed"
    (root / "src/lib.rs").write_bytes(b"pub  fn f() {}\r\n")
    assert check("src/lib.rs").state == "findings"


BROKEN = [
    Case("tests", "cargo", "src/lib.rs", "pub fn add(a: i32 { a }\n", "", [("tests/failed", "src/lib.rs", 1)],
         {"Cargo.toml": CARGO}, needs=("rustc",)),
    Case("tests", "go", "add.go", "package shop\n\nfunc Add(a, b int) int { return nope }\n", "", [("tests/failed", "add.go", 3)],
         {"go.mod": "module shop\n\ngo 1.18\n", "add_test.go": GO_TEST}),
    Case("tests", "vitest", "add.js", "export function add(\n", "", [("tests/failed", "add.test.js", 0)],
         {"package.json": '{"type": "module", "devDependencies": {"vitest": "*"}}', "add.test.js": VITEST}),
    Case("tests", "jest", "add.js", "exports.add = (a, b =>\n", "", [("tests/failed", "add.test.js", 0)],
         {"package.json": '{"devDependencies": {"jest": "*"}}', "add.test.js": JEST}),
]  # fmt: skip


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.tool)
def test_code_that_does_not_build_fails_its_tests(case: Case, project: Project, one_check: OneCheck) -> None:
    for program in (case.tool, *case.needs):
        need(program)
    project({**case.files, case.path: case.bad})
    found = one_check("tests")(case.path)
    assert (found.state, found.backend, found.reason) == ("findings", case.tool, "")
    assert [(f.rule, f.path, f.line) for f in found.findings] == case.expected
    assert len(found.findings[0].message) > len("add.test.js fails: ")
