"""An instance: what a signal handler raises while its guest runs belongs to that call, and to no later one."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import wasmtime

from kaptar.runtime.call import Call
from kaptar.runtime.modules.convention import GuestOp
from kaptar.runtime.modules.engines import Engines
from kaptar.runtime.modules.module import Module
from kaptar.runtime.modules.module_files import ModuleFile
from kaptar.runtime.pool import limits
from kaptar.runtime.pool.instance import Instance
from kaptar.stop import Stop

pytestmark = pytest.mark.guest
GUEST = """(module
  (memory (export "memory") 1)
  (func (export "kaptar_abi") (result i32) ABI)
  (func (export "kaptar_alloc") (param i32) (result i32) (i32.const 8))
  (func (export "kaptar_call") (param i32 i32 i32) (result i64) (i64.const 34359738369)))"""
ANSWERS, SPINS = "(i32.const 1)", "(loop $again (br $again)) (i32.const 1)"


class Pressed(Stop):
    """Looking at it raises, as if somebody had pressed Ctrl-C just then."""

    @property
    def requested(self) -> bool:
        raise KeyboardInterrupt

    @requested.setter
    def requested(self, value: bool) -> None:
        pass


@pytest.fixture
def engine() -> Iterator[wasmtime.Engine]:
    """With epochs that advance all the time."""
    engine, over = Engines().builtin, Stop()

    def advance() -> None:
        while not over.wait(0.005):
            engine.increment_epoch()

    thread = threading.Thread(target=advance)
    thread.start()
    yield engine
    over.request("the test is over")
    thread.join()


def instance_of(engine: wasmtime.Engine, abi: str, ending: Stop, more: str = "") -> Instance:
    file = ModuleFile("probed", "1", Path("probed.wasm"), "", (GuestOp(1, "echo", params="data: bytes"),), "built-in", 0)
    module = Module(file, engine, wasmtime.Module(engine, GUEST.replace("ABI", abi)[:-1] + f"{more})"))
    return Instance(module, 1 << 20, ending).start(5.0)


def test_what_is_raised_during_a_probe_reaches_who_probes_and_no_later_call(engine: wasmtime.Engine) -> None:
    probed, other = instance_of(engine, SPINS, Pressed()), instance_of(engine, ANSWERS, Stop())
    with pytest.raises(KeyboardInterrupt):
        probed.probe(30.0)
    probed.close()
    assert other.probe(30.0)
    call = Call(other.module, other.module.op("echo"), b"x", isolated=True, timeout_s=30.0)
    assert other.call(call, 1 << 20).data == b"x"
    other.close()


def test_an_error_that_nobody_took_is_not_the_next_calls(engine: wasmtime.Engine) -> None:
    """The earlier call ended by another exception, such as a second Ctrl-C, before it could take this one."""
    instance = instance_of(engine, ANSWERS, Stop())
    call = Call(instance.module, instance.module.op("echo"), b"x", isolated=True, timeout_s=30.0)
    for run in (lambda: instance.call(call, 1 << 20).data == b"x", lambda: instance.probe(30.0)):
        limits.errors[threading.get_ident()] = KeyboardInterrupt()
        assert run()
        assert not limits.errors
    limits.errors[threading.get_ident()] = KeyboardInterrupt()
    instance_of(engine, ANSWERS, Stop()).close()
    instance.close()


def test_what_is_raised_during_a_start_reaches_who_starts(engine: wasmtime.Engine) -> None:
    with pytest.raises(KeyboardInterrupt):
        instance_of(engine, ANSWERS, Pressed(), more="(func $s (loop $again (br $again))) (start $s)")
    assert not limits.errors
