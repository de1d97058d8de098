"""Markdown, comments that silence, and imports: what is read from text."""

from pathlib import Path

import pytest

from kaptar.checks.builtin import markdown
from kaptar.checks.proof.runners import python_imports
from kaptar.checks.suppress import Suppression, suppressions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "guide.md").write_text("")
    (tmp_path / "docs" / "two words.md").write_text("")
    (tmp_path / "README.md").write_text("")
    return tmp_path


def problems(folder: Path, text: str) -> list[tuple[str, int]]:
    found = markdown.findings(text, folder / "docs" / "a.md", folder)
    return [(f.rule.partition("/")[2], f.line) for f in found]


def test_links_are_looked_at_while_there_is_time(folder: Path) -> None:
    answers = iter([True, True, False])
    text = "[a](no.md)\nx\n" * 5
    found = markdown.findings(text, folder / "docs" / "a.md", folder, lambda: next(answers))
    assert [finding.line for finding in found] == [1, 3]


def test_a_line_that_nobody_wrote_has_no_links(folder: Path) -> None:
    link = "[a](no.md) "
    assert len(problems(folder, link * (markdown.MOST_LINE // len(link)))) == markdown.MOST_LINE // len(link)
    assert problems(folder, link * (markdown.MOST_LINE // len(link) + 1)) == []


@pytest.mark.parametrize(
    ("line", "links"),
    [
        ("`[a](no.md)` [b](no.md)", 1), ("``[a](no.md)` [b](no.md)``", 0), ("`` [a](no.md) `", 1), ("` `` [a](no.md) ` ``", 0),
        ("`a` [b](no.md) `c`", 1), ("```[a](no.md)``` `[b](no.md)`", 0),
    ],
)  # fmt: skip
def test_code_ends_with_as_many_backticks_as_it_begins_with(folder: Path, line: str, links: int) -> None:
    assert len(problems(folder, f"x {line}")) == links


@pytest.mark.parametrize(
    "text",
    ["[a](guide.md)", "[a](../README.md#x)", "[a](/README.md)", "[a](https://example.com/x.md)", "[a](mailto:a@example.com)",
     "[a](<guide.md>)", '[a](guide.md "title")', "[a](two%20words.md)", "`[a](no.md)`", "``x ` [a](no.md)``", "![i](guide.md)",
     "```\n[a](no.md)\n```", "~~~\n```\n~~~", "# A `b` c!\n[x](#a-b-c)", "# A\n# A\n[x](#a-1)", '<a id="here"></a>\n[x](#here)',
     "- ```sh\n  ls\n  ```", "> ```\n> x\n> ```", "[a]: guide.md", "text [not a link] (x)", "````\n```\n````"],
)  # fmt: skip
def test_markdown_that_is_right(folder: Path, text: str) -> None:
    assert problems(folder, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n[a](no.md)", [("link", 2)]),
        ("[a](guide.md) [b](no.md) [c](no2.md)", [("link", 1), ("link", 1)]),
        ("[a]: no.md", [("link", 1)]),
        ("[a](#nowhere)", [("link", 1)]),
        ("![i](no.png)", [("link", 1)]),
        ("a\n```sh\nls", [("fence", 2)]),
        ("```\n~~~\n", [("fence", 1)]),
        ("````\n```\n", [("fence", 1)]),
    ],
)
def test_markdown_that_is_wrong(folder: Path, text: str, expected: list[tuple[str, int]]) -> None:
    assert problems(folder, text) == expected


MARK = "kaptar: " + "ignore"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"x = 1  # {MARK}[a] -- why\n", Suppression(1, 8, 1, ("a",), "why")),
        (f"// {MARK}[a/b, c] -- it is so\nx", Suppression(1, 1, 2, ("a/b", "c"), "it is so")),
        (f"é /* {MARK}[a] -- why */\n", Suppression(1, 3, 1, ("a",), "why")),
        (f"<!-- {MARK}[a]: why -->\n", Suppression(1, 1, 2, ("a",), "why")),
        (f"x # {MARK}[a]\n", Suppression(1, 3, 1, ("a",), "")),
        (f"x # {MARK}\n", Suppression(1, 3, 1, (), "")),
        (f"x # {MARK}[] -- why\n", Suppression(1, 3, 1, (), "why")),
        (f"x # {MARK}[a] --  \n", Suppression(1, 3, 1, ("a",), "")),
    ],
)
def test_comments_that_silence(text: str, expected: Suppression) -> None:
    assert suppressions(text.encode()) == (expected,)


def test_text_that_only_mentions_it_silences_nothing() -> None:
    assert suppressions(f'say("{MARK}[a] -- why")\n'.encode()) == ()


def test_module_names_and_imports(tmp_path: Path) -> None:
    package = tmp_path / "src" / "shop" / "cart"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("")
    (package / "__init__.py").write_text("from .. import price\nfrom .line import (\n    Line,\n    Total as T,\n)\n")
    (package / "line.py").write_text("import os, shop.price as p\n    from x import y  # no\n")
    assert python_imports.module_names(package / "line.py", tmp_path) == {"src.shop.cart.line", "shop.cart.line"}
    assert python_imports.module_names(package / "__init__.py", tmp_path) >= {"shop.cart"}
    assert set(python_imports.imports_of(package / "__init__.py", tmp_path)) == {
        "shop", "shop.price", "shop.cart.line", "shop.cart.line.Line", "shop.cart.line.Total",
    }  # fmt: skip
    assert {"os", "shop.price"} <= set(python_imports.imports_of(package / "line.py", tmp_path))


def test_tests_by_distance(tmp_path: Path) -> None:
    for name, text in {
        "core.py": "", "middle.py": "import core\n", "test_far.py": "import middle\n", "test_core.py": "", "test_other.py": "",
        "near.py": "", "test_near_by_import.py": "from near import x\n", ".hidden/test_core.py": "",
    }.items():  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def tests(name: str) -> list[str]:
        return [path.name for path in python_imports.tests_of(tmp_path / name, tmp_path)]

    assert tests("core.py") == ["test_core.py", "test_far.py"]
    assert tests("near.py") == ["test_near_by_import.py"]
    assert tests("test_other.py") == ["test_other.py"]
