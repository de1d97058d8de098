"""Names of files on top of an edit, or above its fence."""

import pytest

from kaptar.edit.labels import other_file, without_own_label

OTHERS = [
    "// src/models/user.ts\nconst a = 1;\n",
    "# tests/test_a.py\ndef f(): ...\n",
    "// file: other.ts\nconst a = 1;\n",
    "<!-- docs/a.html -->\n<p>a</p>\n",
    "`tests/test_a.py`:\n```python\ndef f(): ...\n```\n",
    "Here it is.\n\n**src/b.py**\n\n```python\ndef f(): ...\n```\n",
    "```ts\n// src/b.ts\nconst a = 1;\n```\n",
]


@pytest.mark.parametrize("edit", OTHERS)
def test_another_file_is_told(edit: str) -> None:
    assert other_file(edit, "src/a.py", "x\n") is not None


@pytest.mark.parametrize(
    "edit", ["# src/a.py\nx = 1\n", "# app/src/a.py\nx = 1\n", "`src/a.py`:\n```\nx\n```\n", "./src/a.py\nx\n"]
)
def test_the_files_own_name_is_no_other(edit: str) -> None:
    assert other_file(edit, "src/a.py", "") is None


@pytest.mark.parametrize(
    "edit", ["# see docs/a.md for more\nx = 1\n", "import a.b\n", "x = 'a/b.py'\n", "# v1.2\n", "// a/b\nf();\n", "", "a.b.c()\n"]
)
def test_other_lines_are_no_names(edit: str) -> None:
    assert other_file(edit, "src/a.py", "") is None


def test_a_line_of_the_file_is_content() -> None:
    assert other_file("# tests/b.py\nx = 2\n", "src/a.py", "# tests/b.py\nx = 1\n") is None


@pytest.mark.parametrize(
    "top", ["# src/a.py", "// src/a.py", "# a.py", "/* src/a.py */", "# File: app/src/a.py", "```py\n# src/a.py"]
)
def test_the_own_name_on_top_is_no_content(top: str) -> None:
    bare = without_own_label(f"{top}\nx = 1\n", "src/a.py", "x = 0\n")
    assert "a.py" not in bare
    assert bare.endswith("x = 1\n")


@pytest.mark.parametrize("top", ["# src/b.py", "# see a.py", "x = 'a.py'", "a.py()", "import a", "# a"])
def test_other_first_lines_stay(top: str) -> None:
    assert without_own_label(f"{top}\nx = 1\n", "src/a.py", "x = 0\n") == f"{top}\nx = 1\n"


def test_a_name_that_the_file_has_stays() -> None:
    edit = "# src/a.py\nx = 1\n"
    assert without_own_label(edit, "src/a.py", "# src/a.py\nx = 0\n") == edit
