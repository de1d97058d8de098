"""Guests compiled ahead: those that the repository needs, once."""

import subprocess
from pathlib import Path

import pytest

from kaptar.api.ahead import ALWAYS, FIRST, begin, compile_engine, engine_to_compile, go_on, hurry, uncompiled, wanted
from kaptar.api.here import open_in_haste
from kaptar.api.hook import Hook, HooksHere
from kaptar.api.requests import CheckRequest
from kaptar.config.sections import Config, HooksConfig, WasmConfig


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


def test_what_a_process_in_haste_leaves_is_compiled_by_one_process_for_all(root: Path, tmp_path: Path) -> None:
    launched, config = Launches(), config_of(tmp_path)
    for now in (1000.0, 1001.0, 1599.0):
        go_on(("javascript", "text"), root, config, launched, now)
    (command,) = launched.commands
    assert command[-5:] == ["modules", "compile", "--quietly", "javascript", "text"]
    go_on(("javascript",), root, config, launched, 1600.0)
    assert launched.commands[1][-1] == "javascript"
    go_on(("javascript",), root, config, launched, 900.0)  # the clock went back
    assert len(launched.commands) == 3


def test_nothing_goes_on_where_nothing_is_left_or_it_is_switched_off(root: Path, tmp_path: Path) -> None:
    launched = Launches()
    go_on((), root, config_of(tmp_path), launched)
    go_on(("text",), root, config_of(tmp_path, ahead=False), launched)
    go_on(("text",), root, Config(wasm=WasmConfig(enabled=False)), launched)
    (tmp_path / "file").write_text("")
    go_on(("text",), root, Config(wasm=WasmConfig(cache_dir=str(tmp_path / "file"))), launched)
    assert launched.commands == []
    assert hurry(config_of(tmp_path, ahead=False), launched.lines.append) == {}


def test_the_engine_alone_goes_on_with_what_all_repositories_need(root: Path, tmp_path: Path) -> None:
    launched = Launches()
    go_on((), root, config_of(tmp_path, engine=True), launched)
    (command,) = launched.commands
    assert command[-4:] == ["--quietly", *ALWAYS]


def test_a_process_that_cannot_be_started_spoils_no_answer(root: Path, tmp_path: Path) -> None:
    def refuse(_command: list[str], _folder: Path) -> None:
        raise OSError("no more processes")

    go_on(("text",), root, config_of(tmp_path), refuse)


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What would be compiled in the background."""
    found: list[tuple[str, ...]] = []
    monkeypatch.setattr("kaptar.api.ahead.go_on", lambda names, *_: found.append(names))
    monkeypatch.setattr("kaptar.api.hook.go_on", lambda names, *_: found.append(names))
    return found


@pytest.mark.guest
def test_the_first_check_says_once_what_goes_on_and_leaves_the_rest(
    root: Path, tmp_path: Path, left: list[tuple[str, ...]]
) -> None:
    (root / "a.ts").write_text("let a = 1\n")
    lines: list[str] = []
    for _ in range(2):
        with open_in_haste(lambda _: config_of(tmp_path), root, lines.append) as here:
            verdict = here.check(CheckRequest(root=str(root), paths=(str(root / "a.ts"), str(root / "a.py"))))
        assert (verdict.outcome, verdict.complete) == ("pass", True)
    assert lines == [FIRST]
    assert {"javascript", "python", "text"} <= set(left[0])


@pytest.mark.guest
def test_the_first_hook_without_a_hive_leaves_the_rest_too(
    root: Path, tmp_path: Path, left: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAPTAR_WASM_COMPILE_AHEAD", "true")
    monkeypatch.setenv("KAPTAR_WASM_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("DEADLINE", "TOOL_TIMEOUT"):
        monkeypatch.setenv(f"KAPTAR_HOOKS_{name}_MS", "60000")  # a busy machine compiles for a while
    lines: list[str] = []
    body = b'{"tool_name": "Write", "tool_input": {"file_path": "%s", "content": "let a = ;"}}' % bytes(root / "a.ts")
    with HooksHere(root, strict=False).open(lines.append) as answered:
        assert answered(Hook("claude", "PreToolUse", body)).exit == 2
    assert lines == [FIRST]
    assert left == [("javascript", "text")]
