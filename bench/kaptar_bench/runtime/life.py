"""Start, recovery, and threads."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

from kaptar.api import programs
from kaptar.config.sections import Config
from kaptar.errors import GuestError
from kaptar.runtime.runtime import Runtime
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured, Target, measured
from kaptar_bench.runtime import samples

ROUNDS = 7

_START = """
import sys, time
from kaptar.api.programs import Runtime
from kaptar.config.load import load_config
config = load_config()
start = time.perf_counter()
with Runtime(config) as runtime:
    runtime.call("text.fnv1a32", b"kaptar", backend="guest")
    print((time.perf_counter() - start) * 1e3)
"""


def measure(config: Config, effort: Effort) -> Iterator[Measured]:
    """Rows of processes and threads."""
    rounds = effort.pick(ROUNDS, 1)
    name = "start: from Runtime() to the first guest answer, warm cache"
    yield measured(name, starts(rounds), "ms", target=Target("value", "<=", 50))
    imports = [_in_a_new_process("import time; t = time.perf_counter(); import kaptar; print((time.perf_counter() - t) * 1e3)")
               for _ in range(rounds)]  # fmt: skip
    yield measured("import kaptar", imports, "ms", target=Target("value", "<=", 50))
    with programs.Runtime(config) as runtime:
        yield from _recovery(runtime, rounds)
        yield from _two_threads(runtime, rounds)
    yield from _sixteen_threads(config, effort)


def starts(rounds: int) -> list[float]:
    """Milliseconds from ``Runtime()`` to the first guest's answer, each in a new process; one more goes before them."""
    return [_in_a_new_process(_START) for _ in range(rounds + 1)][1:]


def _in_a_new_process(program: str) -> float:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    return float(done.stdout)


def _recovery(runtime: Runtime, rounds: int) -> Iterator[Measured]:
    """From the moment a call is stopped at its deadline to the next answer of the same module, which needs a new instance."""
    source = samples.text(8 << 20)
    small = b"let a = 1;\n"
    runtime.wait_ready(["codec"])
    after, plain = [], []
    for _ in range(rounds):
        try:
            runtime.call_guest("codec", "brotli_compress", source, 11, timeout_ms=20)
        except GuestError:
            start = time.perf_counter()
            runtime.call_guest("codec", "gzip_compress", small, 1)
            after.append((time.perf_counter() - start) * 1e6)
        start = time.perf_counter()
        runtime.call_guest("codec", "gzip_compress", small, 1)
        plain.append((time.perf_counter() - start) * 1e6)
    lost = None if after else "no call was stopped: the machine is too fast for this row"
    yield measured("recovery: next answer after a call was stopped at its deadline", after, "µs", peer="an ordinary call",
                   peer_rounds=plain if after else (), reason=lost)  # fmt: skip


def _two_threads(runtime: Runtime, rounds: int) -> Iterator[Measured]:
    """How much more two threads do than one, in guests that release the interpreter's lock."""
    data = samples.text(1 << 20)
    ratios = []
    runtime.call("crypto.sha256", data, backend="guest")
    for _ in range(rounds):
        alone = _seconds_of(runtime, data, 1)
        ratios.append(2 * alone / _seconds_of(runtime, data, 2))
    spread = f"{rounds} rounds: {min(ratios):.2f} to {max(ratios):.2f}"
    name = "two threads do this many times the work of one (sha256 of 1 MB)"
    yield measured(name, ratios, "x", target=Target("value", ">=", 1.7), reason=spread)


def _sixteen_threads(config: Config, effort: Effort) -> Iterator[Measured]:
    """More threads than the pool has seats: how many instances are made beyond one for each seat."""
    data, calls = b"x" * 200_000, effort.pick(200, 10)
    remade = []
    for _ in range(effort.pick(ROUNDS, 1)):
        with programs.Runtime(config) as runtime:
            runtime.call_guest("text", "fnv1a32", data)

            def work(runtime: Runtime = runtime) -> None:
                for _ in range(calls):
                    runtime.call_guest("text", "fnv1a32", data)

            _together(work, 16)
            pool = runtime.statistics().pool
            if pool is not None:
                remade.append(max(0, pool.created - pool.largest) * 1e3 / (16 * calls))
    name = "16 threads: instances made anew per 1,000 calls"
    yield measured(name, remade, "cases", target=Target("value", "<=", 1))


def _seconds_of(runtime: Runtime, data: bytes, threads: int) -> float:
    """Seconds until every thread has hashed the data 40 times."""

    def work() -> None:
        for _ in range(40):
            runtime.call("crypto.sha256", data, backend="guest")

    start = time.perf_counter()
    _together(work, threads)
    return time.perf_counter() - start


def _together(work: Callable[[], None], threads: int) -> None:
    crew = [threading.Thread(target=work) for _ in range(threads)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
