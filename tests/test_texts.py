"""The texts that users and agents read suggest no destructive command: who follows one may lose what nobody has elsewhere."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "kaptar").rglob("*.py"))
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", *sorted((ROOT / "plugin").rglob("*.md"))]
COMMAND = re.compile(
    r"(?<!git )\brm -|\bgit rm (?!(?:-r )?--cached)|\bgit (?:reset --hard|clean\b|checkout (?:--|\.)|restore \.)"
    r"|\bgit (?:stash (?:drop|clear)|branch -D|push (?:-f|--force))"
    r"|--force(?![\w-])|\brmdir\b|\bunlink \w"
)
ADVICE = re.compile(
    r"(?:^|[;:,] |\b(?:then|and|or) )(?:remove|delete|erase) (?:it\b|them\b|\{\}|the (?:folder|file|link|journal|repository)\b)"
    r"(?!.* by hand)"
)
"""An imperative whose object is a file or a folder: to move it away serves the same end and keeps it."""
NO_TEXTS = {
    "checks/builtin/notebooks.py": "names of magics that IPython knows",
    "shell/git_effects.py": "options of git's commands that destroy",
    "checks/proof/work_copy.py": "checkout-index into a folder of its own",
    "checks/tools/warm/dmypy.py": "a script that a shell runs: it removes the private folder that it was given",
}
"""Modules with literals that nobody reads, and what these are."""


def destroys(text: str) -> bool:
    """Whether a text has a command, or an advice, that destroys."""
    return COMMAND.search(text) is not None or ADVICE.search(text) is not None


def texts_of(path: Path) -> list[str]:
    """The string literals of a module without its docstrings; `{}` stands where an f-string has a value."""
    tree = ast.parse(path.read_text("utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    out = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            out.append("".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (parts | alone):
            out.append(node.value)
    return out


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_suggests_nothing_that_destroys(path: Path) -> None:
    found = [text for text in texts_of(path) if destroys(text)]
    assert bool(found) == (path.relative_to(ROOT / "src" / "kaptar").as_posix() in NO_TEXTS), found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_suggests_nothing_that_destroys(path: Path) -> None:
    assert [line for line in path.read_text("utf-8").splitlines() if ADVICE.search(line)] == []


@pytest.mark.parametrize(
    "text", ["look at it, and remove it", "any more, remove {}", "run `git reset --hard`", "then remove the folder", "rm -rf {}"]
)
def test_such_texts_are_seen(text: str) -> None:
    assert destroys(text)
