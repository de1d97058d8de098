"""The figures that the description of such systems claims, each beside what is measured here."""

import contextlib
from collections.abc import Iterator

from kaptar.errors import KaptarError
from kaptar.runtime.runtime import Runtime
from kaptar_bench.effort import Effort, timed
from kaptar_bench.rows import Measured, Target, measured
from kaptar_bench.runtime import node, samples
from kaptar_bench.timing import scaled

ROUNDS = 9


def measure(runtime: Runtime, effort: Effort) -> Iterator[Measured]:
    """One row a claim. A row that does not hold says so."""
    yield from _faster_than_javascript(runtime, effort)
    yield from _under_a_millisecond(runtime, effort)
    yield _guest_share(runtime)


def _faster_than_javascript(runtime: Runtime, effort: Effort) -> Iterator[Measured]:
    """52x for parsing, 40x for hashing text, both against JavaScript in a warm Node."""
    sample = samples.javascript()
    why = "the sample is missing; `make run` installs it" if sample is None else ""
    guest: list[float] = []
    peer: list[float] = []
    if sample is not None:
        peer, why = node.parse_times("acorn", sample.source, effort)
        run = lambda: runtime.call("syntax.validate", sample.source, "javascript", backend="guest")  # noqa: E731
        guest = scaled(timed({"guest": run}, effort, rounds=ROUNDS, round_ms=20)["guest"], "ms")
    yield measured("claim: 52x faster than JavaScript (parsing, 1000 lines)", guest, "ms", peer="acorn in warm Node",
                   peer_rounds=peer, target=Target("ratio", ">=", 52), reason=f"not run: {why}" if why else None)  # fmt: skip
    data = samples.text(1024)
    peer, why = node.hash_times(data, effort)
    own = timed({"guest": lambda: runtime.call("text.fnv1a32", data, backend="guest")}, effort, rounds=ROUNDS)["guest"]
    yield measured("claim: 40x faster than JavaScript (fnv1a, 1 KB)", scaled(own, "µs"), "µs", peer="a loop in warm Node",
                   peer_rounds=peer, target=Target("ratio", ">=", 40), reason=f"not run: {why}" if why else None)  # fmt: skip


def _under_a_millisecond(runtime: Runtime, effort: Effort) -> Iterator[Measured]:
    small, sample = samples.text(1024), samples.javascript()
    subjects = {"sha256 of 1 KB": lambda: runtime.call("crypto.sha256", small, backend="guest")}
    if sample is not None:
        name = f"check of {sample.lines} lines of JavaScript"
        subjects[name] = lambda: runtime.call("syntax.validate", sample.source, "javascript", backend="guest")
    for name, rounds in timed(subjects, effort, rounds=ROUNDS, round_ms=20).items():
        yield measured(f"claim: under 1 ms ({name})", scaled(rounds, "ms"), "ms", target=Target("value", "<=", 1))


def _guest_share(runtime: Runtime) -> Measured:
    """Which share of calls guests answer when the measured timings choose: one call of every operation's example."""
    answered = {"guest": 0, "host": 0}
    for operation in runtime.operations():
        for _ in range(30):
            with contextlib.suppress(KaptarError):
                answered[runtime.call(operation.name, *operation.example).backend] += 1
    share = 100 * answered["guest"] / sum(answered.values())
    reason = "small inputs are answered by the host where it is measured to be faster; that is not a loss"
    return measured("claim: 95 % of calls in guests (examples of all operations)", [share], "%",
                    target=Target("value", ">=", 95), reason=reason)  # fmt: skip
