"""Files that steer agents' clients beside those in the home and the worktree: where a variable says, and of the whole machine."""

from collections.abc import Mapping
from pathlib import Path

_IN_FOLDERS = {
    "CLAUDE_CONFIG_DIR": ("settings.json", "settings.local.json"),
    "CODEX_HOME": ("hooks.json", "config.toml"),
    "OPENCODE_CONFIG_DIR": ("plugins/kaptar.js",),
}
_OF_SYSTEM = tuple(
    Path(folder, name)
    for folder, names in {
        "/etc": ("claude-code", "codex", "gemini-cli", "cursor", "opencode"),
        "/Library/Application Support": ("ClaudeCode", "Codex", "GeminiCli", "Cursor", "opencode"),
    }.items()
    for name in names
)
"""Folders of settings that hold for all users of a machine, before their own: all in them steers a client."""
_FILES = ("GEMINI_CLI_SYSTEM_SETTINGS_PATH",)


def client_places(environment: Mapping[str, str]) -> list[Path]:
    """The files and folders of settings that switch hooks on and off, absolute, there or not."""
    folders = {folder: names for variable, names in _IN_FOLDERS.items() if (folder := environment.get(variable))}
    found = [Path(folder).absolute() / name for folder, names in folders.items() for name in names]
    return [*found, *_OF_SYSTEM] + [Path(named).absolute() for variable in _FILES if (named := environment.get(variable))]
