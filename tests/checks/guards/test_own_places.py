"""The places that are Kaptar's or git's own, outside of a repository or under other names."""

import os
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.checks.conftest import Make, event, rules

import kaptar
from kaptar.checks.event import FileChange
from kaptar.checks.guards.own_places import is_below, own_places
from kaptar.config.sections import Config, HooksConfig, WasmConfig
from kaptar.folders import cache_folder, data_folder, state_folder
from kaptar.repository.places import runtime_folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "KAPTAR_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return home


def repository(folder: Path, *more: str) -> Path:
    subprocess.run(["git", "init", "-q", *more, str(folder)], check=True, timeout=60)
    return folder.resolve()


def test_no_agent_edits_the_users_own_places(home: Path, make: Make, root: Path) -> None:
    checks = make()
    own = [data_folder() / "trust" / "1.json", data_folder() / "plugins" / "p.wasm", state_folder() / "journals" / "a" / "b",
           cache_folder() / "x.cwasm", runtime_folder() / "x.sock", Path(kaptar.__file__).parent / "clients/entry/kaptar_hook.py",
           home / ".gitconfig", home / ".config/git/config"]  # fmt: skip
    for file in own:
        verdict = checks.check_event(event(FileChange(str(file), content=b"{}"), phase="before"), 30)
        assert (verdict.outcome, rules(verdict)) == ("block", ["protected/own-place"]), file
    free = event(FileChange(str(home / "notes.txt"), content=b"{}"), phase="before")
    assert checks.check_event(free, 30).outcome == "pass"


def test_links_lead_to_them(home: Path, make: Make, root: Path) -> None:
    data_folder().mkdir(parents=True)
    checks = make()
    (root / "here").symlink_to(data_folder())
    verdict = checks.check_event(event(FileChange(str(root / "here/trust/1.json"), content=b"{}"), phase="before"), 30)
    assert rules(verdict) == ["protected/own-place"]


def test_git_directories_and_folders_of_hooks_with_other_names(home: Path, tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "--separate-git-dir", str(tmp_path / "elsewhere.git"))
    subprocess.run(["git", "config", "core.hooksPath", "tools/hooks"], cwd=root, check=True, timeout=60)
    (home / ".gitconfig").write_text('[alias]\nhookspath = no\n[core]\n\thooksPath = "~/my hooks"\n')
    found = own_places(root, Config(), {})
    for name in (tmp_path / "elsewhere.git/config", root / "tools/hooks/pre-commit", home / "my hooks/pre-push"):
        assert is_below(str(name), found), name
    assert not is_below(str(root / "no"), found)
    assert not is_below(str(root / "tools/a.py"), found)


def test_what_the_user_configured(home: Path, tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    config = Config(wasm=WasmConfig(cache_dir=str(tmp_path / "compiled")))
    found = own_places(root, config, {"KAPTAR_CONFIG": str(tmp_path / "mine.toml")})
    assert is_below(str(tmp_path / "compiled/x"), found)
    assert is_below(str(tmp_path / "mine.toml"), found)
    assert not is_below(str(tmp_path / "mine.tom"), found)
    assert is_below(str(root / "etc/known"), own_places(root, Config(hooks=HooksConfig(baseline="etc/known")), {}))


def test_kaptars_own_source_can_be_worked_on(home: Path) -> None:
    package = Path(kaptar.__file__).resolve().parent
    assert not is_below(str(package / "errors.py"), own_places(package.parents[1], Config(), {}))
    assert is_below(str(package / "errors.py"), own_places(Path("/"), Config(), {})) is ("site-packages" in package.parts)


@pytest.mark.parametrize(
    "weaker",
    [
        {"checks": {"protected": False}},
        {"severity": {"protected": "warning"}},
        {"severity": {"protected/own-place": "off"}},
        {"ignore": {"protected": ("**",), "protected/own-place": ("**",)}},
    ],
)
def test_a_repository_cannot_open_them_by_its_settings(weaker: dict[str, Any], home: Path, make: Make) -> None:
    checks = make(**weaker)
    for file in (data_folder() / "trust" / "1.json", home / ".gitconfig", home / ".ssh/config", home / ".claude/settings.json"):
        verdict = checks.check_event(event(FileChange(str(file), content=b"{}"), phase="before"), 30)
        assert verdict.outcome == "block", file


@pytest.mark.parametrize("way", ["worktree", "include", "continued", "byte order mark", "home's include"])
def test_folders_of_hooks_that_git_finds_by_other_ways(way: str, home: Path, tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    config, hooks = root / ".git/config", '[core]\n\thooksPath = "tools/hooks"\n'
    if way == "worktree":
        subprocess.run(["git", "config", "extensions.worktreeConfig", "true"], cwd=root, check=True, timeout=60)
        (root / ".git/config.worktree").write_text(hooks)
    elif way == "continued":
        config.write_text(config.read_text() + "[core]\n\thooksPath = tools\\\n/hooks\n")
    elif way == "byte order mark":
        config.write_text("\ufeff" + hooks + config.read_text())
    else:
        (tmp_path / "more").write_text(hooks)
        file = config if way == "include" else home / ".gitconfig"
        file.write_text(f"[include]\n\tpath = {tmp_path / 'more'}\n" + (config.read_text() if way == "include" else ""))
    assert is_below(str(root / "tools/hooks/pre-commit"), own_places(root, Config(), {}))


@pytest.mark.parametrize("way", ["repository", "another file", "condition", "home", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"])
def test_files_that_gits_settings_include(way: str, home: Path, tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    config, named = root / ".git/config", {}
    include = "[include]\n\tpath = "
    if way == "repository":
        config.write_text(f"{config.read_text()}{include}../.shared\n")
    elif way == "another file":
        config.write_text(f"{config.read_text()}{include}'more'\n[include] path=more\n")
        (root / ".git/more").write_text(f'{include}"{root}/.shared" # ours\n')
    elif way == "condition":
        config.write_text(f'{config.read_text()}[includeIf "onbranch:no"]\n\tpath = ../.shared\n')
    elif way == "home":
        (home / ".gitconfig").write_text(f"{include}{root}/.shar\\\ned\n")
    else:
        named = {way: str(root / ".shared")}
    found = own_places(root, Config(), named)
    assert is_below(str(root / ".shared"), found)
    assert not is_below(str(root / ".other"), found)
    assert not is_below(str(root / "a.py"), found)


def test_files_of_attributes_and_templates(home: Path, tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (home / ".gitconfig").write_text("[core]\n\tattributesFile = ~/attributes\n[init]\n\ttemplateDir = ~/template\n")
    found = own_places(root, Config(), {})
    assert is_below(str(home / "attributes"), found)
    assert is_below(str(home / "template/hooks/pre-commit"), found)


def noted(state: Path, *paths: str) -> None:
    state.mkdir(mode=0o700, exist_ok=True)
    (state / "init.json").write_bytes(msgspec.json.encode([{"client": "c", "path": path, "after": ""} for path in paths]))


def test_files_that_init_has_written(home: Path, tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    written = (".pre-commit-config.yaml", ".aider.conf.yml", ".husky/pre-commit", ".opencode/plugins/kaptar.js")
    beside = (".husky/pre-push", ".opencode/plugins/other.js")
    for name in (*written, *beside):
        assert not is_below(str(root / name), own_places(root, Config(), {})), name
    noted(root / ".kaptar", *written, "../outside.txt", ".", "a\0b")
    found = own_places(root, Config(), {})
    for name in (*written, *beside):
        assert is_below(str(root / name), found), name
    for name in ("a.py", ".opencode/opencode.json", "../outside.txt"):
        assert not is_below(os.path.normpath(root / name), found), name
    (root / ".kaptar/init.json").write_text("[1]")
    assert not is_below(str(root / ".aider.conf.yml"), own_places(root, Config(), {}))


def test_packages_that_kaptar_runs_with(home: Path, tmp_path: Path) -> None:
    found = own_places(repository(tmp_path / "r"), Config(), {})
    packages = Path(msgspec.__file__).parents[1]
    for name in ("sitecustomize.py", "usercustomize.py", "x.pth", "msgspec/__init__.py"):
        assert is_below(str(packages / name), found)
    if (packages.parents[2] / "pyvenv.cfg").exists():
        assert is_below(str(packages.parents[2] / "pyvenv.cfg"), found)


def test_no_program_runs_for_them(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each hook without a hive makes settings anew."""
    root = repository(tmp_path / "r")
    (root / ".git/config").write_text('[core]\n\thooksPath = a\\\n/b\n[includeIf "gitdir:/"]\n\tpath = c\n')
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("a program ran"))
    assert is_below(str(root / "a/b/pre-commit"), own_places(root, Config(), {}))


@pytest.mark.parametrize("path", [
    "/etc/claude-code/managed-settings.json", "/etc/claude-code/managed-settings.d/a.json", "/etc/claude-code/managed-mcp.json",
    "/etc/codex/config.toml", "/etc/codex/managed_config.toml", "/etc/gemini-cli/settings.json", "/etc/cursor/hooks.json",
    "/etc/opencode/opencode.json", "/Library/Application Support/ClaudeCode/managed-settings.json",
    "/ETC/codex/config.toml"])  # fmt: skip
def test_settings_of_clients_for_the_whole_machine_are_not_edited(path: str, home: Path, make: Make) -> None:
    verdict = make().check_event(event(FileChange(path, content=b"{}"), phase="before"), 30)
    assert (verdict.outcome, rules(verdict)[:1]) == ("block", ["protected/own-place"])


@pytest.mark.parametrize("path", ["/etc/codex-notes.md", "/etc/hosts", "/etc/cursor.conf"])
def test_other_files_of_the_machine_are_not_ours(path: str, home: Path, make: Make) -> None:
    assert rules(make().check_event(event(FileChange(path, content=b"x"), phase="before"), 30)) == []
