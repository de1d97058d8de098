"""Versions are git trees, built once, each in an environment of its own."""

import os
import subprocess
from pathlib import Path

import pytest
from tests.bench.against.conftest import Repository, commit, git, write

from kaptar.errors import InvalidArgument, Unavailable
from kaptar_bench.against import versions


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A repository of this test alone, with one commit."""
    top = tmp_path / "own"
    top.mkdir()
    git(top, "init", "--quiet")
    write(top, "first", 1)
    commit(top)
    return top


def test_the_tree_of_the_work_is_that_of_a_commit_when_all_is_committed(own: Path) -> None:
    (own / ".gitignore").write_text("ignored\n")
    (own / "new").write_text("new")
    (own / "ignored").write_text("ignored")
    work = versions.tree_of_work(own)
    assert git(own, "status", "--porcelain") == "?? .gitignore\n?? new", "the index is left alone"
    assert versions.tree_of_commit(own, commit(own)).digest == work.digest
    assert work.label == "work tree"


@pytest.mark.parametrize("name", ["none", "--all", "0" * 40, "HEAD^{tree}"])
def test_what_is_no_commit_is_refused(own: Path, name: str) -> None:
    with pytest.raises(InvalidArgument, match="is no commit of"):
        versions.tree_of_commit(own, name)


def test_a_folder_without_git_is_unavailable(tmp_path: Path) -> None:
    for ask in (versions.tree_of_work, lambda top: versions.tree_of_commit(top, "HEAD")):
        with pytest.raises(Unavailable, match="not a git repository"):
            ask(tmp_path)


def test_a_version_is_built_once_and_runs_by_its_own_name(repository: Repository, cache: Path) -> None:
    tree = versions.tree_of_commit(repository.top, repository.old)
    built = versions.build(repository.top, tree, cache)
    assert built.package == "first"
    made = built.python.stat().st_mtime_ns, (built.python.parents[1] / "package").stat().st_mtime_ns
    code = "import first, sys; print(first.__file__.startswith(sys.prefix))"
    done = subprocess.run([built.python, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "True\n"
    again = versions.build(repository.top, tree, cache, package="renamed")
    assert (again.python, again.package) == (built.python, "renamed")
    assert made == (again.python.stat().st_mtime_ns, (again.python.parents[1] / "package").stat().st_mtime_ns)


def test_a_version_that_cannot_be_built_says_why_and_leaves_nothing(own: Path, tmp_path: Path) -> None:
    (own / "src/backend.py").write_text("raise RuntimeError('no wheel today')")
    with pytest.raises(Unavailable, match=r"work tree cannot be built: \w+"):
        versions.build(own, versions.tree_of_work(own), tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_versions_used_last_are_kept(own: Path, tmp_path: Path) -> None:
    for number in range(versions.MOST_KEPT + 2):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        (folder / "package").write_text("first")
        os.utime(folder, (number, number))
    versions.forget_old(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir() if each != own) == [str(n) for n in range(2, versions.MOST_KEPT + 2)]
