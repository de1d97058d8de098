"""Names of files on top of an edit, or above its fence."""

import pytest

from kaptar.edit.labels import other_file

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
