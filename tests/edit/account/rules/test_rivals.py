"""Parts of a snippet that fit two places: around new lines in one, with changed lines in the other."""

import pytest
from laying import lay

from kaptar.edit.account.rules.rivals import check_rivals

HANDLERS = """watch(a, () => {
  dummy = values;
  // the types
  go(1);
});
watch(b, () => {
  dummy = values;
  let first = values[0];
  // the types
  go(2);
});
"""
EDIT = "// ...\n  dummy = values;\n  const first = values[0];\n  // the types\n// ...\n"
ADDED = HANDLERS.replace("  // the types\n", "  const first = values[0];\n  // the types\n", 1)
CHANGED = HANDLERS.replace("let first", "const first")


@pytest.mark.parametrize("after", [ADDED, CHANGED])
def test_a_part_that_fits_two_places_is_refused(after: str) -> None:
    complaint = check_rivals(*lay(HANDLERS, after, EDIT))
    assert complaint is not None
    assert complaint[0] == "ambiguous"


@pytest.mark.parametrize(("after", "head"), [(ADDED, "watch(a, () => {\n"), (CHANGED, "watch(b, () => {\n")])
def test_a_kept_line_that_is_there_once_tells_the_place(after: str, head: str) -> None:
    edit = EDIT.replace("// ...\n", f"// ...\n{head}", 1)
    assert check_rivals(*lay(HANDLERS, after, edit)) is None


def test_what_stands_in_another_block_is_no_rival() -> None:
    before = "class A:\n  def f():\n    one()\n    two()\nclass B:\n  def g():\n    one()\n    y()\n    two()\n"
    after = before.replace("    two()\n", "    y = 2\n    two()\n", 1)
    edit = "class A:\n  # ...\n    one()\n    y = 2\n    two()\n  # ...\n"
    assert check_rivals(*lay(before, after, edit)) is None
    assert check_rivals(*lay(before, after, "# ...\n    one()\n    y = 2\n    two()\n# ...\n")) is not None
