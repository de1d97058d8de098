"""No folder from which code, trust, plugins or journals are read is one that a repository can bring."""

import ast
import os
import pwd
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from kaptar.config.load import load_config
from kaptar.config.sections import Config, WasmConfig
from kaptar.errors import ConfigError
from kaptar.folders import (
    NOWHERE,
    cache_folder,
    data_folder,
    home,
    make_private,
    named_folder,
    passed_over,
    relative_variables,
    state_folder,
    temporary_folder,
)
from kaptar.folders.brought import brought
from kaptar.runtime.runtime import Runtime

SOURCE = Path(__file__).parents[1] / "src" / "kaptar"
GIVERS: dict[str, Callable[[], Path]] = {
    "cache": cache_folder, "data": data_folder, "state": state_folder, "temporary": temporary_folder,
}  # fmt: skip
VARIABLES = ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "TMPDIR")


def git(*words: str, cwd: Path) -> None:
    options = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *options, *words], cwd=cwd, check=True, capture_output=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a linked worktree, a submodule and a folder ``h``."""
    around = tmp_path_factory.mktemp("around")
    root, other = around / "clone", around / "other"
    for each in (root, other):
        (each / "h").mkdir(parents=True)
        (each / "h/file").write_text("")
        git("init", "-q", cwd=each)
        git("add", ".", cwd=each)
        git("commit", "-qm", "a", cwd=each)
    git("submodule", "--quiet", "add", str(other), "sub", cwd=root)
    git("worktree", "add", "-q", str(around / "linked"), cwd=root)
    (around / "way").symlink_to(root / "h")
    return root


@pytest.fixture
def clone(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That repository, as the current folder."""
    monkeypatch.chdir(made)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return made


WAYS: dict[str, Callable[[Path], str]] = {
    "relative": lambda _root: "h",
    "relative with a dot": lambda _root: "./h",
    "relative and out": lambda _root: "../other-not-git",
    "a user that there is not": lambda _root: "~nobody-of-this-name/h",
    "the top": str,
    "inside": lambda root: f"{root}/h",
    "not there yet": lambda root: f"{root}/h/new/er",
    "by way of others": lambda root: f"{root}/../clone/h",
    "a link from outside": lambda root: f"{root.parent}/way",
    "below a link from outside": lambda root: f"{root.parent}/way/new",
    "a linked worktree": lambda root: f"{root.parent}/linked/h",
    "a submodule": lambda root: f"{root}/sub/h",
    "another repository": lambda root: f"{root.parent}/other/h",
    "git's directory": lambda root: f"{root}/.git/h",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("variable", VARIABLES)
def test_a_variable_leads_into_no_repository(way: str, variable: str, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, WAYS[way](clone))
    for name, give in GIVERS.items():
        folder = give()
        assert folder.is_absolute(), name
        assert not brought(folder), name
        assert not Path(os.path.realpath(folder)).is_relative_to(clone), name
    assert passed_over()[0].startswith(f"{variable}={WAYS[way](clone)}: ")


@pytest.mark.parametrize("way", WAYS)
def test_a_setting_that_leads_into_a_repository_is_an_error(way: str, clone: Path, tmp_path: Path) -> None:
    value = WAYS[way](clone)
    with pytest.raises(ConfigError, match="cache_dir"):
        cache_folder(value)
    with pytest.raises(ConfigError, match=r"KAPTAR_WASM_CACHE_DIR: wasm\.cache_dir"):
        load_config(tmp_path, env={"KAPTAR_WASM_CACHE_DIR": value})
    (tmp_path / "own.toml").write_text(f"[wasm]\ncache_dir = '{value}'\n")
    with pytest.raises(ConfigError, match=r"own\.toml:wasm\.cache_dir: "):
        load_config(tmp_path, env={}, flags={"config": str(tmp_path / "own.toml")})
    with pytest.raises(ConfigError, match="cache_dir"):
        Runtime(Config(wasm=WasmConfig(cache_dir=value)), {})


def test_the_users_home_in_a_relative_home_is_relative(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "h")
    with pytest.raises(ConfigError, match="relative"):
        cache_folder("~/cache")
    assert home() == clone / "h"


def test_folders_that_are_nobodys_are_used(clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache_folder() == tmp_path / "home/.cache/kaptar"
    assert data_folder() == tmp_path / "home/.local/share/kaptar"
    assert state_folder() == tmp_path / "home/.local/state/kaptar"
    assert cache_folder("~/own") == tmp_path / "home/own"
    for name in VARIABLES[1:]:
        monkeypatch.setenv(name, str(tmp_path / name))
    assert [give() for give in GIVERS.values()] == [
        *(tmp_path / name / "kaptar" for name in VARIABLES[1:4]), tmp_path / f"TMPDIR/kaptar-{os.getuid()}",
    ]  # fmt: skip
    assert passed_over() == []


def test_where_there_is_no_home_to_believe_nothing_is_kept(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "h")
    assert {cache_folder(), data_folder(), state_folder()} == {NOWHERE}
    assert "HOME=h: h is a relative path" in make_private(NOWHERE / "trust")
    assert not NOWHERE.exists()


HOMES: dict[str, tuple[Callable[[Path], None], bool]] = {
    "nothing added": (lambda _home: None, False),
    "other files": (lambda home: add(home, ".bashrc", ".cache/other/a", ".cache/kaptarx"), False),
    "the folder": (lambda home: add(home, ".cache/kaptar/compiled/a.bin"), True),
    "the folder in other letters": (lambda home: add(home, ".Cache/KAPTAR/compiled/a.bin"), True),
    "a link on the way": (lambda home: link(home, ".cache"), True),
    "an index of version 4": (lambda home: (add(home, ".bashrc"), git("update-index", "--index-version=4", cwd=home))[0], True),
    "a split index": (lambda home: (add(home, ".bashrc"), git("update-index", "--split-index", cwd=home))[0], True),
    "marks in the index": (lambda home: marked(home), False),
    "a damaged index": (lambda home: (home / ".git/index").write_bytes(b"DIRC\0\0\0\2" + bytes(40)) and None, True),
    "a pipe for an index": (lambda home: os.mkfifo(home / ".git/index"), True),
}


def add(home: Path, *names: str) -> None:
    for name in names:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("")
    git("add", "-f", "--", *names, cwd=home)


def link(home: Path, name: str) -> None:
    (home.parent / "there").mkdir()
    (home / name).symlink_to(home.parent / "there")
    git("add", "-f", "--", name, cwd=home)


def marked(home: Path) -> None:
    """An index of version 3."""
    add(home, ".bashrc", ".profile")
    (home / "later").write_text("")
    git("add", "--intent-to-add", "later", cwd=home)


@pytest.mark.parametrize("case", HOMES)
def test_a_home_that_is_a_repository(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its user made it one: it counts where the system's list of users has it as the home, and git has nothing in the folder."""
    make, refused = HOMES[case]
    own = tmp_path / "home"
    own.mkdir()
    git("init", "-q", cwd=own)
    make(own)
    monkeypatch.setenv("HOME", str(own))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_folder() == NOWHERE
    monkeypatch.setattr(pwd, "getpwuid", lambda _uid: SimpleNamespace(pw_dir=str(own)))
    assert cache_folder() == (NOWHERE if refused else own / ".cache/kaptar")


def files_of(clone: Path) -> list[Path]:
    return sorted(path for path in clone.rglob("*") if ".git" not in path.parts)


@pytest.mark.parametrize("variables", [{"HOME": "h"}, {"HOME": "{clone}/h"}, {"XDG_CACHE_HOME": "h", "HOME": "{clone}"}])
def test_a_command_reads_and_makes_nothing_in_a_clone(variables: dict[str, str], clone: Path, tmp_path: Path) -> None:
    (clone / "a.py").write_text("x = 1\n")
    (clone / "h/.cache").mkdir(exist_ok=True)
    before = files_of(clone)
    given = {name: value.replace("{clone}", str(clone)) for name, value in variables.items()}
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(tmp_path), **given}
    environment |= {"KAPTAR_NO_HIVE": "1", "KAPTAR_WASM_COMPILE_AHEAD": "0", "KAPTAR_HOOKS_SECRETS_ENGINE": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "kaptar", "check", "a.py"],
        cwd=clone,
        env=environment,
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert files_of(clone) == before


ALLOWED = {
    "folders/__init__.py": "the one way",
    "folders/brought.py": "the system's list of users",
    "repository/environment.py": "a digest of the values",
    "repository/git_settings.py": "the files of git's settings, as git finds them: they are protected",
    "repository/places.py": "sockets, in a folder that must be closed to others",
    "checks/guards/own_places.py": "names to protect",
    "checks/guards/protected.py": "names to protect",
    "clients/fields.py": "names as clients read them",
    "clients/install/former_hive.py": "sockets of a former version, which are looked for and not used",
    "clients/entry/with_hive.py": "a digest of the values; sockets",
    "clients/entry/without_hive.py": "sockets",
    "shell/runs.py": "the variable of a command line that is read, not of this process",
    "checks/tools/warm/dmypy.py": "gives a tool a folder that was just made",
}
VARIABLE = re.compile(r"(?:HOME|TMPDIR|TEMP|TMP|LOCALAPPDATA|APPDATA|USERPROFILE|XDG_\w++|KAPTAR_WASM_CACHE_DIR)")
CALLED = ("expanduser", "Path.home", "gettempdir", "getpwuid", "getpwnam", "getpwall", "expandvars")


def ways(source: str) -> Iterator[str]:
    """What leads to a folder of the user by itself: calls, and names of variables in texts that are no documentation."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(CALLED):
            yield ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            if VARIABLE.fullmatch(text):
                yield text
        elif isinstance(node, ast.ImportFrom | ast.Import) and "platformdirs" in ast.unparse(node):
            yield ast.unparse(node)


def test_nobody_else_finds_the_users_folders() -> None:
    found = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if list(ways(path.read_text("utf-8")))}
    assert found == ALLOWED.keys()


@pytest.mark.parametrize(
    "line",
    ["Path.home()", "os.path.expanduser(x)", "p.expanduser()", "os.environ['HOME']", "os.environ.get('XDG_DATA_HOME')",
     "environ[b'HOME']", "tempfile.gettempdir()", "pwd.getpwuid(0)", "import platformdirs"],
)  # fmt: skip
def test_each_way_is_seen(line: str) -> None:
    assert list(ways(line))


@pytest.mark.parametrize("variable", ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"])
def test_a_relative_folder_of_the_user_counts_as_not_set(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert (named_folder(variable), relative_variables()) == ("", [])
    for given, expected in (("a", ""), ("./a", ""), ("~/a", ""), ("", ""), (str(tmp_path), str(tmp_path))):
        monkeypatch.setenv(variable, given)
        assert named_folder(variable) == named_folder(variable, {variable: given}) == expected
        assert relative_variables() == ([variable] if given and not expected else [])
