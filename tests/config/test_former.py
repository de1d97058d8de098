"""Settings under the project's former name are an error that names the new one, in every verb and in hooks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kaptar.cli import run
from kaptar.cli.verbs import VERBS
from kaptar.config.load import config_files, load_config
from kaptar.config.sections import SETTINGS, Config
from kaptar.errors import ConfigError


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.name)
def test_each_variable_of_the_former_name_names_the_new_one(setting: object, repository: Path) -> None:
    variable = f"SKEP_{setting.section}_{setting.key}".upper()  # type: ignore[attr-defined]
    with pytest.raises(ConfigError) as caught:
        load_config(repository, env={variable: "1"})
    assert str(caught.value).startswith(f"{variable}: ")
    assert f"set {setting.variable} in its place" in str(caught.value)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["CONFIG", "NO_HIVE", "TRACEBACK", "GOLDEN", "NO_SKIPS"])
def test_so_do_variables_that_give_no_setting(name: str, repository: Path) -> None:
    with pytest.raises(ConfigError, match=f"SKEP_{name}: .*set KAPTAR_{name} in its place"):
        load_config(repository, env={f"SKEP_{name}": "1"})


def test_an_unknown_variable_of_the_former_name_is_to_be_unset(repository: Path) -> None:
    with pytest.raises(ConfigError, match=r"SKEP_WASM_POOLS: .*unset it; there is no KAPTAR_WASM_POOLS"):
        load_config(repository, env={"SKEP_WASM_POOLS": "1"})


def test_an_empty_variable_and_one_of_another_program_are_not_refused(repository: Path) -> None:
    assert load_config(repository, env={"SKEP_CONFIG": "", "SKEPTIC": "1"}) == Config()


def test_the_former_file_is_refused_from_the_folder_up_to_the_repository_s_top(repository: Path) -> None:
    inner = repository / "a"
    inner.mkdir()
    (repository / "skep.toml").write_text("")
    (inner / "kaptar.toml").write_text("")
    for start, flags in ((inner, {}), (repository, {"config": str(inner / "kaptar.toml")})):
        with pytest.raises(ConfigError, match=r"skep\.toml: .*rename the file to kaptar\.toml"):
            load_config(start, env={}, flags=flags)


def test_the_former_table_is_refused_also_in_a_named_file(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    project = repository / "pyproject.toml"
    project.write_text("[tool.skep.wasm]\npool_size = 3\n")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for start, flags in ((repository, {}), (elsewhere, {"config": str(project)})):
        with pytest.raises(ConfigError, match=r"\[tool\.skep\]: .*rename the table to \[tool\.kaptar\]"):
            load_config(start, env={}, flags=flags)


@pytest.mark.parametrize("text", ["# skep\n", "[[[ skep", '[tool.other]\nneeds = ["skep"]\n', "tool = 'skep'\n"])
def test_a_project_that_only_mentions_the_name_is_not_refused(text: str, repository: Path) -> None:
    (repository / "pyproject.toml").write_text(text)
    assert load_config(repository, env={}) == Config()


def test_a_hive_watches_for_the_former_file(repository: Path) -> None:
    assert repository / "skep.toml" in config_files(repository, env={})


WORDS = {"run": ["plan.toml"], "apply": ["a.py", "edit.txt"], "check": ["a.py"], "modules": ["list"], "hooks": ["top"],
         "bench": ["runtime"]}  # fmt: skip


@pytest.mark.parametrize(
    "verb",
    sorted(
        set(VERBS)
        - {"hook", "doctor", "status", "down", "claim", "release", "who", "history", "restore", "blame", "commit", "git-hook"}
    ),
)
def test_every_verb_that_uses_settings_refuses_them(
    verb: str, repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / ".git" / "objects").mkdir()
    (repository / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    for name in ("plan.toml", "a.py", "edit.txt"):
        (repository / name).write_text("")
    monkeypatch.chdir(repository)
    monkeypatch.setenv("SKEP_NO_HIVE", "1")
    assert run([verb, *WORDS.get(verb, [])]) == ConfigError.exit_code
    assert "error: SKEP_NO_HIVE: " in capsys.readouterr().err
    assert not (repository / ".kaptar").exists()


@pytest.mark.parametrize(("strict", "code"), [(False, 0), (True, 2)])
def test_a_hook_lets_the_edit_go_on_and_says_why_or_stops_it_in_strict_mode(strict: bool, code: int, repository: Path) -> None:
    words = ["--strict"] if strict else []
    done = propose(repository / "a.py", "x = 1\n", *words, variables={"SKEP_WASM_ENABLED": "1"})
    assert (done.returncode, done.stdout) == (code, "")
    assert "SKEP_WASM_ENABLED" in done.stderr
    assert "KAPTAR_WASM_ENABLED" in done.stderr


def propose(file: Path, content: str, *words: str, variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """An agent's write of a file, before it is done."""
    payload = {"tool_name": "Write", "tool_input": {"file_path": str(file), "content": content}}
    command = [sys.executable, "-P", "-m", "kaptar", "hook", *words, "claude", "PreToolUse"]
    return subprocess.run(
        command, cwd=file.parent, env=os.environ | variables, input=json.dumps(payload), capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(("name", "content"), [("skep.toml", ""), ("pyproject.toml", "[tool.skep]\nx = 1\n")])
def test_no_agent_may_write_what_would_make_every_hook_go_without_settings(name: str, content: str, repository: Path) -> None:
    (repository / "pyproject.toml").write_text('[project]\nname = "x"\n')
    done = propose(repository / name, content, variables={})
    assert done.returncode == 2
    assert "protected/kaptar" in done.stderr
