"""A repository that brings a ``.kaptar/`` of its own: nothing in it is used, and nothing is written through it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kaptar.cli import run
from kaptar.database.store import Store
from kaptar.errors import InputError
from kaptar.hive.log import log_to
from kaptar.repository.living import HiveLock, living
from kaptar.repository.own import open_own, read_own, refuse_foreign
from kaptar.repository.places import find_places


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    (tmp_path / "run").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.fixture
def repository(tmp_path: Path, environment: dict[str, str]) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q")
    return root


def kaptar(folder: Path, environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "kaptar", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


Plant = Callable[[Path, Path], None]


def plain(name: str, content: str) -> Plant:
    def plant(root: Path, _: Path) -> None:
        path = root / ".kaptar" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        path.chmod(0o600)

    return plant


def link(name: str) -> Plant:
    def plant(root: Path, victim: Path) -> None:
        path = root / ".kaptar" / name if name else root / ".kaptar"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(victim if "." in name or name in ("lock", "pid", "port", "token") else victim.parent)

    return plant


NAMES = ("token", "port", "pid", "lock", "init.json", "hive.db", "hive.db-wal", "hive.db-shm", "start.log", "log/hive.jsonl")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", [".kaptar", ".KAPTAR"])
def test_what_git_tracks_is_not_used(name: str, case: str, repository: Path) -> None:
    """With modes as a clone under a strict umask has them: only git can tell."""
    plain(name, "x" * 40)(repository, repository)
    git(repository, "add", "-f", ".kaptar")
    if case == ".KAPTAR":  # as a file system without case would show it
        git(repository, "mv", ".kaptar", "s")
        git(repository, "mv", "s", ".KAPTAR")
        (repository / ".kaptar").mkdir()
    with pytest.raises(InputError, match=r"added to git.*git rm -r --cached"):
        refuse_foreign(find_places(repository))
    git(repository, "commit", "-qm", "m")
    with pytest.raises(InputError, match=r"tracked by git.*git rm -r --cached"):
        refuse_foreign(find_places(repository))


def test_what_somebody_added_here_is_used_again_once_it_is_out_of_the_index(repository: Path) -> None:
    """`git add -f` while a hive runs: nothing need be removed, and the answer does not say that a clone brought it."""
    plain("token", "x" * 40)(repository, repository)
    (repository / ".kaptar/token").chmod(0o600)
    git(repository, "add", "-f", ".kaptar")
    with pytest.raises(InputError, match="if you or an agent added it here") as caught:
        refuse_foreign(find_places(repository))
    assert "clone" not in str(caught.value)
    git(repository, "rm", "-r", "-q", "--cached", ".kaptar")
    refuse_foreign(find_places(repository))


def test_a_submodule_in_its_place_is_not_used(repository: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    (other / "token").write_text("x" * 40)
    git(other, "add", ".")
    git(other, "commit", "-qm", "m")
    git(repository, "submodule", "--quiet", "add", str(other), ".kaptar")
    with pytest.raises(InputError, match="added to git"):
        refuse_foreign(find_places(repository))
    git(repository, "commit", "-qm", "m")
    with pytest.raises(InputError, match="tracked by git"):
        refuse_foreign(find_places(repository))


@pytest.mark.parametrize("name", ["", "log", "init", *NAMES, "init/claude-1.before"])
def test_links_are_not_used(name: str, repository: Path, tmp_path: Path) -> None:
    victim = tmp_path / "home" / "victim"
    victim.parent.mkdir()
    victim.write_text("mine")
    link(name)(repository, victim)
    with pytest.raises(InputError, match="symbolic link"):
        refuse_foreign(find_places(repository))


@pytest.mark.parametrize("name", ["token", "port", "pid", "lock", "init.json"])
def test_what_others_may_read_is_not_used_where_that_matters(name: str, repository: Path) -> None:
    plain(name, "x" * 40)(repository, repository)
    (repository / ".kaptar" / name).chmod(0o640)
    with pytest.raises(InputError, match=r"open to others \(mode 0640\)"):
        refuse_foreign(find_places(repository))


@pytest.mark.parametrize("name", NAMES)
def test_what_others_may_write_is_not_used(name: str, repository: Path) -> None:
    plain(name, "x" * 40)(repository, repository)
    (repository / ".kaptar" / name).chmod(0o620)
    with pytest.raises(InputError, match="open to others"):
        refuse_foreign(find_places(repository))


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
def test_what_belongs_to_somebody_else_is_not_used(repository: Path) -> None:
    plain("token", "x" * 40)(repository, repository)
    os.chown(repository / ".kaptar" / "token", 12345, -1)
    with pytest.raises(InputError, match="belongs to user 12345"):
        refuse_foreign(find_places(repository))


def test_what_kaptar_makes_is_used(repository: Path, environment: dict[str, str]) -> None:
    for words in (("init", "--client", "claude"), ("up",), ("status",), ("down",), ("up",), ("down",)):
        done = kaptar(repository, environment, *words)
        assert done.returncode == 0, done.stderr
    refuse_foreign(find_places(repository))
    modes = {p.stat().st_mode & 0o077 for p in (repository / ".kaptar").rglob("*")}
    assert modes == {0}


@pytest.mark.parametrize("words", [("up",), ("up", "--foreground"), ("down",), ("status",), ("init", "--client", "claude")])
@pytest.mark.parametrize("plant", [plain("token", "x" * 40), link("log")], ids=["token", "link"])
def test_commands_refuse_in_one_line_and_change_nothing(
    words: tuple[str, ...], plant: Plant, repository: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    victim = tmp_path / "home" / "victim"
    victim.parent.mkdir()
    victim.write_text("mine")
    plant(repository, victim)
    git(repository, "add", "-f", ".kaptar")
    git(repository, "commit", "-qm", "m")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(repository), str(clone))
    before = sorted(p.name for p in (clone / ".kaptar").iterdir())
    done = kaptar(clone, environment, *words)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "tracked by git" in done.stderr
    assert done.stderr.count("\n") == 1
    assert sorted(p.name for p in (clone / ".kaptar").iterdir()) == before
    assert sorted(p.name for p in victim.parent.iterdir()) == ["victim"]
    assert victim.read_text() == "mine"


def test_each_opener_refuses_links_by_itself(repository: Path, tmp_path: Path) -> None:
    """Beside the look at the whole folder: none of them follows a link, or makes what a link names."""
    victim, there = tmp_path / "victim", tmp_path / "home"
    victim.write_text("mine")
    there.mkdir()
    state = find_places(repository).state
    state.mkdir()
    for name in ("lock", "pid", "hive.db", "hive.db-wal", "token"):
        (state / name).symlink_to(tmp_path / "made" if name == "lock" else victim)
    (state / "log").symlink_to(there)
    with pytest.raises(InputError):
        HiveLock(state / "lock").take()
    assert living(state / "pid") is None
    with pytest.raises(InputError):
        Store(state / "hive.db")
    (state / "hive.db").unlink()
    with pytest.raises(InputError):
        Store(state / "hive.db")
    with pytest.raises(InputError):
        read_own(state / "token")
    with pytest.raises(InputError):
        open_own(state / "token", os.O_WRONLY | os.O_TRUNC)
    with pytest.raises(InputError), log_to(state / "log" / "hive.jsonl", most_bytes=100, files=2):
        pass
    (state / "log").unlink()
    (state / "log").mkdir()
    (state / "log" / "hive.jsonl").symlink_to(victim)
    with pytest.raises(InputError), log_to(state / "log" / "hive.jsonl", most_bytes=100, files=2):
        pass
    assert victim.read_text() == "mine"
    assert list(there.iterdir()) == []
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("client", ["claude", "codex", "gemini", "cursor", "aider", "pre-commit", "opencode"])
@pytest.mark.parametrize("undo", [False, True])
def test_a_link_in_place_of_a_clients_file_is_not_followed(
    client: str, undo: bool, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.clients.install.test_init import FILES

    victim = tmp_path / "home" / "settings"
    victim.parent.mkdir()
    victim.write_text('{"mine": "a secret"}')
    path = repository / FILES[client]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(victim)
    monkeypatch.chdir(repository)
    assert run(["init", "--client", client, *(["--undo"] if undo else [])]) == 1
    said = capsys.readouterr()
    assert "leads out of the repository" in said.err
    assert "a secret" not in said.out + said.err
    assert victim.read_text() == '{"mine": "a secret"}'


def test_a_link_in_place_of_gits_list_of_ignored_files_is_not_followed(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    victim = tmp_path / "home" / ".bashrc"
    victim.parent.mkdir()
    victim.write_text("export A=1\n")
    exclude = repository / ".git" / "info" / "exclude"
    exclude.parent.mkdir(exist_ok=True)
    exclude.unlink(missing_ok=True)
    exclude.symlink_to(victim)
    monkeypatch.chdir(repository)
    assert run(["init", "--client", "claude"]) == 1
    assert "exclude leads out of the repository" in capsys.readouterr().err
    assert run(["init", "--client", "codex"]) == 0
    assert "git does not ignore" in capsys.readouterr().out
    assert victim.read_text() == "export A=1\n"


@pytest.mark.parametrize("name", ["token", "port", "pid", "lock", "init.json", "start.log", "hive.db"])
def test_a_folder_in_place_of_a_file_is_named_by_each_verb(
    name: str, repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = repository / ".kaptar" / name
    folder.mkdir(parents=True, mode=0o700)
    (repository / ".kaptar").chmod(0o700)
    monkeypatch.chdir(repository)
    for words in (["up"], ["up", "--foreground"], ["init", "--client", "codex"]):
        assert run(words) == 1, words
        assert f"{folder} is a folder: it is not used; look at it" in capsys.readouterr().err
    with pytest.raises(InputError, match="is a folder"):
        read_own(folder)
    with pytest.raises(InputError, match="is a folder"):
        open_own(folder, os.O_RDWR)


def test_a_file_in_place_of_the_folder_is_named_with_what_to_do(repository: Path) -> None:
    (repository / ".kaptar").write_text("x")
    with pytest.raises(InputError, match=r"\.kaptar is no folder: it is not used; look at it, move it away, and try again"):
        refuse_foreign(find_places(repository))
