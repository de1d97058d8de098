"""The definitions that a change touches: in real tables, and never one too few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar import Runtime
from kaptar.workspace.touched import Parsed, touched

pytestmark = pytest.mark.guest

AREA = """import math


class Area:
    unit = "m"

    def total(self):
        return self.a * self.b

    # both sides
    @property
    def length(self):
        def twice(x):
            return 2 * x

        return twice(self.a + self.b)


def free(x):
    y = x
    return y


START = 1
"""

CHANGES = {
    "blank lines in a method": (
        "        def twice(x):\n            return",
        "        def twice(x):\n\n\n            return",
        {"Area.length.twice"},
    ),
    "blank lines between methods": ("b\n\n    # both", "b\n\n\n\n    # both", set()),
    "blank lines between functions": ("b)\n\n\ndef free", "b)\n\ndef free", set()),
    "blank lines in a function": ("y = x\n", "y = x\n\n", {"free"}),
    "a method": ("self.a * self.b", "self.a", {"Area.total"}),
    "a decorator": ("    @property\n", "", {"Area.length"}),
    "the comment above": ("both", "all", {"Area.length"}),
    "a function in a method": ("2 * x", "3 * x", {"Area.length.twice"}),
    "a line of the class": ("class Area:", "class Area(Base):", {"Area"}),
    "a field": ('"m"', '"km"', {"Area.unit"}),
    "an import": ("import math\n", "import math\nimport os\n", set()),
    "a local variable": ("y = x", "y = x + 1", {"free"}),
    "a new function": ("\n\nSTART", "\n\ndef other():\n    pass\n\n\nSTART", {"other"}),
    "a function that goes": ("def free(x):\n    y = x\n    return y\n\n\n", "", {"free"}),
    "another name": ("def free(", "def bound(", {"free", "bound"}),
    "two functions": ("self.b\n\n    # both", "self.c\n\n    # all", {"Area.total", "Area.length"}),
    "a value of the module": ("START = 1", "START = 2", {"START"}),
}


TEXTS = 'def a():\n    return """\nx\n\nz\n"""\n\n\ndef b():\n    return 2\n'


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    with Runtime() as made:
        yield made


def parsed(runtime: Runtime, text: str, module: str = "python", dialect: str = "python") -> Parsed:
    return Parsed(text.encode(), runtime.call_guest(module, "table", text.encode(), dialect))


@pytest.mark.parametrize(("old", "new", "names"), CHANGES.values(), ids=CHANGES.keys())
def test_a_change_touches_the_innermost_definitions(runtime: Runtime, old: str, new: str, names: set[str]) -> None:
    assert AREA.count(old) == 1
    found = touched(parsed(runtime, AREA), parsed(runtime, AREA.replace(old, new)))
    assert found == names


def test_blank_lines_of_a_text_are_its_functions(runtime: Runtime) -> None:
    texts = parsed(runtime, TEXTS)
    assert touched(texts, parsed(runtime, TEXTS.replace("x\n\nz", "x\n\n\n\nz"))) == {"a"}
    assert touched(texts, parsed(runtime, TEXTS.replace("x\n\nz", "x\nz"))) == {"a"}
    assert touched(texts, parsed(runtime, TEXTS.replace("\n\n\ndef b", "\n\n\n\n\ndef b"))) == set()


def test_methods_of_go_stand_outside_of_their_type(runtime: Runtime) -> None:
    go = "package a\n\ntype A struct{ x int }\n\nfunc (a *A) One() int { return 1 }\n\nfunc (b *B) One() int { return 1 }\n"
    changed = go.replace("func (a *A) One() int { return 1", "func (a *A) One() int { return 2")
    found = touched(parsed(runtime, go, "tree_go", "go"), parsed(runtime, changed, "tree_go", "go"))
    assert found == {"A.One"}


def test_what_does_not_parse_may_be_any_of_them(runtime: Runtime) -> None:
    assert touched(parsed(runtime, AREA), parsed(runtime, AREA.replace("def free(x):", "def free(x"), "tree_python")) is None


@given(st.data())
def test_a_changed_line_is_in_a_definition_that_is_named_or_in_none(runtime: Runtime, data: st.DataObject) -> None:
    lines = AREA.split("\n")
    filled = [n for n, line in enumerate(lines) if line.strip() and not line.startswith(("import", "class"))]
    at = data.draw(st.sampled_from(filled))
    changed = [*lines[:at], lines[at] + "  # new", *lines[at + 1 :]]
    found = touched(parsed(runtime, AREA), parsed(runtime, "\n".join(changed)))
    assert found
    for name in found:
        assert all(part in AREA for part in name.split("."))
