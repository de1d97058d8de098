"""One small project for each runner: a source that was wrong, what mends it, and tests that prove much or little of it."""

from typing import NamedTuple


class Kind(NamedTuple):
    """A runner's project.

    Attributes:
        tool: a program that it needs, beside the npm packages.
        packages: whether it needs these.
        settings: files beside source and test.
        wrong, right, more: the source as it is committed; mended; with another function.
        weak, strong, failing, skipped, more_tested: its tests.
        missed: the line of ``right`` that weak tests do not run.
        failing_line: of the failing test.
        lone: a file that no test belongs to.
        dies: a test that ends its process in the middle.
    """

    name: str
    tool: str
    packages: bool
    settings: dict[str, str]
    source: str
    test: str
    wrong: str
    right: str
    more: str
    weak: str
    strong: str
    failing: str
    skipped: str
    more_tested: str
    missed: int
    failing_line: int
    lone: tuple[str, str]
    dies: str


_JS_RIGHT = """export function area(w, h) {
  if (w < 0) {
    return 1 - 1
  }
  return w * h
}
"""
_JS_MORE = _JS_RIGHT + "export function edge(w, h) {\n  return 2 * (w + h)\n}\n"
_JS_WRONG = "export function area(w, h) {\n  return w + h\n}\n"
_JUNK = r"""console.log('{"testResults": [], "Action": "pass"}')
process.stdout.write('{"testResults": []}\n<testcase name="x"/>\n')
"""
_VITEST = f"""import {{ test, expect }} from "vitest"\nimport * as all from "./area.js"\n{_JUNK}"""
_JEST = f"""const all = require("./area.js")\n{_JUNK}\n"""
_NODE = f"""import test from "node:test"\nimport assert from "node:assert"\nimport * as all from "../src/area.js"\n{_JUNK}"""


def _common(source: str) -> str:
    """As CommonJS, which jest needs no translation for."""
    names = [line.split()[2].partition("(")[0] for line in source.splitlines() if line.startswith("export")]
    return source.replace("export ", "") + f"module.exports = {{ {', '.join(names)} }}\n"


def _expect(*lines: str) -> str:
    return "".join(f'test("{name}", () => expect({said}).toBe({wanted}))\n' for name, said, wanted in _cases(lines))


def _equal(*lines: str) -> str:
    return "".join(f'test("{name}", () => assert.equal({said}, {wanted}))\n' for name, said, wanted in _cases(lines))


def _cases(lines: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [(f"case {number}", *line.split(" is ")) for number, line in enumerate(lines)]  # type: ignore[misc]


_WEAK, _STRONG = ("all.area(2, 2) is 4",), ("all.area(2, 3) is 6", "all.area(-1, 1) is 0")
_FAILING, _MORE = ("all.area(2, 2) is 4", "all.area(2, 3) is 7"), (*_STRONG, "all.edge(2, 3) is 10")
_SKIPPED = 'test.skip("later", () => { throw new Error("never") })\n'

VITEST = Kind(
    "vitest", "node", True, {"package.json": '{"type": "module", "devDependencies": {"vitest": "3"}}'},
    "src/area.js", "src/area.test.js", _JS_WRONG, _JS_RIGHT, _JS_MORE,
    _VITEST + _expect(*_WEAK), _VITEST + _expect(*_STRONG), _VITEST + _expect(*_FAILING), _VITEST + _SKIPPED,
    _VITEST + _expect(*_MORE), 3, 6, ("src/lone.js", "export const lone = 1\n"),
    _VITEST + 'test("dies", () => { process.kill(process.ppid, "SIGKILL"); process.kill(process.pid, "SIGKILL") })\n',
)  # fmt: skip
JEST = Kind(
    "jest", "node", True, {"package.json": '{"scripts": {"test": "jest"}, "jest": {"testTimeout": 60000}}'},
    "src/area.js", "src/area.test.js", _common(_JS_WRONG), _common(_JS_RIGHT), _common(_JS_MORE),
    _JEST + _expect(*_WEAK), _JEST + _expect(*_STRONG), _JEST + _expect(*_FAILING), _JEST + _SKIPPED,
    _JEST + _expect(*_MORE), 3, 6, ("src/lone.js", "module.exports = 1\n"),
    _JEST + 'test("dies", () => process.exit(0))\n',
)  # fmt: skip
NODE = Kind(
    "node", "node", False, {"package.json": '{"type": "module", "scripts": {"test": "node --test --no-warnings"}}'},
    "src/area.js", "test/area.test.js", _JS_WRONG, _JS_RIGHT, _JS_MORE,
    _NODE + _equal(*_WEAK), _NODE + _equal(*_STRONG), _NODE + _equal(*_FAILING), _NODE + _SKIPPED,
    _NODE + _equal(*_MORE), 3, 7, ("src/lone.js", "export const lone = 1\n"),
    _NODE + 'test("dies", () => process.kill(process.pid, "SIGKILL"))\n',
)  # fmt: skip

_GO = 'package area\n\nimport (\n\t"fmt"\n\t"os"\n\t"testing"\n)\n'
_GO_JUNK = '\tfmt.Println(`{"Action":"pass","Package":"x","Test":"Fake"}`)\n'


def _go(*lines: str, after: str = "") -> str:
    tests = "".join(
        f'\nfunc TestCase{number}(t *testing.T) {{\n{_GO_JUNK}\tif {said} != {wanted} {{\n\t\tt.Error("wrong")\n\t}}\n}}\n'
        for number, (_, said, wanted) in enumerate(_cases(lines))
    )
    return _GO + "\nvar _ = fmt.Sprint(os.Args)\n" + tests + after


_GO_RIGHT = "package area\n\nfunc Area(w, h int) int {\n\tif w < 0 {\n\t\treturn 1 - 1\n\t}\n\treturn w * h\n}\n"
GO = Kind(
    "go", "go", False, {"go.mod": "module example.com/geo\n\ngo 1.21\n"}, "area/area.go", "area/area_test.go",
    "package area\n\nfunc Area(w, h int) int {\n\treturn w + h\n}\n", _GO_RIGHT,
    _GO_RIGHT + "\nfunc Edge(w, h int) int {\n\treturn 2 * (w + h)\n}\n",
    _go("Area(2, 2) is 4"), _go("Area(2, 3) is 6", "Area(-1, 1) is 0"), _go("Area(2, 2) is 4", "Area(2, 3) is 7"),
    _go(after='\nfunc TestLater(t *testing.T) { t.Skip("later") }\n'),
    _go("Area(2, 3) is 6", "Area(-1, 1) is 0", "Edge(2, 3) is 10"), 5, 21,
    ("lone/lone.go", "package lone\n\nvar Lone = 1\n"),
    _go("Area(2, 2) is 4", after="\nfunc TestDies(t *testing.T) { os.Exit(0) }\n"),
)  # fmt: skip

_RUST_RIGHT = "pub fn area(w: i32, h: i32) -> i32 {\n    if w < 0 {\n        return 1 - 1;\n    }\n    w * h\n}\n"
_RUST_JUNK = '        println!("test fake ... ok");\n'


def _rust(*lines: str, after: str = "") -> str:
    tests = "".join(
        f"\n    #[test]\n    fn case{number}() {{\n{_RUST_JUNK}        assert_eq!({said}, {wanted});\n    }}\n"
        for number, (_, said, wanted) in enumerate(_cases(lines))
    )
    return f"\n#[cfg(test)]\nmod tests {{\n    #[allow(unused)]\n    use super::*;\n{tests}{after}}}\n"


CARGO = Kind(
    "cargo", "cargo", False,
    {"Cargo.toml": '[package]\nname = "geo"\nversion = "0.1.0"\nedition = "2021"\n',
     "src/lib.rs": "pub mod area;\npub mod lone;\n"},
    "src/area.rs", "src/area.rs", "pub fn area(w: i32, h: i32) -> i32 {\n    w + h\n}\n", _RUST_RIGHT,
    _RUST_RIGHT + "pub fn edge(w: i32, h: i32) -> i32 {\n    2 * (w + h)\n}\n",
    _rust("area(2, 2) is 4"), _rust("area(2, 3) is 6", "area(-1, 1) is 0"), _rust("area(2, 2) is 4", "area(2, 3) is 7"),
    _rust(after="\n    #[test]\n    #[ignore]\n    fn later() {}\n"),
    _rust("area(2, 3) is 6", "area(-1, 1) is 0", "edge(2, 3) is 10"), 3, 22,
    ("src/lone.rs", "pub const LONE: i32 = 1;\n"),
    _rust("area(2, 2) is 4", after="\n    #[test]\n    fn dies() {\n        std::process::exit(0);\n    }\n"),
)  # fmt: skip

KINDS = (VITEST, JEST, NODE, GO, CARGO)
