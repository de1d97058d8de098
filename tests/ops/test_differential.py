"""Guest and host give equal results, over inputs that are empty, huge, not ASCII, invalid or damaged."""

import base64
import math
import struct
from array import array
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kaptar.ops.aggregate import Aggregate

pytestmark = pytest.mark.guest

Same = Callable[..., Any]
Asked = Callable[..., Any]

I64 = st.one_of(
    st.integers(-20, 20),
    st.sampled_from([-(1 << 63), (1 << 63) - 1, 1 << 32, -(1 << 31)]),
    st.integers(-(1 << 63), (1 << 63) - 1),
)
FEW = st.lists(st.sampled_from([b"a", b"b", b"ab", b"\n", b"\r\n", b"\xc3", b"\xa4", b"\0"]), max_size=30).map(b"".join)
DATA = st.binary(max_size=300) | FEW | st.text(max_size=60).map(str.encode)
TEXT = st.text(max_size=40)
ANY_TEXT = st.text(st.characters(exclude_categories=[]) | st.characters(categories=["Cs"]), max_size=10)
HUGE = (bytes(range(256)) * 12_000) + b"needle" + "äöü\n".encode() * 1000


@given(DATA)
def test_operations_on_bytes(same: Same, data: bytes) -> None:
    names = ["text.fnv1a32", "text.base64_encode", "text.utf8_validate", "text.line_index", "bytes.copy"]
    names += [f"crypto.{digest}" for digest in ("sha256", "md5", "blake3")]
    for name in names:
        assert same(name, data).error is None
    for name in ("json.parse", "json.minify", "text.envelope_unwrap", "bytes.lz4_decompress", "bytes.lz4_frame_decompress"):
        same(name, data)
    for codec in ("gzip", "deflate", "deflate_raw", "brotli"):
        same(f"codec.{codec}_decompress", data)


@given(FEW, FEW, FEW, I64)
@example(b"", b"", b"x", -1)
def test_search_and_replace(same: Same, data: bytes, needle: bytes, replacement: bytes, number: int) -> None:
    for args in ((data, needle[:2], number), (data, needle)):
        same("text.search", *args)
    same("text.search_all", data, needle[:2])
    same("text.replace", data, needle[:2], replacement, number)
    for name in ("text.compare", "bytes.compare", "crypto.constant_time_equal", "crypto.hmac_sha256"):
        same(name, data, needle)
        same(name, data, data)


@given(st.text("ab1_. é\n", max_size=80), st.integers(-1, 20), st.sampled_from(["", "ab", "a_ .b", "é"]))
@example("x" * 40, 16, "xx")
def test_long_words(same: Same, text: str, least: int, marks: str) -> None:
    same("text.long_words", text.encode(), least, marks)


@given(st.text("abAB: é\n", max_size=60), st.lists(st.text("abAB:é", max_size=3), max_size=5))
@example("KEYkey", ["key", "k", "Y", "key"])
def test_places_of_marks(same: Same, text: str, marks: list[str]) -> None:
    same("text.places_of_marks", text.encode(), " ".join(marks))


@given(TEXT | st.text("AQgw/+=\n", max_size=12) | DATA.map(lambda data: base64.b64encode(data).decode()))
def test_base64_decode(same: Same, text: str) -> None:
    same("text.base64_decode", text)


@given(ANY_TEXT, ANY_TEXT, TEXT, I64, DATA)
def test_envelopes(same: Same, topic: str, sender: str, message: str, created: int, body: bytes) -> None:
    wrapped = same("text.envelope_wrap", topic, sender, message, created, body)
    if wrapped.error is None:
        found = same("text.envelope_unwrap", wrapped.value).value
        assert (found.topic, found.sender, found.id, found.created_micros, found.body) == (topic, sender, message, created, body)


@given(st.data(), DATA)
def test_damaged_envelopes(same: Same, draw: st.DataObject, body: bytes) -> None:
    data = same("text.envelope_wrap", "töpic", "a", "b", 7, body).value
    assert same("text.envelope_unwrap", damaged(draw, data)).error is not None


def damaged(draw: st.DataObject, data: bytes) -> bytes:
    """The data with one byte changed, or without its end, or with more behind it; never as it was."""
    kind = draw.draw(st.sampled_from(["change", "cut", "extend"]))
    if kind == "cut":
        return data[: draw.draw(st.integers(0, len(data) - 1))]
    if kind == "extend":
        return data + draw.draw(st.binary(min_size=1, max_size=9))
    at = draw.draw(st.integers(0, len(data) - 1))
    return data[:at] + bytes([data[at] ^ draw.draw(st.integers(1, 255))]) + data[at + 1 :]


# JSON

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 64) - 1) | FLOATS | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)
ODD = st.floats() | st.integers() | ANY_TEXT | st.binary(max_size=5) | st.dictionaries(st.integers() | TEXT, SCALARS, max_size=3)
TOKENS = ["[", "]", "{", "}", ",", ":", '"a"', '"\\ud83d\\ude00"', '"\\ud800"', '"\\u00e9', "1", "-0", "0.5e-3", "1e999", "01",
          "1.", "null", "true", "nul", " ", "\t\n", "\x0b", "\ufeff", '"ä\\', '"',
          "12345678901234567890123", "NaN", "-Infinity", "\x7f", "é"]  # fmt: skip


@given(VALUES | st.lists(ODD, max_size=3) | ODD)
def test_json_stringify(same: Same, value: Any) -> None:
    text = same("json.stringify", value)
    if text.error is None:
        assert same_value(same("json.parse", text.value.encode()).value, value)


def same_value(found: Any, given: Any) -> bool:
    """Equal, and -0.0 is not 0.0; a tuple was a list."""
    return repr(found) == repr(given) or found == given


@given(st.lists(st.sampled_from(TOKENS), max_size=14).map("".join) | ANY_TEXT)
@example("[" * 512 + "]" * 512)
@example("[" * 513 + "]" * 513)
@example('"' + "[" * 600 + '"')
@example('{"a":"\\ud800","a":1}')
@example("9" * 4300)
@example("9" * 4301)
@example("-" + "9" * 4300)
@example("1" * 400 + ".5")
@example("1e400")
@example("5e-324")
@example('["\\/\\b\\f\\n\\r\\t\\"\\\\", 1E5, 1e+5, -0.0, -0]')
def test_json_texts(same: Same, asked: Asked, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    same("json.parse", data, equal=lambda a, b: repr(a) == repr(b))
    same("json.minify", data)
    valid = same("json.validate", data, equal=lambda a, b: a.valid == b.valid).value.valid
    assert valid == asked("host", "syntax.validate", data, "json").valid == asked("guest", "syntax.validate", data, "json").valid


# Compressors and ciphers

LEVELS = {"gzip": 9, "deflate": 9, "deflate_raw": 9, "brotli": 11}
TOWARDS = ["guest", "host"]


@pytest.mark.parametrize("codec", LEVELS)
@given(data=DATA, level=st.integers(-1, 12))
def test_codecs_read_each_other(asked: Asked, same: Same, codec: str, data: bytes, level: int) -> None:
    if not 0 <= level <= LEVELS[codec]:
        assert same(f"codec.{codec}_compress", data, level).error is not None
        return
    for backend in TOWARDS:
        compressed = asked(backend, f"codec.{codec}_compress", data, level)
        assert same(f"codec.{codec}_decompress", compressed).value == data
        assert same(f"codec.{codec}_decompress", compressed, len(data)).value == data
        if data:
            assert same(f"codec.{codec}_decompress", compressed, len(data) - 1).error is not None


@pytest.mark.parametrize("codec", LEVELS)
@given(draw=st.data(), data=DATA)
def test_damaged_streams(asked: Asked, same: Same, codec: str, draw: st.DataObject, data: bytes) -> None:
    compressed = asked(draw.draw(st.sampled_from(TOWARDS)), f"codec.{codec}_compress", data)
    same(f"codec.{codec}_decompress", damaged(draw, compressed))


def test_gzip_with_several_members(asked: Asked, same: Same) -> None:
    members = b"".join(asked(backend, "codec.gzip_compress", b"part ") for backend in TOWARDS)
    assert same("codec.gzip_decompress", members).value == b"part part "
    assert same("codec.gzip_decompress", members, 9).error is not None
    assert same("codec.gzip_decompress", members + b"\0\0").error is not None


@pytest.mark.parametrize("name", ["lz4", "lz4_frame"])
@given(data=DATA, draw=st.data())
def test_lz4_reads_each_other(asked: Asked, same: Same, name: str, data: bytes, draw: st.DataObject | None) -> None:
    for backend in TOWARDS:
        compressed = asked(backend, f"bytes.{name}_compress", data)
        assert same(f"bytes.{name}_decompress", compressed).value == data
        assert same(f"bytes.{name}_decompress", compressed, len(data)).value == data
        if data:
            assert same(f"bytes.{name}_decompress", compressed, len(data) - 1).error is not None
        if draw is not None:
            same(f"bytes.{name}_decompress", damaged(draw, compressed))


@given(st.binary(max_size=40), DATA, st.binary(max_size=20), st.data())
def test_sealed_boxes(asked: Asked, same: Same, key: bytes, data: bytes, aad: bytes, draw: st.DataObject | None) -> None:
    if len(key) != 32:
        for backend in TOWARDS:
            with pytest.raises(Exception, match="key has"):
                asked(backend, "crypto.aes256gcm_encrypt", key, data, aad)
        key = key.ljust(32, b"k")[:32]
    for backend in TOWARDS:
        sealed = asked(backend, "crypto.aes256gcm_encrypt", key, data, aad)
        assert same("crypto.aes256gcm_decrypt", key, sealed, aad).value == data
        assert same("crypto.aes256gcm_decrypt", key, sealed, aad + b"x").error is not None
        if draw is not None:
            assert same("crypto.aes256gcm_decrypt", key, damaged(draw, sealed), aad).error is not None


# Statistics


@given(st.lists(st.floats(), max_size=60) | st.lists(st.floats(-1e6, 1e6), max_size=60) | st.lists(st.integers(0, 3).map(float)))
@example([1e308, 1e308, -1e308])
@example([math.inf, -math.inf, 1.0])
@example([1.0, math.nan, 2.0])
@example([-0.0, 0.0])
@example([1e16, 1.0, -1e16])
def test_aggregate(same: Same, values: list[float]) -> None:
    data = struct.pack(f"<{len(values)}d", *values)
    same("bytes.aggregate", data, equal=lambda a, b: close(a, b, values))
    same("bytes.aggregate", data + b"\0")


def test_aggregate_of_many(same: Same) -> None:
    values = array("d", (math.sin(n) * n for n in range(200_000)))
    same("bytes.aggregate", values.tobytes(), equal=lambda a, b: close(a, b, values))


def close(guest: Aggregate, host: Aggregate, values: Any) -> bool:
    """Equal but for the order of additions, where these stay finite."""
    exact = ("count", "min", "max", "p50", "p95", "p99")
    scale = sum(map(abs, values))
    if not math.isfinite(scale * scale):
        exact, scale = ("count", "min", "max"), math.inf
    same_floats = all(identical(getattr(guest, name), getattr(host, name)) for name in exact)
    if math.isinf(scale) or math.isnan(scale):
        return same_floats
    near = {"sum": 1e-12 * scale, "mean": 1e-12 * scale, "stddev": 1e-7 * scale}
    return same_floats and all(abs(getattr(guest, name) - getattr(host, name)) <= bound for name, bound in near.items())


# Sizes


def test_a_few_megabytes(asked: Asked, same: Same) -> None:
    for name in ("text.fnv1a32", "text.base64_encode", "text.utf8_validate", "text.line_index", "bytes.copy"):
        same(name, HUGE)
    for digest in ("sha256", "md5", "blake3"):
        same(f"crypto.{digest}", HUGE)
    assert same("text.search", HUGE, b"needle").value == 12_000 * 256
    same("text.search_all", HUGE, b"\x00\x01")
    same("text.replace", HUGE, b"\x00", b"zero")
    assert same("text.envelope_wrap", "ä" * 32_768, "", "", 0, b"").error is not None
    wrapped = same("text.envelope_wrap", "ä" * 32_767, "", "", 0, HUGE).value
    assert same("text.envelope_unwrap", wrapped).value.body == HUGE
    sealed = asked("guest", "crypto.aes256gcm_encrypt", bytes(32), HUGE)
    assert same("crypto.aes256gcm_decrypt", bytes(32), sealed).value == HUGE


@pytest.mark.parametrize(
    "value", [["x" * 3_000_000], list(range(100_000)), ["é\n" * 400_000]], ids=["text", "numbers", "escapes"]
)
def test_large_json(same: Same, value: Any) -> None:
    text = same("json.stringify", value).value
    assert same("json.parse", text.encode()).value == value
    assert same("json.minify", b" " + text.encode()).value == text.encode()
    assert same("json.validate", text.encode()).value.valid


@pytest.mark.parametrize("name", [*(f"codec.{codec}" for codec in LEVELS), "bytes.lz4", "bytes.lz4_frame"])
def test_large_streams(asked: Asked, same: Same, name: str) -> None:
    for backend in TOWARDS:
        compressed = asked(backend, f"{name}_compress", HUGE)
        assert same(f"{name}_decompress", compressed).value == HUGE
        assert same(f"{name}_decompress", compressed, 1000).error is not None
        assert same(f"{name}_decompress", compressed[:-5]).error is not None


def identical(left: float, right: float) -> bool:
    return left == right or (left != left and right != right)
