"""New lines behind what ends a block or a program."""

import pytest
from laying import lay

from kaptar.edit.account.rules.behind_ends import check_behind_ends

NEW = "  on(b, () => {\n    two();\n  });\n"
LEAVES = [
    "return (\n    <p>a</p>\n  );", "return {\n    a,\n  };", "return a\n    .map(b)\n  ;",
    "throw new Error(\n    a\n  );", "process.exit(1);",
    "sys.exit(1)", "return a;\n  // why", "exit 1", "die(\n    a\n  );", 'exec "$@"', "panic(a)", "return a if b else c",
]  # fmt: skip


def complaint(above: str, new: str = NEW, edit: str = "") -> object:
    before = f"function f() {{\n  {above}\n}}\n"
    after = before.removesuffix("}\n") + f"\n{new}}}\n"
    return check_behind_ends(*lay(before, after, edit or f"function f() {{\n  // ... existing code ...\n\n{new}}}\n"))


@pytest.mark.parametrize("above", LEAVES)
def test_nothing_comes_behind_a_statement_that_leaves_its_block(above: str) -> None:
    assert complaint(above) is not None


@pytest.mark.parametrize(
    "above",
    [
        "returned(a);",
        "exit = 1;",
        "return if a",
        "if (a) {\n    return b;\n  }",
        "exit.push(a);",
        "on(a, () => {\n    return 1;\n  });",
    ],
)
def test_other_statements_leave_no_block(above: str) -> None:
    assert complaint(above) is None


@pytest.mark.parametrize("new", ["  case 2:\n    two();\n", "  out:\n", "  // why\n", "  #endif\n", "  } else {\n    two();\n"])
def test_what_is_reached_otherwise_comes(new: str) -> None:
    assert complaint("return a;", new) is None


def test_a_shown_end_is_meant() -> None:
    assert complaint("return a;", edit=f"function f() {{\n  return a;\n\n{NEW}}}\n") is None


@pytest.mark.parametrize(
    "end",
    ["?>", "?>\n<p>x</p>", "__halt_compiler();", "__END__\ntext", "__DATA__", "\\end{document}", "# SIG # Begin signature block"],
)
def test_nothing_comes_behind_the_end_of_a_program(end: str) -> None:
    before = f"<?php\nfunction a() {{\n  one();\n}}\n{end}\n"
    new = "\nfunction b() {\n  two();\n}\n"
    assert check_behind_ends(*lay(before, before + new, f"<?php\n// ... existing code ...\n{new}")) is not None


@pytest.mark.parametrize(
    ("end", "new"),
    [
        ("?>\n<script>", "function b() {\n  two();\n}\n"),
        ("?>\n<p>x</p>", "<p>y</p>\n"),
        ("?>\n<p>x</p>\n<?php", "function b() {\n  two();\n}\n"),
        ('echo "?>";', "function b() {\n  two();\n}\n"),
    ],
)
def test_text_comes_where_a_php_file_is_text(end: str, new: str) -> None:
    before = f"<?php\nfunction a() {{\n  one();\n}}\n{end}\n"
    assert check_behind_ends(*lay(before, f"{before}\n{new}", f"<?php\n// ... existing code ...\n\n{new}")) is None


def test_a_text_for_people_has_no_statements() -> None:
    before = "return of the king\n"
    difference, shown = lay(before, before + "\nNew words.\n", "...\n\nNew words.\n")
    assert check_behind_ends(difference, shown) is not None
    prose = difference._replace(signs=type("Prose", (), {"is_prose": True})())
    assert check_behind_ends(prose, shown) is None
