"""Long words that are secrets by what stands before them: logins in base64, private JSON web keys. Pure."""

import re
from collections.abc import Iterator

from kaptar.checks.secrets.hit import Hit, entropy, mask
from kaptar.checks.secrets.values import decoded, is_placeholder

_LABEL = re.compile(rb"(?:\A|[\s{,\"'])(auth|d|k)[\"']?\s{0,4}+:\s{0,4}+[\"']\Z")
_MOST_LABEL = 24
_LOGIN = re.compile(rb"[!-9;-~]{1,200}+:([ -~]{4,200}+)")
_AUTH = re.compile(rb"\"auth\"\s{0,4}:\s{0,4}\"([A-Za-z0-9+/=]{8,512}+)\"")
_DOCKER = b"eyJhdXRocyI6"
"""What begins ``{"auths":`` in base64."""
_KEY_TYPE = re.compile(rb"kty[\"']?\s{0,4}:\s{0,4}[\"'](EC|OKP|RSA|oct)[\"']")
_MOST_KEY, _MOST_CONFIG = 4096, 1 << 16
_TYPES = {b"d": (b"EC", b"OKP", b"RSA"), b"k": (b"oct",)}


def labelled(content: bytes, words: list[tuple[int, bytes]]) -> Iterator[Hit]:
    """The secrets among long words.

    Args:
        words: with their offsets.
    """
    for at, word in words:
        if word.startswith(_DOCKER):
            yield from _of_docker(at, word)
        elif content[at - 1 : at] in (b'"', b"'") and b":" in content[max(0, at - 4) : at]:
            label = _LABEL.search(content, max(0, at - _MOST_LABEL), at)
            if label:
                yield from _login(content, at, word) if label[1] == b"auth" else _web_key(content, at, word, label[1])


def _of_docker(at: int, word: bytes) -> Iterator[Hit]:
    """The configuration of Docker in base64, as Kubernetes keeps it."""
    if any(is_login(found) for found in _AUTH.findall(decoded(word[:_MOST_CONFIG]))):
        yield Hit(at, at + len(word), "secrets/password", f"the login of a registry in base64: {mask(word)}")


def _login(content: bytes, at: int, word: bytes) -> Iterator[Hit]:
    end = at + len(word)
    padded = content[at : end + 2].rstrip(b"\"',}\n ")
    if is_login(word):
        yield Hit(at, at + len(padded), "secrets/password", f"the login of a registry in base64: {mask(padded)}")


def is_login(value: bytes) -> bool:
    """Whether a value is a name and a password in base64, and the password no placeholder."""
    found = _LOGIN.fullmatch(decoded(value))
    return found is not None and not is_placeholder(found[1])


def _web_key(content: bytes, at: int, word: bytes, label: bytes) -> Iterator[Hit]:
    kind = _KEY_TYPE.search(content, max(0, at - _MOST_KEY), at + len(word) + _MOST_KEY)
    if kind and kind[1] in _TYPES[label] and len(word) >= 20 and entropy(word) >= 3.5:
        yield Hit(at, at + len(word), "secrets/private-key", f"a private JSON web key: {mask(word)}")
