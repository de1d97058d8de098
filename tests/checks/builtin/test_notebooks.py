"""Notebooks: their JSON, and the Python of their cells."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.checks.builtin.test_syntax import look
from tests.checks.conftest import Make

from kaptar.checks.builtin.notebooks import MOST_CELLS, without_magics

PYTHON: dict[str, Any] = {"kernelspec": {"name": "python3", "language": "python"}}


def notebook(*cells: str | list[str], metadata: dict[str, Any] = PYTHON, indent: int | None = 1) -> bytes:
    """A notebook with cells of code, each as Jupyter writes it: a string for each line."""
    sources = [cell if isinstance(cell, list) else cell.splitlines(keepends=True) for cell in cells]
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    note = {"cell_type": "markdown", "metadata": {}, "source": ["x = (\n"]}
    return json.dumps({"cells": [note, *made], "metadata": metadata, "nbformat": 4}, indent=indent).encode()


def test_broken_json_is_an_error(make: Make, root: Path) -> None:
    found = look(make, root, "a.ipynb", notebook("x = 1\n")[:-3])
    assert [each.severity for each in found.findings] == ["error"]


@pytest.mark.guest
@pytest.mark.parametrize("indent", [1, 4, None])
def test_broken_python_is_an_error_at_its_line_of_the_file(make: Make, root: Path, indent: int | None) -> None:
    source = notebook("x = 1\n", "y = 2\nz = = 3\n", indent=indent)
    (finding, *_) = look(make, root, "a.ipynb", source).findings
    assert (finding.severity, finding.line) == ("error", source[: source.index(b"z = = 3")].count(b"\n") + 1)
    assert finding.message.startswith("cell 3, line 2: ")


@pytest.mark.guest
def test_a_cell_of_one_string_is_read_too(make: Make, root: Path) -> None:
    text = json.dumps({"metadata": PYTHON, "cells": [{"source": "x = 1\ny = = 2\n", "cell_type": "code"}]}, indent=1)
    (finding, *_) = look(make, root, "a.ipynb", text.encode()).findings
    assert finding.line == text[: text.index("x = 1")].count("\n") + 1


ALLOWED = [
    "%matplotlib inline\nimport x\n",
    "!pip install -q a \\\n    b\nimport b\n",
    "files = !ls\nnow = %timeit -o f()\na, b = !ls\n",
    "for x in y:\n    !echo {x}\n    %run z\n",
    "print?\nx.y??\n?x\n",
    "%%time\nx = 1\n",
    "%%bash\nfor x in y; do (; done\n",
    "\n%%html\n<b>\n",
    "await f()\nasync with a as b:\n    pass\nx = [y async for y in z]\n",
    "  x = 1\n  y = 2\n",
    "x = 1;\ndisplay(x)\n",
    "%timeit f(x,\n          y)\nz = 1\n",
    "r = %timeit -o f(')',\n  [1,\n  2])\nif r:\n    %time g({\n    1: 2})\n",
    "!echo (\nx = 1\n",
    "ls nbpackage\n",
    "cd ../data\nx = 1\nmkdir -p out\nls\n",
    "if x:\n    load_ext autoreload\n    matplotlib inline\n",
    "text = '''\n%d\n!x\n'''\n",
    "",
]


@pytest.mark.guest
@pytest.mark.parametrize("cell", ALLOWED)
def test_what_ipython_reads_is_no_finding(make: Make, root: Path, cell: str) -> None:
    assert (found := look(make, root, "a.ipynb", notebook(cell))).state == "passed", found


@pytest.mark.guest
def test_an_error_beside_a_magic_is_a_warning(make: Make, root: Path) -> None:
    found = look(make, root, "a.ipynb", notebook("%time\nx = = 2\n"))
    assert {each.severity for each in found.findings} == {"warning"}


@pytest.mark.guest
@pytest.mark.guest
@pytest.mark.parametrize(
    "line", ["time = = 2", "run.x = = 2", "time - = 2", "ls in in x", "lsx nbpackage", "pip, x = = 2", "load\t== ="]
)
def test_a_name_of_a_magic_is_a_name_elsewhere(make: Make, root: Path, line: str) -> None:
    (finding,) = look(make, root, "a.ipynb", notebook(f"{line}\n")).findings
    assert finding.severity == "error"


@pytest.mark.parametrize("metadata", [{}, {"kernelspec": {"name": "ir", "language": "R"}}, {"language_info": {"name": "julia"}}])
def test_cells_for_another_kernel_are_not_judged(make: Make, root: Path, metadata: dict[str, Any]) -> None:
    assert look(make, root, "a.ipynb", notebook("x <- (\n", metadata=metadata)).state == "passed"


@pytest.mark.parametrize("content", [b"[]", b'{"cells": 1}', b'{"cells": [{"source": 1}]}', b'"x"', b"{}"])
def test_json_that_is_no_notebook_is_judged_as_json(make: Make, root: Path, content: bytes) -> None:
    assert look(make, root, "a.ipynb", content).state == "passed"


@pytest.mark.guest
def test_the_cells_have_a_bound(make: Make, root: Path) -> None:
    found = look(make, root, "a.ipynb", notebook(*["x\n"] * (MOST_CELLS + 1), indent=None))
    assert (found.state, found.due) == ("not_run", True)
    assert "first 2,000" in found.reason


@pytest.mark.guest
def test_pictures_do_not_make_a_notebook_too_large(make: Make, root: Path) -> None:
    picture = json.dumps({"cell_type": "markdown", "source": "A" * (2 << 20)})
    source = notebook("x = = 2\n").replace(b'"cells": [', b'"cells": [' + picture.encode() + b",")
    assert [each.severity for each in look(make, root, "a.ipynb", source).findings] == ["error"]


def test_each_line_keeps_its_number() -> None:
    plain = without_magics("x = 1\n!ls \\\n  -l\ny = 2")
    assert plain is not None
    assert plain.split("\n")[3] == "y = 2"


def told(cell: dict[str, Any], indent: int | None = 1) -> bytes:
    """A notebook with one cell of code."""
    return json.dumps({"cells": [{"cell_type": "code", **cell}], "metadata": PYTHON}, indent=indent).encode()


@pytest.mark.guest
@pytest.mark.parametrize(
    "cell",
    [
        {"source": "x = = 1", "metadata": {"tags": ["raises-exception"]}, "outputs": []},
        {"source": ["x.loc[(:, 1)]"], "outputs": [{"output_type": "error", "ename": "SyntaxError", "evalue": "invalid syntax"}]},
        {"source": "  x\n y", "outputs": [{"output_type": "error", "ename": "IndentationError"}]},
    ],
)
def test_a_cell_that_is_to_fail_is_not_judged(make: Make, root: Path, cell: dict[str, Any]) -> None:
    assert (found := look(make, root, "a.ipynb", told(cell))).state == "passed", found


@pytest.mark.guest
@pytest.mark.parametrize(
    "cell",
    [
        {"source": "x = = 1", "metadata": {"tags": "raises-exception"}, "outputs": 1},
        {"source": "x = = 1", "metadata": [], "outputs": [{"ename": "NameError"}, 1]},
    ],
)
def test_other_outputs_and_tags_say_nothing(make: Make, root: Path, cell: dict[str, Any]) -> None:
    assert [each.severity for each in look(make, root, "a.ipynb", told(cell)).findings] == ["error"]


@pytest.mark.guest
def test_a_cell_has_one_finding_with_its_column(make: Make, root: Path) -> None:
    source = told({"source": ["é = 1\n", "x = = 1\n", "y = = 2\n", "z = (:, 1)\n"]}, indent=None)
    (finding,) = look(make, root, "a.ipynb", source).findings
    assert (finding.line, finding.column) == (1, source.decode().index('"x = = 1') + 1)
