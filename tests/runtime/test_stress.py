"""Many threads, and everything that can go wrong at once: afterwards every seat, byte and instance is accounted for."""

import random
import threading
from collections.abc import Callable

import pytest

from kaptar.errors import Busy, DeadlineExceeded, GuestTrap, MemoryExceeded, OperationFailed
from kaptar.runtime.runtime import Runtime
from kaptar.stop import Stop

pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest

EXPECTED = {
    "echo": (), "count": (), "grow": (), "need_100": (), "second_trap": (), "trap": (GuestTrap,), "outside": (GuestTrap,),
    "grab": (MemoryExceeded,), "fail": (OperationFailed,), "spin": (DeadlineExceeded,),
}  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_lost_or_counted_twice(start: Callable[..., Runtime], seed: int) -> None:
    runtime = start(pool_size=4, min_ready=2, wait_limit=3, total_memory=700 << 20, memory_limit=160 << 20, idle_ms=50)
    surprises: list[str] = []
    busy = [0]

    together = threading.Barrier(8)

    def work(number: int) -> None:
        rng = random.Random(seed * 100 + number)
        together.wait()
        try:  # 4 run, 3 wait, so at least one of the 8 is refused
            runtime.call_guest("probe", "spin", b"x", timeout_ms=400)
        except Busy:
            busy[0] += 1
        except DeadlineExceeded:
            pass
        for _ in range(25):
            op = rng.choice(list(EXPECTED))
            interrupt = Stop()
            if rng.random() < 0.1:
                threading.Timer(rng.random() / 20, interrupt.request, ("enough",)).start()
            try:
                runtime.call_guest(
                    "probe", op, b"x", isolated=rng.random() < 0.3, timeout_ms=rng.choice([30, 400]), interrupt=interrupt
                )
                if op in ("trap", "outside", "grab", "fail", "spin"):
                    surprises.append(f"{op} answered")
            except Busy:
                busy[0] += 1
            except (GuestTrap, MemoryExceeded, OperationFailed, DeadlineExceeded) as problem:
                slow = isinstance(problem, DeadlineExceeded) and op in ("grab", "spin", "need_100", "grow")
                if not slow and not interrupt.requested and not isinstance(problem, EXPECTED[op] or ()):
                    surprises.append(f"{op}: {problem!r}")
            if rng.random() < 0.05:
                runtime.reload()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert surprises == []
    assert busy[0]
    assert runtime.call("probe.echo", b"after").value == b"after"
    pool = runtime.statistics().pool
    assert pool is not None
    assert (pool.busy, pool.waiting) == (0, 0)
    assert pool.memory_reserved == pool.memory == sum(row.memory for row in pool.instances)
    lost = pool.trapped + pool.timed_out + pool.out_of_memory + pool.unhealthy
    assert pool.created == pool.ready + pool.recycled + lost
    assert pool.trapped
    assert pool.timed_out
    assert pool.out_of_memory
    assert pool.memory_peak <= pool.memory_total
