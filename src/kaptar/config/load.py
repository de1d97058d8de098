"""Configuration: one frozen `Config` from defaults < file < environment < flags."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from kaptar.config import former
from kaptar.config.sections import MIB, SETTINGS, Config
from kaptar.config.settings import Given, Setting, merge, parse, read_bool, spellings
from kaptar.decoding.toml import NotToml, read_toml
from kaptar.errors import ConfigError
from kaptar.folders import cache_folder
from kaptar.repository.files import Unread, read_file
from kaptar.repository.worktree import top_of, upwards

MOST_BYTES = 4 * MIB
"""Of a configuration file."""

# Names that came before Kaptar's own, each with the setting it gives.
VARIABLES: dict[str, str] = {
    "WASM_POOL_SIZE": "wasm.pool_size",
    "WASM_MEMORY_LIMIT": "wasm.memory_limit",
    "WASM_TASK_TIMEOUT": "wasm.task_timeout_ms",
    "BOOSTER_HEALTH_CHECK_INTERVAL": "booster.health_check_interval_ms",
    "REDIS_BOOSTER_TTL": "redis.booster_ttl_s",
}

# Keys that files of the described system have, each with the setting it gives.
KEYS: dict[str, str] = {
    "wasm.maxRetries": "booster.max_retries",
    "redis.keyPrefix": "redis.prefix",
    "redis.ttl": "redis.booster_ttl_s",
}

OTHER_VARIABLES = ("KAPTAR_CONFIG", "KAPTAR_NO_HIVE", "KAPTAR_TRACEBACK", "KAPTAR_GOLDEN", "KAPTAR_NO_SKIPS")
"""Variables that give no setting."""


def load_config(
    start: Path | None = None, env: Mapping[str, str] | None = None, flags: Mapping[str, Any] | None = None
) -> Config:
    """The configuration for work in a folder.

    Args:
        start: the folder; the current one by default. ``kaptar.toml`` or ``[tool.kaptar]`` in ``pyproject.toml`` is
            looked for here and upwards to the top of the git repository; outside of one, only here.
        env: environment variables; the process's by default. An empty value counts as not set.
        flags: ``{"wasm.pool_size": 4}`` from the command line, None values ignored. The flag ``config``, or the
            variable ``KAPTAR_CONFIG``, names a JSON or TOML file that is read in place of the repository's.
    Raises:
        ConfigError: an unknown key or a value that is not allowed, or a folder of compiled code that a repository can bring;
            the text names the key, the value, what is allowed, and where it stands.
    """
    layers = given_settings(start, env, flags)
    config = resolve(*layers)
    if config.wasm.cache_dir:
        _require_believed(layers)
    return config


def _require_believed(layers: tuple[list[Given], ...]) -> None:
    """Raise ConfigError where the folder of compiled code is one that a repository can bring: its code would run."""
    given = merge(layers)["wasm.cache_dir"]
    try:
        cache_folder(given.value)
    except ConfigError as problem:
        raise ConfigError(f"{given.where}: {problem}") from None


def given_settings(
    start: Path | None = None, env: Mapping[str, str] | None = None, flags: Mapping[str, Any] | None = None
) -> tuple[list[Given], list[Given], list[Given]]:
    """The settings that the user wrote: those of the file, of the environment and of the flags. As for `load_config`."""
    env = os.environ if env is None else env
    start = Path.cwd() if start is None else start
    refuse_former(start, env)
    given_flags = {name: value for name, value in (flags or {}).items() if value is not None}
    named = given_flags.pop("config", None) or env.get("KAPTAR_CONFIG") or None
    if named is not None:
        file_layer = list(_from_file(Path(named), in_repository=False))
    else:
        found = find_file(start)
        file_layer = list(_from_file(found, in_repository=True)) if found else []
    return file_layer, list(from_environment(env)), list(from_flags(given_flags))


def refuse_former(start: Path, env: Mapping[str, str]) -> None:
    """Raise ConfigError where a variable, a file or a table gives settings under the project's former name."""
    former.refuse_variables(env, (*OTHER_VARIABLES, *(setting.variable for setting in SETTINGS.values())))
    for folder in _folders(start.resolve()):
        former.refuse_file(folder)
        former.refuse_table(folder / "pyproject.toml")


def config_files(start: Path, env: Mapping[str, str] | None = None, flags: Mapping[str, Any] | None = None) -> list[Path]:
    """The files that `load_config` would look at, whether they exist or not."""
    named = (flags or {}).get("config") or (os.environ if env is None else env).get("KAPTAR_CONFIG") or None
    if named is not None:
        return [Path(named).absolute()]
    names = ("kaptar.toml", "pyproject.toml", former.FILE)
    return [folder / name for folder in _folders(start.resolve()) for name in names]


def resolve(*layers: list[Given]) -> Config:
    """Pure: the defaults under the given layers, lowest first. Raises `ConfigError`."""
    winners = merge(layers)
    values = {name: parse(given) for name, given in winners.items()}
    _bound(values, winners, low="wasm.min_ready", high="wasm.pool_size")
    _bound(values, winners, low="wasm.memory_limit", high="wasm.total_memory")
    sections: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        section, key = name.split(".")
        sections.setdefault(section, {})[key] = value
    return msgspec.convert(sections, Config)


def _bound(values: dict[str, Any], winners: Mapping[str, Given], *, low: str, high: str) -> None:
    """Keep ``low`` at or below ``high``: a default gives way to what was written; two written values must agree."""
    lower = values.get(low, SETTINGS[low].default)
    upper = values.get(high, SETTINGS[high].default)
    if lower <= upper:
        return
    if low not in winners:
        values[low] = upper
        return
    raise ConfigError(f"{winners[low].where}: {low} = {winners[low].value!r} is above {high} = {upper}; lower it or raise {high}")


def from_environment(env: Mapping[str, str]) -> Iterator[Given]:
    """The settings that environment variables give. An unknown key of a known section is an error."""
    variables = VARIABLES | {setting.variable: name for name, setting in SETTINGS.items()}
    prefixes = tuple(sorted({f"KAPTAR_{setting.section}_".upper() for setting in SETTINGS.values()}))
    for variable, value in env.items():
        if value == "":
            continue
        if variable in variables:
            yield Given(SETTINGS[variables[variable]], value, variable)
        elif variable == "DISABLE_WASM":
            yield Given(SETTINGS["wasm.enabled"], _negated(value), variable)
        elif variable.startswith(prefixes):
            section = variable.split("_")[1].lower()
            raise ConfigError(f"{variable}: no such setting; allowed: {_variables_of(section)}")


def _negated(value: str) -> bool:
    try:
        return not read_bool(value)
    except ValueError:
        raise ConfigError(f"DISABLE_WASM = {value!r}; allowed: 1 or 0") from None


def _variables_of(section: str) -> str:
    return ", ".join(setting.variable for setting in SETTINGS.values() if setting.section == section)


def from_flags(flags: Mapping[str, Any]) -> Iterator[Given]:
    """The settings that flags give, by dotted name."""
    for name, value in flags.items():
        if name not in SETTINGS:
            raise ConfigError(f"flag: no setting {name!r}; allowed: {', '.join(SETTINGS)}")
        yield Given(SETTINGS[name], value, f"flag {name}")


def from_tables(tables: Any, where: str, *, in_repository: bool) -> Iterator[Given]:
    """The settings in a file's decoded content: ``{section: {key: value}}``."""
    if not isinstance(tables, Mapping):
        raise ConfigError(f"{where}: sections are expected at the top; allowed: {', '.join(Config.__struct_fields__)}")
    for section, table in tables.items():
        if section not in Config.__struct_fields__:
            raise ConfigError(f"{where}: no section {section!r}; allowed: {', '.join(Config.__struct_fields__)}")
        if not isinstance(table, Mapping):
            raise ConfigError(f"{where}: {section} = {table!r}; allowed: a section with keys")
        keys = _spelled(section)
        for key, value in table.items():
            place = f"{where}:{section}.{key}"
            if key not in keys:
                raise ConfigError(f"{place} = {value!r}: no such key; allowed: {_keys_of(section)}")
            if in_repository and keys[key].user_only:
                raise ConfigError(
                    f"{place}: a repository's file may not set this; set {keys[key].variable} or a file with --config"
                )
            yield Given(keys[key], value, place)


def _spelled(section: str) -> dict[str, Setting]:
    """The settings that a section's keys give, by each spelling of the key."""
    own = (setting for setting in SETTINGS.values() if setting.section == section)
    described = {key.removeprefix(f"{section}."): SETTINGS[name] for key, name in KEYS.items() if key.startswith(f"{section}.")}
    return {spelling: setting for setting in own for spelling in spellings(setting)} | described


def _keys_of(section: str) -> str:
    return ", ".join(setting.key for setting in SETTINGS.values() if setting.section == section)


def find_file(start: Path) -> Path | None:
    """The repository's file that configures Kaptar, or None. Two in one folder are refused."""
    for folder in _folders(start.resolve()):
        own, project = folder / "kaptar.toml", folder / "pyproject.toml"
        in_project = project.is_file() and _project_table(project) is not None
        is_own = _is_there(own)
        if is_own and in_project:
            raise ConfigError(f"{own} and [tool.kaptar] in {project} both configure Kaptar; keep one")
        if is_own:
            return own
        if in_project:
            return project
    return None


def _is_there(path: Path) -> bool:
    """Whether a file is there.

    Raises ConfigError where something else is: a pipe, a folder or a link to nothing must not look like no settings.
    """
    if path.is_file() or not os.path.lexists(path):
        return path.is_file()
    if path.is_symlink() and not os.path.exists(path):
        raise ConfigError(f"{path}: a link that leads to nothing; put a file in its place, or move the link away")
    raise ConfigError(f"{path}: {'a folder' if path.is_dir() else 'not a regular file'}; put a file in its place")


def _project_table(path: Path) -> Any:
    """``[tool.kaptar]``, or None. A file that cannot name it is not ours to find fault with."""
    found = read_file(path, MOST_BYTES)
    if isinstance(found, bytes) and not former.may_name(found, "kaptar"):
        return None
    tools = _toml(path).get("tool", {})
    if not isinstance(tools, dict):
        raise ConfigError(f"{path}: tool = {tools!r:.80}; allowed: a table, which is written [tool.kaptar]")
    table = tools.get("kaptar")
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.kaptar = {table!r:.80}; allowed: a table of sections")
    return table


def _folders(start: Path) -> list[Path]:
    """Where a repository's file may be: the folder and those above it up to the top; outside of a repository the folder alone."""
    top = top_of(start)
    return [each for each in upwards(start) if each.is_relative_to(top)]


def _from_file(path: Path, *, in_repository: bool) -> Iterator[Given]:
    if path.suffix == ".json":
        tables = _json(path)
    elif path.suffix == ".toml":
        former.refuse_table(path)
        tables = (_project_table(path) or {}) if path.name == "pyproject.toml" else _toml(path)
    else:
        raise ConfigError(f"{path}: a configuration file ends in .json or .toml")
    return from_tables(tables, str(path), in_repository=in_repository)


def _text(path: Path) -> str:
    found = read_file(path, MOST_BYTES)
    if isinstance(found, Unread):
        raise ConfigError(f"{path}: {found.reason}")
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}") from None


def _json(path: Path) -> Any:
    import json

    try:
        return json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid JSON: {error}") from None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return read_toml(_text(path))
    except NotToml as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
