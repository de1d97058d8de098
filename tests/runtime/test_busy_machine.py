"""A machine that is busy with other work: what counts is the time that a guest or an edit has run, not the clock."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("wasmtime")
pytestmark = [
    pytest.mark.guest,
    pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processes cannot be bound to one processor here"),
]

BOUND_S = 240
CROWD = 3
SCRIPT = """
import json, os, subprocess, sys, time
from pathlib import Path
from kaptar.config.sections import Config, WasmConfig
from kaptar.edit.engine import Editor, Limits
from kaptar.edit.outcome import Applied
from kaptar.errors import DeadlineExceeded
from kaptar.runtime.runtime import Runtime

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
source = "".join(f"def f{i}(a):\\n    b = a + {i}\\n    return b\\n\\n\\n" for i in range(18000)).encode()
edit = "def f17999(a):\\n    b = a - 17999\\n    return b\\n"
probe = Runtime(Config(wasm=WasmConfig(cache_dir=SCRATCH)), {}, artifacts=Path(ARTIFACTS), plugins=Path(SCRATCH))
own = Runtime(Config(wasm=WasmConfig(cache_dir=SCRATCH)), {}, plugins=Path(SCRATCH))
probe.wait_ready(["probe"])
own.wait_ready(["edit", "python"])

def timed(work):
    clock, ran = time.monotonic(), time.thread_time()
    answer = work()
    return time.monotonic() - clock, time.thread_time() - ran, answer

def turns(count, timeout_ms=60_000):
    probe.call_guest("probe", "busy", count.to_bytes(4, "little"), timeout_ms=timeout_ms)

def change(deadline_ms):
    return type(Editor(own, Limits(deadline_ms=deadline_ms)).apply_edit(source, edit, path="a.py")).__name__

change(600_000)
count = 100_000_000
count = int(count * 0.4 / timed(lambda: turns(count))[1])
needs = timed(lambda: change(600_000))[1]
crowd = [subprocess.Popen([sys.executable, "-c", "print(1, flush=True)\\nwhile True: pass"], stdout=subprocess.PIPE)
         for _ in range(CROWD)]
try:
    for each in crowd:
        each.stdout.readline()
    said = {"guest": timed(lambda: turns(count, 800)), "guest allows": 0.8}
    allows = 2000 * needs
    said |= {"edit": timed(lambda: change(int(allows))), "edit allows": allows / 1000}
    def spin():
        try:
            probe.call_guest("probe", "spin", b"", timeout_ms=300)
        except DeadlineExceeded as problem:
            return str(problem)
    said["spin"] = timed(spin)
finally:
    for each in crowd:
        each.kill()
        each.wait()
        each.stdout.close()
print(json.dumps(said))
probe.close()
own.close()
"""


def test_what_runs_little_is_let_be_and_what_spins_is_stopped(artifacts: Path, tmp_path: Path) -> None:
    whole = f"SCRATCH, ARTIFACTS, CROWD = {str(tmp_path)!r}, {str(artifacts)!r}, {CROWD}\n{SCRIPT}"
    done = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, timeout=BOUND_S, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert [said["guest"][2], said["edit"][2]] == [None, "Applied"]
    for name in ("guest", "edit"):
        clock_s, own_s, _ = said[name]
        assert clock_s > said[f"{name} allows"], f"the machine was not busy: {said}"
        assert own_s < said[f"{name} allows"]
    _, own_s, problem = said["spin"]
    assert problem.startswith("probe.spin: stopped after")
    assert own_s < 0.6, "by its own time, or by the clock where the machine gives it even less"
