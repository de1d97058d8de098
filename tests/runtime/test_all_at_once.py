"""All at once: 16 threads of calls, interrupts, time-outs, reloads, a plugin, and forks. No answer is wrong, nothing hangs.

``KAPTAR_ATTACK_CALLS`` sets how many calls are made: `make test` makes few, an attack 60,000.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kaptar.runtime.modules.plugins import Plugins

pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest

CALLS = int(os.environ.get("KAPTAR_ATTACK_CALLS", "3200"))
BOUND_S = 60 + CALLS / 200
SCRIPT = """
import hashlib, json, os, random, signal, threading, time
from pathlib import Path
from kaptar.config.sections import Config, WasmConfig
from kaptar.errors import Busy, Closed, DeadlineExceeded
from kaptar.runtime.runtime import Runtime
from kaptar.stop import Stop

class Pressed(BaseException):
    pass

def press(*_):
    raise Pressed

def runtime_of(scratch):
    config = Config(wasm=WasmConfig(cache_dir=scratch + "/cache", wait_limit=8))
    return Runtime(config, {}, plugins=Path(scratch) / "plugins")

def fnv1a32(data):
    value = 0x811C9DC5
    for byte in data:
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value

EXPECTED = {
    ("text", "fnv1a32"): fnv1a32,
    ("crypto", "sha256"): lambda data: hashlib.sha256(data).digest(),
    ("mine", "echo"): lambda data: data,
    ("mine", "spin"): None,
}

counts = {"answered": 0, "wrong": 0, "stopped": 0, "busy": 0, "pressed": 0, "forks": 0, "failed forks": 0}
lock = threading.Lock()

def count(what):
    with lock:
        counts[what] += 1

def one(runtime, rng):
    key = rng.choice(list(EXPECTED)) if rng.random() < 0.1 else rng.choice(list(EXPECTED)[:3])
    data, interrupt = rng.randbytes(rng.choice([0, 10, 5000])), Stop()
    if rng.random() < 0.02:
        interrupt.request("enough")
    try:
        value = runtime.call_guest(
            *key, data, isolated=rng.random() < 0.4, interrupt=interrupt, timeout_ms=20 if key[1] == "spin" else 60_000
        )
        count("answered" if EXPECTED[key] and value == EXPECTED[key](data) else "wrong")
    except DeadlineExceeded:
        count("stopped" if key[1] == "spin" or interrupt.requested else "wrong")
    except Busy:
        count("busy")

def work(runtime, number):
    rng = random.Random(number)
    for _ in range(CALLS // 16):
        one(runtime, rng)
        if rng.random() < 0.001:
            runtime.reload()

def fork(scratch):
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(60)
        with runtime_of(scratch) as own:
            os._exit(0 if own.call_guest("text", "fnv1a32", b"abc") == fnv1a32(b"abc") else 1)
    counts["forks"] += 1
    counts["failed forks"] += os.waitpid(pid, 0)[1] != 0

def pressed_calls(runtime, rng):
    "Calls of the main thread, until an alarm goes off inside of them."
    try:
        signal.setitimer(signal.ITIMER_REAL, rng.uniform(1e-5, 5e-3))
        for _ in range(1000):
            runtime.call_guest("text", "fnv1a32", b"abc", isolated=rng.random() < 0.5)
    except (Pressed, Busy) as problem:
        counts["pressed"] += isinstance(problem, Pressed)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

runtime = runtime_of(SCRATCH)
runtime.wait_ready(["text", "crypto", "mine"])
signal.signal(signal.SIGALRM, press)
threads = [threading.Thread(target=work, args=(runtime, number)) for number in range(16)]
for thread in threads:
    thread.start()
rng = random.Random(99)
while any(thread.is_alive() for thread in threads):
    try:
        for _ in range(20):
            pressed_calls(runtime, rng)
    except Pressed:
        counts["pressed"] += 1
    fork(SCRATCH)
for thread in threads:
    thread.join()
pool = runtime.statistics().pool
lost = pool.trapped + pool.timed_out + pool.out_of_memory + pool.unhealthy
counts |= {"left": pool.busy + pool.waiting, "unaccounted": pool.created - pool.ready - pool.recycled - lost}
counts["reserved too much"] = pool.memory_reserved - pool.memory
before = time.monotonic()
runtime.close()
counts["close_s"] = time.monotonic() - before
print(json.dumps(counts))
"""


@pytest.mark.slow
def test_no_answer_is_wrong_and_nothing_is_left(tmp_path: Path, kit: Any) -> None:
    (tmp_path / "mine.wasm").write_bytes(kit.assemble(manifest=kit.manifest_of("mine")))
    Plugins(tmp_path / "plugins").add(tmp_path / "mine.wasm", ())
    script = f"SCRATCH, CALLS = {str(tmp_path)!r}, {CALLS}\n{SCRIPT}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=BOUND_S, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["answered"] > CALLS / 2
    assert min(said["stopped"], said["pressed"], said["forks"]) > 0, said
    assert {name: said[name] for name in ("wrong", "failed forks", "left", "unaccounted", "reserved too much")} == {
        "wrong": 0, "failed forks": 0, "left": 0, "unaccounted": 0, "reserved too much": 0,
    }  # fmt: skip
    assert said["close_s"] < 1
