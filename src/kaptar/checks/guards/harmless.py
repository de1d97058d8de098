"""Content of a file that has the name of a secret: whether it holds none. Only what is known to be harmless is said to be so."""

import re
from typing import Literal

from kaptar.checks.guards.guard import Touched
from kaptar.checks.secrets.hit import entropy
from kaptar.repository.files import Unread, read_file

Kind = Literal["", "env", "keys"]
"""What a name promises: variables of an environment, keys and certificates in text, or something that is not looked into."""

_UNKNOWN = "it is not there or empty, and nobody knows what it will hold"

MOST = 1 << 16
"""Bytes of a file that is looked into; a larger one is taken for a secret."""

_ASSIGNMENT = re.compile(r"(?:export\s{1,4}+)?([A-Za-z_][A-Za-z0-9_.-]{0,99}+)\s{0,4}+=(.*)")
_SECRET_NAME = re.compile(r"(?i)key|secret|token|pass|pwd|cred|auth|private|dsn|salt|cert|seed|mnemonic|webhook|conn|sign")
_NONE = re.compile(
    r"(?i)|\$\{?[a-z_][a-z0-9_]{0,60}+\}?|<[^<>]{0,60}+>|\[[^\[\]]{0,60}+\]|x{3,}|\*{3,}|\.{3,}"
    r"|change[_-]?me|replace[_-]?me|your[ _-][a-z _-]{0,40}+|todo|none|null|true|false|[01]"
    r"|postgres|root|admin|mysql|guest|user|test|example|secret|password"
)
"""Values of secrets that say nothing: empty, names of variables, places to fill in, what everybody has in a container."""
_LOGIN = re.compile(r"://[^/\s@]{0,200}:[^/\s@]{0,200}@")
_WORD = re.compile(r"[A-Za-z0-9_+/=-]{12,}")
_LONG = 500
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40}+)-----[^-]{0,60000}+-----END ([A-Z0-9 ]{1,40}+)-----")
_PUBLIC_BLOCKS = frozenset(
    (
        "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", "X509 CRL",
        "PUBLIC KEY", "RSA PUBLIC KEY", "DSA PUBLIC KEY", "EC PARAMETERS", "DH PARAMETERS", "PGP PUBLIC KEY BLOCK", "PKCS7",
        "SSH2 PUBLIC KEY",
    )
)  # fmt: skip
_PUBLIC_LINE = re.compile(r"(?:ssh|ecdsa|sk)-[a-z0-9@.-]{3,60}+ [A-Za-z0-9+/=]{40,2000}+(?: .*)?")
_DATA = re.compile(r"[A-Za-z0-9+/=]{32}")


def why_protected(kind: Kind, touched: Touched) -> str:
    """Why a file with such a name is to be protected; "" where what it holds is harmless. One that is not there is protected."""
    change, phase = touched.change, touched.event.phase
    given = change.content
    if phase == "check" and given is not None:
        return why_secret(kind, given)
    held = read_file(touched.place.file, MOST)
    if isinstance(held, Unread):
        return _UNKNOWN if held.kind == "missing" else f"it cannot be looked at: {held.reason}"
    why = why_secret(kind, held)
    return why or (why_secret(kind, change.before) if phase == "after" and change.before is not None else "")


def why_secret(kind: Kind, content: bytes) -> str:
    """Why a content may hold a secret; "" where it does not. No value is in the answer."""
    try:
        text = content.decode("utf-8-sig")
    except ValueError:
        return "it is no text in UTF-8"
    if "\0" in text or len(content) > MOST:
        return "it is no short text"
    if not text.strip():
        return _UNKNOWN
    return _of_environment(text) if kind == "env" else _of_keys(text)


def _of_environment(text: str) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        comment = bare.startswith("#")
        found = _ASSIGNMENT.fullmatch(bare.lstrip("# \t"))
        if found and (not comment or _SECRET_NAME.search(found[1])):
            if _may_be_secret(found[1], found[2]):
                return (
                    f"line {number} ({found[1]}) may be a secret"
                    if not _is_random(found[1])
                    else f"line {number} may be a secret"
                )
        elif bare and not comment:
            return f"line {number} is no assignment"
        elif comment and _holds_secret(bare):
            return f"line {number} may be a secret"
    return ""


def _may_be_secret(name: str, given: str) -> bool:
    value = given.strip()
    quote = value[:1] if value[:1] in ("'", '"') else ""
    value = value[1:].partition(quote)[0] if quote else value.partition(" #")[0].strip()
    return not _NONE.fullmatch(value) if _SECRET_NAME.search(name) else _holds_secret(value)


def _holds_secret(text: str) -> bool:
    """Whether a text has a login, or a word that somebody or a generator may have made up."""
    return len(text) > _LONG or bool(_LOGIN.search(text)) or any(map(_is_random, _WORD.findall(text)))


def _is_random(word: str) -> bool:
    """A long word with digits. A path or a name that joins short words is none."""
    return any(_is_made(part) for part in re.split(r"[/_=-]", word)) or (_is_made(word) and "/" not in word)


def _is_made(part: str) -> bool:
    digits = sum(map(str.isdigit, part))
    return len(part) >= 12 and digits >= 2 and digits < len(part) and entropy(part.encode()) >= 2.8


def _of_keys(text: str) -> str:
    labels = {label for found in _BLOCK.finditer(text) for label in found.groups()}
    if any("PRIVATE" in label for label in labels) or "PRIVATE KEY" in text:
        return "it holds a private key"
    rest = [line.strip() for line in _BLOCK.sub("", text).splitlines()]
    public = [line for line in rest if _PUBLIC_LINE.fullmatch(line)]
    others = [line for line in rest if line and line not in public]
    if labels <= _PUBLIC_BLOCKS and (labels or public) and not any(map(_is_data, others)):
        return ""
    return "it holds something else than certificates and public keys"


def _is_data(line: str) -> bool:
    """A line outside of blocks that may be a part of a key."""
    return "-----" in line or bool(_DATA.search(line))
