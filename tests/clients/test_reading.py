"""Reading of clients' JSON: no content keeps a name that can be read from the guards."""

import json

import pytest

from kaptar.clients.reading import MAX_BYTES, MAX_FOUND, Texts, read_payload, texts_of


@pytest.mark.parametrize(
    ("body", "values"),
    [
        (b'{"a": "b"}', {"a": "b"}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a": "x\\ud83dy", "\\udc00": ["\\ud83d\\ude00"]}', {"a": "x\ufffdy", "\ufffd": ["\U0001f600"]}),
        (b'{"a": "caf\xe9"}', {"a": "caf\ufffd"}),
        (b'{"a": "x\\u0000"}', {"a": "x\0"}),
    ],
    ids=["plain", "byte order mark", "halves of pairs", "not UTF-8", "zero byte"],
)
def test_what_clients_write_of_it_is_read(body: bytes, values: object) -> None:
    assert read_payload(body) == (values, "")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not a JSON object"),
        (b"[]", "not a JSON object but a list"),
        (b'{"a": 1', "not a JSON object"),
        (b'{"a": 1, "a": 2}', "the field 'a' stands there twice"),
        (b'{"x": {"a": 1, "a": 2}}', "the field 'a' stands there twice"),
        (b'{"a": "x\ny"}', "not a JSON object"),
        (b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}", "nested too deeply"),
        (b'{"a": "\\ud800", "b": ' + b"[" * 600 + b"]" * 600 + b"}", "nested too deeply"),
        (b'{"a": ' + b"1" * 5000 + b"}", "not a JSON object"),
        (b" " * MAX_BYTES + b"{}", "more than 33,554,432 bytes"),
    ],
    ids=["nothing", "list", "cut", "twice", "twice below", "raw line feed", "deep", "deep with a half", "number", "large"],
)
def test_what_cannot_be_relied_on_gives_no_values(body: bytes, why: str) -> None:
    found = read_payload(body)
    assert found.values == {}
    assert why in found.problem


@pytest.mark.parametrize(
    "body",
    [
        b'{"file_path": "/r/.env", "x": ' + b"[" * 5000,
        b'[[[{"a": 1, "file_path" \n: "/r/.env"',
        b'{"file_path": "/r/.env',
        b'{"file_path": "/r/.env", "file_path": "/r/b"}',
        b'{"bad \\q escape": 1, "file_path": "/r/.env"}',
        b'{"file\\u005fpath": "\\u002fr/.env"}',
        b'\xff\xfe{"file_path": "/r/.env"}',
        b'{"a": "b", c": "d", "file_path": "/r/.env"}',
    ],
)
def test_the_second_reader_finds_names_anywhere(body: bytes) -> None:
    assert texts_of(body, "file_path", "path").found[0] == "/r/.env"


def test_a_name_inside_of_a_text_is_none() -> None:
    body = json.dumps({"content": '{"file_path": "/r/.env"}', "file_path": "/r/a"}).encode() + b"}"
    assert texts_of(body, "file_path") == Texts(("/r/a",))


def test_the_second_reader_has_bounds() -> None:
    many, flooded = texts_of(b"".join(b'"p":"%d",' % n for n in range(3000)), "p")
    assert (len(many), flooded) == (MAX_FOUND, True)
    assert not texts_of(b"".join(b'"p":"%d",' % n for n in range(MAX_FOUND)), "p").flooded
    assert texts_of(b'"x",' * 300_000 + b'"p":"x","\\u0070":"y"', "p") == Texts(("x",), flooded=True)
    assert len(texts_of(b'"p":"' + b"x" * (3 << 20), "p").found[0]) == 3 << 20
