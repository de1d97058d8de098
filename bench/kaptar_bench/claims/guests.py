"""Claims about the runtime and its guests."""

import contextlib
from collections.abc import Callable
from functools import partial
from statistics import median

from kaptar.config.sections import Config
from kaptar.errors import KaptarError
from kaptar.runtime.runtime import Runtime
from kaptar_bench.claims.figures import Figures, Maker, at_least, at_most, times
from kaptar_bench.effort import Effort, timed
from kaptar_bench.rows import Target
from kaptar_bench.runtime import life, node, samples
from kaptar_bench.runtime.operations import fnv1a32
from kaptar_bench.timing import Subject, scaled

_NO_SAMPLE = "not run: the JavaScript sample is missing; `make run` installs it"


def makers(runtime: Runtime, config: Config) -> dict[str, Maker]:
    """By the claim's key."""
    kilobyte = samples.text(1024)
    text = runtime.call("json.stringify", [{"name": f"item {n}", "size": n} for n in range(38)]).value.encode()
    call = partial(partial, runtime.call)
    return {
        "runtime.speedup_all": partial(_parse_beside, runtime, "acorn", 52),
        "runtime.speedup_critical": partial(_hash_beside_node, runtime),
        "runtime.speedup_best": partial(_parse_beside, runtime, "@babel/parser", 60),
        "runtime.compute_tasks": partial(_hash_beside_python, runtime),
        "runtime.ast_parse_ms": partial(_parse, runtime),
        "runtime.hash_1k_ms": partial(_millis, call("crypto.sha256", kilobyte), 0.02, "sha256 of 1 KB"),
        "runtime.json_1k_ms": partial(_millis, call("json.parse", text), 0.06, f"a document of {len(text)} bytes"),
        "runtime.envelope_ms": partial(
            _millis, call("text.envelope_wrap", "topic", "agent", "id", 1, kilobyte), 0.05, "wrap 1 KB"
        ),
        "runtime.start_ms": _start,
        "runtime.guest_share": partial(_guest_share, runtime, "guest", at_least(95)),
        "runtime.fallback_share": partial(_guest_share, runtime, "host", at_most(5)),
        "runtime.pool_memory": partial(_pool_memory, runtime),
        "runtime.pool_size": partial(_pool_size, runtime),
        "runtime.task_timeout_s": lambda effort: Figures(
            [config.wasm.task_timeout_ms / 1e3], "s", at_most(30), reason="the setting wasm.task_timeout_ms, in effect here"
        ),
        "hooks.health_interval_s": lambda effort: Figures(
            [config.booster.health_check_interval_ms / 1e3], "s", at_most(30),
            reason="the setting booster.health_check_interval_ms, in effect here; its overhead was not measured",
        ),
    }  # fmt: skip


def _parse_beside(runtime: Runtime, parser: str, bound: float, effort: Effort) -> Figures:
    """Parsing and checking a thousand lines, beside a parser in warm Node."""
    sample = samples.javascript()
    peer, target = f"{parser} in warm Node", times(bound)
    if sample is None:
        return Figures([], "ms", target, peer, reason=_NO_SAMPLE)
    rounds, why = node.parse_times(parser, sample.source, effort)
    own = _rounds(lambda: runtime.call("syntax.validate", sample.source, "javascript", backend="guest"), effort, "ms")
    note = slower(own, rounds, peer) if rounds else f"not run: {why}"
    return Figures(own, "ms", target, peer, rounds, f"parsing {sample.lines} lines; the claim names no weights. {note}".strip())


def _hash_beside_node(runtime: Runtime, effort: Effort) -> Figures:
    data, peer = samples.text(1024), "a loop in warm Node"
    rounds, why = node.hash_times(data, effort)
    own = _rounds(lambda: runtime.call("text.fnv1a32", data, backend="guest"), effort, "µs")
    return Figures(own, "µs", times(40), peer, rounds, slower(own, rounds, peer) if rounds else f"not run: {why}")


def slower(own: list[float], peer: list[float], name: str) -> str:
    """Says it in words where the guest is slower than its peer: a ratio below 1 is easily read over."""
    by = median(own) / median(peer)
    return f"{by:.0f} times slower than {name}, not faster" if by >= 1.5 else "slower than its peer" if by > 1 else ""


def _hash_beside_python(runtime: Runtime, effort: Effort) -> Figures:
    data = samples.text(effort.pick(100_000, 1000))
    subjects: dict[str, Subject] = {
        "guest": lambda: runtime.call("text.fnv1a32", data, backend="guest"),
        "python": lambda: fnv1a32(data),
    }
    found = {who: scaled(rounds, "µs") for who, rounds in timed(subjects, effort).items()}
    note = f"fnv1a32 of {len(data):,} bytes beside a loop in Python; memory was not compared"
    return Figures(found["guest"], "µs", times(2), "plain Python", found["python"], note)


def _parse(runtime: Runtime, effort: Effort) -> Figures:
    sample = samples.javascript()
    if sample is None:
        return Figures([], "ms", at_most(0.5), reason=_NO_SAMPLE)
    run = partial(runtime.call, "syntax.validate", sample.source, "javascript")
    return _millis(run, 0.5, f"parse and semantic check of {sample.lines} lines", effort)


def _millis(run: Callable[[], object], bound: float, what: str, effort: Effort) -> Figures:
    return Figures(_rounds(run, effort, "ms"), "ms", at_most(bound), reason=what)


def _rounds(run: Callable[[], object], effort: Effort, unit: str) -> list[float]:
    return scaled(timed({"it": run}, effort, round_ms=20)["it"], unit)


def _start(effort: Effort) -> Figures:
    starts = life.starts(effort.pick(7, 1))
    return Figures(starts, "ms", at_most(100), reason="from Runtime() to the first guest's answer, compiled code cached")


def _guest_share(runtime: Runtime, backend: str, target: Target, effort: Effort) -> Figures:
    """Which share of calls a backend answers when the measured timings choose: calls of every operation's example."""
    answered = {"guest": 0, "host": 0}
    for operation in runtime.operations():
        for _ in range(effort.pick(30, 2)):
            with contextlib.suppress(KaptarError):
                answered[runtime.call(operation.name, *operation.example).backend] += 1
    share = 100 * answered[backend] / sum(answered.values())
    reason = "examples of all operations; the host answers where it is measured to be faster, which is no loss"
    return Figures([share], "%", target, reason=reason)


def _pool_memory(runtime: Runtime, effort: Effort) -> Figures:
    pool = runtime.statistics().pool
    if pool is None:
        return Figures([], "MiB", at_most(1024), reason="not run: no guest was loaded")
    return Figures([pool.memory_peak / (1 << 20)], "MiB", at_most(1024), reason="peak of all instances in this bench")


def _pool_size(runtime: Runtime, effort: Effort) -> Figures:
    pool = runtime.statistics().pool
    if pool is None:
        return Figures([], "cases", at_most(10), reason="not run: no guest was loaded")
    return Figures([float(pool.ready + pool.busy)], "cases", at_most(10), reason=f"instances now; {pool.created} were made")
