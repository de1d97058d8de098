"""Claims about the hive's answers to hooks."""

import time
from statistics import median

import msgspec

from kaptar.api.hive_client import HiveClient
from kaptar.api.requests import CheckRequest
from kaptar.checks.verdict import Verdict
from kaptar_bench.claims.figures import Figures, at_least, at_most
from kaptar_bench.effort import Effort
from kaptar_bench.hooks import Hive, a_hive, ask
from kaptar_bench.runtime import samples

_PROBES = 100


def measured_by_a_hive(effort: Effort) -> dict[str, Figures]:
    """By the claim's key. Raises Unavailable where no hive can be started."""
    with a_hive({"a.py": samples.python().source}) as hive:
        client = HiveClient(hive.places.socket, repository=hive.places.common)
        try:
            return {
                "hooks.post_edit_ms": _post_edit(client, hive, effort.pick(60, 4)),
                "hooks.sub_ms_share": _under_a_millisecond(client, hive, effort.pick(20, 2)),
                "system.uptime": _uptime(client),
            }
        finally:
            client.close()


def _post_edit(client: HiveClient, hive: Hive, events: int) -> Figures:
    path, source = hive.root / "a.py", samples.python().source
    ask(client, hive, "a.py")
    millis = []
    for number in range(events):
        path.write_bytes(source + b"# %d\n" % number)
        start = time.perf_counter()
        ask(client, hive, "a.py")
        millis.append((time.perf_counter() - start) * 1e3)
    what = f"median of {events} answers about {samples.python().lines} lines of Python, all built-in checks, new content"
    return Figures([median(millis)], "ms", at_most(3), reason=what)


def _under_a_millisecond(client: HiveClient, hive: Hive, events: int) -> Figures:
    path, source = hive.root / "a.py", samples.python().source
    micros: list[float] = []
    for number in range(events):
        path.write_bytes(source + b"# share %d\n" % number)
        raw = client.post("/call/check", CheckRequest(root=str(hive.root), paths=(str(path),)))
        micros += [each.micros for each in msgspec.json.decode(raw, type=Verdict).results if each.state in ("passed", "findings")]
    share = 100 * sum(each < 1000 for each in micros) / len(micros)
    return Figures([share], "%", at_least(90), reason=f"of {len(micros)} checks that ran, by the time that their verdict tells")


def _uptime(client: HiveClient) -> Figures:
    answered = sum(client.health() is not None for _ in range(_PROBES))
    what = f"{answered} of {_PROBES} probes of one hive, one after the other: this says little about a year"
    return Figures([100 * answered / _PROBES], "%", at_least(99.9), reason=what)
