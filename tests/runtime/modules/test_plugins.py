"""Foreign modules: what is refused when they are added, and what they cannot do when they are called."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kaptar.errors import BadModule, ConfigError, DeadlineExceeded, GuestTrap, InputError, OperationFailed, UnknownOperation
from kaptar.runtime.modules.convention import GuestOp
from kaptar.runtime.modules.plugins import Plugins
from kaptar.runtime.runtime import Runtime

pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest


@pytest.fixture
def plugins(tmp_path: Path) -> Plugins:
    return Plugins(tmp_path / "plugins")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def file(content: bytes) -> Path:
        path = tmp_path / "foreign.wasm"
        path.write_bytes(content)
        return path

    return file


def test_add_list_call_remove(plugins: Plugins, write: Callable[[bytes], Path], kit: Any, start: Callable[..., Runtime]) -> None:
    runtime = start()
    added = runtime.plugins.add(write(kit.assemble(manifest=kit.manifest_of("mine"))), ("probe",))
    assert [each.name for each in plugins.installed()] == ["mine"]
    assert runtime.reload() == ["mine"]
    assert runtime.call("mine.echo", b"x")[:2] == (b"x", "guest")
    assert "mine.echo" in [each.name for each in runtime.operations()]
    assert {row.name: row.origin for row in runtime.modules()}["mine"] == "plugin"
    assert [runtime.call_guest("mine", "count", b"") for _ in range(2)] == [1, 1], "every call has its own instance"
    assert plugins.remove("mine").digest == added.digest
    assert runtime.reload() == ["mine"]
    with pytest.raises(UnknownOperation):
        runtime.call("mine.echo", b"x")
    assert list(plugins.folder.glob("*.wasm")) == []


def test_a_new_version_replaces_the_old_one(plugins: Plugins, write: Callable[[bytes], Path], kit: Any) -> None:
    plugins.add(write(kit.assemble(manifest=kit.manifest_of("mine"))), ())
    plugins.add(write(kit.assemble(manifest=kit.manifest_of("mine", version="2"))), ())
    assert [each.version for each in plugins.installed()] == ["2"]
    assert len(list(plugins.folder.glob("*.wasm"))) == 1


IMPORTS = '(module (import "wasi_snapshot_preview1" "fd_write" (func (param i32))) (memory (export "memory") 1))'
OTHER_TYPE = '(module (memory (export "memory") 1) (func (export "kaptar_abi") (result i64) (i64.const 1)))'
NO_EXPORTS = '(module (memory (export "memory") 1))'


def op(**fields: str) -> dict[str, Any]:
    return {"id": 1, "name": "a", **fields}


REFUSED: list[tuple[Callable[[Any], bytes], str]] = [
    (lambda kit: b"hello", "not a WebAssembly module"),
    (lambda kit: kit.assemble()[:200], "ends in the middle|no section"),
    (lambda kit: kit.assemble(IMPORTS), r"it imports wasi_snapshot_preview1\.fd_write; a guest imports nothing"),
    (lambda kit: kit.assemble(NO_EXPORTS), "its export kaptar_abi is missing"),
    (lambda kit: kit.assemble(OTHER_TYPE), r"kaptar_abi is \(\) -> i64; call convention 1 wants \(\) -> i32"),
    (
        lambda kit: kit.assemble(kit.wat.replace("i32) (i32.const 1))", "i32) (i32.const 2))") % ""),
        "kaptar_abi does not answer 1",
    ),
    (lambda kit: kit.assemble(kit.wat % "(func $s unreachable) (start $s)"), "start.*unreachable"),
    (lambda kit: kit.assemble(kit.wat % "(func $s (loop $l (br $l))) (start $s)"), "start.*stopped"),
    (lambda kit: kit.assemble(kit.wat.replace('"memory") 2', '"memory") 40000') % ""), "start"),
    (lambda kit: kit.assemble(manifest=b"{"), "section kaptar.manifest is damaged"),
    (lambda kit: kit.assemble(manifest=b"\xff"), "section kaptar.manifest is damaged"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of(abi=2)), "speaks call convention 2"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of("../x")), "its name '../x'"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of(ops=[{"id": 1, "name": "a", "params": "x: thing"}])), "type 'thing'"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of(ops=[{"id": 1, "name": "a"}, {"id": 1, "name": "b"}])), "one id"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of("text")), "name text is that of a built-in"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of(version="9" * (20 << 20))), r"has 20,9\d\d,\d\d\d bytes; 262,144 are"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of(version="9" * 65)), r"its version '9{65}' is not made of .*at most 64"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of(version="1\n\x1b[2J")), r"its version '1\\n\\x1b\[2J' is not made of"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of(version="")), "its version ''"),
    (lambda kit: kit.assemble(manifest=b'{"x":' + b"[" * 100_000), "damaged: JSON is nested too deeply"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of(ops=[op(params="a: bytes," * 33)])), "more than 32 parameters"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of(ops=[op(params="a: bytes, a: bytes")])), "parameter 'a': a bad name, or"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of(ops=[op(params=": bytes")])), "parameter '': a bad name"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of(ops=[op(params="x: " + "y" * 9_000)])), "type 'y{80}'…"),
    (lambda kit: kit.assemble(manifest=kit.manifest_of(ops=[op(summary="s" * 301)])), "301 characters; 300 are"),
]


@pytest.mark.parametrize(("make", "text"), REFUSED)
def test_what_is_not_a_plugin_is_refused(
    plugins: Plugins, write: Callable[[bytes], Path], kit: Any, make: Callable[[Any], bytes], text: str
) -> None:
    path = write(make(kit))
    with pytest.raises(BadModule, match=text) as caught:
        plugins.add(path, ("text",))
    assert str(path) in str(caught.value)
    assert plugins.installed() == ()


def test_an_index_that_could_not_be_read_again_is_not_written(plugins: Plugins, write: Callable[[bytes], Path], kit: Any) -> None:
    added = plugins.add(write(kit.assemble(manifest=kit.manifest_of("mine"))), ())
    index = plugins.folder / "plugins.json"
    ops = tuple(GuestOp(number, f"o{number}", "s" * 300) for number in range(1000))
    index.write_bytes(msgspec.json.encode([msgspec.structs.replace(added, name=f"m{number}", ops=ops) for number in range(40)]))
    before = index.read_bytes()
    assert 12 << 20 < len(before) < 16 << 20
    larger = kit.assemble(
        manifest=kit.manifest_of("other", ops=[{"id": each.id, "name": each.name, "summary": "s"} for each in ops])
    )
    with pytest.raises(BadModule, match=r"the index of plugins would have more than 16,777,216 bytes; remove one"):
        plugins.add(write(larger), ())
    assert index.read_bytes() == before
    assert len(plugins.installed()) == 40
    assert [path.stem for path in plugins.folder.glob("*.wasm")] == [added.digest]


def test_a_digest_that_was_told_must_fit(plugins: Plugins, write: Callable[[bytes], Path], kit: Any) -> None:
    with pytest.raises(BadModule, match="do not use it"):
        plugins.add(write(kit.assemble()), (), digest="0" * 64)


def test_a_file_that_is_not_there(plugins: Plugins, tmp_path: Path) -> None:
    with pytest.raises(BadModule, match="cannot be read"):
        plugins.add(tmp_path / "nothing.wasm", ())


def test_a_device_or_a_pipe_is_not_read(plugins: Plugins, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wasm")
    (tmp_path / "zero.wasm").symlink_to("/dev/zero")
    for name in ("pipe.wasm", "zero.wasm"):
        with pytest.raises(BadModule, match="not a regular file"):
            plugins.add(tmp_path / name, ())


def test_a_copy_that_was_changed_afterwards_is_not_run(
    plugins: Plugins, write: Callable[[bytes], Path], kit: Any, start: Callable[..., Runtime]
) -> None:
    added = plugins.add(write(kit.assemble(manifest=kit.manifest_of("mine"))), ())
    (plugins.folder / f"{added.digest}.wasm").write_bytes(kit.assemble(manifest=kit.manifest_of("mine", version="evil")))
    with pytest.raises(BadModule, match="SHA-256"):
        start().call("mine.echo", b"x")


def test_a_damaged_index_is_named(plugins: Plugins) -> None:
    plugins.folder.mkdir(parents=True)
    (plugins.folder / "plugins.json").write_text("[")
    with pytest.raises(InputError, match=r"plugins\.json"):
        plugins.installed()
    assert plugins.files() == {}, "built-in modules go on without it"


def test_a_plugin_never_shadows_a_built_in_module(
    plugins: Plugins, write: Callable[[bytes], Path], kit: Any, start: Callable[..., Runtime]
) -> None:
    plugins.add(write(kit.assemble(kit.wat.replace("(i32.const 1))", "(i32.const 1)) ", 1) % "")), ())
    assert [each.name for each in plugins.installed()] == ["probe"]
    runtime = start()
    assert {row.name: row.origin for row in runtime.modules()}["probe"] == "built-in"


def test_hostile_plugins_cost_their_call(
    plugins: Plugins, write: Callable[[bytes], Path], kit: Any, start: Callable[..., Runtime]
) -> None:
    plugins.add(write(kit.assemble(manifest=kit.manifest_of("mine"))), ())
    runtime = start(task_timeout_ms=300, memory_limit=256 << 20)
    for op, error, text in (
        ("spin", DeadlineExceeded, "stopped"),
        ("grab", Exception, "more than its 256 MiB"),
        ("outside", GuestTrap, "outside of the memory"),
        ("claim", GuestTrap, "outside of the memory"),
        ("large", GuestTrap, "67108864 are allowed"),
        ("trap", GuestTrap, "unreachable"),
        ("fail", OperationFailed, "why"),
    ):
        with pytest.raises(error, match=text):
            runtime.call(f"mine.{op}", b"why")
        assert runtime.call("mine.echo", b"next").value == b"next"


def test_a_plugin_may_start_with_as_much_memory_as_a_call_may_have_and_no_more(
    plugins: Plugins, write: Callable[[bytes], Path], kit: Any, start: Callable[..., Runtime]
) -> None:
    large = kit.assemble(kit.wat.replace('"memory") 2', '"memory") 4000') % "", kit.manifest_of("mine"))
    plugins.add(write(large), ())
    assert start(memory_limit=300 << 20).call("mine.echo", b"x").value == b"x"
    small = start(memory_limit=200 << 20)
    wanted = r"wasm\.memory_limit is 209,715,200 bytes, and the module mine needs 262,144,000 to start: raise it"
    for ask in (lambda: small.call("mine.echo", b"x"), lambda: small.call_guest("mine", "echo", b"x")):
        with pytest.raises(ConfigError, match=wanted):
            ask()
    with pytest.raises(ConfigError, match=wanted):
        small.wait_ready(["mine"])


def test_fuel_ends_a_plugin_where_no_clock_does(
    plugins: Plugins, write: Callable[[bytes], Path], kit: Any, start: Callable[..., Runtime], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugins.add(write(kit.assemble(manifest=kit.manifest_of("mine"))), ())
    monkeypatch.setattr("kaptar.runtime.pool.limits.fuel_for", lambda _timeout: 1_000_000)
    with pytest.raises(DeadlineExceeded, match="fuel"):
        start().call("mine.spin", b"")


def test_a_registered_twin_answers_for_a_plugin(
    plugins: Plugins, write: Callable[[bytes], Path], kit: Any, start: Callable[..., Runtime]
) -> None:
    plugins.add(write(kit.assemble(manifest=kit.manifest_of("mine"))), ())
    runtime = start()
    with pytest.raises(UnknownOperation, match=r"no plugin has the operation probe\.trap"):
        runtime.register_fallback("probe.trap", bytes)
    runtime.register_fallback("mine.trap", lambda data: b"twin " + data)
    assert runtime.call("mine.trap", b"x")[:2] == (b"twin x", "host")
    off = start(enabled=False)
    off.register_fallback("mine.echo", lambda data: data)
    assert off.call("mine.echo", b"x").backend == "host"
