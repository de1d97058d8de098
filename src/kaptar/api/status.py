"""Status of a hive: everything in it comes from parts that run and from what was counted."""

import msgspec

from kaptar.checks.tools.warm.pool import LiveServer
from kaptar.runtime.measured.statistics import Statistics as Statistics
from kaptar.workspace.leases.model import Mode


class HookRow(msgspec.Struct, frozen=True):
    """Figures of one check (``check`` is "" for the events as a whole) for one client and event. Times in microseconds.

    ``operations`` counts the results that guests or host code computed, and ``guest_share`` is the guests' share of them; None
    where there are none. Checks that were not due are not counted.
    """

    client: str
    event: str
    check: str
    count: int
    p50: float | None
    p95: float | None
    p99: float | None
    findings: int
    not_run: int
    timed_out: int
    operations: int
    guest_share: float | None


class Configured(msgspec.Struct, frozen=True):
    """The settings that a hive works with.

    Attributes:
        files: the configuration files that are watched, whether they exist or not.
        problem: why the newest settings are not in use, "" where they are.
        at_next_start: changed settings that take effect at the next start.
    """

    files: tuple[str, ...]
    problem: str
    at_next_start: tuple[str, ...]


class LeaseRow(msgspec.Struct, frozen=True):
    """A lease as it is shown.

    Attributes:
        left_s: seconds until it ends unless it is renewed; ``since_s``: seconds since it was taken.
        key: of the holder, as ``--as`` of a command takes it.
    """

    token: int
    path: str
    name: str
    mode: Mode
    holder: str
    purpose: str
    automatic: bool
    since_s: float
    left_s: float
    key: str = ""


class OutsideRow(msgspec.Struct, frozen=True):
    """A change that no session made. ``at_ms``: since 1970, when it was seen; ``held``: who had a lease on the file then."""

    path: str
    at_ms: int
    held: tuple[str, ...]


class WatchRow(msgspec.Struct, frozen=True):
    """The watch of files that sessions know.

    Attributes:
        on: whether the settings want it.
        waiting: files that have changed, and are looked at when no command or edit of a session is at work.
        changes: how many were seen since the hive started; ``last`` are the newest of them.
        problem: why nothing is watched; "" where all is well.
    """

    on: bool
    files: int
    folders: int
    waiting: int
    changes: int
    problem: str
    last: list[OutsideRow]


class HiveStatus(msgspec.Struct, frozen=True):
    """The answer of ``/status``. ``started`` is in seconds since 1970; ``idle_s`` is 0 while a session is open."""

    version: str
    protocol: int
    pid: int
    started: float
    repository: str
    sessions: int
    idle_s: float
    leases: list[LeaseRow]
    watch: WatchRow
    configuration: Configured
    hooks: list[HookRow]
    runtime: Statistics
    servers: list[LiveServer]
