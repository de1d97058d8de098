"""Findings that went from one file of a commit to another."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest
from tests.checks.secrets.looking import made

from kaptar.api.here import open_here
from kaptar.api.requests import CheckRequest
from kaptar.checks.finding import Finding
from kaptar.checks.moved import without_moved
from kaptar.checks.verdict import CheckResult, Judged, Verdict
from kaptar.config.load import load_config

TOKEN = "ghp_" + made(36)
OLD = f'def f():\n    return 1\n\n\nT = "{TOKEN}"\n'


def finding(text: str) -> Finding:
    return Finding(
        check="secrets", rule="secrets/x", path="a", line=1, column=1, message="a secret", severity="error", fingerprint=text
    )


def judged(*texts: str, path: str = "b.py") -> Judged:
    result = CheckResult(check="secrets", path=path, state="findings", findings=tuple(map(finding, texts)), known=1)
    return Judged(result, "error")


def test_each_one_that_is_gone_stands_in_for_one() -> None:
    gone = Counter({("secrets", "x"): 1, ("security", "y"): 1})
    first, second = without_moved([judged("x", "x", "y"), judged("x", path="c.py")], gone)
    assert [each.fingerprint for each in first.result.findings] == ["x", "y"]
    assert first.result.known == 2
    assert second == judged("x", path="c.py")
    (none,) = without_moved([judged("x")], gone)
    assert (none.result.state, none.result.findings, none.result.known) == ("passed", (), 2)


def test_what_has_no_fingerprint_is_new() -> None:
    assert without_moved([judged("")], Counter({("secrets", ""): 1})) == [judged("")]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(OLD)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "a")
    return tmp_path


def git(folder: Path, *words: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words]
    subprocess.run(command, cwd=folder, check=True, timeout=60)


def verdict(repo: Path, *names: str, staged: bool = True) -> Verdict:
    if staged:
        git(repo, "add", "-A")
    paths = tuple(str(repo / name) for name in names)
    with open_here(load_config, repo) as here:
        return here.check(CheckRequest(root=str(repo), paths=paths, staged=staged, since="" if staged else "HEAD"))


@pytest.mark.parametrize("staged", [True, False])
@pytest.mark.parametrize("names", [(), ("b.py",)], ids=["all", "the new file"])
def test_a_secret_that_moves_to_another_file_is_not_new(names: tuple[str, ...], staged: bool, repo: Path) -> None:
    (repo / "a.py").write_text("def f():\n    return 1\n")
    (repo / "b.py").write_text(f'x = 1\nTOKEN = "{TOKEN}"\n')
    found = verdict(repo, *names, staged=staged)
    assert (found.outcome, found.known) == ("pass", 1)


@pytest.mark.parametrize("staged", [True, False])
def test_a_file_that_is_split_and_deleted_keeps_what_it_had(staged: bool, repo: Path) -> None:
    (repo / "a.py").unlink()
    (repo / "b.py").write_text(f'import os\n\n\ndef other():\n    return os.getpid()\n\n\nTOKEN = "{TOKEN}"\n')
    (repo / "c.py").write_text("def f():\n    return 1\n")
    assert verdict(repo, staged=staged).outcome == "pass"


@pytest.mark.parametrize(
    "files",
    [
        {"b.py": f'T = "{TOKEN}"\n'},
        {"a.py": "x = 1\n", "b.py": f'T = "{TOKEN}"\n', "c.py": f'T = "{TOKEN}"\n'},
        {"a.py": "x = 1\n", "b.py": 'T = "ghp_' + made(36, seed=3) + '"\n'},
    ],
    ids=["a copy", "two for one", "another token"],
)
def test_what_did_not_move_is_new(files: dict[str, str], repo: Path) -> None:
    for name, text in files.items():
        (repo / name).write_text(text)
    found = verdict(repo)
    assert found.outcome == "block"
    assert len(found.blocking) == 1


def test_a_rename_and_a_copy_of_the_same_file_are_one_move_and_one_new_finding(repo: Path) -> None:
    (repo / "c.py").write_text(OLD)
    git(repo, "mv", "a.py", "b.py")
    found = verdict(repo)
    assert (found.outcome, found.known, len(found.blocking)) == ("block", 1, 1)
