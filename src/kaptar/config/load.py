"""Configuration: one frozen `Config` from defaults < file < environment < flags.

A new section is a Struct here and a field of `Config`; its settings then have a file key, an environment variable
``KAPTAR_<SECTION>_<KEY>``, checks and a row in docs/configuration.md without further code.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from kaptar.config import former
from kaptar.config.settings import Given, Setting, merge, parse, read_bool, settings_of, spellings
from kaptar.decoding.toml import NotToml, read_toml
from kaptar.errors import ConfigError
from kaptar.folders import cache_folder
from kaptar.repository.files import Unread, read_file
from kaptar.repository.worktree import top_of, upwards

MIB = 1 << 20
HOUR_MS = 3_600_000
MOST_BYTES = 4 * MIB
"""Of a configuration file."""


def _note(summary: str, *, low: float | None = None, high: float | None = None, **extra: bool) -> Meta:
    """What the settings table knows about a field: a line for people, inclusive bounds, and the flags of `Setting`."""
    return Meta(ge=low, le=high, extra={"summary": summary, **extra})


LEAST_MEMORY = 16 * MIB
"""Bytes that a call must be allowed: with less there are guests that cannot start, or parse a small file."""

MOST_MEMORY = 2048 * MIB
"""Bytes that a call may have at most: beyond them a guest's allocator may reckon past 32 bits."""


class WasmConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Guests: how many, how large, how long."""

    enabled: Annotated[bool, _note("run guests; when off, host twins answer")] = True
    pool_size: Annotated[int, _note("ready instances over all modules, at most", low=1, high=64)] = 8
    min_ready: Annotated[int, _note("ready instances that an idle pool keeps", low=0, high=64)] = 5
    memory_limit: Annotated[int, _note("memory of one call", low=LEAST_MEMORY, high=MOST_MEMORY, size=True)] = 512 * MIB
    total_memory: Annotated[int, _note("memory of all instances", low=LEAST_MEMORY, high=65_536 * MIB, size=True)] = 1024 * MIB
    task_timeout_ms: Annotated[int, _note("time that a call may run; on the clock 12 times that", low=1, high=HOUR_MS)] = 30_000
    wait_limit: Annotated[int, _note("calls that may wait; one more is `Busy`", low=0, high=100_000)] = 256
    wait_timeout_ms: Annotated[int, _note("wait for an instance before `Busy`", low=1, high=HOUR_MS)] = 30_000
    idle_ms: Annotated[int, _note("an instance unused for this long is dropped", low=1, high=24 * HOUR_MS)] = 30_000
    preload: Annotated[tuple[str, ...], _note("modules made ready at start")] = ()
    compile_ahead: Annotated[
        bool,
        _note(
            "`init`, `up` and the first check compile guests that the repository needs, and the engine for secrets, "
            "in the background"
        ),
    ] = True
    cache_dir: (
        Annotated[str, _note("absolute folder of compiled code, in no repository; none: the user's cache folder", user_only=True)]
        | None
    ) = None


class BoosterConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings for the recovery of calls, and for measuring."""

    max_retries: Annotated[int, _note("fresh instances tried after a trap", low=0, high=10)] = 1
    fallback_enabled: Annotated[bool, _note("host twins answer where a guest cannot")] = True
    performance_tracking: Annotated[bool, _note("keep timings across runs for the choice of backend")] = True
    auto_recovery: Annotated[bool, _note("replace unhealthy instances")] = True
    health_check_interval_ms: Annotated[int, _note("time between probes of idle instances", low=100, high=HOUR_MS)] = 30_000
    slow_factor: Annotated[float, _note("a call this many times slower than its history is an event", low=1, high=1000)] = 3.0


class RedisConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The address of the state that several hives share, if any. Checked, but without effect until hives are there."""

    url: (
        Annotated[str, _note("redis:// or rediss:// address; none: all stays local", user_only=True, without_effect=True)] | None
    ) = None
    booster_ttl_s: Annotated[int, _note("how long booster records live", low=1, high=30 * 86_400, without_effect=True)] = 3600
    prefix: Annotated[str, _note("what every key begins with", without_effect=True)] = "swarm:phase-5:"
    health_check_interval_ms: Annotated[
        int, _note("time between probes of the connection", low=100, high=HOUR_MS, without_effect=True)
    ] = 30_000


class HiveConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The local server of a repository."""

    idle_minutes: Annotated[int, _note("the hive ends when nobody asked for this long; 0: never", low=0, high=100_000)] = 60
    port: Annotated[int, _note("loopback port; 0: one is chosen and kept", low=0, high=65_535, user_only=True)] = 0
    log_bytes: Annotated[int, _note("size of one log file", low=64 << 10, high=1024 * MIB, size=True)] = 4 * MIB
    log_files: Annotated[int, _note("log files that are kept", low=1, high=100)] = 4


BASELINE = "kaptar-baseline.jsonl"
_Severity = Literal["error", "warning", "info"]
_SeverityOrOff = Literal["error", "warning", "info", "off"]
_Limit = Annotated[int, Meta(ge=0, le=1_000_000)]


class HooksConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Checks of edits: which run, what they find fault with, what blocks."""

    deadline_ms: Annotated[int, _note("time for the answer to an edit; slower checks go on", low=50, high=600_000)] = 5000
    tool_timeout_ms: Annotated[int, _note("time of one external tool", low=100, high=HOUR_MS)] = 30_000
    slow_timeout_ms: Annotated[int, _note("time of one background check", low=100, high=HOUR_MS)] = 300_000
    strict: Annotated[bool, _note("a hook that cannot do its work stops the edit")] = False
    stop_unreadable: Annotated[bool, _note("an edit whose description cannot be read is stopped before it is made")] = True
    http: Annotated[
        bool, _note("Claude Code's hooks after an edit go by HTTP, where any user of this machine may listen", user_only=True)
    ] = False
    blocks_from: Annotated[_Severity, _note("least severity that blocks: error, warning or info")] = "error"
    secrets_engine: Annotated[bool, _note("the engine of the extra `secrets` looks too, where it is installed; read once")] = True
    checks: Annotated[dict[str, bool], _note("checks that are on or off against their default")] = {}
    severity: Annotated[dict[str, _SeverityOrOff], _note("severity by rule or check: error, warning, info or off")] = {}
    severity_in: Annotated[
        dict[str, dict[str, _SeverityOrOff]],
        _note("by path pattern the severity by rule or check there; the last pattern that fits holds"),
    ] = {}
    ignore: Annotated[dict[str, tuple[str, ...]], _note("path patterns by rule or check where it is silent")] = {}
    baseline: Annotated[str, _note("file with findings that count for nothing; `kaptar baseline` writes it")] = BASELINE
    limits: Annotated[dict[str, _Limit], _note("thresholds of checks, by the names in docs/checks.md")] = {}
    protected: Annotated[tuple[str, ...], _note("path patterns that no edit may touch, beside the built-in ones")] = ()
    skip: Annotated[tuple[str, ...], _note("path patterns of files that only `protected` looks at")] = (
        "**/node_modules/**", "vendor/**", "dist/**", "*.min.js", "*.lock",
    )  # fmt: skip


LeasesMode = Literal["enforce", "advise", "off"]


class WorkspaceConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Several agents in one tree."""

    leases: Annotated[LeasesMode, _note("what happens to an edit of what another session holds: enforce, advise or off")] = (
        "enforce"
    )
    hold_s: Annotated[
        int, _note("how long an edit holds what it touches, from its session's last event on", low=5, high=3600)
    ] = 120
    watch: Annotated[
        bool, _note("the hive watches files that sessions know, for changes from outside; needs the extra `watch`")
    ] = True


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All settings. Immutable; `load_config` makes one from what the user wrote, `Config()` has the defaults."""

    wasm: WasmConfig = WasmConfig()
    booster: BoosterConfig = BoosterConfig()
    redis: RedisConfig = RedisConfig()
    hive: HiveConfig = HiveConfig()
    hooks: HooksConfig = HooksConfig()
    workspace: WorkspaceConfig = WorkspaceConfig()


SETTINGS: dict[str, Setting] = settings_of(Config)

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
