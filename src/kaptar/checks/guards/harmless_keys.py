"""A file of keys and certificates: whether it holds public ones alone, as whole blocks with nothing beside them. Pure."""

import binascii
import re

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40}+)-----\n([A-Za-z0-9+/=\n]{0,60000}+)-----END ([A-Z0-9 ]{1,40}+)-----(?:\n|$)")
_SIGNED = (0x30, 0x30, 0x03)
_SHAPES: dict[str, tuple[int, ...]] = {
    "CERTIFICATE": _SIGNED,
    "X509 CERTIFICATE": _SIGNED,
    "CERTIFICATE REQUEST": _SIGNED,
    "NEW CERTIFICATE REQUEST": _SIGNED,
    "X509 CRL": _SIGNED,
    "PUBLIC KEY": (0x30, 0x03),
    "RSA PUBLIC KEY": (0x02, 0x02),
}
"""Tags in the one sequence (DER) of such a block: what is signed, how, the signature; or how, the key; or two numbers."""


def why_keys_secret(text: str) -> str:
    """Why a file of keys may hold a private one; "" where it holds none."""
    text = text.replace("\r\n", "\n")
    if "PRIVATE" in text:
        return "it holds a private key"
    blocks = _BLOCK.findall(text)
    if (
        blocks
        and not _BLOCK.sub("", text).strip()
        and all(first == last and _is_public(first, body) for first, body, last in blocks)
    ):
        return ""
    return "it holds something else than certificates and public keys"


def _is_public(label: str, body: str) -> bool:
    lines = body.removesuffix("\n").split("\n")
    if label not in _SHAPES or len(lines[0]) > 76 or any(len(line) != len(lines[0]) for line in lines[:-1]):
        return False
    try:
        der = binascii.a2b_base64("".join(lines), strict_mode=True)
    except ValueError:
        return False
    whole = _elements(der)
    return whole is not None and len(whole) == 1 and whole[0][0] == 0x30 and _tags(whole[0][1]) == _SHAPES[label]


def _tags(content: bytes) -> tuple[int, ...]:
    return tuple(tag for tag, _ in _elements(content) or ())


def _elements(content: bytes) -> list[tuple[int, bytes]] | None:
    """Tags and contents of what stands in a sequence, at most four; None where it is not DER to its last byte."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(content) and len(found) < 4:
        size, start = _size(content, at + 1)
        if size < 0 or start + size > len(content):
            return None
        found.append((content[at], content[start : start + size]))
        at = start + size
    return found if at == len(content) else None


def _size(content: bytes, at: int) -> tuple[int, int]:
    """The length that stands there, and where the content begins; -1: none."""
    first = content[at] if at < len(content) else 0xFF
    if first < 0x80:
        return first, at + 1
    many = first - 0x80
    if not 1 <= many <= 3 or at + many >= len(content):
        return -1, at
    return int.from_bytes(content[at + 1 : at + 1 + many]), at + 1 + many
