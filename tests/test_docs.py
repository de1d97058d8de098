"""The documentation runs: each example of README.md and docs/*.md, page by page, in a folder and a home of its own.

The kind of a fenced block says what happens to it. ``shell`` and ``python`` are run, in the order of the page, each as a
process that starts in the page's folder. A block with a title (``toml title="kaptar.toml"``) is written to that file. A
block of no kind, or ``text``, is shown only: output, or commands, the first of which `BY_HAND` lists with the reason.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PROSE = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
GENERATED = ("configuration.md", "operations.md")
"""Their examples are run by what writes them."""
GUESTS = ("edits.md", "plans.md", "plugins.md")
"""Pages whose examples need guests."""

BY_HAND = {
    "make run": "CI runs it",
    "make test": "this test is a part of it",
    "pipx install": "it installs from a package index",
    "uv tool install": "it installs from a package index",
}
"""Commands that pages show and this test does not run. A block that begins with one is shown as a whole."""
COMMANDS = re.compile(r"^\$? ?(?:kaptar|make|pip|pipx|uv|cargo|git|npm|python3?) .*", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block. ``line`` counts from 1; ``kind`` and ``title`` are empty where the fence has none."""

    line: int
    kind: str
    title: str
    text: str


def blocks(markdown: str) -> list[Block]:
    found = re.finditer(r'^```(\w*)(?: title="([^"]+)")?\n(.*?)^```$', markdown, re.MULTILINE | re.DOTALL)
    return [Block(markdown.count("\n", 0, m.start()) + 1, m[1], m[2] or "", m[3]) for m in found]


def sections(path: Path) -> dict[str, list[Block]]:
    """What is run together: a page, or a chapter of plugins.md, because one of them needs Rust."""
    text = path.read_text("utf-8")
    if path.name != "plugins.md":
        return {path.name: blocks(text)}
    found: dict[str, list[Block]] = {}
    titles = [(text.count("\n", 0, match.start()), match[1]) for match in re.finditer(r"^## (.*)", text, re.MULTILINE)]
    for block in blocks(text):
        title = [title for line, title in titles if line < block.line][-1]
        found.setdefault(f"{path.name}, {title}", []).append(block)
    return found


RUN = [
    pytest.param(found, id=name, marks=[pytest.mark.guest] if path.name in GUESTS else [])
    for path in PROSE
    if path.name not in GENERATED
    for name, found in sections(path).items()
    if any(block.kind in ("shell", "python") or block.title for block in found)
]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A home of its own. The runtime folder has a path that is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="kd") as runtime:
        home = tmp_path / "home"
        home.mkdir()
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        more = {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "XDG_RUNTIME_DIR": runtime, "PATH": path}
        cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        yield os.environ | more | {"XDG_CACHE_HOME": cache, "GIT_CONFIG_NOSYSTEM": "1"}


def needs_rust(found: list[Block]) -> bool:
    return any("cargo " in block.text for block in found if block.kind == "shell")


def rust(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """The environment in which ``cargo build --target wasm32-unknown-unknown`` works, without a network."""
    tool: Any = load(ROOT / "guests" / "toolchain.py")
    try:
        tools = tool.find()
    except tool.NoToolchain as problem:
        pytest.skip(f"Rust: {problem}")
    cargo_home = folder / "cargo"
    cargo_home.mkdir()
    settings = ["[net]", "offline = true"]
    if tools.std_source is not None:
        vendor = tools.std_source / "vendor"
        if not vendor.is_dir():
            pytest.skip(f"Rust: {tools.rustc} has no std for {tool.TARGET}: `rustup target add {tool.TARGET}`")
        settings += ["[unstable]", 'build-std = ["std", "panic_abort"]']
        settings += ["[source.crates-io]", 'replace-with = "vendor"', "[source.vendor]", f'directory = "{vendor}"']
    (cargo_home / "config.toml").write_text("\n".join(settings) + "\n", "utf-8")
    name = tool.TARGET.replace("-", "_").upper()
    return environment | {
        "PATH": f"{tools.cargo.parent}{os.pathsep}{environment['PATH']}",
        "CARGO_HOME": str(cargo_home),
        "CARGO_BUILD_BUILD_DIR": str(ROOT / ".cache" / "docs-rust"),  # the standard library takes 20 s, once
        "RUSTC": str(tools.rustc),
        "RUSTC_BOOTSTRAP": "1",
        f"CARGO_TARGET_{name}_LINKER": tools.linker,
    }


def load(path: Path) -> Any:
    spec = spec_from_file_location(f"docs_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def run(block: Block, folder: Path, environment: dict[str, str]) -> None:
    """Write or run one block. AssertionError names its line."""
    if block.title:
        path = folder / block.title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, "utf-8")
    elif block.kind in ("shell", "python"):
        command = [sys.executable, "-c"] if block.kind == "python" else ["bash", "-euxo", "pipefail", "-c"]
        done = subprocess.run([*command, block.text], cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"the block of line {block.line} ended with {done.returncode}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("found", RUN)
def test_the_examples_of_a_page_run(found: list[Block], tmp_path: Path, environment: dict[str, str]) -> None:
    folder = tmp_path / "page"
    folder.mkdir()
    if needs_rust(found):
        environment = rust(environment, tmp_path)
    try:
        for block in found:
            run(block, folder, environment)
    finally:
        subprocess.run([sys.executable, "-m", "kaptar", "down"], cwd=folder, env=environment, capture_output=True, timeout=60)


def test_an_example_that_fails_is_found(tmp_path: Path, environment: dict[str, str]) -> None:
    (block,) = blocks("\n```shell\nfalse | true\n```\n")
    with pytest.raises(AssertionError, match="the block of line 2 ended with 1"):
        run(block, tmp_path, environment)


@pytest.mark.parametrize("path", [p for p in PROSE if p.name not in GENERATED], ids=lambda path: path.name)
def test_each_block_is_run_or_written_or_shows_no_command(path: Path) -> None:
    found = blocks(path.read_text("utf-8"))
    assert path.read_text("utf-8").count("\n```") == 2 * len(found), "a fence is not closed, or has more than a kind and a title"
    for block in found:
        if block.title or block.kind in ("shell", "python"):
            continue
        assert block.kind in ("", "text"), f"line {block.line}: give this block of {block.kind} a title, then it is written"
        if not block.text.startswith(tuple(BY_HAND)):
            assert COMMANDS.findall(block.text) == [], f"line {block.line}: make it a block of shell, then it is run"


def test_pages_show_examples() -> None:
    kinds = {block.kind for path in PROSE for block in blocks(path.read_text("utf-8"))}
    assert {"shell", "python", "wat", "rust", "toml"} <= kinds


def test_generated_documentation_is_up_to_date() -> None:
    generate = load(ROOT / "docs" / "generate.py")
    assert (ROOT / "docs" / "configuration.md").read_text("utf-8") == generate.configuration(), "run `make docs`"


@pytest.mark.guest
def test_the_list_of_operations_is_up_to_date() -> None:
    command = [sys.executable, "-m", "kaptar.ops.document", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    if done.returncode == 3:
        pytest.skip(f"a guest is not built here: {done.stderr.strip()[:200]}")
    assert done.returncode == 0, f"run `make docs`\n{done.stdout[:2000]}{done.stderr[:2000]}"


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_links_to_files_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    titles = re.findall(r"^#+ (.*)", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_links_to_headings_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", path.read_text("utf-8"))
    assert [f"{file}#{anchor}" for file, anchor in links if anchor not in anchors(path.parent / file if file else path)] == []


def test_the_list_of_pages_has_each_page() -> None:
    text = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    pages |= {f"../{path.name}" for path in ROOT.glob("*.md")}
    assert {page for page in pages if f"]({page})" not in text} == set()


@pytest.mark.parametrize("page", PROSE, ids=lambda page: page.name)
def test_no_merge_is_left_half_done(page: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert not re.search(r"^(?:<{7} (?:HEAD|w-)|>{7} \S+$)", prose, re.MULTILINE)


def test_each_test_that_the_promises_or_the_attack_name_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    attack = (ROOT / "Makefile").read_text("utf-8").partition("\nattack:")[2].partition("\n\n")[0]
    names = set(re.findall(r"((?:tests/)?(?:\w+/)*test_\w+\.py)", page))
    assert len(names) > 30
    for name in sorted(names):
        found = [path for path in (ROOT / "tests").rglob("*.py") if path.as_posix().endswith(f"/{name.removeprefix('tests/')}")]
        assert found, name
    for word in re.findall(r"tests/[\w/.]+", attack):
        assert (ROOT / word).exists(), word
