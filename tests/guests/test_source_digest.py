"""A source digest changes with what a module is built from, and with nothing else."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = """
[workspace]
resolver = "2"
members = ["abi", "one", "many"]

[workspace.package]
version = "0.1.0"

[workspace.dependencies]
abi = { path = "abi" }

[profile.release]
opt-level = 3
"""
ABI = '[package]\nname = "abi"\nversion.workspace = true\n[dependencies]\nrmp = "0.8"\n'
ONE = """
[package]
name = "kaptar-one"
version.workspace = true
[lib]
crate-type = ["cdylib", "rlib"]
[dependencies]
abi.workspace = true
[dev-dependencies]
quick = "1"
"""
MANY = """
[package]
name = "kaptar-many"
version.workspace = true
[package.metadata.kaptar]
modules = [{ name = "tree_a", features = ["a"] }, { name = "tree_b", features = ["b"] }]
[lib]
crate-type = ["cdylib", "rlib"]
[features]
a = ["dep:grammar-a"]
b = ["dep:grammar-b"]
[dependencies]
abi.workspace = true
grammar-a = { version = "1", optional = true }
grammar-b = { version = "1", optional = true }
"""
LOCK = """
version = 4
package = [
  { name = "abi", version = "0.1.0", dependencies = ["rmp"] },
  { name = "grammar-a", version = "1.0.0", checksum = "aa", dependencies = ["c-code"] },
  { name = "grammar-b", version = "1.0.0", checksum = "bb" },
  { name = "c-code", version = "1.0.0", checksum = "cc" },
  { name = "quick", version = "1.0.0", checksum = "dd" },
  { name = "rmp", version = "0.8.1", checksum = "ee" },
  { name = "kaptar-many", version = "0.1.0", dependencies = ["abi", "grammar-a", "grammar-b"] },
  { name = "kaptar-one", version = "0.1.0", dependencies = ["abi", "quick"] },
]
"""
FILES = {"Cargo.toml": ROOT, "Cargo.lock": LOCK, "abi/Cargo.toml": ABI, "one/Cargo.toml": ONE, "many/Cargo.toml": MANY}

Digests = Callable[[], dict[str, str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    sources = {f"{crate}/src/lib.rs": f"// {crate}\n" for crate in ("abi", "one", "many")}
    for name, text in (FILES | sources).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def digests(root: Path, source_digest: ModuleType) -> Digests:
    return lambda: dict(source_digest.source_digests(root))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_modules_are_named_by_metadata_or_by_the_crate(digests: Digests) -> None:
    assert list(digests()) == ["one", "tree_a", "tree_b"]


@pytest.mark.parametrize(
    ("file", "old", "new", "modules"),
    [
        ("one/src/lib.rs", "// one", "// two", {"one"}),
        ("abi/src/lib.rs", "// abi", "// other", {"one", "tree_a", "tree_b"}),
        ("many/src/lib.rs", "// many", "// more", {"tree_a", "tree_b"}),
        ("Cargo.toml", "opt-level = 3", "opt-level = 2", {"one", "tree_a", "tree_b"}),
        ("Cargo.lock", "ee", "ef", {"one", "tree_a", "tree_b"}),
        ("Cargo.lock", "aa", "ab", {"tree_a"}),
        ("Cargo.lock", "cc", "cd", {"tree_a"}),
        ("Cargo.lock", "bb", "bc", {"tree_b"}),
        ("Cargo.lock", "dd", "de", set()),
    ],
)
def test_what_a_change_reaches(root: Path, digests: Digests, file: str, old: str, new: str, modules: set[str]) -> None:
    before = digests()
    edit(root / file, old, new)
    assert changed(before, digests()) == modules


def test_tests_and_build_output_do_not_count(root: Path, digests: Digests) -> None:
    before = digests()
    for name in ("one/tests/a.rs", "one/benches/a.rs", "one/target/debug/a", "one/.cache", "local/one.wasm"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("anything")
    assert digests() == before


def test_another_crate_changes_nothing(root: Path, digests: Digests) -> None:
    before = digests()
    new = root / "new"
    new.mkdir()
    (new / "Cargo.toml").write_text('[package]\nname = "kaptar-new"\n[lib]\ncrate-type = ["cdylib"]\n[dependencies]\nbig = "1"\n')
    edit(root / "Cargo.toml", '"many"', '"many", "new"')
    edit(root / "Cargo.toml", 'abi = { path = "abi" }', 'abi = { path = "abi" }\nbig = "1"')
    edit(root / "Cargo.lock", "package = [", 'package = [\n  { name = "big", version = "1.0.0", checksum = "ff" },')
    after = digests()
    assert set(after) - set(before) == {"new"}
    assert changed(before, after) == set()


def test_a_name_that_two_crates_use_is_refused(root: Path, digests: Digests) -> None:
    edit(root / "many/Cargo.toml", "tree_a", "one")
    with pytest.raises(ValueError, match="module one is named by both kaptar-one and kaptar-many"):
        digests()


@pytest.fixture
def two(root: Path) -> Path:
    """The workspace with a second one in it, whose module uses a crate of the first."""
    other = root / "formatters"
    files = {
        "Cargo.toml": '[workspace]\nmembers = ["abi", "fmt"]\n[workspace.dependencies]\nabi = { path = "abi" }\n',
        "Cargo.lock": """
version = 4
package = [
  { name = "abi", version = "0.1.0", dependencies = ["rmp"] },
  { name = "rmp", version = "0.8.2", checksum = "ee2" },
  { name = "kaptar-fmt", version = "0.1.0", dependencies = ["abi"] },
]
""",
        "abi/Cargo.toml": '[package]\nname = "abi"\n[lib]\npath = "../../abi/src/lib.rs"\n[dependencies]\nrmp = "0.8"\n',
        "fmt/Cargo.toml": '[package]\nname = "kaptar-fmt"\n[lib]\ncrate-type = ["cdylib"]\n'
        "[dependencies]\nabi.workspace = true\n",
        "fmt/src/lib.rs": "// fmt\n",
    }
    for name, text in files.items():
        path = other / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.mark.parametrize(
    ("file", "old", "new", "modules"),
    [
        ("formatters/fmt/src/lib.rs", "// fmt", "// two", {"fmt"}),
        ("formatters/Cargo.lock", "ee2", "ef2", {"fmt"}),
        ("Cargo.lock", "ee", "ef", {"one", "tree_a", "tree_b"}),
        ("abi/src/lib.rs", "// abi", "// other", {"fmt", "one", "tree_a", "tree_b"}),
    ],
)
def test_two_workspaces_share_crates_and_no_lock(
    two: Path, digests: Digests, file: str, old: str, new: str, modules: set[str]
) -> None:
    before = digests()
    assert list(before) == ["fmt", "one", "tree_a", "tree_b"]
    edit(two / file, old, new)
    assert changed(before, digests()) == modules


def test_a_second_workspace_leaves_the_digests_of_the_first(root: Path, digests: Digests, request: pytest.FixtureRequest) -> None:
    before = digests()
    request.getfixturevalue("two")
    assert digests() == before | {"fmt": digests()["fmt"]}


def test_a_name_that_two_workspaces_use_is_refused(two: Path, digests: Digests) -> None:
    edit(two / "formatters/fmt/Cargo.toml", "kaptar-fmt", "kaptar-one")
    edit(two / "formatters/Cargo.lock", "kaptar-fmt", "kaptar-one")
    with pytest.raises(ValueError, match="module one is named by both kaptar-one and kaptar-one"):
        digests()
