"""The JSON file of the described system loads byte for byte, and each of its keys has an effect or is named as without one."""

import json
from pathlib import Path
from typing import Any

import pytest

from kaptar.config.load import given_settings, load_config
from kaptar.config.sections import MIB, SETTINGS, Config

TEXT = (
    '{"wasm": {"poolSize": 10, "memoryLimit": "512MB", "taskTimeout": 30000, "maxRetries": 3}, '
    '"redis": {"keyPrefix": "swarm:phase-5:", "ttl": 3600, "healthCheckInterval": 30000}, '
    '"booster": {"fallbackEnabled": true, "performanceTracking": true, "autoRecovery": true}}'
)
EXPECTED = {
    "wasm.poolSize": ("wasm.pool_size", 10),
    "wasm.memoryLimit": ("wasm.memory_limit", 512 * MIB),
    "wasm.taskTimeout": ("wasm.task_timeout_ms", 30_000),
    "wasm.maxRetries": ("booster.max_retries", 3),
    "redis.keyPrefix": ("redis.prefix", "swarm:phase-5:"),
    "redis.ttl": ("redis.booster_ttl_s", 3600),
    "redis.healthCheckInterval": ("redis.health_check_interval_ms", 30_000),
    "booster.fallbackEnabled": ("booster.fallback_enabled", True),
    "booster.performanceTracking": ("booster.performance_tracking", True),
    "booster.autoRecovery": ("booster.auto_recovery", True),
}
"""Each key of the file, the setting that it gives, and the value."""

RUNTIME = Path(__file__).parents[1] / "runtime"
EFFECTS = {
    "wasm.pool_size": ("pool/test_pool.py", "test_it_grows_on_waiting_up_to_its_bound_and_shrinks_when_idle"),
    "wasm.memory_limit": ("test_calls.py", "test_a_hostile_guest_costs_one_call"),
    "wasm.task_timeout_ms": ("test_calls.py", "test_an_endless_loop_ends_at_its_deadline"),
    "booster.max_retries": ("test_calls.py", "test_max_retries_is_how_many_fresh_instances_are_tried"),
    "booster.fallback_enabled": ("test_calls.py", "test_a_trap_falls_back_to_the_twin_where_that_is_enabled"),
    "booster.performance_tracking": (
        "measured/test_monitor_and_events.py",
        "test_timings_are_kept_across_runs_where_that_is_enabled",
    ),
    "booster.auto_recovery": ("pool/test_pool.py", "test_auto_recovery_is_whether_unhealthy_instances_are_replaced"),
}
"""Where the effect of a setting is tested, below ``tests/runtime``."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "swarm.json"
    path.write_text(TEXT)
    return path


def value_of(config: Config, name: str) -> Any:
    section, key = name.split(".")
    return getattr(getattr(config, section), key)


def test_the_table_has_each_key_of_the_file() -> None:
    assert list(EXPECTED) == [f"{section}.{key}" for section, keys in json.loads(TEXT).items() for key in keys]


def test_the_file_gives_its_settings(file: Path) -> None:
    config = load_config(file.parent, env={}, flags={"config": str(file)})
    assert {name: value_of(config, name) for name, _ in EXPECTED.values()} == dict(EXPECTED.values())


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("wasm.poolSize", 11, 11), ("wasm.memoryLimit", "256MB", 256 * MIB), ("wasm.taskTimeout", 5, 5),
        ("wasm.maxRetries", 7, 7), ("redis.keyPrefix", "a:", "a:"), ("redis.ttl", 60, 60),
        ("redis.healthCheckInterval", 900, 900), ("booster.fallbackEnabled", False, False),
        ("booster.performanceTracking", False, False), ("booster.autoRecovery", False, False),
    ],
)  # fmt: skip
def test_each_key_gives_its_setting_another_value_too(key: str, written: Any, value: Any, tmp_path: Path) -> None:
    section, name = key.split(".")
    path = tmp_path / "other.json"
    path.write_text(json.dumps({section: {name: written}}))
    setting, _ = EXPECTED[key]
    assert value != value_of(Config(), setting)
    assert value_of(load_config(tmp_path, env={}, flags={"config": str(path)}), setting) == value


def test_each_setting_has_a_test_of_its_effect_or_is_without_effect(file: Path) -> None:
    given, _, _ = given_settings(file.parent, env={}, flags={"config": str(file)})
    without = {each.setting.name for each in given if each.setting.without_effect}
    assert without == {name for name, _ in EXPECTED.values() if name.startswith("redis.")}
    assert {each.setting.name for each in given} - without == set(EFFECTS)
    for name, (path, test) in EFFECTS.items():
        source = (RUNTIME / path).read_text("utf-8")
        body = source.split(f"def {test}(", 1)[1].split("\ndef ", 1)[0]
        assert SETTINGS[name].key in body, name
