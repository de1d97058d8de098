"""Answers that others published or that can be checked by hand, from each backend."""

import os
import struct
from array import array
from collections.abc import Callable
from typing import Any

import pytest

from kaptar.config.settings import read_bool
from kaptar.errors import InvalidArgument, OperationFailed
from kaptar.ops.aggregate import Aggregate
from kaptar.ops.envelope import Envelope

Asked = Callable[..., Any]
NO_WASM = read_bool(os.environ.get("DISABLE_WASM") or "0")
ENVELOPE = bytes.fromhex("534b455601000100010002000200000040420f000000000074616d3100ff90fa8ede")

KNOWN = [
    # FNV: http://www.isthe.com/chongo/tech/comp/fnv/, test vectors of FNV-1a 32
    ("text.fnv1a32", (b"",), 0x811C9DC5),
    ("text.fnv1a32", (b"a",), 0xE40C292C),
    ("text.fnv1a32", (b"foobar",), 0xBF9CF968),
    ("text.compare", (b"a", b"ab"), -1),
    ("text.compare", (b"\xff", b"a"), 1),
    ("text.compare", (b"", b""), 0),
    ("text.search", (b"abcabc", b"c"), 2),
    ("text.search", (b"abcabc", b"c", 3), 5),
    ("text.search", (b"abcabc", b"c", -1), 5),
    ("text.search", (b"abc", b"", 3), 3),
    ("text.search", (b"abc", b"", 4), -1),
    ("text.search_all", (b"aaa", b"aa"), [0]),
    ("text.search_all", (b"ab", b""), [0, 1, 2]),
    ("text.replace", (b"aaa", b"aa", b"b"), b"ba"),
    ("text.replace", (b"ab", b"", b"-"), b"-a-b-"),
    ("text.replace", (b"aaaa", b"a", b"b", 2), b"bbaa"),
    # RFC 4648, section 10
    ("text.base64_encode", (b"foobar",), "Zm9vYmFy"),
    ("text.base64_decode", ("Zm9vYg==",), b"foob"),
    ("text.utf8_validate", ("ä€😀".encode(),), -1),
    ("text.utf8_validate", (b"a\xc3\x28",), 1),
    ("text.utf8_validate", (b"ab\xed\xa0\x80",), 2),
    ("text.line_index", (b"a\n\nb",), array("I", [0, 2, 3])),
    ("text.line_index", (b"",), array("I", [0])),
    # The layout in guests/text/src/envelope.rs, with the CRC-32 of zlib
    ("text.envelope_wrap", ("t", "a", "m1", 1_000_000, b"\0\xff"), ENVELOPE),
    ("text.envelope_unwrap", (ENVELOPE,), Envelope("t", "a", "m1", 1_000_000, b"\0\xff")),
    ("json.parse", (b' {"a":[1,-0,2.5e3,true,null,"\\u00e9\\ud83d\\ude00"]}\n',), {"a": [1, 0, 2500.0, True, None, "é😀"]}),
    ("json.parse", (b"123456789012345678901234567890",), 123456789012345678901234567890),
    ("json.parse", (b'{"a":1,"a":2}',), {"a": 2}),
    (
        "json.stringify",
        ({"a": [1, 1e16, 0.0001, 1e-5, -0.0, '\x00\x1f"\\é']},),
        '{"a":[1,1e+16,0.0001,1e-05,-0.0,"\\u0000\\u001f\\"\\\\é"]}',
    ),
    ("json.minify", (b'{ "a b" : [ 1 , 2 ] }\n',), b'{"a b":[1,2]}'),
    ("bytes.copy", (b"\x00\xff",), b"\x00\xff"),
    ("bytes.compare", (b"b", b"a"), 1),
    ("bytes.aggregate", (struct.pack("<5d", 1, 2, 3, 4, 5),), Aggregate(5, 15.0, 3.0, 1.0, 5.0, 2.0**0.5, 3.0, 4.8, 4.96)),
    ("text.long_words", (b"abc1 a.b/c+d-e_2 AKIA \xc3\xa41234 12", 4, "AKIA"), [0, 4, 5, 16, 17, 21, 24, 28]),
    ("text.long_words", (b"abcd wxyz", 4, ""), []),
    ("text.places_of_marks", (b"KeY aAa k", " key  ey k aa "), [0, 0, 2, 0, 1, 1, 3, 4, 3, 5, 2, 8]),
    ("text.places_of_marks", (b"key", ""), []),
    ("text.places_of_marks", (b"", "key"), []),
    # FIPS 180-4 and RFC 1321
    ("crypto.sha256", (b"abc",), bytes.fromhex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")),
    ("crypto.md5", (b"message digest",), bytes.fromhex("f96b697d7cb7938d525a2f31aaf161d0")),
    # The BLAKE3 test vectors, input length 0
    ("crypto.blake3", (b"",), bytes.fromhex("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262")),
    # RFC 4231, test case 2
    (
        "crypto.hmac_sha256",
        (b"Jefe", b"what do ya want for nothing?"),
        bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    ),
    ("crypto.constant_time_equal", (b"ab", b"abc"), False),
    ("crypto.constant_time_equal", (b"", b""), True),
    # McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14
    (
        "crypto.aes256gcm_decrypt",
        (bytes(32), bytes(12) + bytes.fromhex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")),
        bytes(16),
    ),
    # The examples of RFC 7932 (a stream that is empty) and RFC 1951 (a stored and a fixed block)
    ("codec.brotli_decompress", (b"\x06",), b""),
    ("codec.deflate_raw_decompress", (b"\x01\x03\x00\xfc\xffabc",), b"abc"),
    ("codec.deflate_raw_decompress", (b"\x4b\x4c\x4a\x06\x00",), b"abc"),
    # LZ4 block format: one token with three literals
    ("bytes.lz4_decompress", (b"\x03\0\0\0\x30abc",), b"abc"),
    ("bytes.lz4_decompress", (b"\0\0\0\0\0",), b""),
]

WRONG = [
    ("text.long_words", (b"", 0, "")),
    ("text.places_of_marks", (b"", "a " * 65)),
    ("text.long_words", (b"", (1 << 20) + 1, "")),
    ("text.base64_decode", ("Zm9vYg",)),
    ("text.base64_decode", ("Zm9vYh==",)),
    ("text.base64_decode", ("Zm9v\n",)),
    ("text.base64_decode", ("Zm9v====",)),
    ("text.base64_decode", ("ä===",)),
    ("text.envelope_unwrap", (b"",)),
    ("text.envelope_unwrap", (ENVELOPE[:-1] + b"\0",)),
    ("text.envelope_unwrap", (ENVELOPE + b"\0",)),
    ("text.envelope_wrap", ("t" * 65_536, "", "", 0, b"")),
    *(
        ("json.parse", (data,))
        for data in (b"", b"[1,]", b"NaN", b"01", b"'a'", b"[1] x", b"\xef\xbb\xbf1", b'"\\ud800"', b'"\x01"')
    ),
    ("json.parse", (b"1" * 5000,)),
    ("json.parse", (b"[" * 513 + b"]" * 513,)),
    ("json.stringify", (float("nan"),)),
    ("json.stringify", ([float("inf")],)),
    ("json.stringify", ({1: 2},)),
    ("json.stringify", (b"bytes",)),
    ("json.minify", (b"{a:1}",)),
    ("bytes.aggregate", (b"",)),
    ("bytes.aggregate", (bytes(9),)),
    ("bytes.lz4_decompress", (b"\xff\xff\xff\x7f\0",)),
    ("bytes.lz4_decompress", (b"\x04\0\0\0\x30abc",)),
    ("bytes.lz4_frame_decompress", (b"",)),
    ("codec.gzip_decompress", (b"",)),
    ("codec.deflate_raw_decompress", (b"\x01\x03\x00\xfc\xffabcd",)),
    ("codec.deflate_raw_decompress", (b"\x01\x03\x00\xfc\xffab",)),
    ("codec.deflate_raw_decompress", (b"\x01\x03\x00\xfc\xffabc", 2)),
    ("crypto.aes256gcm_decrypt", (bytes(32), bytes(28))),
]

REFUSED = [
    ("text.fnv1a32", ("text",)),
    ("text.fnv1a32", ()),
    ("text.fnv1a32", (b"", b"")),
    ("text.search", (b"", b"", 1.5)),
    ("text.search", (b"", b"", True)),
    ("text.search", (b"", b"", 1 << 63)),
    ("text.base64_decode", (b"Zm9v",)),
    ("text.base64_decode", ("\ud800",)),
    ("text.envelope_wrap", ("\udfff", "", "", 0, b"")),
    ("json.stringify", (object(),)),
    ("json.stringify", ("\ud800",)),
    ("json.stringify", (1 << 64,)),
    ("bytes.lz4_decompress", (b"\0\0\0\0\0", -1)),
    ("codec.gzip_compress", (b"", 10)),
    ("codec.deflate_compress", (b"", -1)),
    ("codec.brotli_compress", (b"", 12)),
    ("codec.brotli_decompress", (b"\x06", -1)),
    ("crypto.aes256gcm_encrypt", (bytes(31), b"")),
    ("crypto.aes256gcm_decrypt", (bytes(32), bytes(27))),
    ("syntax.validate", (b"", "klingon")),
]

BACKENDS = [pytest.param("guest", marks=pytest.mark.guest), "host"]


def named(case: object) -> str | None:
    return case if isinstance(case, str) else None


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("name", "args", "expected"), KNOWN, ids=named)
def test_known_answers(asked: Asked, backend: str, name: str, args: tuple[Any, ...], expected: Any) -> None:
    found = asked(backend, name, *args)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("name", "args"), WRONG, ids=named)
def test_bad_input_fails(asked: Asked, backend: str, name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(OperationFailed):
        asked(backend, name, *args)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("name", "args"), REFUSED, ids=named)
def test_wrong_calls_are_refused(asked: Asked, backend: str, name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidArgument):
        asked(backend, name, *args)


@pytest.mark.guest
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("syntax.optimize", (b"", "python")),
        ("syntax.optimize", (b"", "javascript", "reckless")),
        ("syntax.ast", (b"", "go")),
        ("syntax.analyze", (b"", "toml")),
    ],
)
def test_languages_without_an_operation_are_refused(asked: Asked, name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidArgument):
        asked("guest", name, *args)


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_seal_has_its_own_nonce(asked: Asked, backend: str) -> None:
    key = bytes(range(32))
    sealed = [asked(backend, "crypto.aes256gcm_encrypt", key, b"data", b"aad") for _ in range(200)]
    assert len({box[:12] for box in sealed}) == 200
    assert all(len(box) == 12 + 4 + 16 for box in sealed)
    other = "host" if backend == "guest" else "guest"
    opener = backend if NO_WASM else other
    assert {asked(opener, "crypto.aes256gcm_decrypt", key, box, b"aad") for box in sealed} == {b"data"}
    for changed in (sealed[0][:-1] + bytes([sealed[0][-1] ^ 1]), bytes([sealed[0][0] ^ 1]) + sealed[0][1:]):
        with pytest.raises(OperationFailed):
            asked(backend, "crypto.aes256gcm_decrypt", key, changed, b"aad")
    with pytest.raises(OperationFailed):
        asked(backend, "crypto.aes256gcm_decrypt", key, sealed[0], b"another")
