"""Files that steer agents' clients where a variable of the environment says, in place of the home or the worktree."""

from collections.abc import Mapping
from pathlib import Path

_IN_FOLDERS = {
    "CLAUDE_CONFIG_DIR": ("settings.json", "settings.local.json"),
    "CODEX_HOME": ("hooks.json", "config.toml"),
    "OPENCODE_CONFIG_DIR": ("plugins/kaptar.js",),
}
_FILES = ("GEMINI_CLI_SYSTEM_SETTINGS_PATH",)


def client_places(environment: Mapping[str, str]) -> list[Path]:
    """The files of settings that switch hooks on and off, absolute, there or not."""
    folders = {folder: names for variable, names in _IN_FOLDERS.items() if (folder := environment.get(variable))}
    found = [Path(folder).absolute() / name for folder, names in folders.items() for name in names]
    return found + [Path(named).absolute() for variable in _FILES if (named := environment.get(variable))]
