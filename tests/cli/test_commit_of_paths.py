"""``kaptar commit`` takes a path only as git would: links, other repositories, ignored files, modes, line ends, flags."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_commit import TEXT, Repository, repository

Kaptar = Callable[..., Any]
__all__ = ["repository"]


def entries(repository: Repository) -> dict[str, str]:
    rows = (row.partition("\t") for row in repository.git("ls-tree", "-r", "HEAD").splitlines())
    return {path: head.split()[0] for head, _, path in rows}


def _submodule(repository: Repository) -> str:
    inner = repository.top / "sub"
    _nested(repository, "sub")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{_head(inner)},sub")
    repository.git("commit", "-qm", "sub")
    return "sub/s.txt"


def _head(folder: Path) -> str:
    return (folder / ".git" / "refs" / "heads" / "main").read_text().strip()


def _nested(repository: Repository, name: str = "vendor/x") -> str:
    inner = repository.top / name
    inner.mkdir(parents=True)
    (inner / "s.txt").write_text("s\n")
    for words in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-qm", "s")):
        repository.git("-C", str(inner), *words)
    return f"{name}/s.txt"


def _behind_a_link(repository: Repository) -> str:
    repository.write("one", "folder/s.txt", "s\n")
    (repository.top / "folder").rename(repository.top.parent / "elsewhere")
    (repository.top / "folder").symlink_to(repository.top.parent / "elsewhere")
    return ""


def _link_outside(repository: Repository) -> str:
    repository.write("one", "s.txt", "s\n")
    (repository.top / "s.txt").rename(repository.top.parent / "s.txt")
    (repository.top / "s.txt").symlink_to("../s.txt")
    return ""


def _ignored(repository: Repository) -> str:
    (repository.top / ".gitignore").write_text("*.log\nbuild/\n")
    repository.git("add", ".gitignore")
    repository.git("commit", "-qm", "ignores")
    repository.write("one", "build/[out].js", "1\n")
    return "x.log"


def _folder_now(repository: Repository) -> str:
    repository.write("one", "config", "c\n")
    repository.git("add", "config")
    repository.git("commit", "-qm", "config")
    repository.git("rm", "-q", "config")
    repository.git("commit", "-qm", "no config")
    repository.write("other", "config/a", "c\n")
    return ""


def _large_now(repository: Repository) -> str:
    repository.write("one", "big.log", "c\n")
    os.truncate(repository.top / "big.log", 17 << 20)
    return ""


NOT_TAKEN = {
    "a submodule": _submodule, "a repository": _nested, "behind a link": _behind_a_link, "a link that leads out": _link_outside,
    "ignored": _ignored, "a folder now": _folder_now, "too large now": _large_now,
}  # fmt: skip
NAMED = {"a submodule": "the repository sub", "a repository": "the repository vendor/x", "ignored": "git ignores it"}


@pytest.mark.parametrize("kind", NOT_TAKEN)
def test_what_git_would_not_take_is_left_out(kaptar: Kaptar, repository: Repository, kind: str) -> None:
    name = NOT_TAKEN[kind](repository)
    before = entries(repository)
    if name:
        repository.write("one", name, "of one\n")
    repository.change("one", "a.txt", "2\n", "two\n")
    done = kaptar("commit", "--session", "claude/one", "-m", "mine")
    assert done.code == 0, done.err
    assert entries(repository) == before
    assert repository.git("show", "HEAD:a.txt") == TEXT.replace("2\n", "two\n")
    assert NAMED.get(kind, "") in done.out
    if kind == "a folder now":
        assert "left out" not in done.out


def test_a_link_of_the_commit_stays_a_link(kaptar: Kaptar, repository: Repository) -> None:
    repository.write("one", "AGENTS.md", "rules\n")
    (repository.top / "AGENTS.md").rename(repository.top / "CLAUDE.md")
    (repository.top / "AGENTS.md").symlink_to("CLAUDE.md")
    repository.git("add", ".")
    repository.git("commit", "-qm", "a link")
    repository.change("one", "a.txt", "2\n", "two\n")
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert entries(repository)["AGENTS.md"] == "120000"


COMMANDS = {
    "a link that leads elsewhere": ("ln -sfn b.txt link", ("link",)),
    "a link that leads nowhere": ("ln -sfn nothing link", ("link",)),
    "a link that goes": ("rm link", ("link",)),
    "a link that is moved": ("mv link link2", ("link", "link2")),
    "a link that becomes a file": ("rm link; cp a.txt link", ("link",)),
    "a folder that becomes a link": ("rm -r d; ln -s e d", ("d", "d/x", "d/y")),
    "a link that becomes a folder": ("rm to_e; mkdir to_e; echo 1 > to_e/x", ("to_e", "to_e/x")),
}


@pytest.mark.parametrize(("command", "paths"), COMMANDS.values(), ids=COMMANDS.keys())
def test_what_a_command_has_done_to_links_is_committed(
    kaptar: Kaptar, repository: Repository, command: str, paths: tuple[str, ...]
) -> None:
    for name in ("d/x", "d/y", "e/z"):
        repository.write("other", name, f"{name}\n")
    for link, target in (("link", "a.txt"), ("to_e", "e")):
        (repository.top / link).symlink_to(target)
    repository.git("add", ".")
    repository.git("commit", "-qm", "links")
    repository.change("other", "b.txt", "2\n", "two\n")
    repository.ran("one", command, paths)
    done = kaptar("commit", "--session", "claude/one", "-m", "mine", "--json")
    assert done.code == 0, done.err
    assert {row["path"] for row in done.value["changes"]} == set(paths)
    assert (done.value["left_out"], done.value["by_hook"]) == ([], [])
    assert repository.git("status", "--porcelain") == " M b.txt\n"


MODES = {
    "of the user": ("", True, "100644"),
    "that git does not look at": ("core.fileMode", True, "100644"),
    "as it was": ("", False, "100644"),
}


@pytest.mark.parametrize(("setting", "executable", "expected"), MODES.values(), ids=MODES.keys())
def test_a_mode_is_that_of_the_commit(
    kaptar: Kaptar, repository: Repository, setting: str, executable: bool, expected: str
) -> None:
    if setting:
        repository.git("config", setting, "false")
    repository.change("one", "a.txt", "2\n", "two\n")
    if executable:
        (repository.top / "a.txt").chmod(0o755)
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert entries(repository)["a.txt"] == expected


CONVERTED = {
    "CRLF in the commit": ("core.autocrlf", "true", "", b"1\r\n2\r\n3\r\n4\r\n", b"2\r\n", b"two\r\n"),
    "CRLF in the commit, input": ("core.autocrlf", "input", "", b"1\r\n2\r\n3\r\n4\r\n", b"2\r\n", b"two\r\n"),
    "text=auto": ("x.y", "z", "c.txt text=auto", b"1\r\n2\r\n3\r\n4\r\n", b"2\r\n", b"two\r\n"),
    "eol=crlf, one line without": ("x.y", "z", "c.txt text eol=crlf", b"1\n2\n3\n4\n", b"2\r\n", b"two\n"),
    "ident": ("x.y", "z", "c.txt ident", b"# $Id$\n2\n3\n", b"2\n", b"two\n"),
    "UTF-16": ("x.y", "z", "c.txt working-tree-encoding=UTF-16LE-BOM", b"1\n2\n3\n", b"2\0\n\0", b"t\0w\0o\0\n\0"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CONVERTED)
def test_a_commit_has_one_line_where_git_sees_one(kaptar: Kaptar, repository: Repository, kind: str) -> None:
    setting, value, attributes, stored, old, new = CONVERTED[kind]
    file = repository.top / "c.txt"
    blob = repository.git_in(["hash-object", "-w", "--stdin"], stored)
    repository.git("update-index", "--add", "--cacheinfo", f"100644,{blob.strip()},c.txt")
    repository.git("commit", "-qm", "c")
    repository.git("config", setting, value)
    (repository.top / ".git" / "info" / "attributes").write_text(attributes + "\n")
    repository.git("checkout", "-q", "c.txt")
    for number in range(2):
        held = file.read_bytes()
        assert old in held
        repository.put("one", "c.txt", held.replace(old, new))
        assert kaptar("blame", "c.txt").out.count("\n") == 1
        assert "by claude (session one)" in kaptar("blame", "c.txt").out
        assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
        assert repository.git("show", "--numstat", "--format=", "HEAD") == "1\t1\tc.txt\n", number
        assert kaptar("blame", "c.txt").out == "nothing has changed since the last commit\n"
        old, new = new, new.replace(b"t", b"T")


def test_an_empty_file_and_one_that_was_empty(kaptar: Kaptar, repository: Repository) -> None:
    repository.write("one", "pkg/__init__.py", "")
    repository.write("other", "theirs.py", "")
    assert kaptar("blame", "pkg/__init__.py").out == "pkg/__init__.py:1: +0 -0 by claude (session one)\n"
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert set(entries(repository)) == {"a.txt", "b.txt", "pkg/__init__.py"}
    repository.write("one", "pkg/__init__.py", None)
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert set(entries(repository)) == {"a.txt", "b.txt"}


@pytest.mark.parametrize(("flag", "shown"), [("--assume-unchanged", "h a.txt"), ("--skip-worktree", "S a.txt")])
def test_flags_of_the_index_stay(kaptar: Kaptar, repository: Repository, flag: str, shown: str) -> None:
    repository.git("update-index", flag, "a.txt")
    repository.change("one", "a.txt", "2\n", "two\n")
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert repository.git("ls-files", "-v", "a.txt").strip() == shown


STAGED = {
    "announced": (lambda r: (r.write("one", "n.txt", "n\n"), r.git("add", "-N", "n.txt")), ""),
    "earlier lines": (lambda r: (r.change("one", "a.txt", "2\n", "two\n"), r.git("add", "a.txt"),
                                 r.change("one", "a.txt", "two\n", "zwei\n")), ""),
    "an earlier new file": (lambda r: (r.write("one", "n.txt", "n\n"), r.git("add", "n.txt"),
                                       r.write("one", "n.txt", "n\nm\n")), ""),
    "earlier lines beside the user's": (lambda r: (r.change("one", "a.txt", "2\n", "two\n"), r.user("a.txt", "8\n", "eight\n"),
                                        r.git("add", "a.txt"), r.change("one", "a.txt", "two\n", "zwei\n")), "M  a.txt\n"),
}  # fmt: skip


@pytest.mark.parametrize(("made", "left"), STAGED.values(), ids=STAGED.keys())
def test_the_next_commit_takes_nothing_back(
    kaptar: Kaptar, repository: Repository, made: Callable[[Repository], Any], left: str
) -> None:
    made(repository)
    assert kaptar("commit", "--session", "claude/one", "-m", "mine").code == 0
    assert repository.git("status", "--porcelain") == left


def hook(repository: Repository, text: str) -> None:
    file = repository.top / ".git" / "hooks" / "pre-commit"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)


def test_a_hook_that_takes_others_lines_is_told(kaptar: Kaptar, repository: Repository) -> None:
    hook(repository, 'for f in $(git diff --cached --name-only); do git add "$f"; done')
    repository.change("other", "a.txt", "8\n", "eight\n")
    repository.change("one", "a.txt", "2\n", "two\n")
    done = kaptar("commit", "--session", "claude/one", "-m", "mine")
    assert done.code == 1
    assert "a hook of yours has put changes of others into it" in done.out
    assert "a.txt:8: +1 -1 by claude (session other)" in done.out


def test_a_hook_that_formats_is_no_fault(kaptar: Kaptar, repository: Repository) -> None:
    hook(repository, "sed -i 's/two/TWO/' a.txt; echo x > added; git add a.txt added")
    repository.change("one", "a.txt", "2\n", "two\n")
    done = kaptar("commit", "--session", "claude/one", "-m", "mine")
    assert done.code == 0
    assert "changed by a hook of yours: a.txt" in done.out
    assert "changed by a hook of yours: added" in done.out


def test_the_same_lines_can_be_committed_again(kaptar: Kaptar, repository: Repository) -> None:
    repository.change("other", "a.txt", "8\n", "eight\n")
    for old, new in (("2\n", "two\n"), ("two\n", "zwei\n"), ("zwei\n", "deux\n2,5\n"), ("2,5\n", "")):
        repository.change("one", "a.txt", old, new)
        done = kaptar("commit", "--session", "claude/one", "-m", "mine")
        assert done.code == 0, done.out
    assert repository.git("show", "HEAD:a.txt") == TEXT.replace("2\n", "deux\n")
    assert kaptar("blame", "a.txt").out == "a.txt:8: +1 -1 by claude (session other)\n"


def test_what_git_has_committed_in_part_is_no_version_and_does_no_harm(kaptar: Kaptar, repository: Repository) -> None:
    repository.change("other", "a.txt", "8\n", "eight\n")
    repository.change("one", "a.txt", "2\n", "two\n")
    held = (repository.top / "a.txt").read_text()
    (repository.top / "a.txt").write_text(TEXT.replace("2\n", "two\n"))
    repository.git("commit", "-qam", "in part")
    (repository.top / "a.txt").write_text(held)
    repository.change("one", "a.txt", "two\n", "zwei\n")
    assert kaptar("blame", "a.txt").out == "a.txt:2: +1 -1 by claude (session one)\na.txt:8: +1 -1 by claude (session other)\n"


def test_the_beginning_of_a_session_is_enough_where_it_is_of_one_alone(kaptar: Kaptar, repository: Repository) -> None:
    repository.change("3f2a91bc-1111", "a.txt", "2\n", "two\n")
    repository.change("3f2a91bc-2222", "a.txt", "8\n", "eight\n")
    rows = kaptar("blame", "a.txt", "--json").value
    assert [row["keys"] for row in rows] == [["claude/3f2a91bc-1111"], ["claude/3f2a91bc-2222"]]
    both = kaptar("commit", "--session", "claude/3f2a91bc", "-m", "mine")
    assert (both.code, "claude/3f2a91bc-1111, claude/3f2a91bc-2222" in both.err) == (1, True)
    assert kaptar("commit", "--session", "claude/3f2a91bc-2", "-m", "mine").code == 0
    assert repository.git("log", "-1", "--format=%B").strip().endswith("Session: 3f2a91bc-2222")
