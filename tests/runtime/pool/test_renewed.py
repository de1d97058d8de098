"""An instance that returned is made as good as new by its host: where its state is known to be behind the stack only."""

from pathlib import Path

import pytest
import wasmtime

from kaptar.runtime.call import Call
from kaptar.runtime.modules.convention import GuestOp
from kaptar.runtime.modules.engines import Engines
from kaptar.runtime.modules.module import Module
from kaptar.runtime.modules.module_files import ModuleFile
from kaptar.runtime.pool.guest_call import CheckedCalls, GuestStopped, bind
from kaptar.runtime.pool.instance import Instance
from kaptar.stop import Stop

pytestmark = pytest.mark.guest
STACK = 65536
# Each call adds 1 to a static behind the stack and gives it back.
COUNTER = f"""(module
  (memory (export "memory") 2)
  (global $stack (mut i32) (i32.const {STACK}))
  (data (i32.const {STACK}) "data\\00")
  (func (export "kaptar_abi") (result i32) (i32.const 1))
  (func (export "kaptar_alloc") (param i32) (result i32) (i32.const 80000))
  (func (export "kaptar_call") (param i32 i32 i32) (result i64)
    (i32.store8 (i32.const {STACK + 4}) (i32.add (i32.load8_u (i32.const {STACK + 4})) (i32.const 1)))
    (i64.or (i64.shl (i64.const {STACK + 4}) (i64.const 32)) (i64.const 1))))"""


def instance_with(stack: int) -> Instance:
    engine = Engines().builtin
    file = ModuleFile("counter", "1", Path("counter.wasm"), "", (GuestOp(1, "count", params="data: bytes"),), "built-in", stack)
    return Instance(Module(file, engine, wasmtime.Module(engine, COUNTER)), 1 << 20, Stop()).start(5.0)


def count(instance: Instance) -> int:
    call = Call(instance.module, instance.module.op("count"), b"x", isolated=True, timeout_s=5.0)
    return instance.call(call, 1 << 20).data[0]


def test_a_renewed_instance_knows_nothing_of_its_calls() -> None:
    instance = instance_with(STACK)
    instance.remember_data()
    assert [count(instance), count(instance), instance.clean] == [1, 2, False]
    assert instance.renew()
    assert instance.clean
    assert count(instance) == 1
    instance.close()


def test_data_are_remembered_from_before_the_first_call_only() -> None:
    instance = instance_with(STACK)
    assert count(instance) == 1
    instance.remember_data()
    assert not instance.renew()
    instance.close()


def test_what_says_nothing_of_its_stack_is_not_renewed() -> None:
    instance = instance_with(0)
    instance.remember_data()
    assert count(instance) == 1
    assert not instance.renew()
    instance.close()


def test_memory_is_read_and_written_inside_of_it_alone() -> None:
    engine = Engines().builtin
    store = wasmtime.Store(engine)
    store.set_epoch_deadline(1000)
    made = wasmtime.Instance(store, wasmtime.Module(engine, COUNTER), [])
    calls, checked = bind(store, made), CheckedCalls(store, made)
    calls.write(2 * STACK - 2, b"ab")
    assert calls.read(2 * STACK - 2) == checked.read(2 * STACK - 2) == b"ab"
    checked.write(2 * STACK - 1, b"c")
    assert calls.read(2 * STACK - 2) == b"ac"
    for at in (2 * STACK - 1, -1):
        with pytest.raises(GuestStopped, match="outside of the memory"):
            calls.write(at, b"ab")
