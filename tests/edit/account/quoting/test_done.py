"""A block is only taken for applied at the place that the edit names."""

import pytest
from breaking import Right, block, judge, patch

from kaptar.edit.outcome import Complaint

PY = "class A:\n    retries = 3\n\n\nclass B:\n    retries = 5\n"
DONE = PY.replace("5", "3")
YML = "web:\n  image: nginx:1.25\n  env: prod\nproxy:\n  image: nginx:1.19\n"
JAVA = "class A {\n    int a() {\n        return compute(x, 1);\n    }\n    int b() {\n        return compute(y, 3);\n    }\n}\n"
STEP = "-    retries = 4\n+    retries = 3\n"
TWO = YML + "  env: prod\n"
TWO_STEP = "-  image: nginx:1.18\n+  image: nginx:1.25\n   env: prod\n"
YML_STEP = "-  image: nginx:1.18\n+  image: nginx:1.25\n"


def asked(format: str, edit: str, source: str, path: str = "a.py") -> Complaint | None:
    return judge(Right("", format, "already_applied", source, edit, source, path), source).complaint


def roo(line: int, old: str, new: str) -> str:
    return block(f":start_line:{line}\n-------\n{old}", new)


ELSEWHERE = [
    ("a patch", "v4a", patch(f"*** Update File: a.py\n@@ class B:\n{STEP}"), PY, "a.py"),
    ("a patch with a quoted line", "v4a", patch(f"*** Update File: a.py\n@@ class B:\n     x = 1\n{STEP}"),
     PY.replace(":\n", ":\n    x = 1\n"), "a.py"),
    ("a method", "v4a",
     patch("*** Update File: a.java\n@@ int b() {\n-        return compute(y, 2);\n+        return compute(x, 1);\n"),
     JAVA, "a.java"),
    ("the heading of a diff", "udiff", f"--- a/a.py\n+++ b/a.py\n@@ -6 +6 @@ class B:\n{STEP}", PY, "a.py"),
    ("the number of a diff", "udiff", f"--- a/a.py\n+++ b/a.py\n@@ -6 +6 @@\n{STEP}", PY, "a.py"),
    ("the number of a block", "search_replace", roo(5, "  image: nginx:1.18\n", "  image: nginx:1.25\n"), YML, "a.yml"),
    ("the end of the file", "v4a", patch(f"*** Update File: a.yml\n@@\n{YML_STEP}*** End of File\n"), YML, "a.yml"),
    ("a heading and a wrong number", "udiff", f"--- a/a.yml\n+++ b/a.yml\n@@ -30,2 +30,2 @@ proxy:\n{TWO_STEP}", TWO, "a.yml"),
    ("several lines at the end of the file", "v4a",
     patch(f"*** Update File: a.yml\n@@\n{TWO_STEP}*** End of File\n"), TWO, "a.yml"),
    ("several lines by number", "search_replace",
     roo(5, "  image: nginx:1.18\n  env: prod\n", "  image: nginx:1.25\n  env: prod\n"), TWO, "a.yml"),
    ("a block above", "v4a", patch(f"*** Update File: a.yml\n@@\n-  env: test\n+  env: prod\n@@\n{YML_STEP}"), YML, "a.yml"),
    ("a line that is as much like it", "search_replace", block("    retries = 4\n", "    retries = 3\n"), PY, "a.py"),
]  # fmt: skip
THERE = [
    ("a patch", "v4a", patch(f"*** Update File: a.py\n@@ class B:\n{STEP}"), DONE, "a.py"),
    ("the heading of a diff", "udiff", f"--- a/a.py\n+++ b/a.py\n@@ -6 +6 @@ class B:\n{STEP}",
     DONE.replace("    retries = 3", "    tries = 1", 1), "a.py"),
    ("a number that is wrong", "search_replace", roo(1, "  image: nginx:1.18\n", "  image: nginx:1.25\n"),
     YML.replace("nginx:1.19", "redis"), "a.yml"),
    ("the end of the file", "v4a", patch(f"*** Update File: a.yml\n@@\n{YML_STEP}*** End of File\n"),
     "proxy:\n  image: nginx:1.25\n", "a.yml"),
    ("a line that is less like it", "search_replace", block("    total_retries = 4\n", "    total_retries = 3\n"),
     "class A:\n    total_retries = 3\n    retries = 5\n", "a.py"),
    ("several lines", "search_replace", block("  image: nginx:1.18\n  env: prod\n", "  image: nginx:1.25\n  env: prod\n"),
     YML, "a.yml"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("format", "edit", "source", "path"), [each[1:] for each in ELSEWHERE], ids=[each[0] for each in ELSEWHERE]
)
def test_what_stands_elsewhere_is_not_what_the_edit_leaves(format: str, edit: str, source: str, path: str) -> None:
    complaint = asked(format, edit, source, path)
    assert complaint is not None
    assert complaint[0] in ("stale", "no_match")


@pytest.mark.parametrize(("format", "edit", "source", "path"), [each[1:] for each in THERE], ids=[each[0] for each in THERE])
def test_what_stands_at_the_named_place_is_done(format: str, edit: str, source: str, path: str) -> None:
    assert asked(format, edit, source, path) is None
