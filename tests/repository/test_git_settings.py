"""What is read of git's settings without git is what git reads."""

import subprocess
from pathlib import Path

import pytest

from kaptar.repository.git_settings import MOST_BYTES, MOST_FILES, read_settings

WRITTEN = [
    "[core]\n\thooksPath = tools/hooks\n",
    "[CORE]\n\tHOOKSPATH=tools/hooks\n",
    "[core] hooksPath = a b  \t\n",
    '[core]\n hooksPath = "a  b " c ; no\n',
    "[core]\nhooksPath = a#b\n",
    '[core]\nhooksPath = "a#b;c"d # e\n',
    "[core]\nhooksPath = a\\\n/b\n",
    '[core]\nhooksPath = "a\\\\b\\"c\\td"\n',
    "[core]\r\nhooksPath = a/b\r\n",
    "[core]\nhooksPath = a\\\r\n/b\r\n",
    "\ufeff[core]\nhooksPath = x\n",
    '[other "core"]\nhooksPath = no\n[core]\nhooksPath = yes\n',
    "# [core] hooksPath = no\n[core]\n;hooksPath = no\nhooksPath = yes # no\n",
    "[alias]\nhooksPath = no\n",
    "[core]\nhooksPath\n",
]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_value_is_the_one_that_git_reads(written: str, tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_bytes(written.encode())
    done = subprocess.run(
        ["git", "config", "-f", str(file), "-z", "--get-all", "core.hooksPath"], capture_output=True, check=False, timeout=60
    )
    read = [each for each in done.stdout.decode().split("\0")[:-1] if each]
    assert done.returncode in (0, 1)
    assert list(read_settings([file]).steering) == read


@pytest.mark.parametrize("header", ["[include]", '[includeIf "gitdir:/nowhere/"]', '[includeIf "onbranch:a\\"]b"]', "[INCLUDE]"])
def test_each_file_that_is_included_counts(header: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_text(f"{header}\n\tpath = sub/b\n\tpath = ~/c\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/b").write_text("[include]\npath = d\n[core]\nhooksPath = x\n")
    found = read_settings([tmp_path / "a"])
    assert found.files == (tmp_path / "a", tmp_path / "sub/b", Path.home() / "c", tmp_path / "sub/d")
    assert found.steering == ("x",)


def test_what_is_read_is_bounded(tmp_path: Path) -> None:
    files = {tmp_path / str(at): f"[include]\npath={at + 1}\npath={at}\n".encode() for at in range(1000)}
    read: list[Path] = []
    found = read_settings([tmp_path / "0"], lambda file, _most: (read.append(file), files[file])[1])
    assert len(read) == MOST_FILES
    assert found.files[:2] == (tmp_path / "0", tmp_path / "1")
    long = b"[core]\nhooksPath = a" + b"a\\\n" * (MOST_BYTES // 3 - 20) + b"\n"
    assert read_settings([tmp_path], lambda *_: long).steering == ("a" * (MOST_BYTES // 3 - 19),)
