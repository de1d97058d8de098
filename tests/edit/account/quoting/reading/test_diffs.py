"""Names in the headers of diffs, as git writes them."""

import subprocess
from pathlib import Path

import pytest

from kaptar.edit.account.quoting.reading.diffs import read_diff


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
