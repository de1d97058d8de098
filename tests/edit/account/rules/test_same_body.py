"""New blocks with the body of a hidden one, which may be that one under its new name."""

import pytest
from laying import lay

from kaptar.edit.account.rules.same_body import check_same_body

BLOCKS = {
    "a.js": "function {}(a, b) {{\n  return a + b;\n}}\n",
    "a.py": "def {}(a, b):\n    return a + b\n",
    "a.rs": "pub fn {}(a: i32, b: i32) -> i32 {{\n    a + b\n}}\n",
    "a.rb": "def {}(a, b)\n  a + b\nend\n",
    "a.ex": "  def {}(a) do\n    a\n  end\n",
    "A.java": "int {}(int a) {{\n  // what it gives\n  return a;\n}}\n",
}
OTHER = {name: block.replace("a + b", "a - b").replace("return a;", "return 1;") for name, block in BLOCKS.items()}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
@pytest.mark.parametrize("above", [True, False], ids=["above the hidden one", "below it"])
def test_a_block_with_the_body_of_a_hidden_one_is_refused(block: str, above: bool) -> None:
    was, comes = block.format("add"), block.format("plus")
    after = f"{comes}\n{was}" if above else f"{was}\n{comes}"
    edit = f"{comes}\n# ...\n" if above else f"# ...\n{comes}"
    complaint = check_same_body(*lay(was, after, edit))
    assert complaint is not None
    assert "(line 1), which the edit does not show" in complaint[1]


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_beside_the_shown_one_it_is_new(block: str) -> None:
    was, comes = block.format("add"), block.format("plus")
    assert check_same_body(*lay(was, f"{was}\n{comes}", f"{was}\n{comes}")) is None


@pytest.mark.parametrize(("block", "other"), [(BLOCKS[name], OTHER[name]) for name in BLOCKS], ids=BLOCKS.keys())
def test_a_block_with_another_body_is_new(block: str, other: str) -> None:
    if block == other:
        other = block.replace("    a\n", "    b\n")
    was, comes = block.format("add"), other.format("plus")
    assert check_same_body(*lay(was, f"{was}\n{comes}", f"# ...\n{comes}")) is None


@pytest.mark.parametrize("body", ["pass", "...", "return None", "super()"])
def test_bodies_that_say_nothing_are_not_alike(body: str) -> None:
    was, comes = f"def add(a):\n    {body}\n", f"def plus(a):\n    {body}\n"
    assert check_same_body(*lay(was, f"{was}\n{comes}", f"# ...\n{comes}")) is None


def test_a_block_of_another_depth_is_another() -> None:
    was = "class A:\n    def add(self):\n        return self.a\n"
    comes = "def plus(self):\n        return self.a\n"
    assert check_same_body(*lay(was, f"{was}\n\n{comes}", f"# ...\n\n\n{comes}")) is None


def test_a_method_of_the_same_name_in_another_class_is_new() -> None:
    was = "class A:\n    def get(self):\n        return self.a\n\n\nclass B:\n    def put(self):\n        self.b = 1\n"
    comes = "\n    def get(self):\n        return self.a\n"
    edit = f"# ...\nclass B:\n    def put(self):\n        self.b = 1\n{comes}"
    assert check_same_body(*lay(was, was + comes, edit)) is None
