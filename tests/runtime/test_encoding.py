"""Arguments to bytes and back; each error names the parameter."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import GuestError, InvalidArgument
from kaptar.runtime.encoding import complete, decoder, encoder, size_of
from kaptar.runtime.operation import REQUIRED, Param, Type


def param(kind: Type, name: str = "it", default: Any = REQUIRED) -> Param:
    return Param(name, kind, default)


@pytest.mark.parametrize("value", [b"raw", bytearray(b"raw"), memoryview(b"raw")])
def test_one_parameter_of_bytes_travels_raw(value: Any) -> None:
    assert encoder([param("bytes")])(complete("op", [param("bytes")], (value,))) == b"raw"


def test_one_parameter_of_text_travels_raw() -> None:
    assert encoder([param("str")])(complete("op", [param("str")], ("grüße",))) == "grüße".encode()


@given(st.binary(), st.text(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.booleans())
def test_several_travel_as_an_array(data: bytes, text: str, number: int, real: float, flag: bool) -> None:
    params = [param(kind) for kind in ("bytes", "str", "int", "float", "bool", "value")]
    args = complete("op", params, (data, text, number, real, flag, [number, None]))
    assert msgspec.msgpack.decode(encoder(params)(args)) == [data, text, number, real, flag, [number, None]]


def test_a_float_stays_a_float_where_an_integer_was_given() -> None:
    assert encoder([param("float"), param("int")])(complete("op", [param("float"), param("int")], (1, 1)))[1] == 0xCB


def test_defaults_fill_the_end() -> None:
    params = [param("bytes", "data"), param("int", "level", 6)]
    assert complete("op", params, (b"",)) == (b"", 6)
    assert complete("op", params, (b"", 9)) == (b"", 9)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("bytes", "x", "it should be bytes, not str"),
        ("bytes", 3, "it should be bytes, not int"),
        ("str", b"x", "it should be str, not bytes"),
        ("str", "ab\ud800", "it has a lone surrogate at 2"),
        ("int", True, "it should be int, not bool"),
        ("int", 1.0, "it should be int, not float"),
        ("int", 1 << 63, "64-bit"),
        ("int", -(1 << 63) - 1, "64-bit"),
        ("float", "1", "it should be float, not str"),
        ("float", 10**400, "too large for a float"),
        ("bool", 1, "it should be bool, not int"),
    ],
)
def test_a_wrong_type_names_the_parameter(kind: Type, value: Any, text: str) -> None:
    with pytest.raises(InvalidArgument, match=text):
        complete("op", [param(kind)], (value,))


@pytest.mark.parametrize("value", [object(), 1 << 64, {"a": "\ud800"}, {(1, 2): object()}])
def test_a_value_that_cannot_be_encoded_names_the_parameter(value: Any) -> None:
    with pytest.raises(InvalidArgument, match="it cannot be encoded"):
        encoder([param("value")])(complete("op", [param("value")], (value,)))


def test_a_value_nested_too_deep_is_an_error() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(InvalidArgument, match="it cannot be encoded"):
        encoder([param("value")])((deep,))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("str", b"\xff"),
        ("int", b"\xc1"),
        ("int", b""),
        ("int", b"\xa1x"),
        ("bool", b"\x01"),
        ("value", b"\x92\x01"),
        ("int", b"\x01\x01"),
    ],
)
def test_a_result_that_breaks_its_promise_is_the_guests_error(kind: Type, data: bytes) -> None:
    with pytest.raises(GuestError, match="the guest's result is"):
        decoder(kind)(data)


def test_results() -> None:
    assert decoder("bytes")(b"\xff") == b"\xff"
    assert decoder("str")("ü".encode()) == "ü"
    assert decoder("int")(b"\x07") == 7
    assert decoder("value")(b"\x92\x01\xc0") == [1, None]


def test_the_size_of_arguments() -> None:
    assert size_of((b"12345", "abc", 7)) == 16
    assert size_of(([1] * 10,)) > 10
