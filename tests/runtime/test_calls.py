"""What a runtime answers, and what a guest that misbehaves costs: its call, and nothing else."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.waiting import wait_until

from kaptar.config.sections import MOST_MEMORY, Config, WasmConfig
from kaptar.errors import (
    Closed,
    ConfigError,
    DeadlineExceeded,
    GuestError,
    GuestTrap,
    InvalidArgument,
    MemoryExceeded,
    OperationFailed,
    StillCompiling,
    Unavailable,
    UnknownOperation,
)
from kaptar.runtime.modules.modules import Progress
from kaptar.runtime.runtime import Runtime
from kaptar.stop import Stop

pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest
Start = Callable[..., Runtime]


def busy(runtime: Runtime) -> int:
    """Guests that run now."""
    pool = runtime.statistics().pool
    return pool.busy if pool is not None else 0


def test_a_call_says_its_backend_and_time(start: Start) -> None:
    result = start().call("probe.echo", b"abc")
    assert (result.value, result.backend) == (b"abc", "guest")
    assert result.micros > 0


def test_wrong_calls_name_what_is_wrong(start: Start) -> None:
    runtime = start()
    with pytest.raises(UnknownOperation, match=r"no operation probe\.nothing; there are: probe\.echo"):
        runtime.call("probe.nothing")
    with pytest.raises(InvalidArgument, match="data should be bytes, not str"):
        runtime.call("probe.echo", "text")
    with pytest.raises(InvalidArgument, match="data is missing"):
        runtime.call("probe.echo")
    with pytest.raises(InvalidArgument, match="takes 1 arguments"):
        runtime.call("probe.echo", b"", b"")
    with pytest.raises(UnknownOperation, match="no module nowhere"):
        runtime.call_guest("nowhere", "echo", b"")
    with pytest.raises(UnknownOperation, match="no operation nothing"):
        runtime.call_guest("probe", "nothing", b"")


def test_the_guests_own_error_is_the_callers(start: Start) -> None:
    with pytest.raises(OperationFailed, match="bad input"):
        start().call("probe.fail", b"bad\ninput")


@pytest.mark.parametrize(
    ("op", "error", "text"),
    [
        ("trap", GuestTrap, "unreachable"),
        ("grab", MemoryExceeded, "raise wasm.memory_limit"),
        ("outside", GuestTrap, "outside of the memory"),
        ("claim", GuestTrap, "outside of the memory"),
        ("wrong", GuestError, "not a int"),
    ],
)
def test_a_hostile_guest_costs_one_call(start: Start, op: str, error: type[Exception], text: str) -> None:
    runtime = start(memory_limit=80 << 20)
    with pytest.raises(error, match=text):
        runtime.call(f"probe.{op}", b"x")
    assert runtime.call("probe.echo", b"next").value == b"next"
    pool = runtime.statistics().pool
    assert pool is not None
    assert (pool.busy, pool.memory_reserved) == (0, pool.memory)


def test_a_result_that_python_cannot_read_costs_its_call_alone(start: Start, artifacts: Path, kit: Any) -> None:
    said = kit.manifest_of("probe")
    said["ops"][0]["result"] = "value"
    kit.write_artifacts(artifacts, {"probe": kit.assemble(manifest=said)}, {"probe": said})
    digits = b"1" * 5000
    runtime = start(pool_size=2, wait_timeout_ms=50)
    for _ in range(5):
        with pytest.raises(OperationFailed, match="5000 digits is longer than Python reads"):
            runtime.call_guest("probe", "echo", b"\xc8" + len(digits).to_bytes(2, "big") + b"\x01" + digits)
    pool = runtime.statistics().pool
    assert pool is not None
    assert (pool.busy, pool.trapped, pool.ready) == (0, 0, 1)


def test_an_endless_loop_ends_at_its_deadline(start: Start) -> None:
    runtime = start(task_timeout_ms=300)
    started = time.monotonic()
    with pytest.raises(DeadlineExceeded, match=r"stopped after 0\.3 s"):
        runtime.call("probe.spin", b"")
    assert 0.25 < time.monotonic() - started < 3
    pool = runtime.statistics().pool
    assert pool is not None
    assert (pool.timed_out, pool.trapped) == (1, 0)
    assert runtime.call("probe.echo", b"a").value == b"a"
    recovered = runtime.statistics().pool
    assert recovered is not None
    assert recovered.recovery_rate == 1.0


def test_a_deadline_of_one_call(start: Start) -> None:
    runtime = start()
    for timeout_ms in (30, 500):
        started = time.thread_time()
        with pytest.raises(DeadlineExceeded):
            runtime.call_guest("probe", "spin", b"", timeout_ms=timeout_ms)
        assert timeout_ms / 1e3 - 0.1 <= time.thread_time() - started < timeout_ms / 1e3 + 0.5


def test_other_calls_go_on_while_one_hangs(start: Start) -> None:
    runtime = start(task_timeout_ms=1500)

    def hang() -> None:
        with pytest.raises(DeadlineExceeded):
            runtime.call("probe.spin", b"")

    hanging = threading.Thread(target=hang)
    hanging.start()
    wait_until(lambda: busy(runtime), "the call begins")
    started = time.monotonic()
    for _ in range(100):
        assert runtime.call("probe.echo", b"x").value == b"x"
    assert time.monotonic() - started < 1
    assert hanging.is_alive()
    hanging.join()


def test_an_interrupt_stops_a_running_call(start: Start) -> None:
    runtime, interrupt = start(), Stop()
    threading.Timer(0.2, interrupt.request, ("enough",)).start()
    started = time.monotonic()
    with pytest.raises(DeadlineExceeded, match="cancelled"):
        runtime.call("probe.spin", b"", interrupt=interrupt)
    assert time.monotonic() - started < 2


def test_ctrl_c_ends_a_running_guest_and_arrives(start: Start) -> None:
    import signal

    runtime = start(task_timeout_ms=20_000)
    timer = threading.Timer(0.2, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
    started = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        runtime.call("probe.spin", b"")
    assert time.monotonic() - started < 5
    timer.join()
    assert runtime.call("probe.echo", b"next").value == b"next"
    pool = runtime.statistics().pool
    assert pool is not None
    assert pool.busy == 0


def test_a_call_that_needs_more_than_its_first_reservation_gets_its_whole_limit(start: Start) -> None:
    runtime = start()
    assert runtime.call("probe.need_100", b"x").value == b"x"
    small = start(memory_limit=90 << 20)
    with pytest.raises(GuestTrap, match="more memory than its 90 MiB"):
        small.call("probe.need_100", b"x")


def test_pure_calls_share_an_instance_and_isolated_ones_do_not(start: Start, kit: Any) -> None:
    runtime = start(kit.operation("count"), kit.operation("echo"))
    counts = [runtime.call("probe.count", b"").value for _ in range(3)]
    assert counts == [1, 2, 3]
    assert [runtime.call_guest("probe", "count", b"", isolated=True) for _ in range(3)] == [1, 1, 1]


def test_an_instance_that_grew_large_is_not_kept(start: Start) -> None:
    runtime = start(booster={"max_retries": 0})
    for _ in range(3):
        runtime.call("probe.grow", b"x")
    pool = runtime.statistics().pool
    assert pool is not None
    assert pool.memory < 10 << 20
    assert pool.memory_peak >= 64 << 20


def test_max_retries_is_how_many_fresh_instances_are_tried(start: Start) -> None:
    for retries in (0, 1, 3):
        runtime = start(booster={"max_retries": retries})
        with pytest.raises(GuestTrap):
            runtime.call("probe.trap", b"")
        pool = runtime.statistics().pool
        assert pool is not None
        assert pool.trapped == 1 + retries


def test_a_retry_saves_a_call_that_only_a_used_instance_spoils(start: Start) -> None:
    runtime = start(booster={"max_retries": 1})
    assert [runtime.call("probe.second_trap", b"x").value for _ in range(4)] == [b"x"] * 4
    strict = start(booster={"max_retries": 0})
    strict.call("probe.second_trap", b"x")
    with pytest.raises(GuestTrap):
        strict.call("probe.second_trap", b"x")


def test_a_trap_falls_back_to_the_twin_where_that_is_enabled(start: Start, kit: Any) -> None:
    twin = kit.operation("trap", twin=lambda data: b"host " + data)
    runtime = start(twin)
    with runtime.events() as events:
        result = runtime.call("probe.trap", b"x")
        assert (result.value, result.backend) == (b"host x", "host")
        assert [event.fallback for event in events.drain() if hasattr(event, "fallback")] == [True]
    with pytest.raises(GuestTrap):
        runtime.call("probe.trap", b"x", backend="guest")
    with pytest.raises(GuestTrap):
        start(twin, booster={"fallback_enabled": False}).call("probe.trap", b"x")


def test_time_and_memory_limits_do_not_fall_back(start: Start, kit: Any) -> None:
    runtime = start(kit.operation("spin", twin=lambda data: data), task_timeout_ms=100)
    with pytest.raises(DeadlineExceeded):
        runtime.call("probe.spin", b"")


def test_a_forced_backend_answers_or_nobody(start: Start, kit: Any) -> None:
    runtime = start(kit.operation("echo", twin=lambda data: data), kit.operation("count"))
    assert runtime.call("probe.echo", b"", backend="host").backend == "host"
    assert runtime.call("probe.echo", b"", backend="guest").backend == "guest"
    with pytest.raises(Unavailable, match="no host implementation"):
        runtime.call("probe.count", b"", backend="host")


def test_the_host_answers_while_a_module_is_compiled(start: Start, kit: Any) -> None:
    runtime = start(kit.operation("echo", twin=lambda data: data), ready=False)
    assert runtime.call("probe.echo", b"first").backend == "host"
    assert runtime.call("probe.echo", b"forced", backend="guest").backend == "guest"


def test_a_twin_that_knows_less_stands_in_for_no_guest(artifacts: Path, tmp_path: Path, kit: Any) -> None:
    """The call waits for the guest within its time; then it has no answer. Where no guest can run, the twin answers."""
    go_on = threading.Event()

    def hold(progress: Progress) -> None:
        if progress.step == "compiling":
            assert go_on.wait(60)

    echo = kit.operation("echo", twin=lambda _: b"less", partial_twin="it knows less")
    config = Config(wasm=WasmConfig(cache_dir=str(tmp_path / "cache")))
    with Runtime(config, {echo.name: echo}, artifacts=artifacts, plugins=tmp_path / "plugins", progress=hold) as runtime:
        with pytest.raises(StillCompiling, match="still being compiled"):
            runtime.call("probe.echo", b"x", timeout_ms=1)
        go_on.set()
        assert runtime.call("probe.echo", b"x")[:2] == (b"x", "guest")
    off = Config(wasm=WasmConfig(enabled=False, cache_dir=str(tmp_path / "cache")))
    with Runtime(off, {echo.name: echo}, artifacts=artifacts, plugins=tmp_path / "plugins") as runtime:
        assert runtime.call("probe.echo", b"x")[:2] == (b"less", "host")


def test_a_twin_that_cannot_answer_one_input_leaves_it_to_the_guest_for_every_thread(
    artifacts: Path, tmp_path: Path, kit: Any
) -> None:
    """Two threads are in the twin at once, while the module is compiled. Neither takes the other's finding for its own."""
    both = threading.Event()
    together = threading.Barrier(2, action=both.set, timeout=60)

    def twin(data: bytes) -> bytes:
        together.wait()
        raise Unavailable("the host has no parser for this")

    def hold(progress: Progress) -> None:
        if progress.step == "compiling":
            assert both.wait(60)

    echo = kit.operation("echo", twin=twin)
    config = Config(wasm=WasmConfig(cache_dir=str(tmp_path / "cache")))
    found: list[Any] = []
    with Runtime(config, {echo.name: echo}, artifacts=artifacts, plugins=tmp_path / "plugins", progress=hold) as runtime:

        def call() -> None:
            try:
                found.append(runtime.call("probe.echo", b"hard").value)
            except Unavailable as problem:
                found.append(problem)

        threads = [threading.Thread(target=call) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert found == [b"hard", b"hard"]


def test_a_twin_that_lacks_its_wheel_costs_no_call(start: Start, kit: Any) -> None:
    asked: list[bytes] = []

    def twin(data: bytes) -> bytes:
        asked.append(data)
        raise Unavailable("pip install wheel")

    runtime = start(kit.operation("echo", twin=twin), kit.operation("trap", twin=twin), ready=False)
    assert [runtime.call("probe.echo", b"x").backend for _ in range(50)] == ["guest"] * 50
    assert len(asked) == 1
    with pytest.raises(GuestTrap):
        runtime.call("probe.trap", b"x")
    with pytest.raises(Unavailable, match="pip install wheel"):
        runtime.call("probe.echo", b"x", backend="host")
    with pytest.raises(Unavailable, match="pip install wheel"):
        start(kit.operation("echo", twin=twin), enabled=False).call("probe.echo", b"x")


def test_close_interrupts_ends_all_threads_and_can_be_repeated(start: Start) -> None:
    before = set(threading.enumerate())
    runtime = start(task_timeout_ms=60_000)
    outcome: list[object] = []

    def hang() -> None:
        try:
            runtime.call("probe.spin", b"")
        except GuestError as problem:
            outcome.append(problem)

    thread = threading.Thread(target=hang)
    thread.start()
    wait_until(lambda: busy(runtime), "the call begins")
    runtime.close()
    runtime.close()
    thread.join(2)
    assert [type(each) for each in outcome] == [DeadlineExceeded]
    assert {each for each in threading.enumerate() if each not in before} == set()
    with pytest.raises(Closed):
        runtime.call("probe.echo", b"")


def test_two_runtimes_at_once(start: Start) -> None:
    runtimes = [start(), start()]
    wrong: list[object] = []

    def work(runtime: Runtime, mark: bytes) -> None:
        for i in range(300):
            data = mark * (i % 50)
            if runtime.call("probe.echo", data).value != data:
                wrong.append(data)

    threads = [threading.Thread(target=work, args=(runtime, mark)) for runtime in runtimes for mark in (b"a", b"bc", b"def")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    for runtime in runtimes:
        pool = runtime.statistics().pool
        assert pool is not None
        assert pool.busy == 0


def test_a_wrong_digest_is_refused(start: Start, artifacts: Path) -> None:
    (artifacts / "other.wasm").write_bytes((artifacts / "other.wasm").read_bytes() + b"\0\x02\x01x")
    runtime = start()
    with pytest.raises(Exception, match="install Kaptar again") as caught:
        runtime.call_guest("other", "echo", b"")
    assert type(caught.value).__name__ == "BadModule"
    assert {row.name: row.state for row in runtime.modules()} == {"probe": "ready", "other": "broken"}


def test_reload_takes_a_new_file_and_ends_no_running_call(start: Start, artifacts: Path, kit: Any) -> None:
    runtime = start()
    runtime.call("probe.echo", b"warm")
    done: list[bytes] = []
    running = threading.Thread(target=lambda: done.append(runtime.call("probe.busy", b"\x00\x00\x00\x20").value))
    running.start()
    wait_until(lambda: busy(runtime), "the call begins")
    last = "(call $pair (local.get $ptr) "
    new = kit.assemble(kit.wat.replace(last + "(local.get $len)))", last + "(i32.const 1)))") % "")
    kit.write_artifacts(artifacts, {"probe": new})
    assert runtime.reload() == ["other", "probe"]
    runtime.wait_ready(["probe"])
    assert runtime.call("probe.echo", b"new").value == b"n"
    running.join()
    assert done == [b"\x00\x00\x00\x20"]
    pool = runtime.statistics().pool
    assert pool is not None
    assert pool.ready == 1


def test_guests_switched_off(start: Start, kit: Any) -> None:
    runtime = start(kit.operation("echo", twin=lambda data: data), kit.operation("count"), enabled=False)
    assert runtime.call("probe.echo", b"x").backend == "host"
    with pytest.raises(Unavailable, match="guests are switched off"):
        runtime.call("probe.count", b"x")
    with pytest.raises(Unavailable, match="guests are switched off"):
        runtime.call("probe.echo", b"x", backend="guest")
    with pytest.raises(Unavailable, match="guests are switched off"):
        runtime.call_guest("probe", "echo", b"x")
    assert not runtime.capabilities().guests


def test_a_forked_child_is_told_to_make_its_own(start: Start) -> None:
    import os

    runtime = start()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            runtime.call("probe.echo", b"")
            os.write(writer, b"answered")
        except Closed:
            os.write(writer, b"closed")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 20) == b"closed"
    assert runtime.call("probe.echo", b"parent").value == b"parent"


FORGOTTEN = """
import atexit, threading, time
from pathlib import Path
# Registered before Kaptar's own handler, so it runs after it.
def look():
    guest.join(1)
    print(guest.is_alive(), [thread.name for thread in threading.enumerate() if "kaptar" in thread.name])
atexit.register(look)
from kaptar.config.sections import Config, WasmConfig
from kaptar.errors import DeadlineExceeded
from kaptar.runtime.modules.modules import Progress
from kaptar.runtime.runtime import Runtime
runtime = Runtime(Config(wasm=WasmConfig(cache_dir=CACHE, task_timeout_ms=60_000)), {}, artifacts=Path(ARTIFACTS))
runtime.wait_ready(["probe"])
def spin():
    try:
        runtime.call_guest("probe", "spin", b"")
    except DeadlineExceeded:
        pass
guest = threading.Thread(target=spin, daemon=True)
guest.start()
while not runtime.statistics().pool.busy:
    time.sleep(0.01)
"""


def test_a_process_ends_well_with_a_runtime_that_nobody_closed(artifacts: Path, tmp_path: Path) -> None:
    script = FORGOTTEN.replace("CACHE", repr(str(tmp_path))).replace("ARTIFACTS", repr(str(artifacts)))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (0, "False []\n"), done.stderr


def test_a_call_may_not_have_so_much_memory_that_a_guest_reckons_past_32_bits() -> None:
    with pytest.raises(ConfigError, match=r"wasm\.memory_limit is 2,147,483,649 bytes; 2,147,483,648 is the most"):
        Runtime(Config(wasm=WasmConfig(memory_limit=MOST_MEMORY + 1)), {})


def test_a_runtime_that_is_dropped_ends_its_threads(artifacts: Path, tmp_path: Path) -> None:
    before = set(threading.enumerate())
    config = Config(wasm=WasmConfig(cache_dir=str(tmp_path / "cache")))
    runtime = Runtime(config, {}, artifacts=artifacts, plugins=tmp_path / "plugins")
    runtime.wait_ready(["probe"])
    own = set(threading.enumerate()) - before
    assert {thread.name for thread in own} >= {"kaptar-keeper", "kaptar-ticker"}
    del runtime
    wait_until(lambda: not any(thread.is_alive() for thread in own), "the threads of a dropped runtime end")


@pytest.mark.slow
def test_memory_is_flat_over_many_calls(start: Start) -> None:
    runtime = start()

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

    def round_of(count: int) -> None:
        for i in range(count):
            runtime.call("probe.echo", b"x" * (i % 5000))
            if i % 20 == 0:
                runtime.call_guest("probe", "echo", b"y", isolated=True)
            if i % 200 == 0:
                with pytest.raises(GuestTrap):
                    runtime.call("probe.trap", b"")

    round_of(3000)
    before = resident()
    round_of(20_000)
    assert abs(resident() - before) < 0.05 * before
