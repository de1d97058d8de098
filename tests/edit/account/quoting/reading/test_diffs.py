"""Names in the headers of diffs, as git writes them."""

import subprocess
from pathlib import Path

import pytest

from kaptar.edit.account.quoting.reading.diffs import read_diff
from kaptar.edit.account.quoting.reading.parts import NotRead


@pytest.mark.parametrize(
    "name", ["café.txt", 'q"t.txt', "tab\there.txt", "back\\slash", "two words.txt", "naïve/日本語.md", "plain.py"]
)
def test_a_name_that_git_quotes_is_read(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    for content in ("a\nb\n", "A\nb\n"):
        file.write_text(content)
        if content == "a\nb\n":
            for words in (("init", "-q"), ("add", ".")):
                subprocess.run(["git", *words], cwd=tmp_path, check=True, timeout=60)
    diff = subprocess.run(["git", "diff"], cwd=tmp_path, check=True, timeout=60, capture_output=True).stdout.decode()
    (part,) = read_diff(diff.split("\n")).parts
    assert part.names == (name,)


HEAD = "--- a/a.yml\n+++ b/a.yml\n"


@pytest.mark.parametrize(
    "hunk", ["@@ -2,2 +2,3 @@\n - a\n", "@@ -3,4 +3,3 @@\n a\n b\n c\n", "@@ -1 +1,2 @@ x\n a\n@@ -5 +6 @@\n-b\n+c\n"]
)
def test_a_hunk_whose_numbers_promise_a_change_has_one(hunk: str) -> None:
    with pytest.raises(NotRead, match="promise a change"):
        read_diff(f"{HEAD}{hunk}".split("\n"))


@pytest.mark.parametrize("hunk", ["@@ -1,2 +1,2 @@\n a\n b\n", "@@ ... @@\n a\n b\n", "@@ -1,2 +1,3 @@\n a\n+b\n"])
def test_a_hunk_may_have_no_change_where_no_number_says_so(hunk: str) -> None:
    assert len(read_diff(f"{HEAD}{hunk}".split("\n")).parts) == 1
