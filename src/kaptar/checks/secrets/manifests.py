"""Values of Kubernetes Secrets: what stands there in base64 is judged by what it says. Pure, in linear time.

A value is judged as one that is assigned, by its key; one that is a text of several lines or a file, by what is found in it. So
certificates, placeholders, hashes and settings without secrets are silent.
"""

import re
from binascii import Error, a2b_base64
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kaptar.checks.secrets.hit import Hit, entropy, mask
from kaptar.checks.secrets.judged import judged
from kaptar.checks.secrets.names import is_secret_name
from kaptar.checks.secrets.values import is_no_secret

_KIND = re.compile(
    rb"(?m)^[ \t-]{0,40}+[\"']?kind[\"']?[ ]{0,4}:[ ]{0,4}[\"']?Secret[\"']?[ ]{0,4}(?:,|#|\r?$)"
    rb"|\"kind\"\s{0,8}+:\s{0,8}+\"Secret\""
)
_END = re.compile(rb"(?m)^---")
_DATA = re.compile(rb"(?m)^([ \t-]{0,40}+)data:[ ]{0,8}+(?:#[^\n]{0,200}+)?\r?$")
_ENTRY = re.compile(
    rb"(?>(?:[ \t]{0,40}+(?:#[^\n]{0,400}+)?\r?\n){0,20})([ \t]{0,40}+)[\"']?([A-Za-z0-9._-]{1,253}+)[\"']?[ ]{0,4}:[ ]{0,8}+"
    rb"(?:[|>][+-]?[ ]{0,4}\r?\n[ \t]{0,60}+)?[\"']?"
)
_ENTRIES = re.compile(rb"\"data\"\s{0,8}+:\s{0,8}+\{")
_PAIR = re.compile(rb"[\s,]{0,200}+\"([A-Za-z0-9._-]{1,253}+)\"\s{0,8}+:\s{0,8}+\"")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]++={0,2}")
_WRAPPED = re.compile(
    rb"(?>(?:[A-Za-z0-9+/]++={0,2}(?>(?:\r?\n[ \t]{1,60}+(?=[A-Za-z0-9+/]{1,200}+={0,2}\r?$))?))+)", re.MULTILINE
)
_PRINTED = re.compile(rb"[!-~]++(?>(?: [!-~]++)*)")
_LOGIN = re.compile(rb"[!-9;-~]{1,200}+:([!-~]{4,200}+)")
_LEAST_BYTES, _MOST_BYTES, _BITS = 16, 64, 3.5
"""Of a key that is no text, and how mixed each of its bytes is."""
_MOST_ENTRIES = 10_000

Within = Callable[[bytes], Iterator[Hit]]
"""What own rules find in a text."""


class _Value(NamedTuple):
    start: int
    key: bytes
    written: bytes
    said: bytes


def of_manifests(content: bytes, within: Within) -> tuple[list[tuple[int, int]], list[Hit]]:
    """The places of all values that are read here, in order, and the secrets among them.

    Args:
        within: asked about values that are texts.
    """
    values = list(_values(content)) if b"Secret" in content else []
    hits = [hit for value in values for hit in _judged(value, within)]
    return [(value.start, value.start + len(value.written)) for value in values], hits


def _values(content: bytes) -> Iterator[_Value]:
    """The values of all Secrets of a file, which may hold several documents."""
    start, count = 0, 0
    while start < len(content) and count < _MOST_ENTRIES:
        mark = _END.search(content, start + 1)
        end = mark.start() if mark else len(content)
        if _KIND.search(content, start, end):
            for value in (*_of_yaml(content, start, end), *_of_json(content, start, end)):
                count += 1
                yield value
        start = end


def _of_yaml(content: bytes, start: int, end: int) -> Iterator[_Value]:
    for data in _DATA.finditer(content, start, end):
        at, depth = data.end() + 1, len(data[1])
        while at < end and (entry := _ENTRY.match(content, at, end)) and len(entry[1]) > depth:
            found = _WRAPPED.match(content, entry.end(), end)
            if found and (said := _said(found[0])):
                yield _Value(found.start(), entry[2], found[0], said)
            at = _next_line(content, found.end() if found else entry.end(), len(entry[1]), end)


def _next_line(content: bytes, at: int, depth: int, end: int) -> int:
    """Where the next line begins that has no more columns before its text than that: the value's own lines have more."""
    while (at := content.find(b"\n", at, end) + 1) > 0:
        line = content[at : min(end, at + depth + 1)]
        if line.strip() and not line.startswith(b"#") and len(line) - len(line.lstrip()) <= depth:
            return at
    return end


def _of_json(content: bytes, start: int, end: int) -> Iterator[_Value]:
    for data in _ENTRIES.finditer(content, start, end):
        at = data.end()
        while pair := _PAIR.match(content, at, end):
            found = _BASE64.match(content, pair.end(), end)
            if found and (said := _said(found[0])):
                yield _Value(found.start(), pair[1], found[0], said)
            at = content.find(b'"', found.end() if found else pair.end(), end) + 1
            if not at:
                return


def _said(written: bytes) -> bytes:
    text = b"".join(written.split())
    try:
        return a2b_base64(text, strict_mode=True)
    except Error:
        return b""


def _judged(value: _Value, within: Within) -> Iterator[Hit]:
    """At most one hit, which has the place of the whole value."""
    said = value.said.strip()
    found = list(within(value.said))
    if not found and _PRINTED.fullmatch(said):
        login = _LOGIN.fullmatch(said)
        if not (login and is_no_secret(login[1])):
            found = list(judged(value.key if is_secret_name(value.key) else b"secret", 0, said))
    if not found and _is_key(value):
        found = [Hit(0, 0, "secrets/assigned", "bytes that look random")]
    worst = max(found, key=lambda hit: (hit.certain, hit.severity == "error"), default=None)
    if worst is not None:
        what = worst.message.partition(": ")[0]
        message = f"in a Kubernetes Secret, {what}: {mask(value.written)}"
        yield worst._replace(start=value.start, end=value.start + len(value.written), message=message)


def _is_key(value: _Value) -> bool:
    """Whether a value is bytes that a generator made, under the name of a secret."""
    said = value.said
    if not _LEAST_BYTES <= len(said) <= _MOST_BYTES or not is_secret_name(value.key):
        return False
    return any(byte >= 0x80 for byte in said) and entropy(said) >= _BITS
