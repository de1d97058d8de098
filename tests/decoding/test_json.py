"""JSON of others gives a value or a DecodeError. No module reads JSON in a way that has a third answer."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import kaptar
from kaptar.decoding.json import decode_json

SOURCE = Path(kaptar.__file__).parent


class Shape(msgspec.Struct):
    a: int


def test_a_value_of_the_shape() -> None:
    assert decode_json(b'{"a": 1}', Shape) == Shape(1)
    assert decode_json("[1]", list[int]) == [1]


@pytest.mark.parametrize("shape", [object, Shape, dict[str, Any]])
@pytest.mark.parametrize(
    "content", [b"[" * 200_000, b'{"b":' * 100_000, b'{"b": "\xff"}', b"", b'{"a": 1e999}', b'"\\ud800"', b"9" * 5_000 + b"x"]
)
def test_anything_else_is_a_decode_error(content: bytes, shape: Any) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_json(content, shape)


ELSEWHERE = {
    "clients/entry/without_hive.py": "the answer of a hive of this user, with the standard library alone",
    "clients/install/json_text.py": "single words and texts, without brackets",
    "decoding/json.py": "the reader itself",
}
READERS = {"json.load", "json.loads", "msgspec.json.decode", "msgspec.json.Decoder"}


def unguarded(source: str) -> Iterator[int]:
    """Lines that read JSON outside of a ``try`` that expects RecursionError."""

    def seen(node: ast.AST, guarded: bool) -> Iterator[int]:
        if isinstance(node, ast.Call) and ast.unparse(node.func) in READERS and not guarded:
            yield node.lineno
        if isinstance(node, ast.Try):
            expected = guarded or any(each.type and "RecursionError" in ast.unparse(each.type) for each in node.handlers)
            for child in node.body:
                yield from seen(child, expected)
            for child in (*node.handlers, *node.orelse, *node.finalbody):
                yield from seen(child, guarded)
            return
        for child in ast.iter_child_nodes(node):
            yield from seen(child, guarded)

    return seen(ast.parse(source), False)


def test_nobody_else_reads_json_without_a_word_on_its_depth() -> None:
    found = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if list(unguarded(path.read_text("utf-8")))}
    assert found == ELSEWHERE.keys() - {"decoding/json.py"}


def test_each_way_is_seen() -> None:
    assert list(unguarded("json.loads(x)"))
    assert list(unguarded("try:\n    msgspec.json.decode(x)\nexcept ValueError:\n    pass"))
    assert list(unguarded("try:\n    pass\nexcept RecursionError:\n    json.loads(x)"))
    assert not list(unguarded("try:\n    json.loads(x)\nexcept (ValueError, RecursionError):\n    pass"))
