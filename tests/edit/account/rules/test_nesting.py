"""A marker laid over the end of its block is found, and one laid over the rest of its block is not."""

from typing import NamedTuple

import pytest
from laying import lay

from kaptar.edit.account.rules.nesting import check_nesting


class Blocks(NamedTuple):
    """A language's way to write two blocks, one below the other; ``{}`` stands for their lines."""

    first: str
    between: str
    end: str
    marker: str


LANGUAGES = {
    "if and else with braces": Blocks("if (a) {", "} else {", "}", "// ..."),
    "else if": Blocks("if (a) {", "} else if (b) {", "}", "// ..."),
    "try and catch": Blocks("try {", "} catch (e) {", "}", "// ..."),
    "two functions": Blocks("function a() {", "}\n\nfunction b() {", "}", "// ..."),
    "two methods": Blocks("  a() {", "  }\n\n  b() {", "  }", "// ..."),
    "python branches": Blocks("if a:", "else:", "", "# ..."),
    "python functions": Blocks("def a():", "\n\ndef b():", "", "# ..."),
    "ruby": Blocks("def a", "end\n\ndef b", "end", "# ..."),
    "shell": Blocks("a() {", "}\n\nb() {", "}", "# ..."),
    "shell branches": Blocks("if a; then", "else", "fi", "# ..."),
    "two rules": Blocks("a {", "}\n\nb {", "}", "/* ... */"),
    "two elements": Blocks("<ul>", "</ul>\n<ul>", "</ul>", "<!-- ... -->"),
    "a label of go": Blocks("if a {", "} else {", "}", "// ..."),
}


def _indented(lines: str, head: str) -> str:
    depth = len(head) - len(head.lstrip()) + 4
    return "".join(f"{' ' * depth}{line}\n" for line in lines.split("|"))


def _text(blocks: Blocks, first: str, second: str) -> str:
    end = f"{blocks.end}\n" if blocks.end else ""
    return f"{blocks.first}\n{_indented(first, blocks.first)}{blocks.between}\n{_indented(second, blocks.first)}{end}"


def _edit(blocks: Blocks) -> str:
    end = f"{blocks.end}\n" if blocks.end else ""
    return f"{blocks.first}\n{_indented(f'{blocks.marker}|new_line();', blocks.first)}{end}"


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_marker_does_not_reach_into_the_next_block(name: str) -> None:
    blocks = LANGUAGES[name]
    before, wrong = _text(blocks, "one();|two();", "three();"), _text(blocks, "one();|two();", "three();|new_line();")
    assert check_nesting(*lay(before, wrong, _edit(blocks)), lambda _: False) is not None


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_line_found_in_the_next_block_is_not_the_one_that_is_shown(name: str) -> None:
    blocks = LANGUAGES[name]
    there = _text(blocks, "one();|two();", "three();|new_line();")
    assert check_nesting(*lay(there, there, _edit(blocks)), lambda _: False) is not None


@pytest.mark.parametrize("name", [n for n, blocks in LANGUAGES.items() if blocks.between.startswith(("\n", blocks.end + "\n"))])
def test_a_marker_that_hides_its_own_block_is_accepted(name: str) -> None:
    blocks = LANGUAGES[name]
    before, right = _text(blocks, "one();|two();", "three();"), _text(blocks, "one();|two();|new_line();", "three();")
    assert check_nesting(*lay(before, right, _edit(blocks)), lambda _: False) is None


SILENT = {
    "a comment further left": "def f():\n    one()\n# why\n    two()\n",
    "a directive": "void f() {\n    one();\n#ifdef X\n    two();\n#endif\n    three();\n}\n",
    "a head over lines": "def f(\n    a,\n) -> int:\n    one()\n    two()\n",
    "arguments taken apart": "const f = ({\n  a,\n}: Props) => {\n  one();\n  two();\n};\n",
    "an access label": "class A {\npublic:\n    one();\nprivate:\n    two();\n};\n",
}


@pytest.mark.parametrize("name", SILENT)
def test_lines_that_end_no_block_may_be_hidden(name: str) -> None:
    before = SILENT[name]
    lines = before.split("\n")
    ends = lines[-2].startswith("}")
    at = len(lines) - (2 if ends else 1)
    depth = " " * (len(lines[at - 1]) - len(lines[at - 1].lstrip()))
    after = "\n".join([*lines[:at], f"{depth}new();", *lines[at:]])
    edit = "\n".join([lines[0], f"{depth}// ...", f"{depth}new();", *lines[at:-1]])
    assert check_nesting(*lay(before, after, edit), lambda _: False) is None


def test_lines_of_a_string_end_no_block() -> None:
    before = 'def f():\n    x = """\ntext\n"""\n    one()\n'
    after, edit = before + "    new()\n", "def f():\n    # ...\n    new()\n"
    assert check_nesting(*lay(before, after, edit), lambda _: False) is not None
    assert check_nesting(*lay(before, after, edit), lambda line: line in (2, 3)) is None
