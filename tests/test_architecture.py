"""ARCHITECTURE.md is true: its map has each room, its paths name files that exist, its layers are those of the layer test.

What is not built yet is named as planned, and does not exist. CONTRIBUTING.md names files that exist, too.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.test_layers import ORDER

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "kaptar"
TEXT = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
SCREEN = 62
"""Lines of a screen."""


def chapter(title: str) -> str:
    return TEXT.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def fenced(text: str) -> list[str]:
    return text.split("```text\n", 1)[1].split("\n```", 1)[0].splitlines()


MAP = fenced(chapter("The map"))
PATHS = chapter("Five paths")


def rooms(tree: list[str]) -> Iterator[str]:
    """Paths below the first line of a tree, in its order. A folder ends with a slash."""
    above: list[str] = []
    for line in tree[1:]:
        match = re.match(r"((?:│   |    )*)[├└]── (\S+)", line)
        if match is None:
            return
        depth = len(match[1]) // 4
        above[depth:] = [match[2]]
        yield "".join(above)


def there() -> set[str]:
    """Folders with modules, at any depth, and the modules at the top."""
    files = {path.relative_to(SOURCE) for path in SOURCE.rglob("*.py")}
    folders = {f"{folder}/" for file in files for folder in file.parents if folder != Path()}
    return folders | {file.name for file in files if file.parent == Path() and file.name != "__init__.py"}


def test_the_map_has_each_room_and_no_other() -> None:
    drawn = set(rooms(MAP))
    data = {room for room in drawn if room.endswith("/") and (SOURCE / room).is_dir() and not list((SOURCE / room).glob("*.py"))}
    assert data <= {"runtime/artifacts/"}, "a room without modules"
    assert drawn - data == there()


def test_the_map_fits_a_screen_and_says_a_line_of_each_room() -> None:
    assert len(MAP) <= SCREEN
    for line in filter(None, MAP[1:]):
        assert re.search(r"\S  +\S", line), f"no word about {line}"


def test_the_map_goes_from_the_doors_down_to_the_ground() -> None:
    top = [room.removesuffix("/").removesuffix(".py") for room in rooms(MAP) if "/" not in room.rstrip("/")]
    assert top == [name for name in reversed(ORDER) if "/" not in name]


def test_the_other_folders_of_the_map_exist() -> None:
    others = [line.split()[0] for line in MAP if re.match(r"\w+/ ", line)]
    assert {"guests/", "bench/", "tests/", "docs/"} <= set(others)
    assert [other for other in others if not (ROOT / other).is_dir()] == []


def test_the_layers_are_those_of_the_test() -> None:
    (line,) = re.findall(r"^errors <[^.]*?$(?:\n\w.*$)*", chapter("Layers"), re.MULTILINE)
    assert re.split(r"\s*<\s*", line.strip()) == [name for name in ORDER if name != "__main__"]


def steps() -> list[str]:
    return re.findall(r"^\d\. .*?(?=^\d\. |\Z)", PATHS, re.MULTILINE | re.DOTALL)


def test_there_are_five_paths_each_with_its_files_or_its_plan() -> None:
    assert len(steps()) == 5
    for step in steps():
        if not re.search(r"planned: issue \d", step):
            assert len(re.findall(r"`[\w/]+\.py`", step)) >= 3, step


def test_each_file_of_the_paths_and_of_the_hook_tree_exists() -> None:
    built = [step for step in steps() if "planned" not in step]
    named = re.findall(r"`([\w/]+(?:\.py|/))`", "\n".join(built)) + re.findall(
        r"[\w]+/[\w/]*\w\.py", chapter("How a hook travels")
    )
    assert len(named) > 30
    assert [name for name in named if not (SOURCE / name.removeprefix("src/kaptar/")).exists()] == []


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_each_named_file_exists(page: str) -> None:
    """A pattern such as ``checks/*.py`` matches a file; capitals (``NAME.py``) stand for a name that is yours."""
    text = (ROOT / page).read_text("utf-8")
    folders = "src|bench|guests|tests|docs|examples|requirements|plugin|\\.ci"
    named = re.findall(rf"`((?:{folders})/[\w./*-]+)`", text)
    assert len(named) > 20
    missing = [name for name in named if not list(ROOT.glob(re.sub(r"NAME", "*", name).rstrip("/")))]
    assert not missing


def test_what_is_planned_is_not_there_yet() -> None:
    for name in re.findall(r"`?(\w+/[\w/]+\.py)`? \(planned: issue \d\)", TEXT):
        assert not (SOURCE / name).exists(), f"{name} exists: say so in ARCHITECTURE.md"


def test_each_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["host"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=\[;]", entry)[0] for entry in needed} - {"kaptar"}
    assert {name for name in names if f"`{name}`" not in chapter("Dependencies")} == set()
