"""Signs of a diff in the new lines of a block that has none, in any kind of file."""

import pytest

from kaptar.edit.account.quoting.reading.parts import Swap
from kaptar.edit.account.quoting.signs import check_signs


def signed(path: str, old: str, new: str, source: str = "") -> bool:
    """Whether the new lines are refused."""
    return check_signs([Swap(old, new, everywhere=False)], source or f"a\n{old}\nb\n", path) is not None


@pytest.mark.parametrize("path", [
    "Dockerfile", "Makefile", "Jenkinsfile", "Gemfile", "a.rst", "a.md", "a.txt", "a.yml", "a.js", "README", ".gitignore",
])  # fmt: skip
@pytest.mark.parametrize(("old", "new"), [
    ("   one\n   two", "    one\n+   new\n    two"),
    ("one\n\ntwo", " one\n \n+new\n two"),
    ("- one\n- two", " - one\n+- new\n - two"),
    ("one\n\ttwo", " one\n-\ttwo\n+\tthree"),
])  # fmt: skip
def test_lines_in_the_columns_of_a_diff_are_refused(path: str, old: str, new: str) -> None:
    assert signed(path, old, new)


@pytest.mark.parametrize("path", ["Dockerfile", "Vagrantfile", "Procfile", "Justfile"])
def test_a_plus_in_a_file_without_an_ending_is_a_sign(path: str) -> None:
    assert signed(path, "RUN a\nRUN b", "RUN a\n+ RUN c")


@pytest.mark.parametrize(("path", "old", "new"), [
    ("a.md", "* one\n* two", "* one\n* two\n  + sub"),
    ("a.md", "more", "+ more\n+ less"),
    ("TODO", "- a\n- b", "- a\n- b\n- c"),
    ("a.yml", "a:\n  - x", "a:\n  - x\n  - y"),
    (".gitignore", "a\nb", "a\nb\n-c"),
    ("Dockerfile", "RUN a \\\n  b", "RUN a \\\n  -x \\\n  b"),
])  # fmt: skip
def test_items_and_options_may_come(path: str, old: str, new: str) -> None:
    assert not signed(path, old, new)
