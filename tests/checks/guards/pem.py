"""Certificates and public keys as their programs write them, with random content; made when a test runs."""

import base64
import random
import textwrap


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 + len(length))) + length + content


def block(label: str, content: bytes, width: int = 64) -> str:
    text = "\n".join(textwrap.wrap(base64.b64encode(content).decode(), width))
    return f"-----BEGIN {label}-----\n{text}\n-----END {label}-----\n"


def sequence(*tags: int, size: int = 70, seed: int = 12) -> bytes:
    """A sequence of elements with these tags, each of that many random bytes."""
    return der(0x30, b"".join(der(tag, random.Random(f"{seed} {tag}").randbytes(size)) for tag in tags))


CERTIFICATE = block("CERTIFICATE", sequence(0x30, 0x30, 0x03, size=700))
PUBLIC = block("PUBLIC KEY", sequence(0x30, 0x03))
RSA_PUBLIC = block("RSA PUBLIC KEY", sequence(0x02, 0x02))
OPENED = sequence(0x02, 0x30, 0x04)
"""What a private key holds (PKCS #8)."""
PRIVATE = block("PRIVATE " + "KEY", OPENED)
