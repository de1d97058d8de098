"""New blocks beside containers whose content stands as deep, and below labels of access."""

import pytest
from laying import lay

from kaptar.edit.account.rules.containers import check_containers

CODE = "int a() {\n  return 1;\n}\n"
NEW = "\nint b() {\n  return 2;\n}\n"
CONTAINERS = [
    f"namespace n {{\n\n{CODE}\n}}  // namespace n\n",
    f"namespace n {{\nnamespace m {{\n{CODE}}}  // namespace m\n}}  // namespace n\n",
    "namespace n {\nint a();\nint c();\n}\n",
    f"(function () {{\n{CODE}}})();\n",
    f"$(function () {{\n\n{CODE}\n}});\n",
    f'declare module "x" {{\n{CODE}}}\n',
    f"#ifndef A\nnamespace n {{\n{CODE}}}\n#endif\n",
    "namespace n {\nint a()\n{\n  return 1;\n}\n}\n",
]


@pytest.mark.parametrize("before", CONTAINERS)
def test_a_new_block_does_not_come_beside_a_hidden_container(before: str) -> None:
    assert check_containers(*lay(before, before + NEW, f"// ... existing code ...\n{NEW}")) is not None
    above = f"start();\n\n{before}"
    edit = f"start();\n{NEW}\n// ... existing code ...\n"
    assert check_containers(*lay(above, above.replace("start();\n", f"start();\n{NEW}"), edit)) is not None


@pytest.mark.parametrize(
    "before",
    [
        f"namespace n {{\n  int a() {{\n    return 1;\n  }}\n}}\n{CODE}",
        f"{CODE}\n{CODE}",
        "namespace n {\n  int a();\n}\n",
        "function a() {\nif (b) {\n  c();\n}\n}\n",
        "call({\n  a: 1,\n});\n",
        f"}}\n{CODE}",
    ],
)
def test_other_blocks_have_their_content_deeper(before: str) -> None:
    assert check_containers(*lay(before, before + NEW, f"// ... existing code ...\n{NEW}")) is None


def test_a_container_that_is_shown_is_meant() -> None:
    before = CONTAINERS[0]
    edit = f"// ... existing code ...\n}}  // namespace n\n{NEW}"
    assert check_containers(*lay(before, before + NEW, edit)) is None


def test_another_container_of_the_kind_comes_beside_it() -> None:
    before, new = CONTAINERS[0], f"\nnamespace o {{\n{CODE}}}\n"
    assert check_containers(*lay(before, before + new, f"// ... existing code ...\n{new}")) is None


def test_a_line_alone_comes_beside_it() -> None:
    before = f"#include <a>\n\n{CONTAINERS[0]}"
    after = before.replace("<a>\n", "<a>\nusing b::c;\n")
    assert check_containers(*lay(before, after, "#include <a>\nusing b::c;\n// ... existing code ...\n")) is None


CLASS = "class A {\n public:\n  void a();\n\n %s:\n  void b();\n};\n"


@pytest.mark.parametrize("label", ["private", "protected", "signals", "private slots"])
def test_a_function_does_not_come_below_a_hidden_label(label: str) -> None:
    before = CLASS % label
    after = before.replace("  void b();\n", "  void b();\n  void c();\n")
    assert check_containers(*lay(before, after, "class A {\n  // ... existing code ...\n  void c();\n};\n")) is not None
    shown = f"class A {{\n  // ... existing code ...\n {label}:\n  void b();\n  void c();\n}};\n"
    assert check_containers(*lay(before, after, shown)) is None


@pytest.mark.parametrize(
    ("before", "new"),
    [
        (CLASS % "private", "  int c;\n"),
        (CLASS.replace("public", "private") % "public", "  void c();\n"),
        (CLASS.replace("public", "private") % "private", "  void c();\n"),
        ("class A {\n private:\n  void b();\n};\n", "  void c();\n"),
    ],
    ids=["a field", "below public", "one access", "no other access"],
)
def test_other_members_come_below_a_label(before: str, new: str) -> None:
    after = before.replace("  void b();\n", f"  void b();\n{new}")
    assert check_containers(*lay(before, after, f"class A {{\n  // ... existing code ...\n{new}}};\n")) is None


def test_a_function_behind_the_class_is_no_member() -> None:
    before = (CLASS % "private") + "\nusing b::c;\n"
    after = before.replace("};\n", "};\nvoid f(A& a)\n{\n  a.a();\n}\n")
    edit = "// ... existing code ...\nvoid f(A& a)\n{\n  a.a();\n}\n\nusing b::c;\n"
    assert check_containers(*lay(before, after, edit)) is None
