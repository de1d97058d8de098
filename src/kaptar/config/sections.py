"""The sections of the configuration: every setting with its default, its bounds and a line for people.

A new section is a Struct here and a field of `Config`; its settings then have a file key, an environment variable
``KAPTAR_<SECTION>_<KEY>``, checks and a row in docs/configuration.md without further code.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kaptar.config.settings import Setting, settings_of

MIB = 1 << 20
HOUR_MS = 3_600_000


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
