"""Guests compiled ahead: those that the repository needs, once."""

import subprocess
from pathlib import Path

import pytest

from kaptar.api.ahead import ALWAYS, begin, compile_engine, engine_to_compile, uncompiled, wanted
from kaptar.config.load import Config, HooksConfig, WasmConfig


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    for name in ("a.py", "b.rs", "notes.txt"):
        (folder / name).write_text("")
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    subprocess.run(["git", "add", "."], cwd=folder, check=True)
    return folder


def config_of(tmp_path: Path, *, ahead: bool = True, engine: bool = False) -> Config:
    wasm = WasmConfig(cache_dir=str(tmp_path / "cache"), compile_ahead=ahead)
    return Config(wasm=wasm, hooks=HooksConfig(secrets_engine=engine))


class Launches:
    """Takes what would be started."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.lines: list[str] = []

    def __call__(self, command: list[str], _folder: Path) -> None:
        self.commands.append(command)


def test_the_languages_of_a_repository_tell_what_it_needs(root: Path) -> None:
    assert wanted(root) == (*ALWAYS, "python", "tree_python", "tree_rust")


def test_a_folder_without_git_needs_what_all_need(tmp_path: Path) -> None:
    assert wanted(tmp_path) == ALWAYS


def test_what_is_not_compiled_is_compiled_in_a_process_and_one_line_says_so(root: Path, tmp_path: Path) -> None:
    launched = Launches()
    begin(root, config_of(tmp_path), launched.lines.append, launched)
    (command,) = launched.commands
    assert command[-6:] == [*ALWAYS, "python", "tree_python", "tree_rust"]
    assert len(launched.lines) == 1
    assert "6 guests" in launched.lines[0]


def test_nothing_is_started_where_all_is_compiled_or_where_it_is_switched_off(root: Path, tmp_path: Path) -> None:
    launched = Launches()
    begin(root, config_of(tmp_path, ahead=False), launched.lines.append, launched)
    compiled = uncompiled(config_of(tmp_path), ALWAYS)
    assert compiled == ALWAYS
    assert uncompiled(config_of(tmp_path), ("no such module",)) == ()
    begin(root, Config(wasm=WasmConfig(enabled=False)), launched.lines.append, launched)
    assert (launched.commands, launched.lines) == ([], [])


def test_a_process_that_cannot_be_started_stops_nothing(root: Path, tmp_path: Path) -> None:
    def refuse(_command: list[str], _folder: Path) -> None:
        raise OSError("no more processes")

    lines: list[str] = []
    begin(root, config_of(tmp_path), lines.append, refuse)
    assert lines == ["guests are not compiled ahead: no more processes"]


def test_the_engine_for_secrets_is_compiled_too_and_once(root: Path, tmp_path: Path) -> None:
    launched, config = Launches(), config_of(tmp_path, engine=True)
    begin(root, config, launched.lines.append, launched)
    assert "6 guests and the engine for secrets are being compiled" in launched.lines[0]
    assert compile_engine(config) == ""
    assert list((tmp_path / "cache" / "secrets").iterdir())
    assert not engine_to_compile(config)
    assert not engine_to_compile(config_of(tmp_path / "other"))


def test_where_the_engine_alone_is_missing_the_process_is_started_for_it(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kaptar.api.ahead.uncompiled", lambda _config, _names: ())
    launched = Launches()
    begin(root, config_of(tmp_path, engine=True), launched.lines.append, launched)
    (command,) = launched.commands
    assert command[-3:] == ["modules", "compile", "--quietly"]
    assert "the engine for secrets is being compiled" in launched.lines[0]
