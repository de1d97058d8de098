"""Notebooks of Jupyter: JSON, and the Python in their cells of code.

A line for IPython alone (``%time``, ``!ls``, ``name?``, ``cd data``) counts as a statement, with the lines on which its brackets
are closed. Where a cell has one and still does not parse, its error is a warning: IPython may know more than is known here. Cells
that are to fail are not judged: those with the tag ``raises-exception``, and those whose recorded output is an error of syntax.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from kaptar.checks.builtin import unjudged
from kaptar.checks.builtin.notebook_places import CellLines
from kaptar.checks.check import Ran
from kaptar.checks.finding import Finding, Severity
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.decoding.json import decode_json
from kaptar.ops.same import Ask
from kaptar.ops.syntax_types import Diagnostic, Validation

MOST_CELLS = 2000
"""Cells of one notebook that are looked at."""
_PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun", "lprun", "px", "debug"})
"""Magics of a whole cell that leave its text Python."""
_WITHOUT_SIGN = (
    "alias|autoreload|bookmark|cat|cd|clear|conda|cp|debug|dirs|edit|env|gui|history|ldir|less|lf|lk|ll|load|load_ext|ls|lx|macro|"
    "magic|man|matplotlib|mkdir|more|mv|notebook|page|pdef|pdoc|pfile|pinfo|pip|popd|prun|psearch|psource|pushd|pycat|pylab|rehashx|"
    "reload_ext|reset|rm|rmdir|run|save|sc|set_env|store|sx|system|time|timeit|unalias|unload_ext|who|who_ls|whos|xdel|xmode"
)
"""IPython's magics of a line, and its names of commands: it takes them without ``%`` (setting ``automagic``, on by default)."""
_MAGIC = re.compile(
    r"([ \t]{0,200}+)(?:[%!?]|[\w.]{1,200}+\?|[\w.,*\[\]'\" ]{1,200}?=[ \t]{0,9}[%!]"
    rf"|(?:{_WITHOUT_SIGN})[ \t]{{1,200}}+(?![=!<>+*%&|^@,:;)\]}}]|-[ \t=]|/[ \t=]|(?:in|is|not|if|and|or|for)\b))",
    re.ASCII,
)
_STRING = re.compile(r"\"(?:[^\"\\]|\\.?)*+\"?|'(?:[^'\\]|\\.?)*+'?", re.DOTALL)
_RAISES = "raises-exception"
"""The tag by which Jupyter's programs go on behind a cell that fails."""
_UNREADABLE = frozenset({"SyntaxError", "IndentationError", "TabError"})
_ONLY_OUTSIDE = re.compile(r"\bawait\b|\basync\b|asynchronous")
"""Of what a parser says that IPython allows at the top of a cell."""


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: str | list[str] = ""
    metadata: Any = None
    outputs: Any = None


class _Notebook(msgspec.Struct):
    cells: list[_Cell] = []
    metadata: dict[str, Any] = {}


class _Error(NamedTuple):
    """A parse error in the cell ``number`` (from 0, of all kinds)."""

    number: int
    found: Diagnostic
    severity: Severity


def judge(snapshot: Snapshot, ask: Ask) -> Ran:
    """The parse errors of the cells of a notebook that is JSON. Raises what a call of an operation does."""
    assert snapshot.content is not None
    notebook = _read(snapshot.content)
    if notebook is None or not _is_python(notebook.metadata):
        return Ran()
    code = [(number, _text(cell)) for number, cell in enumerate(notebook.cells) if _is_judged(cell)]
    errors = [error for number, text in code[:MOST_CELLS] for error in _errors(number, text, ask)]
    worst: Severity = "warning" if unjudged.is_test_data(snapshot.path) else "error"
    places = CellLines(snapshot.content) if errors else None
    found = tuple(_finding(each, places, worst) for each in errors if places is not None)
    rest = Skipped(f"the cells after the first {MOST_CELLS:,} of code were not looked at") if len(code) > MOST_CELLS else None
    return Ran(found, rest=rest)


def _read(source: bytes) -> _Notebook | None:
    try:
        notebook: _Notebook = decode_json(source, _Notebook)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return notebook


def _is_python(metadata: dict[str, Any]) -> bool:
    """Whether the cells are for a kernel of Python, as the notebook says. One that does not say it is not judged."""
    kernel, info = metadata.get("kernelspec"), metadata.get("language_info")
    kernel, info = (each if isinstance(each, dict) else {} for each in (kernel, info))
    named = info.get("name") or kernel.get("language") or kernel.get("name") or ""
    return isinstance(named, str) and named.lower().rstrip("0123456789.") in ("python", "ipython")


def _is_judged(cell: _Cell) -> bool:
    """Whether it is a cell of code that is meant to parse."""
    tags = cell.metadata.get("tags") if isinstance(cell.metadata, dict) else None
    outputs = cell.outputs if isinstance(cell.outputs, list) else []
    failed = any(isinstance(each, dict) and each.get("ename") in _UNREADABLE for each in outputs)
    return cell.cell_type == "code" and not failed and not (isinstance(tags, list) and _RAISES in tags)


def _text(cell: _Cell) -> str:
    return cell.source if isinstance(cell.source, str) else "".join(cell.source)


def _errors(number: int, text: str, ask: Ask) -> Iterator[_Error]:
    wrong, host = _asked(text, ask)
    if not wrong:
        return
    plain = without_magics(text)
    if plain is None:
        return
    changed = plain != text
    if changed:
        wrong, host = _asked(plain, ask)
    doubted = changed or host or unjudged.is_python_2(plain.encode("utf-8", "replace"), wrong)
    for first in wrong[:1]:
        yield _Error(number, first, "warning" if doubted else "error")


def _asked(text: str, ask: Ask) -> tuple[list[Diagnostic], bool]:
    """The errors of a text, and whether the host has stood in."""
    answer = ask("syntax.validate", text.encode("utf-8", "replace"), "python")
    validation: Validation = answer.value
    wrong = [each for each in validation.diagnostics if each.severity == "error" and not _ONLY_OUTSIDE.search(each.message)]
    return wrong, answer.backend == "host"


def without_magics(text: str) -> str | None:
    """A cell with a statement for each line that is for IPython alone; None where the cell is none of Python.

    Each line keeps its number. The indentation of the first line is taken off all of them, as IPython does.
    """
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    head = lines[first]
    if head.startswith("%%"):
        if head[2:].split(maxsplit=1)[:1] not in ([name] for name in _PYTHON_CELLS):
            return None
        lines[first] = ""
    indent = head[: len(head) - len(head.lstrip(" \t"))]
    return "\n".join(_plain([line.removeprefix(indent) for line in lines]))


def _plain(lines: Iterable[str]) -> Iterator[str]:
    goes_on, bracketed, opened = False, False, 0
    for line in lines:
        found = None if goes_on else _MAGIC.match(line)
        if found is not None:
            bracketed, opened = "%" in found[0], 0
        magic = goes_on or found is not None
        if goes_on:
            yield ""
        else:
            yield line if found is None else f"{found[1]}pass"
        opened += _opened(line) if bracketed else 0
        goes_on = magic and (line.endswith("\\") or opened > 0)


def _opened(line: str) -> int:
    """Brackets of a line that are open at its end; below 0 where it closes those of lines before."""
    code = _STRING.sub("", line)
    return sum(code.count(each) for each in "([{") - sum(code.count(each) for each in ")]}")


def _finding(error: _Error, places: CellLines, worst: Severity) -> Finding:
    line, column = places.place(error.number, error.found.line)
    return Finding(
        check="syntax", rule="syntax/parse", path="", line=line, column=column, end_line=line, end_column=column,
        severity="warning" if worst == "warning" else error.severity,
        message=f"cell {error.number + 1}, line {error.found.line}: {error.found.message}",
        recommendation="the cell does not parse from here on",
    )  # fmt: skip
