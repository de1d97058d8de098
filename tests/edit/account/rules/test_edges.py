"""The first and the last statement of a file, in an answer that is taken for the whole file."""

import pytest
from laying import lay

from kaptar.edit.account.rules.edges import check_edges

BODY = "\nfunction f() {\n  return a;\n}\n\n"
BEFORE = f'start("a");\n{BODY}module.exports = {{ f }};\n'
LOST = [
    BEFORE.replace("module.exports = { f };", "function g() {\n}"),
    BEFORE.replace("module.exports = { f };", "g();"),
    BEFORE.replace('start("a");', "g();"),
]
KEPT = [
    BEFORE.replace("{ f };", "{ f, g };"),
    BEFORE.replace("module.exports = { f };", "export { f };\nmodule.exports = f;"),
    BEFORE.replace('start("a");', 'start("b", 1);'),
    BEFORE.replace('start("a");', 'restart("a");'),
    BEFORE.replace('start("a");\n', "g();\n").replace("module", 'start("a");\nmodule'),
    BEFORE.replace("return a;", "return b;"),
]


@pytest.mark.parametrize("after", LOST)
def test_a_statement_at_an_edge_does_not_go_for_another(after: str) -> None:
    complaint = check_edges(lay(BEFORE, after, after)[0])
    assert complaint is not None
    assert complaint[0] == "unaccounted_removal"


@pytest.mark.parametrize("after", KEPT)
def test_it_may_change_and_move(after: str) -> None:
    assert check_edges(lay(BEFORE, after, after)[0]) is None


def test_imports_are_left_to_the_rule_about_imports() -> None:
    before, after = "import os\n\nf(os)\n", "from b import c\n\nf(c)\n"
    assert check_edges(lay(before, after, after)[0]) is None


def test_the_end_of_a_block_is_no_statement() -> None:
    before, after = "f(() => {\n  a();\n});\n", "f(() => {\n  a();\n}, 2);\n"
    assert check_edges(lay(before, after, after)[0]) is None
