"""Each operation at several sizes: in a guest, on the host, and in plain Python where that is something else."""

import array
import random
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from kaptar.errors import Unavailable
from kaptar.ops import OPERATIONS
from kaptar.runtime.runtime import Runtime
from kaptar_bench.effort import Effort, timed
from kaptar_bench.rows import Measured, Target, measured
from kaptar_bench.runtime import samples
from kaptar_bench.timing import scaled

CHOICE_MARGIN = 1.1
"""The backend that is picked may be this much slower than the better of the two."""


def measure(runtime: Runtime, effort: Effort) -> Iterator[Measured]:
    """A row for the guest and one for the choice of backend, for every operation, size by size."""
    for name in OPERATIONS:
        if not name.startswith("syntax."):
            for label, size in effort.pick(samples.SIZES, samples.FEW_SIZES).items():
                yield from _rows(runtime, effort, name, label, _arguments(runtime, name, size))
    for name, source in _sources().items():
        for op in ("syntax.validate", "syntax.outline", "syntax.metrics"):
            yield from _rows(runtime, effort, op, f"{source.lines} lines {name}", (source.source, name))


def _sources() -> dict[str, samples.Sample]:
    found = {"python": samples.python(), "javascript": samples.javascript()}
    return {name: sample for name, sample in found.items() if sample is not None}


def _rows(runtime: Runtime, effort: Effort, name: str, label: str, args: tuple[Any, ...]) -> Iterator[Measured]:
    subjects: dict[str, Callable[[], object]] = {"guest": lambda: runtime.call(name, *args, backend="guest")}
    why = _host_missing(runtime, name, args)
    if not why:
        subjects["host"] = lambda: runtime.call(name, *args, backend="host")
        for _ in range(50):
            runtime.call(name, *args)  # the choice learns as it does in use
        subjects["picked"] = lambda: runtime.call(name, *args)
    if name == "text.fnv1a32":
        subjects["python"] = lambda: fnv1a32(args[0])
    runs = [_run(subjects, effort) for _ in range(effort.pick(3, 1) if "picked" in subjects else 1)]
    times = sorted(runs, key=_loss)[len(runs) // 2]
    row = f"{name}, {label}"
    yield measured(f"{row}: guest", times["guest"], "µs", peer=None if why else "host", peer_rounds=times.get("host", ()),
                   reason=why or None)  # fmt: skip
    if "python" in times:
        target = Target("ratio", ">=", 15) if label == "1 KB" else None
        yield measured(f"{row}: guest against a Python loop", times["guest"], "µs", peer="plain Python",
                       peer_rounds=times["python"], target=target)  # fmt: skip
    if "picked" in times:
        yield measured(f"{row}: picked backend", times["picked"], "µs", peer="the better one", peer_rounds=_better(times),
                       target=Target("ratio", ">=", 1 / CHOICE_MARGIN))  # fmt: skip


def _run(subjects: dict[str, Callable[[], object]], effort: Effort) -> dict[str, list[float]]:
    """Microseconds of each subject, in one run."""
    return {who: scaled(rounds, "µs") for who, rounds in timed(subjects, effort, rounds=7, round_ms=4).items()}


def _better(times: dict[str, list[float]]) -> list[float]:
    """The rounds of the backend that was faster in this run."""
    return min((times["guest"], times["host"]), key=median)


def _loss(times: dict[str, list[float]]) -> float:
    """How many times longer the picked backend takes than the better one. The row is that of the middle run of three."""
    return median(times["picked"]) / median(_better(times)) if "picked" in times else 0.0


def _host_missing(runtime: Runtime, name: str, args: tuple[Any, ...]) -> str:
    """Why there is no host twin to compare with, or ""."""
    operation = OPERATIONS[name]
    if operation.twin is None:
        return "no host twin"
    try:
        runtime.call(name, *args, backend="host")
    except Unavailable as problem:
        return f"host twin not run: {problem}"
    return f"the twin answers less: {operation.partial_twin}" if operation.partial_twin else ""


def fnv1a32(data: bytes) -> int:
    """FNV-1a as a plain loop, the way a program without guests would do it."""
    value = 0x811C9DC5
    for byte in data:
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def _arguments(runtime: Runtime, name: str, size: int) -> tuple[Any, ...]:
    """Arguments of about ``size`` bytes."""
    data = samples.text(size)
    special: dict[str, Callable[[], tuple[Any, ...]]] = {
        "text.compare": lambda: (data, data[:-1] + b"~"),
        "bytes.compare": lambda: (data, data[:-1] + b"~"),
        "crypto.constant_time_equal": lambda: (data, data),
        "text.search": lambda: (data, b"no such text"),
        "text.search_all": lambda: (data, b"return"),
        "text.replace": lambda: (data, b"return", b"yield"),
        "text.long_words": lambda: (data, 16, "+/=_-"),
        "text.places_of_marks": lambda: (data, "akia ghp_ xoxb- sk_live_"),
        "text.match_globs": lambda: (["*.py", "src/**/test_*", "**/build/**"], [line[:200] for line in data.split(b"\n")]),
        "text.base64_decode": lambda: (runtime.call("text.base64_encode", data).value,),
        "text.envelope_wrap": lambda: ("topic", "agent", "id", 1, data),
        "text.envelope_unwrap": lambda: (runtime.call("text.envelope_wrap", "topic", "agent", "id", 1, data).value,),
        "json.stringify": lambda: (_value(size),),
        "bytes.aggregate": lambda: (_floats(size),),
        "crypto.hmac_sha256": lambda: (b"k" * 32, data),
        "crypto.aes256gcm_encrypt": lambda: (b"k" * 32, data),
        "crypto.aes256gcm_decrypt": lambda: (b"k" * 32, runtime.call("crypto.aes256gcm_encrypt", b"k" * 32, data).value),
    }
    if name in special:
        return special[name]()
    if name.startswith("json."):
        return (runtime.call("json.stringify", _value(size)).value.encode(),)
    if name.endswith("_decompress"):
        packed = runtime.call(name.replace("_decompress", "_compress"), data).value
        return (packed, size)
    return (data,)


def _value(size: int) -> list[Any]:
    return [{"name": f"item {i}", "size": i, "share": i / 7, "on": i % 2 == 0} for i in range(max(1, size // 60))]


def _floats(size: int) -> bytes:
    rng = random.Random(size)
    return array.array("d", (rng.gauss(0, 1) for _ in range(max(1, size // 8)))).tobytes()
