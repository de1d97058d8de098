"""Settings that switch all hooks of a client off. Kaptar's hooks then never run, and the client does not say so."""

from pathlib import Path
from typing import Any, NamedTuple

from kaptar.clients.install.json_text import find_all, parse
from kaptar.decoding.toml import NotToml, read_toml
from kaptar.errors import InputError
from kaptar.repository.files import Unread, read_file


class Switch(NamedTuple):
    """A client's setting that switches hooks off.

    Attributes:
        files: where it may stand, the strongest place first; relative to the worktree, or to the home folder after ``~/``.
        keys: the path to it in JSON or TOML.
        off: its value that switches hooks off.
    """

    files: tuple[str, ...]
    keys: tuple[str, ...]
    off: bool


def switched_off(client: str, switch: Switch, root: Path, home: Path) -> str:
    """A line that names the setting that switches a client's hooks off; "" where none does, or the file cannot be read."""
    for name in switch.files:
        path = home / name[2:] if name.startswith("~/") else root / name
        values = _values(path, switch.keys)
        if not values:
            continue
        shown = f"{'.'.join(switch.keys)} = {str(switch.off).lower()}"
        return f"Hooks of {client} will not run: {path} has {shown}; change it." if switch.off in values else ""
    return ""


def _values(path: Path, keys: tuple[str, ...]) -> list[bool]:
    """What a setting is; several values where its key stands twice in JSON, since readers take different ones."""
    found = read_file(path)
    if isinstance(found, Unread):
        return []
    text = found.decode("utf-8", "replace")
    return _of_toml(text, keys) if path.suffix == ".toml" else _of_json(text, keys)


def _of_json(text: str, keys: tuple[str, ...]) -> list[bool]:
    try:
        found = find_all(parse(text), keys)
    except InputError:
        return []
    words = {"true": True, "false": False}
    return [words[word] for node in found if (word := text[node.start : node.end]) in words]


def _of_toml(text: str, keys: tuple[str, ...]) -> list[bool]:
    try:
        value: Any = read_toml(text)
    except NotToml:
        return []
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return [value] if isinstance(value, bool) else []
