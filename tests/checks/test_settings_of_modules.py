"""A module that is not here is a wrong setting, as each other wrong word is one."""

from pathlib import Path

import pytest
from tests.clients.test_home_in_paths import answered

from kaptar.checks.settings import make_settings
from kaptar.config.sections import Config, WasmConfig
from kaptar.errors import ConfigError


@pytest.mark.guest
@pytest.mark.parametrize("names", [("nosuch",), ("text", "Text"), ("bytes", "none/of/ours"), ("text ",)])
def test_an_unknown_module_is_named_with_its_setting(names: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=rf"wasm\.preload: there is no module '{names[-1]}'; there are .*text"):
        make_settings(Config(wasm=WasmConfig(preload=names)), tmp_path)


@pytest.mark.parametrize("config", [WasmConfig(preload=("nosuch",), enabled=False), WasmConfig()])
def test_without_guests_no_module_is_asked_for(config: WasmConfig, tmp_path: Path) -> None:
    assert make_settings(Config(wasm=config), tmp_path).problem == ""


@pytest.mark.guest
def test_known_modules_are_allowed(tmp_path: Path) -> None:
    assert make_settings(Config(wasm=WasmConfig(preload=("text", "bytes"))), tmp_path).problem == ""


@pytest.mark.guest
def test_an_edit_goes_on_and_the_setting_is_told(tmp_path: Path) -> None:
    (tmp_path / ".git" / "objects").mkdir(parents=True)
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "kaptar.toml").write_text('[wasm]\npreload = ["nosuch"]\n')
    given = {"tool_name": "Write", "tool_input": {"file_path": f"{tmp_path}/a.py", "content": "x = 2\n"}}
    code, said = answered(tmp_path, "claude", "PreToolUse", given)
    assert (code, "wasm.preload" in said, str(tmp_path) in said) == (0, True, True)
    given["tool_input"]["file_path"] = f"{tmp_path}/.env"  # type: ignore[index]
    assert answered(tmp_path, "claude", "PreToolUse", given)[0] == 2
