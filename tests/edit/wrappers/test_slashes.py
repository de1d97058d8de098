"""Names of Windows in the headers of diffs."""

from kaptar.edit.wrappers.slashes import with_slashes

HUNK = "@@ -1 +1 @@\n--- a\\b\n+++ b\\c\n"


def test_headers_have_slashes_and_hunks_stay() -> None:
    edit = f"diff --git a\\src\\a.py b\\src\\a.py\n--- a\\src\\a.py\n+++ b\\src\\a.py\n{HUNK}"
    assert with_slashes(edit) == f"diff --git a/src/a.py b/src/a.py\n--- a/src/a.py\n+++ b/src/a.py\n{HUNK}"


def test_names_with_slashes_or_quotes_stay() -> None:
    edit = '--- a/x\\y.py\n+++ b/x\\y.py\n@@ -1 +1 @@\n-a\n+b\n--- "a\\303.py"\n+++ "b\\303.py"\n'
    assert with_slashes(edit) == edit
