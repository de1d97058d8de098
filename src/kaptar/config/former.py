"""The project's former name, and the refusal of settings that still carry it.

Settings under the former name are an error that names the new one. To pass over them would be to work with other settings
than the user wrote. `kaptar.clients.install.former` replaces everything else that a version of the former name wrote.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from kaptar.decoding.toml import read_toml
from kaptar.errors import ConfigError
from kaptar.repository.files import content_of

FORMER = "skep"
"""The former name of the command, the package, the folders and the files."""

FILE = f"{FORMER}.toml"
_PREFIX = f"{FORMER}_".upper()
_ESCAPE = re.compile(rb"\\(?:u00|U000000|x)([2-7][0-9a-fA-F])")


def may_name(content: bytes, *names: str) -> bool:
    """Whether a TOML file may have a key of one of these names: it holds the name, with or without escapes for its letters."""
    plain = _ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), content) if b"\\" in content else content
    return any(name.encode() in plain for name in names)


def refuse_variables(environment: Mapping[str, str], known: Iterable[str]) -> None:
    """Raise ConfigError for the first environment variable of the former name. An empty value counts as not set.

    Args:
        known: the variables that exist now; one of these is named where it has the same meaning.
    """
    for variable, value in environment.items():
        if value and variable.startswith(_PREFIX):
            new = "KAPTAR_" + variable.removeprefix(_PREFIX)
            advice = f"set {new} in its place" if new in known else f"unset it; there is no {new}"
            raise ConfigError(f"{variable}: the project is named Kaptar now; {advice}")


def refuse_file(folder: Path) -> None:
    """Raise ConfigError where a folder has a configuration file of the former name."""
    if (folder / FILE).is_file():
        raise ConfigError(f"{folder / FILE}: the project is named Kaptar now; rename the file to kaptar.toml")


def refuse_table(path: Path) -> None:
    """Raise ConfigError where a ``pyproject.toml`` has a ``[tool]`` table of the former name.

    A file that is missing, is not TOML or cannot name the former name is passed over.
    """
    content = content_of(path) if path.name == "pyproject.toml" else b""
    if not may_name(content, FORMER):
        return
    try:
        tools = read_toml(content.decode("utf-8-sig")).get("tool")
    except ValueError:
        return
    if isinstance(tools, Mapping) and FORMER in tools:
        raise ConfigError(f"{path}: [tool.{FORMER}]: the project is named Kaptar now; rename the table to [tool.kaptar]")
