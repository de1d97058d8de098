"""Memory: of a large file, after very many calls, and after many loads of a module. Each in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator

from kaptar.config.sections import Config
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured, Target, measured
from kaptar_bench.runtime import samples

CALLS, LOADS = 100_000, 200
_FLAT = Target("value", "<=", 5)

_PRELUDE = """
import json, os, resource, sys, time
from pathlib import Path
from kaptar.api.programs import Runtime
from kaptar.config.load import load_config

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1048576
"""

_CALLS = """
runtime = Runtime(load_config())
small = b"let a = 1;"
def batch(count):
    for i in range(count):
        runtime.call("text.fnv1a32", small, backend="guest")
        if i % 20 == 0:
            runtime.call_guest("javascript", "table", small, "javascript", isolated=True)
batch(count // 10)
before = resident()
batch(count)
print(json.dumps([before, resident()]))
runtime.close()
"""

_LOADS = """
def once():
    with Runtime(load_config()) as runtime:
        runtime.call("text.fnv1a32", b"kaptar", backend="guest")
for _ in range(count // 10):
    once()
before = resident()
for _ in range(count):
    once()
print(json.dumps([before, resident()]))
"""

_LARGE = """
source = sys.stdin.buffer.read()
runtime = Runtime(load_config())
runtime.call("syntax.validate", b"1", "javascript", backend="guest")
before = resident()
start = time.perf_counter()
value = runtime.call("syntax.validate", source, "javascript", backend="guest").value
seconds = time.perf_counter() - start
print(json.dumps([seconds * 1e3, runtime.statistics().pool.memory_peak / 1048576, value.valid]))
runtime.close()
"""


def measure(config: Config, effort: Effort) -> Iterator[Measured]:
    """Rows of resident memory; not run where the system does not tell it."""
    if not sys.platform.startswith("linux"):
        yield measured("memory rows", [], "MiB", reason="not run: resident memory is read from /proc")
        return
    calls, loads = effort.pick(CALLS, 200), effort.pick(LOADS, 10)
    for name, program, count in ((f"{calls:,} calls", _CALLS, calls), (f"{loads} load and unload rounds", _LOADS, loads)):
        before, after = _run(f"count = {count}\n{program}")
        growth = 100 * (after - before) / before
        yield measured(f"resident memory grows by, after {name}", [growth], "%lost", target=_FLAT,
                       reason=f"{before:.1f} MiB before, {after:.1f} MiB after")  # fmt: skip
    sample = samples.javascript()
    if sample is None:
        yield measured("a large JavaScript file", [], "ms", reason="not run: the sample is missing; `make run` installs it")
        return
    megabytes = effort.pick(5, 1)
    source = samples.repeated(sample, megabytes << 20)
    millis, peak, valid = _run(_LARGE, source)
    note = f"{len(source):,} bytes, {'valid' if valid else 'with errors'}"
    yield measured(f"a {megabytes} MB JavaScript file: parse and semantic check", [millis], "ms", reason=note)
    yield measured(f"a {megabytes} MB JavaScript file: peak memory of the instance", [peak], "MiB")


def _run(program: str, stdin: bytes = b"") -> list[float]:
    done = subprocess.run([sys.executable, "-c", _PRELUDE + program], input=stdin, capture_output=True, check=True, timeout=900)
    figures: list[float] = json.loads(done.stdout)
    return figures
