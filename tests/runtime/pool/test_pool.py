"""The pool: grown on waiting, shrunk when idle, in order, bounded; unhealthy instances replaced."""

import queue
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.waiting import wait_until

from kaptar.errors import Busy, Closed, DeadlineExceeded, MemoryExceeded
from kaptar.runtime.operation import Operation
from kaptar.stop import Stop

pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest

from kaptar.config.sections import Config, WasmConfig  # noqa: E402
from kaptar.runtime.call import Call  # noqa: E402
from kaptar.runtime.measured.events import EventStream, PoolChanged  # noqa: E402
from kaptar.runtime.modules.compiled_cache import CompiledCache  # noqa: E402
from kaptar.runtime.modules.engines import Engines  # noqa: E402
from kaptar.runtime.modules.loading import load  # noqa: E402
from kaptar.runtime.modules.module import Module  # noqa: E402
from kaptar.runtime.modules.module_files import find_builtin  # noqa: E402
from kaptar.runtime.pool import guest_call  # noqa: E402
from kaptar.runtime.pool.admission import Seat  # noqa: E402
from kaptar.runtime.pool.guest_call import CheckedCalls  # noqa: E402
from kaptar.runtime.pool.instance import Instance  # noqa: E402
from kaptar.runtime.pool.pool import Pool  # noqa: E402
from kaptar.runtime.pool.upkeep import Upkeep  # noqa: E402
from kaptar.runtime.runtime import Runtime  # noqa: E402

MIB = 1 << 20


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def modules(artifacts: Path, tmp_path: Path) -> dict[str, Module]:
    engines, cache = Engines(), CompiledCache(tmp_path / "cache")
    return {name: load(file, engines, cache)[0] for name, file in find_builtin(artifacts).items()}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(clock: Clock) -> Callable[..., Pool]:
    def pool(**settings: Any) -> Pool:
        return Pool(WasmConfig(**settings), EventStream(), clock=clock)

    return pool


def take(pool: Pool, module: Module, *, need: int = MIB, fresh: bool = False, interrupt: Stop | None = None) -> Seat:
    """A seat with an instance, as a call takes it."""
    seat = Seat(need)
    try:
        pool.take(seat, module, fresh, interrupt)
    except BaseException:
        pool.lose(seat, "timed_out")
        raise
    return seat


def upkeep(pool: Pool, clock: Clock, *, idle_s: float = 1.0, min_ready: int = 2) -> Upkeep:
    return Upkeep(pool, idle_s, min_ready, EventStream(), clock)


def instances(pool: Pool) -> list[int]:
    return [row.id for row in pool.stats().instances]


def test_an_instance_serves_again_and_a_fresh_one_was_never_used(make: Callable[..., Pool], modules: dict[str, Module]) -> None:
    pool, probe = make(), modules["probe"]
    seat = take(pool, probe)
    first = seat.instance
    assert first is not None
    first.call(Call(probe, probe.op("echo"), b"x", isolated=False, timeout_s=1), MIB)
    pool.release(seat, keep=True)
    assert take(pool, probe, fresh=True).instance is not first
    assert take(pool, probe).instance is first
    assert (pool.stats().created, pool.stats().ready, pool.stats().busy) == (2, 0, 2)


def test_it_grows_on_waiting_up_to_its_bound_and_shrinks_when_idle(
    make: Callable[..., Pool], modules: dict[str, Module], clock: Clock
) -> None:
    pool = make(pool_size=4, min_ready=2, idle_ms=1000)
    assert pool.stats().size == 2
    held = [take(pool, modules["probe"]) for _ in range(4)]
    assert (pool.stats().size, pool.stats().busy) == (4, 4)
    for seat in held:
        pool.release(seat, keep=True)
    keeper = upkeep(pool, clock)
    clock.now += 0.5
    assert (keeper.shrink(), pool.stats().ready, pool.stats().size) == (0, 4, 4)
    clock.now += 0.6
    assert (keeper.shrink(), pool.stats().ready, pool.stats().size) == (2, 2, 2)
    clock.now += 100
    assert (keeper.shrink(), pool.stats().ready) == (0, 2)
    assert pool.stats().recycled == 2


def test_an_idle_instance_of_another_module_makes_room(make: Callable[..., Pool], modules: dict[str, Module]) -> None:
    pool = make(pool_size=2, min_ready=2)
    for _ in range(2):
        held = [take(pool, modules["probe"]), take(pool, modules["probe"])]
        for seat in held:
            pool.release(seat, keep=True)
    pool.release(take(pool, modules["other"]), keep=True)
    rows = pool.stats().instances
    assert sorted(row.module for row in rows) == ["other", "probe"]


def test_a_seat_that_was_just_granted_costs_no_idle_instance(make: Callable[..., Pool], modules: dict[str, Module]) -> None:
    pool = make(pool_size=2, min_ready=2)
    held = [take(pool, modules["probe"]) for _ in range(2)]
    granted = [Seat(MIB) for _ in range(2)]
    assert [pool.held.admission.enter(seat) for seat in granted] == [False, False]
    for seat in held:
        pool.release(seat, keep=True)
    assert (pool.stats().busy, pool.stats().ready, pool.stats().recycled) == (2, 2, 0)
    surplus = pool.held.hand_out(granted[0], modules["other"], False, now=100.0)
    assert len(surplus) == 1, "with the one that is to be made there would be three"
    assert not pool.held.hand_out(granted[1], modules["probe"], False, now=100.0)
    assert granted[1].instance is not None
    for instance in surplus:
        instance.close()


@pytest.mark.parametrize("isolated", [False, True])
def test_more_threads_than_seats_share_the_instances_that_there_are(tmp_path: Path, isolated: bool) -> None:
    runtime = Runtime(Config(wasm=WasmConfig(pool_size=4, cache_dir=str(tmp_path))), {}, plugins=tmp_path)

    def work() -> None:
        together.wait()
        for _ in range(10):
            runtime.call_guest("text", "fnv1a32", data, isolated=isolated)

    together, data = threading.Barrier(16), b"x" * 1_000_000  # a call takes a millisecond, in which the others run
    with runtime:
        threads = [threading.Thread(target=work) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        pool = runtime.statistics().pool
    assert pool is not None
    assert pool.waits, "no call waited: nothing was tested"
    assert (pool.created, pool.recycled) == (pool.ready, 0)


def test_memory_is_one_budget(make: Callable[..., Pool], modules: dict[str, Module]) -> None:
    pool = make(total_memory=100 * MIB, memory_limit=60 * MIB, wait_timeout_ms=50)
    first = take(pool, modules["probe"], need=60 * MIB)
    with pytest.raises(Busy, match="within 50 ms"):
        take(pool, modules["probe"], need=60 * MIB)
    second = take(pool, modules["probe"], need=40 * MIB)
    assert pool.stats().memory_reserved == 100 * MIB
    pool.release(first, keep=True)
    pool.release(second, keep=True)
    stats = pool.stats()
    assert stats.memory_reserved == stats.memory == sum(row.memory for row in stats.instances)
    assert (stats.waits, stats.refused) == (1, 1)
    assert stats.availability == pytest.approx(2 / 3)


def test_memory_that_is_refused_at_the_start_is_counted_as_such(make: Callable[..., Pool], modules: dict[str, Module]) -> None:
    pool = make()
    with pytest.raises(MemoryExceeded, match=r"probe \(start\): it needs 131,072 bytes of memory, and has 65,536"):
        take(pool, modules["probe"], need=65_536)
    stats = pool.stats()
    assert (stats.out_of_memory, stats.trapped, stats.busy) == (1, 0, 0)


def test_waiting_is_in_order_and_bounded(make: Callable[..., Pool], modules: dict[str, Module]) -> None:
    pool = make(pool_size=1, min_ready=1, wait_limit=2)
    held = take(pool, modules["probe"])
    order: list[int] = []

    def caller(number: int) -> None:
        seat = take(pool, modules["probe"])
        order.append(number)
        pool.release(seat, keep=True)

    threads = []
    for number in range(2):
        threads.append(threading.Thread(target=caller, args=(number,)))
        threads[-1].start()
        wait_until(lambda number=number: pool.stats().waiting > number, "the call waits")  # type: ignore[misc]
    with pytest.raises(Busy, match="slow down"):
        take(pool, modules["probe"])
    pool.release(held, keep=True)
    for thread in threads:
        thread.join()
    assert order == [0, 1]


def test_an_interrupt_leaves_the_queue(make: Callable[..., Pool], modules: dict[str, Module]) -> None:
    pool, interrupt = make(pool_size=1, min_ready=1), Stop()
    held = take(pool, modules["probe"])
    threading.Timer(0.05, interrupt.request, ("enough",)).start()
    with pytest.raises(DeadlineExceeded, match="while it waited"):
        take(pool, modules["probe"], interrupt=interrupt)
    assert pool.stats().waiting == 0
    pool.release(held, keep=True)
    assert pool.stats().busy == 0


def test_one_request_wakes_every_call_that_waits(make: Callable[..., Pool], modules: dict[str, Module]) -> None:
    pool, interrupt, said = make(pool_size=1, min_ready=1), Stop(), list[str]()
    held = take(pool, modules["probe"])

    def call() -> None:
        try:
            take(pool, modules["probe"], interrupt=interrupt)
        except DeadlineExceeded as problem:
            said.append(str(problem))

    threads = [threading.Thread(target=call) for _ in range(2)]
    for thread in threads:
        thread.start()
    wait_until(lambda: pool.stats().waiting == 2, "both calls wait")
    interrupt.request("enough")
    for thread in threads:
        thread.join(10.0)  # far less than the calls would wait for a seat
    assert said == ["the call was cancelled while it waited for an instance"] * 2
    pool.release(held, keep=True)


def test_ctrl_c_while_waiting_leaves_no_seat_behind(make: Callable[..., Pool], modules: dict[str, Module]) -> None:
    pool = make(pool_size=1, min_ready=1)
    held = take(pool, modules["probe"])
    timer = threading.Timer(0.1, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        take(pool, modules["probe"])
    timer.join()
    pool.release(held, keep=True)
    assert (pool.stats().busy, pool.stats().waiting) == (0, 0)
    pool.release(take(pool, modules["probe"]), keep=True)


def test_close_wakes_those_who_wait(make: Callable[..., Pool], modules: dict[str, Module]) -> None:
    pool = make(pool_size=1, min_ready=1)
    held = take(pool, modules["probe"])
    ended: list[object] = []

    def waiting() -> None:
        try:
            take(pool, modules["probe"])
        except Closed as problem:
            ended.append(problem)

    thread = threading.Thread(target=waiting)
    thread.start()
    wait_until(lambda: pool.stats().waiting, "the call waits")
    threading.Timer(0.05, lambda: pool.release(held, keep=True)).start()
    assert pool.close(5)
    thread.join(5)
    assert len(ended) == 1
    assert pool.stats().ready == 0


class Sick(CheckedCalls):
    """Calls of an instance that does not answer the probe as it should."""

    def abi(self) -> int:
        return 7


def test_unhealthy_instances_are_replaced(
    make: Callable[..., Pool], modules: dict[str, Module], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = make()
    keeper = upkeep(pool, clock)
    pool.release(take(pool, modules["probe"]), keep=True)
    assert keeper.probe(replace=True) == 0
    assert [row.health for row in pool.stats().instances] == ["healthy"]
    with monkeypatch.context() as patch:
        patch.setattr(guest_call, "bind", Sick)
        well, sick = take(pool, modules["probe"]), take(pool, modules["other"])
        pool.release(well, keep=True)
        pool.release(sick, keep=True)
    before = instances(pool)
    assert keeper.probe(replace=True) == 1
    stats = pool.stats()
    assert (stats.unhealthy, stats.ready, stats.recovery_rate) == (1, 2, 1.0)
    assert [each in instances(pool) for each in before] == [True, False]


def test_an_unhealthy_instance_is_only_closed_where_nobody_wants_it_replaced(
    make: Callable[..., Pool], modules: dict[str, Module], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = make()
    with monkeypatch.context() as patch:
        patch.setattr(guest_call, "bind", Sick)
        pool.release(take(pool, modules["probe"]), keep=True)
    assert upkeep(pool, clock).probe(replace=False) == 1
    assert (pool.stats().ready, pool.stats().unhealthy, pool.stats().recovery_rate) == (0, 1, 0.0)


def test_utilisation_is_the_share_of_the_seats_time(make: Callable[..., Pool], modules: dict[str, Module], clock: Clock) -> None:
    pool = make(pool_size=2, min_ready=2)
    held = take(pool, modules["probe"])
    clock.now += 10
    pool.release(held, keep=True)
    clock.now += 10
    assert pool.stats().utilisation == pytest.approx(0.25)


def test_the_keeper_probes_and_shrinks_by_itself(start: Callable[..., Runtime]) -> None:
    runtime = start(booster={"health_check_interval_ms": 100}, idle_ms=200, min_ready=0)
    with runtime.events() as events:
        runtime.call("probe.echo", b"x")
        wait_until(lambda: "healthy" in {row.health for row in _pool(runtime).instances}, "the keeper asks the instance")
        changes: list[PoolChanged] = []
        while not changes or changes[-1].ready:
            event = events.get(5)
            assert event is not None, "the keeper does not shrink the pool"
            changes += [event] if isinstance(event, PoolChanged) else []
    assert changes[-1].change == "shrunk"
    assert _pool(runtime).ready == 0


def test_preloaded_modules_are_ready(start: Callable[..., Runtime]) -> None:
    runtime = start(preload=("probe", "other"), ready=False)
    wait_until(lambda: (pool := _pool(runtime)) is not None and pool.ready == 2, "both modules have an instance")
    assert sorted(row.module for row in _pool(runtime).instances) == ["other", "probe"]


def test_pool_size_is_how_many_calls_run_at_once(start: Callable[..., Runtime], kit: Any) -> None:
    spin: Operation = kit.operation("spin")
    runtime = start(spin, pool_size=2, min_ready=1, task_timeout_ms=400, wait_limit=0)
    outcomes: list[str] = []

    def call() -> None:
        try:
            runtime.call("probe.spin", b"")
        except (Busy, DeadlineExceeded) as problem:
            outcomes.append(type(problem).__name__)

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Busy", "Busy", "DeadlineExceeded", "DeadlineExceeded"]


def _pool(runtime: Runtime) -> Any:
    return runtime.statistics().pool


def test_auto_recovery_is_whether_unhealthy_instances_are_replaced(
    start: Callable[..., Runtime], monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: queue.Queue[int] = queue.Queue()
    probe = Upkeep.probe

    def counted(keeper: Upkeep, *, replace: bool) -> int:
        unhealthy = probe(keeper, replace=replace)
        if unhealthy:
            rounds.put(unhealthy)
        return unhealthy

    monkeypatch.setattr(Upkeep, "probe", counted)
    for enabled in (True, False):
        runtime = start(booster={"health_check_interval_ms": 100, "auto_recovery": enabled}, idle_ms=60_000)
        first = runtime.statistics().pool.instances[0].id  # type: ignore[union-attr]
        real = Instance.probe

        def sick(instance: Instance, timeout_s: float = 1.0, first: int = first, real: Any = real) -> bool:
            return instance.id != first and real(instance, timeout_s)

        with monkeypatch.context() as patch:
            patch.setattr(Instance, "probe", sick)
            assert rounds.get(timeout=10) == 1
        assert (_pool(runtime).unhealthy, _pool(runtime).ready) == (1, int(enabled))


def test_a_call_wakes_what_must_be_awake_while_a_guest_runs(modules: dict[str, Module]) -> None:
    class Asleep:
        parked = True

        def wake(self) -> None:
            self.parked = False

    pulse = Asleep()
    pool = Pool(WasmConfig(), EventStream(), pulse)
    pool.release(take(pool, modules["probe"]), keep=True)
    assert not pulse.parked
