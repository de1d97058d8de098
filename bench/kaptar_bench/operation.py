"""``kaptar bench op``: one operation on one input, in a guest and on the host in the same rounds."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from kaptar.errors import Unavailable
from kaptar.runtime.operation import Backend
from kaptar.runtime.runtime import Runtime
from kaptar_bench.effort import Effort, timed
from kaptar_bench.rows import Measured, measured
from kaptar_bench.timing import scaled

_BACKENDS: tuple[Backend, Backend] = ("guest", "host")


def measure(runtime: Runtime, name: str, arguments: Sequence[Any], effort: Effort) -> Iterator[Measured]:
    """A row for each backend, the other one beside it.

    Args:
        name: of an operation, or ``module.operation`` of a plugin.
        arguments: all of its parameters, in their order.
    Raises:
        Unavailable: neither a guest nor the host can answer.
        KaptarError: what the call itself raises.
    """
    subjects: dict[str, Callable[[], object]] = {}
    missing: dict[str, str] = {}
    for backend in _BACKENDS:
        subject = _subject(runtime, name, arguments, backend)
        try:
            subject()
        except Unavailable as problem:
            missing[backend] = str(problem)
        else:
            subjects[backend] = subject
    if not subjects:
        raise Unavailable(f"{name}: {missing['guest']}; {missing['host']}")
    times = {backend: scaled(rounds, "µs") for backend, rounds in timed(subjects, effort, round_ms=20).items()}
    for backend, peer in (_BACKENDS, _BACKENDS[::-1]):
        why = missing.get(backend) or missing.get(peer)
        yield measured(f"{name}: {backend}", times.get(backend, ()), "µs", peer=peer, peer_rounds=times.get(peer, ()),
                       reason=f"not run: {why}" if why else None)  # fmt: skip


def _subject(runtime: Runtime, name: str, arguments: Sequence[Any], backend: Backend) -> Callable[[], object]:
    return lambda: runtime.call(name, *arguments, backend=backend)
