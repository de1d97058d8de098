"""Recipes of a Makefile that come with blanks in the place of their tab."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused
from kaptar.edit.recipes import blank_recipe

MAKE = "CC = gcc\n\nall: main.o\n\t$(CC) -o app main.o\n\nclean:\n\trm -f app\n"


@pytest.mark.parametrize("path", ["Makefile", "src/GNUmakefile", "rules.mk", "makefile.am"])
@pytest.mark.parametrize("text", [
    MAKE.replace("\t", "    "), MAKE + "\ntest: all\n    ./app\n", MAKE + "        rm b\n", MAKE + "\nx:: y # z\n  go\n",
    MAKE + "ifdef X\n    go\nendif\n", MAKE + "\n%.o: %.c\n\tcc\n    strip\n", MAKE + "\nx: CFLAGS == y\n    go\n",
])  # fmt: skip
def test_a_recipe_with_blanks_is_found(path: str, text: str) -> None:
    assert blank_recipe(MAKE.encode(), text.encode(), path)
    assert blank_recipe(b"", text.encode(), path)


@pytest.mark.parametrize("text", [
    MAKE + "\nX = a \\\n    b\n", MAKE + "ifdef X\n    Y = 1\nendif\n", MAKE + "\tfor i in a; do \\\n    echo; \\\n    done\n",
    MAKE + "\ndefine T\nall:\n    echo\nendef\n", MAKE + "\ny: z\n    include a.mk\n    $(info b)\n    # c\n",
    MAKE + "Z := a:b\n    go\n",
    ".RECIPEPREFIX = >\nall:\n    a\n", MAKE + "\nall: a \\\n    b\n",
])  # fmt: skip
def test_other_blanks_may_come(text: str) -> None:
    assert blank_recipe(MAKE.encode(), text.encode(), "Makefile") == ""


def test_other_files_and_those_that_had_such_lines_are_left_alone() -> None:
    blanks = MAKE.replace("\t", "  ").encode()
    assert blank_recipe(MAKE.encode(), blanks, "a.yml") == ""
    assert blank_recipe(blanks, blanks + b"x:\n  y\n", "Makefile") == ""


@pytest.mark.parametrize(("edit", "format"), [
    (MAKE.replace("\t", "    ").replace("gcc", "clang"), "auto"), (MAKE.replace("\t", "    "), "whole_file"),
    ("<<<<<<< SEARCH\nclean:\n=======\ntest: all\n    ./app\n\nclean:\n>>>>>>> REPLACE\n", "auto"),
    ("# ... existing code ...\n\nclean:\n\trm -f app\n\ntest: all\n    ./app\n", "auto"),
])  # fmt: skip
def test_such_an_edit_is_refused(editor: Editor, edit: str, format: str) -> None:
    assert isinstance(editor.apply_edit(MAKE.encode(), edit, path="Makefile", format=format), Refused)
