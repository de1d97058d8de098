"""Forks of a process that has compiled modules. Each test is a process of its own, with a bound in time."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest

BOUND_S = 60
START = """
import multiprocessing, os, signal, sys, tempfile, threading
from pathlib import Path
from kaptar.config.sections import Config, WasmConfig
from kaptar.errors import Closed, Unavailable
from kaptar.runtime import forking
from kaptar.runtime.runtime import Runtime

def answer(folder=None):
    "From a runtime of its own that must compile. A process that hangs in it is ended."
    signal.alarm(30)
    with tempfile.TemporaryDirectory(dir=SCRATCH) as own:
        config = Config(wasm=WasmConfig(cache_dir=folder or own))
        with Runtime(config, {}, artifacts=Path(ARTIFACTS), plugins=Path(SCRATCH)) as runtime:
            return runtime.call_guest("probe", "echo", b"answer")

def in_child(work):
    "What a forked child says of its work, or the exit code that it has."
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writer, work())
        finally:
            os._exit(0)
    os.close(writer)
    said = os.read(reader, 200)
    os.close(reader)
    return said if os.waitpid(pid, 0)[1] == 0 else b"failed"
"""

COMPILES = """
assert answer() == b"answer"
print(in_child(answer), in_child(lambda: in_child(answer)))
"""

MULTIPROCESSING = """
assert answer() == b"answer"
def work(answers):
    answers.put(answer())
context = multiprocessing.get_context("fork")
answers = context.Queue()
children = [context.Process(target=work, args=(answers,)) for _ in range(3)]
for child in children:
    child.start()
print([answers.get(timeout=30) for _ in children])
for child in children:
    child.join(30)
print([child.exitcode for child in children])
"""

LOADING = """
forking_now, forked, said = threading.Event(), threading.Event(), []
def load():
    with forking.FORKS.held_off():
        loads.set()
        forking_now.wait(30)
        said.append("forked too early" if forked.wait(0.2) else "waited for")
loads = threading.Event()
os.register_at_fork(before=forking_now.set)  # after Kaptar's, so it is called before it
thread = threading.Thread(target=load)
thread.start()
loads.wait(30)
pid = os.fork()
if pid == 0:
    os._exit(0 if said == ["waited for"] and answer() == b"answer" else 1)
forked.set()
thread.join()
print(said, os.waitpid(pid, 0)[1], answer())
"""

TORN = """
forking.FORK_WAIT_S = 0.05
loads, end = threading.Event(), threading.Event()
def load():
    with forking.FORKS.held_off():
        loads.set()
        end.wait(30)
thread = threading.Thread(target=load)
thread.start()
loads.wait(30)
def work():
    try:
        return answer()
    except Unavailable as problem:
        return str(problem).encode()
print(in_child(work))
end.set()
thread.join()
print(answer())
"""

HELD = """
runtime = Runtime(Config(wasm=WasmConfig(cache_dir=SCRATCH)), {}, artifacts=Path(ARTIFACTS), plugins=Path(SCRATCH))
runtime.wait_ready(["probe"])
def work():
    said = []
    for ask in (runtime.statistics, runtime.modules, runtime.reload, runtime.wait_ready):
        try:
            ask()
        except Closed as problem:
            said.append(str(problem))
    runtime.close()
    return b"%d %s" % (len(said), said[-1].encode())
print(in_child(work))
runtime.close()
"""

CASES = {
    "a child compiles, and its child too": (COMPILES, "b'answer' b'answer'\n"),
    "multiprocessing with fork ends": (MULTIPROCESSING, "[b'answer', b'answer', b'answer']\n[0, 0, 0]\n"),
    "a fork waits for a module that is being loaded": (LOADING, "['waited for'] 0 b'answer'\n"),
    "a child of a fork that could not wait says so": (
        TORN,
        "b'probe.echo runs in a guest only, and this process was forked while a module was being loaded",
    ),
    "a child waits for no lock of its parent's runtime": (HELD, "b'4 this runtime belongs to the parent process"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fork(case: str, artifacts: Path, tmp_path: Path) -> None:
    script, expected = CASES[case]
    whole = f"SCRATCH, ARTIFACTS = {str(tmp_path)!r}, {str(artifacts)!r}\n{START}{script}"
    done = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, timeout=BOUND_S, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(expected), (done.stdout, done.stderr)
