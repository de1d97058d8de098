"""A process that lives for one answer: modules compiled in haste, and those that it leaves to others."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kaptar.config.sections import Config, WasmConfig
from kaptar.errors import GuestTrap, MemoryExceeded, OperationFailed
from kaptar.ops import OPERATIONS
from kaptar.runtime.modules.modules import Progress
from kaptar.runtime.operation import Operation
from kaptar.runtime.runtime import Runtime

pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest

SOURCES = sorted((Path(__file__).parents[3] / "src" / "kaptar" / "runtime").glob("*.py"))
SCRIPT = b"export class A<T> { #x = 1; async *f(a: T) { yield eval(`${a}`) } }\nconst b = <T,>(c: T) => c ?? /[/]/u;\n"
BROKEN = b"let a = ;\nfunction (\n"


@contextmanager
def runtime_of(
    tmp_path: Path, artifacts: Path | None, *operations: Operation, in_haste: bool = True, told: list[Progress] | None = None
) -> Iterator[Runtime]:
    config = Config(wasm=WasmConfig(cache_dir=str(tmp_path / "cache")))
    named = {each.name: each for each in operations} or OPERATIONS
    progress = None if told is None else told.append
    with Runtime(config, named, artifacts=artifacts, plugins=tmp_path / "plugins", progress=progress, in_haste=in_haste) as made:
        yield made


def kept(tmp_path: Path) -> int:
    return len(list((tmp_path / "cache" / "compiled").glob("*.bin")))


def from_cache(runtime: Runtime, name: str = "probe") -> bool | None:
    return next(row.from_cache for row in runtime.modules() if row.name == name)


def test_what_a_twin_answers_as_well_is_not_compiled(tmp_path: Path, artifacts: Path, kit: Any) -> None:
    with runtime_of(tmp_path, artifacts, kit.operation("echo", twin=lambda data: data)) as runtime:
        assert runtime.call("probe.echo", b"a").backend == "host"
        assert runtime.to_compile() == ("probe",)
    assert kept(tmp_path) == 0


def test_after_many_calls_it_is_compiled_all_the_same(tmp_path: Path, artifacts: Path, kit: Any) -> None:
    told: list[Progress] = []
    with runtime_of(tmp_path, artifacts, kit.operation("echo", twin=lambda data: data), told=told) as runtime:
        for _ in range(65):
            assert runtime.call("probe.echo", b"a").value == b"a"
        runtime.wait_ready(["probe"])
    assert [each.step for each in told] == ["compiling", "ready"]
    assert kept(tmp_path) == 1


def test_what_is_compiled_is_used_also_in_haste(tmp_path: Path, artifacts: Path, kit: Any) -> None:
    with runtime_of(tmp_path, artifacts, kit.operation("echo"), in_haste=False) as runtime:
        runtime.call("probe.echo", b"a")
    with runtime_of(tmp_path, artifacts, kit.operation("echo", twin=lambda data: data)) as runtime:
        runtime.call("probe.echo", b"a")
        runtime.wait_ready(["probe"])
        assert (from_cache(runtime), runtime.to_compile()) == (True, ())


def test_a_draft_is_kept_named_and_never_used_where_there_is_time(tmp_path: Path, artifacts: Path, kit: Any) -> None:
    for read in (False, True):
        with runtime_of(tmp_path, artifacts, kit.operation("echo")) as runtime:
            assert runtime.call("probe.echo", b"a").backend == "guest"
            assert (from_cache(runtime), runtime.to_compile()) == (read, ("probe",))
    with runtime_of(tmp_path, artifacts, kit.operation("echo"), in_haste=False) as runtime:
        assert runtime.call("probe.echo", b"a").backend == "guest"
        assert (from_cache(runtime), runtime.to_compile()) == (False, ())
    assert kept(tmp_path) == 2
    with runtime_of(tmp_path, artifacts, kit.operation("echo")) as runtime:
        runtime.call("probe.echo", b"a")
        assert (from_cache(runtime), runtime.to_compile()) == (True, ())


@pytest.mark.parametrize(("op", "error"), [("fail", OperationFailed), ("trap", GuestTrap), ("grab", MemoryExceeded)])
def test_a_draft_fails_as_other_code_does(op: str, error: type[Exception], tmp_path: Path, artifacts: Path, kit: Any) -> None:
    for in_haste in (True, False):
        with (
            runtime_of(tmp_path / str(in_haste), artifacts, kit.operation(op), in_haste=in_haste) as runtime,
            pytest.raises(error),
        ):
            runtime.call(f"probe.{op}", b"a")


def answers(runtime: Runtime) -> Iterator[object]:
    """What guests say of sources, good and bad; where a call fails, how."""
    for content, dialect in [
        (SCRIPT, "typescript"),
        (BROKEN, "javascript"),
        *((file.read_bytes(), "python") for file in SOURCES),
    ]:
        yield runtime.call("syntax.inspect", content, dialect, backend="guest").value
    for content in (b"a: [1, 2]\nb: &x {c: *x}\n", b"a: [1\n", b'{"a": 1e400}'):
        yield runtime.call("syntax.validate", content, "yaml", backend="guest").value


def test_drafts_of_the_built_in_guests_answer_as_their_other_code_does(tmp_path: Path) -> None:
    given: list[list[object]] = []
    for in_haste in (True, False):
        with runtime_of(tmp_path, None, in_haste=in_haste) as runtime:
            given.append(list(answers(runtime)))
            assert bool(runtime.to_compile()) == in_haste
    assert given[0] == given[1]
    assert len(given[0]) > 10
