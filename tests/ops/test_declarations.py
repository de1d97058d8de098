"""What the operations say about themselves holds: names, parameters, examples, twins, and the guests' manifests."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from kaptar.api.programs import Runtime
from kaptar.errors import Unavailable, UnknownOperation
from kaptar.ops import OPERATIONS
from kaptar.ops.declare import signature
from kaptar.runtime.encoding import complete
from kaptar.runtime.operation import REQUIRED, Operation, Param

Asked = Callable[..., Any]
EACH = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
WHEELS = {
    "crypto.blake3": "blake3",
    "codec.brotli_compress": "brotli",
    "codec.brotli_decompress": "brotli",
    "bytes.lz4_compress": "lz4",
    "bytes.lz4_decompress": "lz4",
    "bytes.lz4_frame_compress": "lz4",
    "bytes.lz4_frame_decompress": "lz4",
    "syntax.validate": "tree-sitter",
    "syntax.outline": "tree-sitter",
}
WITHOUT_TWIN = {"table", "tables", "ast", "analyze", "optimize", "validate_ast", "format"}


@EACH
def test_examples_are_complete_calls(operation: Operation) -> None:
    values = complete(operation.name, operation.params, operation.example)
    call = operation.guest(*values)
    assert call is not None
    assert operation.summary
    assert operation.name == operation.name.lower()


@EACH
def test_only_syntax_of_javascript_and_trees_has_no_twin(operation: Operation) -> None:
    family, _, name = operation.name.partition(".")
    assert (operation.twin is None) == (family == "syntax" and name in WITHOUT_TWIN)


@EACH
@pytest.mark.guest
def test_guests_take_what_they_are_given(runtime: Runtime, operation: Operation) -> None:
    call = operation.guest(*complete(operation.name, operation.params, operation.example))
    assert call is not None
    rows = {row.name: row for row in runtime.modules()}
    if call.module not in rows:
        pytest.skip(f"the guest {call.module} was not built")
    assert call.op in rows[call.module].ops
    assert runtime.call(operation.name, *operation.example, backend="guest").backend == "guest"


@EACH
def test_twins_answer_the_examples(asked: Asked, operation: Operation) -> None:
    if operation.twin is None:
        with pytest.raises(Unavailable):
            asked("host", operation.name, *operation.example)
        return
    asked("host", operation.name, *operation.example)


@pytest.mark.parametrize(("name", "wheel"), WHEELS.items())
def test_a_missing_wheel_is_named(monkeypatch: pytest.MonkeyPatch, name: str, wheel: str) -> None:
    from kaptar.ops.twins.javascript import language

    for module in ("blake3", "brotli", "lz4", "lz4.block", "lz4.frame", "tree_sitter", "tree_sitter_javascript"):
        monkeypatch.setitem(sys.modules, module, None)
    language.cache_clear()
    operation = OPERATIONS[name]
    assert operation.twin is not None
    with pytest.raises(Unavailable, match=rf"{wheel}: `kaptar doctor` says how to install it"):
        operation.twin(*complete(name, operation.params, operation.example))


def test_signatures() -> None:
    assert signature("") == ()
    assert signature("a: bytes, b: int = -1, c: bytes = b''") == (
        Param("a", "bytes", REQUIRED),
        Param("b", "int", -1),
        Param("c", "bytes", b""),
    )
    for wrong in ("a: byte", "a", "a: int = 1, b: int"):
        with pytest.raises(ValueError, match=r"one of|needs a default"):
            signature(wrong)


def test_the_registry_imports_nothing_heavy() -> None:
    heavy = "{'wasmtime', 'cryptography', 'brotli', 'lz4', 'blake3', 'tree_sitter', 'ssl', 'asyncio'}"
    code = f"import sys, kaptar.ops; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_an_unknown_operation_is_named(runtime: Runtime) -> None:
    with pytest.raises(UnknownOperation, match=r"text\.fnv"):
        runtime.call("text.fnv", b"")
