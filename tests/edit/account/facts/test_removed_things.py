"""What a "remove" comment speaks of: a definition, and not a part of it or something that has to do with it."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied

pytestmark = pytest.mark.guest

FILES = {
    "a.py": ("#", (
        "import os\n\n\n@cached\ndef load(x):\n    y = x\n    return y\n\n\nclass Store:\n    size = 3\n\n    def put(self):\n"
        "        return 1\n\n\ndef test_load():\n    assert load(1)\n\n\ndef main():\n    print(load(2))\n"
    )),
    "a.ts": ("//", (
        "import x from 'y';\n\nexport function load(x: number) {\n  return x;\n}\n\nexport interface Opts {\n  a: number;\n}\n\n"
        "export class Store {\n  put() {\n    return 1;\n  }\n}\n\nexport const save = () => {\n  return 2;\n};\n\nmain();\n"
    )),
    "a.go": ("//", (
        "package a\n\nfunc F() int {\n\treturn 1\n}\n\ntype G struct {\n\tA int\n}\n\nfunc H() int {\n\treturn 2\n}\n"
    )),
}  # fmt: skip


def removed(editor: Editor, path: str, what: str) -> str | None:
    """The lines that go; None for a refusal."""
    sign, before = FILES[path]
    marker = f"{sign} ... existing code ...\n"
    outcome = editor.apply_edit(before.encode(), f"{marker}{sign} remove {what}\n{marker}", path=path)
    if not isinstance(outcome, Applied):
        return None
    kept = outcome.text.decode().split("\n")
    return "\n".join(line for line in before.split("\n") if line not in kept)


@pytest.mark.parametrize(("path", "what"), [
    ("a.py", "the type of load"), ("a.py", "load type"), ("a.py", "load import"), ("a.py", "unused imports in main"),
    ("a.py", "dead code in load"), ("a.py", "the unused variable from load"), ("a.py", "from load"), ("a.py", "load body"),
    ("a.py", "the fields of Store"), ("a.py", "Store methods"), ("a.py", "the method in Store"), ("a.py", "load and its tests"),
    ("a.py", "load, its decorator"), ("a.py", "@load"), ("a.py", "load decorator"), ("a.py", "the test of test_load"),
    ("a.py", "all of the code in load"), ("a.py", "load definition lines"), ("a.ts", "field in Opts"), ("a.ts", "load type"),
    ("a.ts", "the type of save"), ("a.ts", "imports from Store"), ("a.go", "the field of G"), ("a.go", "type in H"),
    ("a.go", "F test"),
])  # fmt: skip
def test_a_part_is_not_the_definition(editor: Editor, path: str, what: str) -> None:
    assert removed(editor, path, what) is None


@pytest.mark.parametrize(("path", "what", "head"), [
    ("a.py", "load", "def load("), ("a.py", "the load function", "def load("), ("a.py", "unused helper load", "def load("),
    ("a.py", "load, no longer needed", "def load("), ("a.py", "load (dead code)", "def load("), ("a.py", "`load`", "def load("),
    ("a.py", "load() - unused code", "def load("), ("a.py", "load; it is dead code", "def load("),
    ("a.py", "the definition of load", "def load("), ("a.py", "all of load", "def load("), ("a.py", "class Store", "class Store"),
    ("a.py", "the Store class", "class Store"), ("a.py", "the test test_load", "def test_load"),
    ("a.ts", "interface Opts", "export interface Opts"), ("a.ts", "type Opts", "export interface Opts"),
    ("a.ts", "the save function", "export const save"), ("a.go", "the type G", "type G"), ("a.go", "G struct", "type G"),
    ("a.go", "function H", "func H"),
])  # fmt: skip
def test_the_definition_itself_goes(editor: Editor, path: str, what: str, head: str) -> None:
    assert head in (removed(editor, path, what) or "")
