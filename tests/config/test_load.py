"""Where settings come from, which one wins, and what is said about a wrong one."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.config.load import VARIABLES, from_environment, from_flags, from_tables, load_config, resolve
from kaptar.config.sections import MIB, SETTINGS, Config
from kaptar.config.settings import Given, Setting, parse
from kaptar.errors import ConfigError


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def value_of(config: Config, setting: Setting) -> Any:
    return getattr(getattr(config, setting.section), setting.key)


def test_without_anything_the_defaults_hold(repository: Path) -> None:
    assert load_config(repository, env={}) == Config()


def test_each_source_overrides_the_one_before(repository: Path) -> None:
    (repository / "kaptar.toml").write_text("[wasm]\npool_size = 6\ntask_timeout_ms = 1000\nwait_limit = 3\n")
    config = load_config(repository, env={"WASM_POOL_SIZE": "7", "WASM_TASK_TIMEOUT": "2000"}, flags={"wasm.pool_size": 9})
    assert (config.wasm.pool_size, config.wasm.task_timeout_ms, config.wasm.wait_limit) == (9, 2000, 3)


VALUES = {
    name: st.integers(int(setting.low or 0), int(setting.high or 0))
    for name, setting in SETTINGS.items()
    if setting.kind in ("int", "size")
    and not setting.user_only
    and name not in ("wasm.min_ready", "wasm.pool_size", "wasm.memory_limit", "wasm.total_memory")
}


@given(st.data())
def test_the_highest_source_wins_for_every_setting(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(VALUES)))
    setting = SETTINGS[name]
    in_file, in_env, in_flags = (data.draw(st.none() | VALUES[name]) for _ in range(3))
    config = resolve(
        []
        if in_file is None
        else list(from_tables({setting.section: {setting.key: in_file}}, "kaptar.toml", in_repository=True)),
        [] if in_env is None else list(from_environment({setting.variable: str(in_env)})),
        [] if in_flags is None else list(from_flags({name: in_flags})),
    )
    expected = next((each for each in (in_flags, in_env, in_file) if each is not None), setting.default)
    assert value_of(config, setting) == expected
    others = [other for other in SETTINGS.values() if other.name != name]
    assert all(value_of(config, other) == other.default for other in others)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["512MB", "1", "on"])
KEYS = st.sampled_from(sorted({setting.key for setting in SETTINGS.values()})) | st.text(max_size=4)


@given(
    st.sampled_from(["wasm", "booster", "redis", "hooks", "other"]),
    st.dictionaries(KEYS, SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(KEYS, SCALARS, max_size=2), max_size=3),
)
def test_any_content_of_a_file_gives_a_config_or_a_config_error(section: str, table: dict[str, Any]) -> None:
    try:
        config = resolve(list(from_tables({section: table}, "kaptar.toml", in_repository=False)))
    except ConfigError as error:
        told = str(error)
        assert told.startswith("kaptar.toml")
    else:
        for setting in SETTINGS.values():
            value = value_of(config, setting)
            values = value.values() if setting.kind == "numbers" else [value]
            if setting.low is not None:
                assert all(setting.low <= each <= (setting.high or 0) for each in values)


@pytest.mark.parametrize(("variable", "name"), VARIABLES.items())
def test_the_older_variable_names_work(variable: str, name: str) -> None:
    config = load_config(
        Path("/"), env={variable: "700MB" if SETTINGS[name].kind == "size" else "123" if "pool" not in name else "9"}
    )
    expected = 700 * MIB if SETTINGS[name].kind == "size" else 123 if "pool" not in name else 9
    assert value_of(config, SETTINGS[name]) == expected


@pytest.mark.parametrize(("word", "enabled"), [("1", False), ("true", False), ("YES", False), ("0", True), ("", True)])
def test_disable_wasm(repository: Path, word: str, enabled: bool) -> None:
    assert load_config(repository, env={"DISABLE_WASM": word}).wasm.enabled is enabled


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("512MB", 512 * MIB),
        ("512MiB", 512 * MIB),
        ("512 mb", 512 * MIB),
        ("1g", 1024 * MIB),
        ("16777216", 16 * MIB),
        ("20480k", 20 * MIB),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert load_config(Path("/"), env={"WASM_MEMORY_LIMIT": text}).wasm.memory_limit == size


def test_tables_by_name_from_a_file_and_from_variables(repository: Path) -> None:
    (repository / "kaptar.toml").write_text(
        "[hooks.checks]\nlint = true\n[hooks.ignore]\nsecrets = ['a/**', 'b']\n[hooks.limits]\nfile_lines = 9\n"
        "[hooks.severity_in]\n'a/**' = { secrets = 'info', lint = 'off' }\nb = { secrets = 'error' }\n"
    )
    variables = {
        "KAPTAR_HOOKS_CHECKS": "lint=on,types=off",
        "KAPTAR_HOOKS_IGNORE": "secrets=a/**|b",
        "KAPTAR_HOOKS_LIMITS": "file_lines=9",
        "KAPTAR_HOOKS_SEVERITY_IN": "a/**=secrets:info|lint:off,b=secrets:error",
    }
    from_file, from_variables = load_config(repository, env={}).hooks, load_config(Path("/"), env=variables).hooks
    assert from_file.checks == {"lint": True}
    assert from_variables.checks == {"lint": True, "types": False}
    assert from_file.ignore == from_variables.ignore == {"secrets": ("a/**", "b")}
    assert from_file.limits == from_variables.limits == {"file_lines": 9}
    by_path = [("a/**", {"secrets": "info", "lint": "off"}), ("b", {"secrets": "error"})]
    assert list(from_file.severity_in.items()) == list(from_variables.severity_in.items()) == by_path


def test_a_json_file_with_camel_case_keys(tmp_path: Path) -> None:
    file = tmp_path / "swarm.json"
    content = {
        "wasm": {"enabled": True, "poolSize": 7, "memoryLimit": "256MB", "taskTimeout": 5000, "minReady": 2},
        "booster": {
            "maxRetries": 3, "fallbackEnabled": False, "performanceTracking": False,
            "autoRecovery": False, "healthCheckInterval": 900,
        },
        "redis": {"url": "redis://localhost/0", "boosterTTL": 60},
    }  # fmt: skip
    file.write_text(json.dumps(content))
    for config in (
        load_config(tmp_path, env={"KAPTAR_CONFIG": str(file)}),
        load_config(tmp_path, env={}, flags={"config": str(file)}),
    ):
        assert (config.wasm.pool_size, config.wasm.memory_limit, config.wasm.task_timeout_ms) == (7, 256 * MIB, 5000)
        booster = config.booster
        assert (booster.max_retries, booster.health_check_interval_ms) == (3, 900)
        assert (booster.fallback_enabled, booster.performance_tracking, booster.auto_recovery) == (False, False, False)
        assert (config.redis.url, config.redis.booster_ttl_s) == ("redis://localhost/0", 60)


def test_a_named_file_stands_in_for_the_repository_s(repository: Path) -> None:
    (repository / "kaptar.toml").write_text("[wasm]\npool_size = 6\n")
    named = repository / "other.toml"
    named.write_text("[wasm]\nwait_limit = 1\n")
    config = load_config(repository, env={}, flags={"config": str(named)})
    assert (config.wasm.pool_size, config.wasm.wait_limit) == (8, 1)


def test_the_file_is_found_upwards_to_the_git_root_and_not_above(tmp_path: Path) -> None:
    (tmp_path / "kaptar.toml").write_text("[wasm]\npool_size = 6\n")
    inner = tmp_path / "repo" / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()
    assert load_config(inner, env={}).wasm.pool_size == 8
    (tmp_path / "repo" / "pyproject.toml").write_text("[tool.kaptar.wasm]\npool_size = 10\n")
    assert load_config(inner, env={}).wasm.pool_size == 10


def test_outside_of_a_repository_only_the_folder_itself_counts(tmp_path: Path) -> None:
    (tmp_path / "kaptar.toml").write_text("[wasm]\npool_size = 6\n")
    inner = tmp_path / "a"
    inner.mkdir()
    assert load_config(inner, env={}).wasm.pool_size == 8
    assert load_config(tmp_path, env={}).wasm.pool_size == 6


def test_two_files_in_one_folder_are_refused(repository: Path) -> None:
    (repository / "kaptar.toml").write_text("")
    (repository / "pyproject.toml").write_text("[tool.kaptar]\n")
    with pytest.raises(ConfigError, match="keep one"):
        load_config(repository, env={})


def test_a_broken_pyproject_of_others_is_not_our_business(repository: Path) -> None:
    (repository / "pyproject.toml").write_text("[[[")
    assert load_config(repository, env={}) == Config()


def test_the_table_counts_however_its_name_is_written(repository: Path) -> None:
    """The guard of the table compares values: what it takes for no table must be none for the reader too."""
    (repository / "pyproject.toml").write_text('[tool."\\u006baptar".hooks]\nstrict = true\n')
    assert load_config(repository, env={}).hooks.strict
    (repository / "pyproject.toml").write_text('[tool."\\U00000073kep"]\n')
    with pytest.raises(ConfigError, match="named Kaptar now"):
        load_config(repository, env={})


@pytest.mark.parametrize("key", ["wasm.cache_dir", "redis.url"])
def test_a_repository_may_not_set_what_reaches_beyond_it(repository: Path, key: str) -> None:
    section, name = key.split(".")
    file = repository / "kaptar.toml"
    file.write_text(f'[{section}]\n{name} = "/x"\n')
    with pytest.raises(ConfigError, match=SETTINGS[key].variable):
        load_config(repository, env={})
    assert value_of(load_config(repository, env={"KAPTAR_CONFIG": str(file)}), SETTINGS[key]) == "/x"


@pytest.mark.parametrize(
    ("toml", "parts"),
    [
        ("[wasm]\npool_sise = 5\n", ["kaptar.toml:wasm.pool_sise", "5", "pool_size"]),
        ("[wasn]\n", ["kaptar.toml", "'wasn'", "wasm, booster, redis"]),
        ("[wasm]\npool_size = 65\n", ["kaptar.toml:wasm.pool_size", "65", "1 to 64"]),
        ("[wasm]\npool_size = true\n", ["wasm.pool_size", "True", "a whole number"]),
        ('[wasm]\nenabled = "perhaps"\n', ["wasm.enabled", "'perhaps'", "true or false"]),
        ('[wasm]\nmemory_limit = "much"\n', ["wasm.memory_limit", "'much'", "512MB"]),
        ('[wasm]\nmemory_limit = "1MB"\n', ["wasm.memory_limit", "'1MB'", "from 16,777,216"]),
        ('[wasm]\ntotal_memory = "8MB"\n', ["wasm.total_memory", "'8MB'", "from 16,777,216"]),
        ("[wasm]\nmemory_limit = 2147483649\n", ["wasm.memory_limit", "2147483649", "2,147,483,648"]),
        ("[booster]\nslow_factor = nan\n", ["booster.slow_factor", "nan", "a number"]),
        ("[wasm]\npreload = [1]\n", ["wasm.preload", "[1]", "a list of names"]),
        ("wasm = 1\n", ["wasm = 1", "a section"]),
        ("[hooks.checks]\nlint = 3\n", ["hooks.checks", "3", "names with true or false"]),
        ("[hooks.limits]\nfile_lines = -1\n", ["hooks.limits", "-1", "0 to 1,000,000"]),
        ("[hooks]\nignore = 1\n", ["hooks.ignore", "names with a list of texts each"]),
        ('[hooks.severity]\nx = ["error"]\n', ["hooks.severity", "names with error, info, off or warning each"]),
        ('[workspace]\nleases = "Enforce"\n', ["kaptar.toml:workspace.leases", "'Enforce'", "advise, enforce or off"]),
        ('[workspace]\nleases = "on"\n', ["workspace.leases = 'on'", "advise, enforce or off"]),
        ('[workspace]\nleases = ""\n', ["workspace.leases = ''", "advise, enforce or off"]),
        ("[workspace]\nleases = true\n", ["workspace.leases = True", "advise, enforce or off"]),
        ('[hooks]\nblocks_from = "Error"\n', ["hooks.blocks_from = 'Error'", "error, info or warning"]),
        ('[hooks]\nblocks_from = "off"\n', ["hooks.blocks_from = 'off'", "error, info or warning"]),
        ('[hooks.severity]\nsecrets = "low"\n', ["hooks.severity secrets = 'low'", "error, info, off or warning each"]),
        ('[hooks.severity_in."a/**"]\nlint = "no"\n', ["hooks.severity_in a/** lint = 'no'", "error, info, off or warning each"]),
        ("[wasm]\npool_size = 2\npoolSize = 3\n", ["given twice", "2", "3", "keep one"]),
        ("[wasm]\nmin_ready = 9\npool_size = 4\n", ["wasm.min_ready = 9", "wasm.pool_size = 4"]),
        ("[wasm", ["kaptar.toml", "not valid TOML"]),
    ],
)
def test_an_error_names_the_key_the_value_what_is_allowed_and_where(repository: Path, toml: str, parts: list[str]) -> None:
    (repository / "kaptar.toml").write_text(toml)
    with pytest.raises(ConfigError) as caught:
        load_config(repository, env={})
    assert all(part in str(caught.value) for part in parts), caught.value
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("env", "parts"),
    [
        ({"WASM_POOL_SIZE": "many"}, ["WASM_POOL_SIZE", "'many'", "1 to 64"]),
        ({"KAPTAR_WASM_POOLSIZE": "3"}, ["KAPTAR_WASM_POOLSIZE", "KAPTAR_WASM_POOL_SIZE"]),
        ({"KAPTAR_WORKSPACE_LEASES": "Enforce"}, ["KAPTAR_WORKSPACE_LEASES", "'Enforce'", "advise, enforce or off"]),
        ({"KAPTAR_HOOKS_BLOCKS_FROM": "errors"}, ["KAPTAR_HOOKS_BLOCKS_FROM", "'errors'"]),
        ({"KAPTAR_HOOKS_SEVERITY": "secrets=low"}, ["KAPTAR_HOOKS_SEVERITY", "secrets = 'low'"]),
        ({"KAPTAR_HOOKS_SEVERITY_IN": "a=secrets:Info"}, ["KAPTAR_HOOKS_SEVERITY_IN", "a secrets = 'Info'"]),
        ({"DISABLE_WASM": "perhaps"}, ["DISABLE_WASM", "'perhaps'", "1 or 0"]),
        ({"WASM_POOL_SIZE": "3", "KAPTAR_WASM_POOL_SIZE": "4"}, ["given twice", "WASM_POOL_SIZE", "KAPTAR_WASM_POOL_SIZE"]),
        ({"KAPTAR_CONFIG": "/nowhere/a.json"}, ["/nowhere/a.json", "cannot be read"]),
        ({"KAPTAR_CONFIG": "a.yaml"}, ["a.yaml", ".json or .toml"]),
    ],
)
def test_an_error_of_the_environment_names_the_variable(env: dict[str, str], parts: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(Path("/"), env=env)
    assert all(part in str(caught.value) for part in parts), caught.value


def test_a_password_in_an_address_is_not_repeated_in_an_error() -> None:
    with pytest.raises(ConfigError) as caught:
        resolve(list(from_tables({"redis": {"url": ["redis://u:secret@h"]}}, "a.json", in_repository=False)))
    assert "secret" not in str(caught.value)


def test_variables_of_other_programs_are_ignored() -> None:
    assert load_config(Path("/"), env={"KAPTAR_TRACEBACK": "1", "WASM_OTHER": "x", "KAPTARTIC": "1"}) == Config()


def test_a_default_gives_way_to_a_lower_bound_that_was_written() -> None:
    config = load_config(Path("/"), env={"WASM_POOL_SIZE": "2", "KAPTAR_WASM_TOTAL_MEMORY": "64MB"})
    assert (config.wasm.min_ready, config.wasm.memory_limit) == (2, 64 * MIB)


def test_an_unknown_flag_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"wasm\.pool"):
        load_config(Path("/"), env={}, flags={"wasm.pool": 3})


def test_each_setting_has_a_row_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text("utf-8")
    for setting in SETTINGS.values():
        row = next((line for line in text.splitlines() if line.startswith(f"| `{setting.name}` |")), "")
        assert f"`{setting.variable}`" in row, setting.name


def test_each_setting_is_read_by_something_or_said_to_be_without_effect_yet() -> None:
    source = Path(__file__).parents[2] / "src" / "kaptar"
    text = "\n".join(path.read_text("utf-8") for path in source.rglob("*.py") if path.parent.name != "config")
    keys = [setting.key for setting in SETTINGS.values()]
    unread = set()
    for setting in SETTINGS.values():
        spelled = setting.name if keys.count(setting.key) > 1 else f".{setting.key}"
        if not re.search(rf"{re.escape(spelled)}\b", text):
            unread.add(setting.name)
    rows = (source.parents[1] / "docs" / "configuration.md").read_text("utf-8").splitlines()
    assert unread == {setting.name for setting in SETTINGS.values() if setting.without_effect}
    assert unread == {row.split("`")[1] for row in rows if row.startswith("| `") and "without effect yet" in row}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"tool = []  # kaptar\n", "tool = []; allowed: a table"),
        (b'tool = "kaptar"\n', "tool = 'kaptar'; allowed: a table"),
        (b"[tool]\nkaptar = []\n", "tool.kaptar = []; allowed: a table"),
        (b"[tool]\nkaptar = false\n", "tool.kaptar = False; allowed: a table"),
        (b"[[tool.kaptar]]\nhooks = 1\n", "tool.kaptar = .*; allowed: a table"),
        (b"[tool.kaptar]\nhooks = []\n", "hooks = .*; allowed: a section"),
        (b"[tool.kaptar\n", "not valid TOML"),
        (b"# kaptar \xff\n", "not UTF-8 at byte 9"),
        (b"# kaptar\nx = " + b"[" * 5000, "not valid TOML: more than 64 brackets"),
        (b"# kaptar\n" + b".".join([b"a"] * 9000) + b" = 1", "not valid TOML: a name of more than 32 parts"),
        (b"# kaptar\n" + b"#" * (5 << 20), "over the limit"),
    ],
    ids=["list", "text", "empty list", "switch", "tables", "section", "cut", "not UTF-8", "deep", "dotted", "large"],
)
def test_a_wrong_project_file_is_an_error_of_the_configuration(content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=says.replace("[]", r"\[\]")):
        load_config(tmp_path, {})


@pytest.mark.parametrize("content", [b"\xff", b"tool = []", b"[tool", b""])
def test_a_project_file_that_never_names_kaptar_is_nobodys_business(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(content)
    assert load_config(tmp_path, {}) == Config()


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (os.mkfifo, "not a regular file"),
        (os.mkdir, "a folder"),
        (lambda path: os.symlink("/dev/zero", path), "not a regular file"),
    ],
    ids=["pipe", "folder", "device"],
)
def test_what_is_no_file_is_not_taken_for_no_settings(make: Callable[[Path], None], what: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    make(tmp_path / "kaptar.toml")
    with pytest.raises(ConfigError, match=f"kaptar.toml: {what}; put a file in its place"):
        load_config(tmp_path, {})


@pytest.mark.parametrize("target", ["nowhere", "kaptar.toml"])
def test_a_link_to_nothing_is_not_taken_for_no_settings(target: str, tmp_path: Path) -> None:
    """As where a user's settings lie on a disk that is not mounted."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "kaptar.toml").symlink_to(target)
    with pytest.raises(ConfigError, match=r"kaptar.toml: a link that leads to nothing; put a file"):
        load_config(tmp_path, {})


FREE_TEXTS = {"wasm.cache_dir", "redis.url", "redis.prefix", "hooks.baseline"}


def test_each_setting_of_words_says_which_words_are_allowed() -> None:
    """A text of another kind is one that has no closed set: a path, an address, a prefix."""
    texts = {name: setting for name, setting in SETTINGS.items() if setting.kind in ("str", "words", "tables")}
    assert {name for name, setting in texts.items() if not setting.choices} == FREE_TEXTS
    for name, setting in texts.items():
        for word in setting.choices:
            value = {"str": word, "words": {"a": word}, "tables": {"a": {"b": word}}}[setting.kind]
            assert parse(Given(setting, value, "here")) == value, name
