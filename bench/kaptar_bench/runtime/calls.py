"""Cost of a call beyond its work: against wasmtime-py's own checked call, and on a fresh instance."""

from collections.abc import Iterator

from kaptar.runtime.modules.engines import Engines
from kaptar.runtime.modules.module_files import find_builtin, read_verified
from kaptar.runtime.pool.guest_call import CheckedCalls, FastCalls
from kaptar.runtime.runtime import Runtime
from kaptar_bench.effort import Effort, timed
from kaptar_bench.rows import Measured, Target, measured
from kaptar_bench.timing import scaled


def measure(runtime: Runtime, effort: Effort) -> Iterator[Measured]:
    """Rows of single calls."""
    yield from _overhead(effort)
    yield from _over_the_bare_call(runtime, effort)
    yield from _through_the_runtime(runtime, effort)


def _overhead(effort: Effort) -> Iterator[Measured]:
    """One exported function of no work, called three ways in the same rounds."""
    import wasmtime

    engines = Engines()
    file = find_builtin()["text"]
    module = wasmtime.Module(engines.builtin, read_verified(file))
    store = wasmtime.Store(engines.builtin)
    store.set_epoch_deadline(1 << 40)
    instance = wasmtime.Instance(store, module, [])
    fast, checked = FastCalls(store, instance), CheckedCalls(store, instance)
    times = timed({"fast": fast.abi, "checked": checked.abi}, effort, round_ms=20)
    yield measured(
        "call overhead: one function without work", scaled(times["fast"], "µs"), "µs",
        peer="wasmtime-py's checked call", peer_rounds=scaled(times["checked"], "µs"), target=Target("ratio", ">=", 10),
    )  # fmt: skip

    def fresh() -> None:
        own = wasmtime.Store(engines.builtin)
        own.set_epoch_deadline(1 << 40)
        FastCalls(own, wasmtime.Instance(own, module, []))

    made = timed({"new": fresh}, effort, round_ms=30)["new"]
    yield measured("instance creation: text", scaled(made, "µs"), "µs")


def _over_the_bare_call(runtime: Runtime, effort: Effort) -> Iterator[Measured]:
    """What the runtime adds to the call of a ready instance: checks, seat, deadline, statistics. In the same rounds."""
    import wasmtime

    engines, file, data = Engines(), find_builtin()["text"], b"x" * 10
    store = wasmtime.Store(engines.builtin)
    store.set_epoch_deadline(1 << 40)
    bare = FastCalls(store, wasmtime.Instance(store, wasmtime.Module(engines.builtin, read_verified(file)), []))
    number = next(op.id for op in file.ops if op.name == "fnv1a32")
    subjects = {
        "bare": lambda: bare(number, data, 1 << 31),
        "whole": lambda: runtime.call("text.fnv1a32", data, backend="guest"),
    }
    times = {name: scaled(rounds, "µs") for name, rounds in timed(subjects, effort, rounds=15, round_ms=10).items()}
    more = [whole - less for whole, less in zip(times["whole"], times["bare"], strict=True)]
    yield measured("Runtime.call over the bare guest call (fnv1a32 of 10 bytes)", more, "µs", target=Target("value", "<=", 4))


def _through_the_runtime(runtime: Runtime, effort: Effort) -> Iterator[Measured]:
    small = b"let a = 1;\n"
    subjects = {
        "kept": lambda: runtime.call_guest("text", "fnv1a32", b"kaptar"),
        "operation": lambda: runtime.call("text.fnv1a32", b"kaptar", backend="guest"),
        "fresh": lambda: runtime.call_guest("javascript", "table", small, "javascript", isolated=True),
        "reused": lambda: runtime.call_guest("javascript", "table", small, "javascript"),
    }
    times = {name: scaled(rounds, "µs") for name, rounds in timed(subjects, effort, round_ms=30).items()}
    yield measured("call_guest of 4 bytes (pool, types, statistics)", times["kept"], "µs")
    yield measured("call of 4 bytes (choice, twin, statistics)", times["operation"], "µs")
    yield measured(
        "call on a fresh instance: javascript, 11 bytes", times["fresh"], "µs",
        peer="on a kept instance", peer_rounds=times["reused"], target=Target("value", "<=", 60),
    )  # fmt: skip
