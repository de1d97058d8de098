"""Which tests belong to a file: packages of Go, programs of cargo, files of JavaScript; and tests inside of Rust sources."""

import os
from pathlib import Path

import msgspec
import pytest

from kaptar.checks.proof.runners import javascript_files
from kaptar.checks.proof.runners.cargo_targets import Crate, Selection, selections
from kaptar.checks.proof.runners.go import MOST_PACKAGES, Package, belonging
from kaptar.checks.proof.runners.inner_tests import with_inner_tests
from kaptar.checks.proof.runners.javascript import named_in
from kaptar.checks.proof.runners.node import NodeRunner
from kaptar.checks.proof.runners.node_modules import link_node_modules
from kaptar.checks.proof.runners.script import Script, read_script
from kaptar.checks.snapshot import Skipped
from kaptar.repository.process import Finished


def package(name: str, imports: str = "", wanted: str = "", *, tested: bool = False) -> Package:
    return Package(name, Path(name), tested, frozenset(imports.split()), frozenset(wanted.split()))


def names(found: tuple[Package, ...]) -> list[str]:
    return [each.path for each in found]


def test_go_runs_the_package_and_those_whose_tests_import_it() -> None:
    own = package("price", tested=True)
    others = [package("cart", "price", "cart", tested=True), package("shop", "cart", "price", tested=True), package("x")]
    assert names(belonging([own, *others], own)) == ["price", "shop"]


def test_go_runs_the_nearest_importers_where_the_package_has_no_tests() -> None:
    own = package("price")
    chain = [package("cart", "price"), package("shop", "cart", "fmt shop", tested=True), package("web", "shop", tested=True)]
    assert names(belonging([own, *chain], own)) == ["shop"]
    ring = [package("a", "price b"), package("b", "a")]
    assert belonging([own, *ring], own) == ()
    many = [package(f"p{n}", "", "price", tested=True) for n in range(MOST_PACKAGES + 9)]
    assert len(belonging([own, *many], own)) == MOST_PACKAGES


@pytest.fixture
def crate(tmp_path: Path) -> Crate:
    for path, text in {
        "src/lib.rs": "", "src/main.rs": "", "src/bin/tool.rs": "", "src/area.rs": "", "src/shop/mod.rs": "",
        "src/shop/cart.rs": "", "tests/area.rs": "", "tests/whole.rs": "use geo::shop::cart;\n", "tests/common/mod.rs": "",
        "tests/other.rs": "mod common;\n",
    }.items():  # fmt: skip
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    kinds = [("lib", "geo", "src/lib.rs"), ("bin", "geo", "src/main.rs"), ("bin", "tool", "src/bin/tool.rs")]
    kinds += [("test", name, f"tests/{name}.rs") for name in ("area", "whole", "other")] + [("custom-build", "b", "build.rs")]
    targets = [{"kind": [kind], "name": name, "src_path": str(tmp_path / path)} for kind, name, path in kinds]
    package = {"manifest_path": str(tmp_path / "Cargo.toml"), "targets": targets}
    said = msgspec.json.encode({"packages": [package], "workspace_root": str(tmp_path)})
    found = Crate.of(Finished(0, said, b""), tmp_path)
    assert isinstance(found, Crate)
    return found


@pytest.mark.parametrize(
    ("path", "runs"),
    [
        ("src/area.rs", ["--lib area::", "--bin geo area::", "--test area "]),
        ("src/shop/cart.rs", ["--lib shop::cart::", "--bin geo shop::cart::", "--test whole "]),
        ("src/shop/mod.rs", ["--lib shop::", "--bin geo shop::", "--test whole "]),
        ("src/lib.rs", ["--lib ", "--test area ", "--test whole ", "--test other "]),
        ("src/main.rs", ["--bin geo "]),
        ("src/bin/tool.rs", ["--bin tool "]),
        ("tests/whole.rs", ["--test whole "]),
        ("tests/common/mod.rs", ["--test other "]),
        ("build.rs", []),
        ("examples/x.rs", []),
    ],
)
def test_cargo_runs_the_module_s_tests_and_the_integration_tests_that_name_it(crate: Crate, path: str, runs: list[str]) -> None:
    chosen = selections(crate, crate.folder / path, b"")
    assert [f"{' '.join(each.options)} {' '.join(each.filters)}" for each in chosen] == runs


def test_cargo_runs_examples_in_documentation(crate: Crate) -> None:
    last = selections(crate, crate.folder / "src" / "area.rs", b"/// ```\n/// ```\n")[-1]
    assert (last.options, last.filters, last.documentation) == (("--doc",), ("src/area.rs - ",), True)


def test_cargo_s_filters_fit_anywhere_and_ours_only_in_front() -> None:
    selection = Selection("geo", ("--lib",), ("shop::",))
    assert selection.takes("shop::tests::a", whole=False)
    assert not selection.takes("workshop::tests::a", whole=False)


def test_today_s_tests_inside_of_yesterday_s_source() -> None:
    before = b"fn a() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn old() {\n    }\n}\n\nfn b() {}\n"
    today = b"fn a() { 1 }\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n    #[test]\n    fn new() {\n    }\n}\n"
    assert with_inner_tests(before, today) == (
        b"fn a() {}\n\n\n\nfn b() {}\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n    #[test]\n    fn new() {\n    }\n}\n"
    )
    assert with_inner_tests(b"fn a() {}\n", b"#[cfg(test)]\nmod tests;\n") == b"fn a() {}\n#[cfg(test)]\nmod tests;\n"
    assert with_inner_tests(b"fn a() {}\n", b"fn a() { 1 }\n") == b"fn a() {}\n"
    assert isinstance(with_inner_tests(before, b"mod inner {\n    #[tokio::test]\n    async fn t() {}\n}\n"), Skipped)


def test_tests_of_javascript_by_name_and_by_imports(tmp_path: Path) -> None:
    for path, text in {
        "src/price.ts": "export const net = 1\n", "src/price.spec.ts": "", "src/cart/index.ts": 'export * from "../price.js"\n',
        "test/checkout.js": 'const { x } = require("../src/cart")\n', "test/far.js": 'await import("./checkout.js")\n',
        "src/alone.ts": 'import "lodash"\n', "nested/package.json": '{"name": "n"}',
        "nested/price.test.ts": 'import "../src/price"\n', "node_modules/x/price.test.ts": "",
    }.items():  # fmt: skip
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    def found(path: str) -> list[str]:
        return [each.relative_to(tmp_path).as_posix() for each in javascript_files.tests_of(tmp_path / path, tmp_path)]

    assert found("src/price.ts") == ["src/price.spec.ts", "test/checkout.js"]
    assert found("src/cart/index.ts") == ["test/checkout.js"]
    assert found("test/far.js") == ["test/far.js"]
    assert found("src/alone.ts") == []


@pytest.mark.parametrize(
    ("name", "test"),
    [("a.test.ts", True), ("a.spec.mjs", True), ("test.js", True), ("test-a.js", True), ("a-test.cjs", True), ("a_test.js", True),
     ("vite.config.ts", True), ("types.d.ts", True), ("latest.js", False), ("contest.ts", False), ("testing.ts", False)],
)  # fmt: skip
def test_names_of_tests_and_settings_in_javascript(name: str, test: bool) -> None:
    assert javascript_files.is_test(Path("src") / name) is test


@pytest.mark.parametrize(
    ("manifest", "file", "runner"),
    [
        ('{"scripts": {"test": "vitest run"}, "devDependencies": {"jest": "30"}}', "", "vitest"),
        ('{"scripts": {"test": "npm run test:unit", "test:unit": "jest --ci"}}', "", "jest"),
        ('{"scripts": {"test": "NODE_ENV=test node --import tsx --test src/*.ts"}}', "", "node"),
        ('{"scripts": {"test": "tsc && tsx --test"}}', "", "node"),
        ('{"scripts": {"test": "node --test-reporter=x run.js"}}', "", None),
        ('{"scripts": {"test": "node build.js && mocha --test"}}', "", None),
        ('{"devDependencies": {"vitest": "3"}}', "", "vitest"),
        ('{"jest": {"preset": "ts-jest"}}', "", "jest"),
        ("{}", "jest.config.ts", "jest"),
        ("{", "vitest.config.mts", "vitest"),
        ('{"scripts": ["test"]}', "", None),
        ('{"name": "vitest"}', "", None),
    ],
)
def test_the_runner_of_a_package(tmp_path: Path, manifest: str, file: str, runner: str | None) -> None:
    (tmp_path / "package.json").write_text(manifest)
    if file:
        (tmp_path / file).write_text("")
    found = named_in(tmp_path)
    assert (found.runner if found else None) == runner


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("NODE_OPTIONS=--no-deprecation node --experimental-vm-modules node_modules/jest/bin/jest.js -c jest.unit.js --watch",
         Script("jest", "jest", ("--experimental-vm-modules",), ("-c", "jest.unit.js"), (("NODE_OPTIONS", "--no-deprecation"),))),
        ("cross-env TZ=UTC A='b c' vitest run --config=vitest.unit.ts --coverage",
         Script("vitest", "vitest", (), ("--config=vitest.unit.ts",), (("TZ", "UTC"), ("A", "b c")))),
        ("npm run build && node --import tsx --env-file=.env --test --test-reporter=spec 'test/*.ts'",
         Script("node", "node", ("--import", "tsx", "--env-file=.env"))),
        ("tsx --tsconfig tsconfig.test.json --test", Script("node", "tsx", ("--tsconfig", "tsconfig.test.json"))),
        ("jest 'unclosed", Script("jest", "jest")),
        ("mocha", None),
    ],
)  # fmt: skip
def test_what_of_a_script_is_kept(text: str, script: Script | None) -> None:
    assert read_script(text) == script
    if script and script.runner == "jest" and script.options:
        assert script.environment() == {"NODE_OPTIONS": "--no-deprecation --experimental-vm-modules"}


def test_installed_packages_are_linked_and_packages_of_the_workspace_lead_to_their_copy(tmp_path: Path) -> None:
    root, copy = (tmp_path / "root").resolve(), (tmp_path / "copy").resolve()
    for folder in ("node_modules/jest", "node_modules/@x", "node_modules/.vite", "packages/lib", "packages/app/node_modules/y"):
        (root / folder).mkdir(parents=True)
    (root / "node_modules" / "@x" / "lib").symlink_to(Path("..") / ".." / "packages" / "lib")
    for folder in ("packages/lib", "packages/app"):
        (copy / folder).mkdir(parents=True)
    link_node_modules(root, copy)
    assert (copy / "node_modules" / "jest").resolve() == root / "node_modules" / "jest"
    assert (copy / "node_modules" / "@x" / "lib").resolve() == copy / "packages" / "lib"
    assert (copy / "packages" / "app" / "node_modules" / "y").resolve() == root / "packages" / "app" / "node_modules" / "y"
    assert sorted(os.listdir(copy / "node_modules")) == ["@x", "jest"]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("src/area.js", True), ("src/other.ts", True), ("src/other.test.ts", False), ("test/help.js", False),
        ("src/__mocks__/db.js", False), ("data.json", False), ("vite.config.ts", False), ("jest.setup.js", False),
        ("a.py", False),
    ],
)  # fmt: skip
def test_what_is_taken_back_is_sources_and_nothing_that_steers_tools(path: str, source: bool) -> None:
    suite = NodeRunner("node --test", Path("src/area.js"), Path(), "node", None, Script("node"))  # type: ignore[arg-type]
    assert suite.is_source(Path(path)) is source


def test_a_file_that_steers_tools_needs_no_proof_and_is_never_put_back() -> None:
    suite = NodeRunner("node --test", Path("vite.config.ts"), Path(), "node", None, Script("node"))  # type: ignore[arg-type]
    assert (suite.needs_no_proof, suite.is_source(suite.file)) == (True, False)
