"""Odd places and odd tests, with the real tools: nested packages, strange names, what hangs, what a copy lacks."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.checks.proof.real.conftest import PACKAGES, Project, need, need_packages
from tests.checks.proof.real.kinds import CARGO, NODE, VITEST, Kind

pytestmark = pytest.mark.proof
Start = Callable[[Kind], Project]
_NODE_TEST = 'import test from "node:test"\nimport assert from "node:assert"\n'
_TWO = _NODE_TEST + 'import * as all from "./tool.js"\ntest("two", () => assert.equal(all.two, 2))\n'


def test_files_outside_of_any_package_owe_nothing(project: Project) -> None:
    project.write({"a.go": "package a\n", "a.rs": "", "a.js": "", "a.ts": "", "types.d.ts": ""})
    project.commit()
    for (path, check), found in project.check("a.go", "a.rs", "a.js", "a.ts", "types.d.ts").items():
        assert (path, check, found.state, found.due) == (path, check, "not_run", False)


def test_the_nearest_package_names_the_runner_and_a_workspace_is_copied_whole(project: Project) -> None:
    """jest of the root runs a test that reaches the change through ``node_modules``: the copy must not lead back."""
    need_packages()
    project.write(
        {
            "package.json": '{"workspaces": ["packages/*"], "scripts": {"test": "jest"}}',
            "packages/lib/package.json": '{"name": "@x/lib", "main": "index.js"}',
            "packages/lib/index.js": "exports.one = () => 2\n",
            "packages/app/package.json": '{"name": "app"}',
            "packages/app/app.test.js": 'const { one } = require("@x/lib")\ntest("one", () => expect(one()).toBe(1))\n',
            "packages/tool/package.json": '{"name": "tool", "type": "module", "scripts": {"test": "node --test"}}',
            "packages/tool/tool.js": "export const two = 3\n",
            "packages/tool/tool.test.js": _NODE_TEST
            + 'import * as all from "./tool.js"\ntest("two", () => assert.equal(all.two, 2))\n',
        }
    )
    installed = project.root / "node_modules"
    (installed / "@x").mkdir(parents=True)
    (installed / "@x" / "lib").symlink_to("../../packages/lib")
    for each in os.scandir(PACKAGES):
        (installed / each.name).symlink_to(each.path)
    project.commit()
    project.write({"packages/lib/index.js": "exports.one = () => 1\n", "packages/tool/tool.js": "export const two = 2\n"})
    found = project.check("packages/lib/index.js", "packages/tool/tool.js", names=("tests", "tdd"))
    assert {(path, check, each.state, each.backend) for (path, check), each in found.items()} == {
        ("packages/lib/index.js", "tests", "passed", "jest"),
        ("packages/lib/index.js", "tdd", "passed", "jest"),
        ("packages/tool/tool.js", "tests", "passed", "node --test"),
        ("packages/tool/tool.js", "tdd", "passed", "node --test"),
    }


def test_jest_runs_modules_where_the_project_s_script_makes_it(project: Project) -> None:
    need_packages()
    (project.root / "node_modules").symlink_to(PACKAGES)
    script = "NODE_OPTIONS=--no-warnings node --experimental-vm-modules node_modules/jest/bin/jest.js --config jest.unit.json"
    project.write(
        {"package.json": f'{{"type": "module", "scripts": {{"test": "{script}"}}}}', "jest.unit.json": '{"transform": {}}'}
    )
    test = 'import * as all from "./area.js"\ntest("two", () => expect(all.two).toBe(2))\n'
    project.write({"area.js": "export const two = 3\n", "area.test.js": test})
    project.commit()
    project.write({"area.js": "export const two = 2\n"})
    for found in project.check("area.js").values():
        assert (found.check, found.state, found.reason) == (found.check, "passed", "")


def test_names_that_could_be_options_or_patterns(project: Project) -> None:
    need("node")
    source, test = (
        "export const one = () => 1\n",
        f'{_NODE_TEST}import {{ one }} from "%s"\ntest("one", () => assert.equal(one(), 1))\n',
    )
    project.write({"package.json": '{"type": "module", "scripts": {"test": "node --test"}}'})
    project.commit()
    project.write({"-area.js": source, "-area.test.js": test % "./-area.js"})
    project.write({"app/[id].js": source, "app/i.js": "", "app/page [id].test.js": test % "./[id].js"})
    for found in project.check("-area.js", "app/[id].js").values():
        assert (found.path, found.check, found.state, found.reason) == (found.path, found.check, "passed", "")


def test_vitest_measures_a_file_whose_name_is_a_pattern(start: Start) -> None:
    project = start(VITEST)
    project.write({"app/[id].js": VITEST.right, "app/i.js": "", "app/id.test.js": VITEST.weak.replace("./area.js", "./[id].js")})
    (finding,) = project.check("app/[id].js", names=("coverage",))["app/[id].js", "coverage"].findings
    assert (finding.path, finding.line) == ("app/[id].js", VITEST.missed)


def test_a_test_that_does_not_end_is_ended_with_its_children(start: Start, tmp_path: Path) -> None:
    project = start(NODE)
    told = tmp_path / "pids"
    told.mkdir()
    hangs = f'import {{ writeFileSync }} from "node:fs"\nwriteFileSync({f"{told}/"!r} + process.pid, "")\nwhile (true) {{}}\n'
    project.write({NODE.source: NODE.right, NODE.test: f'import "../{NODE.source}"\n{hangs}'})
    for found in project.check(NODE.source, slow_timeout_ms=6000).values():
        assert (found.state, found.due, found.timed_out) == ("not_run", True, True)
    pids = os.listdir(told)
    assert pids
    until = time.monotonic() + 20
    while any((Path("/proc") / pid).exists() for pid in pids):
        assert time.monotonic() < until, "a test's own process is left"


def test_tests_that_need_what_git_ignores_prove_nothing(start: Start) -> None:
    project = start(NODE)
    project.write({"target/wanted.txt": "6", NODE.source: NODE.right})
    reads = 'import { readFileSync } from "node:fs"\nconst wanted = Number(readFileSync("target/wanted.txt"))\n'
    project.write({NODE.test: NODE.weak + reads + 'test("read", () => assert.equal(all.area(2, 3), wanted))\n'})
    found = project.check(NODE.source, names=("tests", "tdd"))
    assert found[NODE.source, "tests"].state == "passed"
    assert (found[NODE.source, "tdd"].state, found[NODE.source, "tdd"].due) == ("not_run", True)
    assert "not in a copy" in found[NODE.source, "tdd"].reason


def test_without_a_provider_of_coverage_vitest_measures_nothing(start: Start) -> None:
    project = start(VITEST)
    (project.root / "node_modules").unlink()
    for each in os.scandir(PACKAGES):
        if each.name != "@vitest":
            (project.root / "node_modules").mkdir(exist_ok=True)
            (project.root / "node_modules" / each.name).symlink_to(each.path)
    project.write({VITEST.source: VITEST.right})
    found = project.check(VITEST.source, names=("coverage",))[VITEST.source, "coverage"]
    assert (found.state, found.due, "@vitest/coverage-v8 is not installed" in found.reason) == ("not_run", True, True)
    assert "install @vitest/coverage-v8" in found.remedy


def test_without_cargo_llvm_cov_rust_is_not_measured(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    project = start(CARGO)
    project.write({CARGO.source: CARGO.right + CARGO.weak})
    monkeypatch.setattr("kaptar.checks.proof.runners.rust.find_tool", lambda *_: None)
    found = project.check(CARGO.source, names=("coverage",))[CARGO.source, "coverage"]
    assert (found.state, found.due, found.reason) == ("not_run", True, "cargo-llvm-cov is not installed")
    assert "cargo install cargo-llvm-cov" in found.remedy


def test_a_runner_that_is_not_installed_is_not_run(project: Project) -> None:
    project.write({"package.json": '{"devDependencies": {"jest": "30"}}', "a.js": ""})
    project.commit()
    project.write({"a.js": "let a = 1\n"})
    for found in project.check("a.js").values():
        assert (found.state, found.due, found.reason) == ("not_run", True, "jest is not installed")


def test_go_runs_the_tests_of_packages_that_import_the_file_s(project: Project) -> None:
    need("go")
    project.write(
        {
            "go.mod": "module example.com/shop\n\ngo 1.21\n",
            "price/price.go": "package price\n\nfunc Net(x int) int { return x }\n",
            "cart/cart.go": 'package cart\n\nimport "example.com/shop/price"\n\nfunc Total(x int) int { return price.Net(x) }\n',
            "cart/cart_test.go": 'package cart\n\nimport "testing"\n\nfunc TestTotal(t *testing.T) {\n\tif Total(2) != 3 {\n'
            '\t\tt.Fatal("wrong total")\n\t}\n}\n',
        }
    )
    project.commit()
    (finding,) = project.check("price/price.go", names=("tests",))["price/price.go", "tests"].findings
    assert (finding.path, finding.line, "wrong total" in finding.message) == ("cart/cart_test.go", 7, True)
    other = {f"other/{name}": (project.root / "cart" / name).read_text() for name in ("cart.go", "cart_test.go")}
    project.write({"price/price.go": "package price\n\nfunc Net(x int) int { return y }\n", **other})
    (finding,) = project.check("price/price.go", names=("tests",))["price/price.go", "tests"].findings
    assert (finding.path, finding.line, "with 1 more fails" in finding.message) == ("price/price.go", 3, True)
    project.write({"price/price.go": "package price\n\nfunc Net(x int) int { return x + 1 }\n"})
    for found in project.check("price/price.go").values():
        assert (found.check, found.state, found.reason) == (found.check, "passed", "")


def test_cargo_runs_integration_tests_and_examples_of_the_module_alone(project: Project) -> None:
    need("cargo")
    project.write(
        {
            "Cargo.toml": '[package]\nname = "geo"\nversion = "0.1.0"\nedition = "2021"\n',
            "src/lib.rs": "pub mod area;\npub mod other;\n",
            "src/area.rs": "/// ```\n/// assert_eq!(geo::area::area(2, 3), 7);\n/// ```\n"
            "pub fn area(w: i32, h: i32) -> i32 { w + h }\n",
            "src/other.rs": "#[cfg(test)]\nmod tests {\n    #[test]\n    fn bad() { panic!() }\n}\n",
            "tests/shape.rs": "#[test]\nfn works() { assert_eq!(geo::area::area(2, 3), 6); }\n",
        }
    )
    project.commit()
    found = project.check("src/area.rs", names=("tests",))["src/area.rs", "tests"].findings
    assert [(each.path, each.line) for each in found] == [("tests/shape.rs", 2), ("src/area.rs", 1)]
    source = (project.root / "src" / "area.rs").read_text()
    project.write({"src/area.rs": source.replace("w + h", "w * h").replace("7", "6")})
    for result in project.check("src/area.rs", names=("tests", "tdd")).values():
        assert (result.check, result.state, result.reason) == (result.check, "passed", "")


def test_what_cargo_lacks_offline_is_not_run(project: Project) -> None:
    need("cargo")
    manifest = '[package]\nname = "geo"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nno-such-package-of-kaptar = "1"\n'
    project.write({"Cargo.toml": manifest, "src/lib.rs": ""})
    project.commit()
    project.write({"src/lib.rs": "pub fn a() {}\n"})
    for found in project.check("src/lib.rs", names=("tests", "tdd")).values():
        assert (found.state, found.due, "cargo fetch" in found.remedy) == ("not_run", True, True)
        assert "no-such-package-of-kaptar" in found.reason
