"""Settings of clients that keep all hooks from running are said when hooks are put in."""

from pathlib import Path

import pytest

from kaptar.clients.install.switches import Switch, switched_off
from kaptar.clients.registry import INSTALLS

OFF = {
    "claude": (".claude/settings.json", '{"disableAllHooks": true}', '{"disableAllHooks": false}'),
    "codex": (".codex/config.toml", "[features]\nhooks = false\n", "[features]\nhooks = true\n"),
    "gemini": (
        ".gemini/settings.json",
        '{ // mine\n "hooksConfig": {"enabled": false,},\n}',
        '{"hooksConfig": {"enabled": true}}',
    ),
}


def line(client: str, home: Path) -> str:
    switch = INSTALLS[client].switch
    assert isinstance(switch, Switch)
    return switched_off(client, switch, home / "repo", home)


@pytest.mark.parametrize("client", OFF)
def test_the_stronger_place_decides(client: str, tmp_path: Path) -> None:
    name, off, on = OFF[client]
    of_user, of_project = tmp_path / name, tmp_path / "repo" / name
    assert line(client, tmp_path) == ""
    for path, text, place in ((of_user, off, of_user), (of_project, on, None), (of_project, off, of_project)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        said = line(client, tmp_path)
        assert (f"will not run: {place} has" in said) if place else said == ""


@pytest.mark.parametrize("text", ["", "[]", "{", '{"hooksConfig": 1}', '{"hooksConfig": {"enabled": "false"}}', "\xff"])
def test_other_content_says_nothing(text: str, tmp_path: Path) -> None:
    for name in (".gemini/settings.json", ".codex/config.toml"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="latin-1")
    assert line("gemini", tmp_path) == line("codex", tmp_path) == ""


@pytest.mark.parametrize(
    "text", ['{"disableAllHooks": false, "disableAllHooks": true}', '{"disableAllHooks": true, "disableAllHooks": false}']
)
def test_a_switch_that_stands_twice_may_be_off(text: str, tmp_path: Path) -> None:
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude" / "settings.json").write_text(text)
    assert "disableAllHooks = true" in line("claude", tmp_path)
    (tmp_path / ".gemini").mkdir()
    (tmp_path / ".gemini" / "settings.json").write_text('{"hooksConfig": {"enabled": true}, "hooksConfig": {"enabled": false}}')
    assert "hooksConfig.enabled = false" in line("gemini", tmp_path)
