"""New lines stand in the section that the edit shows, in files whose sections have no end of their own."""

import pytest
from laying import lay

from kaptar.edit.account.rules.sections import Text, check_sections

FILES = {
    "toml": (Text.TABLES, "[a]", "[b]", "x = 1", "# ..."),
    "arrays of toml": (Text.TABLES, "[[a]]", "[[b]]", "x = 1", "# ..."),
    "ini": (Text.PLAIN, "[a b]", "[c]", "x = 1", "; ..."),
    "dotenv": (Text.PLAIN, "# Mail", "# App", "X=1", "# ..."),
    "markdown": (Text.DOCUMENT, "## A", "## B", "Words.", "<!-- ... -->"),
    "a higher heading": (Text.DOCUMENT, "### A", "# B", "Words.", "<!-- ... -->"),
    "underlined": (Text.DOCUMENT, "Aaa\n---", "Bbb\n---", "Words.", "<!-- ... -->"),
    "restructured text": (Text.PLAIN, "Aaa\n~~~", "Bbb\n~~~", "Words.", "..."),
}


@pytest.mark.parametrize("name", FILES)
def test_a_new_line_of_another_section_is_found(name: str) -> None:
    kind, first, second, line, marker = FILES[name]
    before = f"{first}\n{line}\n\n{second}\n{line}\n"
    edit = f"{first}\n{marker}\nnew = 2\n"
    assert check_sections(*lay(before, before + "new = 2\n", edit), kind) is not None
    right = f"{first}\n{line}\nnew = 2\n\n{second}\n{line}\n"
    assert check_sections(*lay(before, right, edit), kind) is None


def test_a_section_that_the_edit_shows_may_have_it() -> None:
    before = "[a]\nx = 1\n\n[b]\nx = 1\n"
    edit = "[a]\n# ...\n\n[b]\n# ...\nnew = 2\n"
    assert check_sections(*lay(before, before + "new = 2\n", edit), Text.TABLES) is None


def test_a_deeper_heading_does_not_end_a_section() -> None:
    before = "## A\n\n### Inner\n\nWords.\n\n## B\n"
    after, edit = before.replace("Words.\n", "Words.\n\nNew.\n"), "## A\n\n<!-- ... -->\n\nNew.\n"
    assert check_sections(*lay(before, after, edit), Text.DOCUMENT) is None


def test_a_new_heading_stands_below_the_heading_that_the_edit_shows() -> None:
    before = "## [2]\n\n### Added\n\n- x\n\n## [1]\n\n### Added\n\n- y\n"
    edit = "## [2]\n\n<!-- ... -->\n\n### Changed\n\n- z\n"
    assert check_sections(*lay(before, before + "\n### Changed\n\n- z\n", edit), Text.DOCUMENT) is not None


def test_code_has_no_sections() -> None:
    before = "[Test]\nvoid A() {}\n\n[Fact]\nvoid B() {}\n"
    edit = "[Test]\n// ...\nvoid C() {}\n"
    assert check_sections(*lay(before, before + "void C() {}\n", edit), Text.CODE) is None
