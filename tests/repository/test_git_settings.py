"""What is read of git's settings without git is what git reads."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    '[core "x"]\n hooksPath = no\n',
    '[core ""]\n hooksPath = no\n',
    "[core.x]\n hooksPath = no\n",
    "[core]\nhooksPath\n",
    "[core]\n; c \\\n\thooksPath = hk\n",
    "[core]\n# c \\\n\thooksPath = hk\n",
    "[user]\n\tname = x ; c \\\n[core]\n hooksPath = y\n",
    "[user] [core] hooksPath = z\n",
    '[user "a]"] name = b\n[x] [core] [y.z] [core] hooksPath = z',
    "[core]hooksPath=a;b\n",
    "[core]\nhooksPath = a \\\n  b\n",
    '[core]\nhooksPath = "a" "b"\n',
    "[core]\n\n \t hooksPath\t =\t a\n",
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


PARTS = [
    "[core]", "[user]", '[core "x"]', "[core] ", "hooksPath", "name", " = ", "=", "a", " b", '"', "\\", "\\n", "#", ";", "\n",
    "\r\n", "\n hooksPath = c\n", "[", "]", " ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_as_git_reads_it(written: str) -> None:
    """Where git gives up it runs with none of the file: then nothing is compared."""
    asked = ["git", "config", "-f", "-", "-z", "--get-all", "core.hooksPath"]
    done = subprocess.run(asked, input=written.encode(), capture_output=True, check=False, timeout=60)
    if done.returncode in (0, 1):
        read = [each for each in done.stdout.decode().split("\0")[:-1] if each]
        found = read_settings([Path("/x")], lambda *_: written.encode()).steering
        assert found == tuple(dict.fromkeys(read))


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    file = tmp_path / "config"
    assert read_settings([file, tmp_path, Path("/dev/null")]).unread == ""
    file.write_bytes(b"#" * (MOST_BYTES + 1) + b"\n[include]\npath = x\n")
    assert "over the limit" in read_settings([file]).unread
    many = {tmp_path / str(at): f"[include]\npath={at + 1}\n".encode() for at in range(MOST_FILES + 1)}
    assert "more than" in read_settings([tmp_path / "0"], lambda each, _: many[each]).unread
    assert read_settings([tmp_path / "5"], lambda each, _: many.get(each, b"")).unread == ""


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
