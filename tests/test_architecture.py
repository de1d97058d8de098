"""ARCHITECTURE.md names files; they exist. What is not built yet is named as planned, and does not exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
PATHS = TEXT.split("## Five paths", 1)[1].split("\n## ", 1)[0]


def steps() -> list[str]:
    return re.findall(r"^\d\. .*?(?=^\d\. |\Z)", PATHS, re.MULTILINE | re.DOTALL)


def test_there_are_five_paths_each_with_its_files_or_its_plan() -> None:
    assert len(steps()) == 5
    for step in steps():
        assert re.search(r"`src/kaptar/[\w/]+\.py`", step) or re.search(r"planned: issue \d", step), step


def test_each_named_file_exists() -> None:
    named = re.findall(r"`((?:src|guests|tests|docs|examples|requirements|\.ci)/[\w./-]+)`", TEXT)
    assert named
    missing = [name for name in named if not (ROOT / name).exists()]
    assert not missing


def test_what_is_planned_is_not_there_yet() -> None:
    for name in re.findall(r"`?(\w+/[\w/]+\.py)`? \(planned: issue \d\)", TEXT):
        assert not (ROOT / "src" / "kaptar" / name).exists(), f"{name} exists: say so in ARCHITECTURE.md"


def test_each_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["host"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=\[;]", entry)[0] for entry in needed} - {"kaptar"}
    table = TEXT.split("## Dependencies", 1)[1]
    assert {name for name in names if f"`{name}`" not in table} == set()
