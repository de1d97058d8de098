"""The first line of each module and of each public class names the thing, and a class name has one meaning."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "kaptar"
RIDDLES = ("What", "Whether", "Which", "How", "Where", "Who", "Why", "When", "Of")
"""A line that begins so describes the thing and leaves its name to the reader."""
FILES = sorted([*SOURCE.rglob("*.py"), *(ROOT / "bench" / "kaptar_bench").rglob("*.py")])


def public_classes(path: Path) -> Iterator[ast.ClassDef]:
    """The classes of a module without an underscore, also those inside of functions and classes."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_first_line_names_the_thing(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert text, "no docstring"
    assert text.split()[0] not in RIDDLES
    of_classes = {node.name: ast.get_docstring(node) or "" for node in public_classes(path)}
    assert {name: said for name, said in of_classes.items() if said.split()[:1] and said.split()[0] in RIDDLES} == {}


def test_a_class_name_has_one_meaning() -> None:
    """`Runtime` of the front desk is the runtime with all operations: the same thing under the same name."""
    homes: dict[str, list[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(path.relative_to(SOURCE).as_posix())
    assert {name: places for name, places in homes.items() if len(places) > 1 and name != "Runtime"} == {}
