"""What git has staged is looked at under the name that git has for it, whatever the worktree has by now."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.checks.secrets.looking import made
from tests.checks.test_moved import git

from kaptar.api.here import open_here
from kaptar.api.requests import CheckRequest
from kaptar.checks.verdict import Verdict
from kaptar.config.load import load_config

SECRET = f'T = "ghp_{made(36)}"\n'


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    top = tmp_path / "top"
    for folder in ("d/deep", "e/deep"):
        (top / folder).mkdir(parents=True)
        (top / folder / "x.py").write_text("A = 1\n")
        (top / folder).parent.joinpath("x.py").write_text("A = 1\n")
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "x.py").write_text("A = 1\n")
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-qm", "m")
    return top


def checked(repo: Path, *paths: str, top: Path | None = None) -> Verdict:
    with open_here(load_config, top or repo) as here:
        return here.check(CheckRequest(root=str(top or repo), paths=tuple(map(str, paths)), staged=True))


def found(verdict: Verdict) -> list[tuple[str, str]]:
    return [(each.path, each.rule) for each in verdict.findings]


def staged(repo: Path, name: str) -> None:
    (repo / name).parent.mkdir(parents=True, exist_ok=True)
    (repo / name).write_text(SECRET)
    git(repo, "add", name)


def removed(path: Path) -> Path:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    return path


def instead(path: Path, target: str) -> None:
    removed(path).symlink_to(target)


STEPS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "its folder is a link to another": ("d/x.py", lambda top: instead(top / "d", "e")),
    "a folder above is one": ("d/deep/x.py", lambda top: instead(top / "d", "e")),
    "its folder leads out": ("d/x.py", lambda top: instead(top / "d", str(top.parent / "away"))),
    "its folder leads nowhere": ("d/x.py", lambda top: instead(top / "d", "nowhere")),
    "its folder leads to itself": ("d/x.py", lambda top: instead(top / "d", "d")),
    "it is a link to another file": ("d/x.py", lambda top: instead(top / "d" / "x.py", "../e/x.py")),
    "it is a link that leads out": ("d/x.py", lambda top: instead(top / "d" / "x.py", "/etc/passwd")),
    "it is a link to nothing": ("d/x.py", lambda top: instead(top / "d" / "x.py", "nowhere")),
    "it is a folder": ("d/x.py", lambda top: removed(top / "d" / "x.py").mkdir()),
    "it is a pipe": ("d/x.py", lambda top: os.mkfifo(removed(top / "d" / "x.py"))),
    "its name has a line end": ("d/a\nb.py", lambda top: instead(top / "d", "e")),
}


@pytest.mark.guest
@pytest.mark.parametrize(("name", "step"), STEPS.values(), ids=STEPS)
def test_the_content_of_the_index_is_looked_at(repo: Path, name: str, step: Callable[[Path], None]) -> None:
    staged(repo, name)
    step(repo)
    verdict = checked(repo)
    assert found(verdict) == [(name, "secrets/github-token")]
    assert not [result for result in verdict.results if result.state == "not_run" and result.due]
    assert found(checked(repo, str(repo / name))) == found(verdict)


def test_the_other_repository_that_a_folder_leads_to_by_now_is_not_asked(repo: Path, tmp_path: Path) -> None:
    other = tmp_path / "away"
    git(other, "init", "-q")
    git(other, "add", ".")
    staged(repo, "d/x.py")
    instead(repo / "d", str(other))
    assert found(checked(repo)) == [("d/x.py", "secrets/github-token")]
    assert found(checked(repo, str(repo))) == [("d/x.py", "secrets/github-token")]


def test_a_name_that_the_index_does_not_have_is_the_one_behind_the_link(repo: Path, tmp_path: Path) -> None:
    staged(repo, "e/x.py")
    (repo / "way").symlink_to("e")
    (tmp_path / "way").symlink_to(repo)
    assert found(checked(repo, str(repo / "way" / "x.py"))) == [("e/x.py", "secrets/github-token")]
    assert found(checked(repo, str(tmp_path / "way" / "e" / "x.py"))) == [("e/x.py", "secrets/github-token")]


def test_from_outside_a_folder_of_another_worktree_has_its_own_names(repo: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    git(here, "init", "-q")
    staged(repo, "d/x.py")
    instead(repo / "d", "e")
    assert [rule for _, rule in found(checked(repo, str(repo), top=here))] == ["secrets/github-token"]


def test_a_folder_that_is_named_stands_for_what_git_has_below_that_name(repo: Path) -> None:
    staged(repo, "d/x.py")
    instead(repo / "d", "e")
    assert found(checked(repo, str(repo / "d"))) == [("d/x.py", "secrets/github-token")]


def test_what_was_there_before_is_that_of_gits_name_too(repo: Path) -> None:
    """The same secret in the file that the link leads to is no old one of this file."""
    (repo / "e" / "x.py").write_text(SECRET)
    git(repo, "commit", "-qam", "old")
    staged(repo, "d/x.py")
    instead(repo / "d", "e")
    assert found(checked(repo)) == [("d/x.py", "secrets/github-token")]


def test_the_text_of_a_link_is_no_content_from_before(repo: Path) -> None:
    (repo / "link.py").symlink_to(SECRET.strip())
    git(repo, "add", "link.py")
    git(repo, "commit", "-qm", "a link is looked at by nobody")
    (repo / "link.py").unlink()
    staged(repo, "link.py")
    assert found(checked(repo)) == [("link.py", "secrets/github-token")]


def test_before_a_link_became_a_file_it_had_what_it_led_to(repo: Path) -> None:
    (repo / "old.py").write_text(SECRET)
    (repo / "link.py").symlink_to("old.py")
    (repo / "astray.py").symlink_to("no\nwhere")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "old")
    for name in ("astray.py", "link.py"):
        (repo / name).unlink()
    (repo / "link.py").write_text(f"{SECRET}A = 1\n")
    staged(repo, "astray.py")
    git(repo, "add", ".")
    assert found(checked(repo)) == [("astray.py", "secrets/github-token")]


@pytest.mark.parametrize("name", ["new.json", "d/new.py", "broken.toml"])
def test_a_staged_link_has_no_content_to_complain_of(repo: Path, name: str) -> None:
    (repo / name).symlink_to("../e/x y (")
    git(repo, "add", name)
    assert found(checked(repo)) == []
