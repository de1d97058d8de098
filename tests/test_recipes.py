"""The recipes of CONTRIBUTING.md: a part that is not listed makes a test fail, and so does a page that does not name it."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from kaptar.checks.registry import CHECKS, GUARDS
from kaptar.checks.rules.rules import RULES
from kaptar.cli.bench import BENCHES
from kaptar.clients.registry import ADAPTERS, INSTALLS
from kaptar.edit.engine import FORMATS
from kaptar.edit.outcome import GRADES, REASONS
from kaptar.hive.parts import PARTS
from kaptar.jobs.kinds import KINDS
from kaptar.ops import OPERATIONS

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
BENCH = ROOT / "bench" / "kaptar_bench"


def modules(folder: Path, pattern: str) -> Iterator[str]:
    """Names of the modules below a folder in which a line matches."""
    for path in sorted(folder.rglob("*.py")):
        if re.search(pattern, path.read_text("utf-8"), re.MULTILINE):
            yield ".".join(path.relative_to(SOURCE if path.is_relative_to(SOURCE) else ROOT / "bench").with_suffix("").parts)


def values(folder: str, name: str) -> list[object]:
    """The module-level value ``name`` of each module below a package that has one."""
    return [getattr(import_module(module), name) for module in modules(SOURCE / "kaptar" / folder, rf"^{name}\b.* = ")]


def test_each_check_and_guard_is_in_the_registry() -> None:
    checks, guards = values("checks", "CHECK"), values("checks/guards", "GUARD")
    assert len(checks) > 10
    assert guards
    assert [check for check in checks if check not in CHECKS.values()] == []
    assert [guard for guard in guards if guard not in GUARDS.values()] == []


def test_each_table_of_rules_is_in_the_catalogue() -> None:
    found = values("checks/rules", "SECURITY") + values("checks/rules", "SECRETS")
    assert {rule.id for table in found for rule in table} <= set(RULES)
    listed = (SOURCE / "kaptar" / "checks" / "rules" / "rules.py").read_text("utf-8")
    tables = [path.stem for path in (SOURCE / "kaptar" / "checks" / "rules").glob("rules_*.py")]
    assert [name for name in tables if f".{name} import" not in listed] == []


def test_each_client_is_in_the_registry() -> None:
    installs = values("clients", "INSTALL")
    assert len(installs) > 5
    assert [install for install in installs if install not in INSTALLS.values()] == []
    found = [
        re.search(r'^    name: ClassVar\[str\] = "(\w+)"', path.read_text("utf-8"), re.MULTILINE)
        for path in (SOURCE / "kaptar" / "clients").glob("*.py")
    ]
    names = {match[1] for match in found if match}
    assert names == set(ADAPTERS)
    assert names <= set(INSTALLS)


def test_each_kind_of_task_is_listed() -> None:
    folder = SOURCE / "kaptar" / "jobs" / "kinds"
    assert {path.stem for path in folder.glob("*.py")} - {"__init__", "kind"} == set(KINDS)


def test_each_hive_part_is_listed() -> None:
    """A part is a class of ``hive/`` that owns migrations and can be made from the hive's ground."""
    found = {
        kind
        for module in modules(SOURCE / "kaptar" / "hive", r"^    migrations\b.* = ")
        for kind in vars(import_module(module)).values()
        if isinstance(kind, type) and kind.__module__ == module and "migrations" in vars(kind)
    }
    assert found == set(PARTS)


def test_each_family_of_operations_is_listed() -> None:
    found = [table for table in values("ops", "OPERATIONS") if table is not OPERATIONS]
    assert len(found) > 5
    assert {name for table in found for name in table} == set(OPERATIONS)


def test_each_format_of_the_edit_guest_has_its_name_on_the_host() -> None:
    text = (ROOT / "guests" / "edit" / "src" / "formats" / "mod.rs").read_text("utf-8")
    found = set(re.findall(r'^ +Self::\w+ => "(\w+)",$', text.split("impl Format", 1)[1].split("\n}\n", 1)[0], re.MULTILINE))
    assert len(found) > 5
    assert found <= FORMATS


def test_each_bench_has_its_verb() -> None:
    found = {re.fullmatch(r"kaptar_bench\.(\w+)(?:\.__init__)?", name) for name in modules(BENCH, r"^def measure\(config\b")}
    assert {match[1] for match in found if match} == set(BENCHES)


def test_each_command_is_listed() -> None:
    verbs = (SOURCE / "kaptar" / "cli").glob("*.py")
    listed = "\n".join(path.read_text("utf-8") for path in (SOURCE / "kaptar" / "cli").glob("*.py"))
    for path in verbs:
        if re.search(r"^@click\.(command|group)\(", path.read_text("utf-8"), re.MULTILINE) and path.stem != "verbs":
            assert f'"kaptar.cli.{path.stem}:' in listed, f"no Lazy of {path.name}"


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("clients.md", {"Claude Code", "Codex", "Gemini CLI", "opencode", "Cursor", "aider", "pre-commit", "git"}),
        ("plans.md", {f"`{kind}`" for kind in KINDS}),
        ("edits.md", {f"`{name}`" for name in (FORMATS - {"auto"}) | GRADES | REASONS}),
    ],
)
def test_a_page_names_each_part(page: str, names: set[str]) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    assert {name for name in names if name not in text} == set()


def test_the_page_of_clients_has_a_row_for_each() -> None:
    text = (ROOT / "docs" / "clients.md").read_text("utf-8")
    table = text.split("\n## What works with which client", 1)[1].split("\n\n- ", 1)[0]
    assert len(re.findall(r"^\| [A-Za-z]", table, re.MULTILINE)) - 1 == len(INSTALLS)


TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_each_test_that_a_recipe_names_exists() -> None:
    named = re.findall(r"`(tests/[\w./]+\.py)::(\w+)`", TEXT)
    assert len(named) > 10
    for path, name in named:
        assert re.search(rf"^(?:async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), f"{path}::{name}"
