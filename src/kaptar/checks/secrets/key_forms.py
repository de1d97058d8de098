"""Private keys in text formats that are no PEM: of ssh.com, OpenVPN and .NET. Pure, in linear time."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kaptar.checks.secrets.hit import Hit, entropy
from kaptar.checks.secrets.marked import Marked


class _Form(NamedTuple):
    """A mark that such a key begins with, what stands from there on, and what it is."""

    mark: bytes
    pattern: re.Pattern[bytes]
    what: str


_SSH = rb"SSH2 (?:ENCRYPTED )?PRIVATE KEY ----\s{1,4}+(?>(?:[A-Za-z-]{2,24}+: [^\n]{0,200}+\n){0,6})([A-Za-z0-9+/=]{40,80}+)"
_OPENVPN = rb"-----BEGIN OpenVPN Static key V1-----\s{1,4}+([0-9a-f]{32})\s"
_XML = (
    rb"<RSAKeyValue>(?>(?:\s{0,40}+<(?:Modulus|Exponent|P|Q|DP|DQ|InverseQ)>[A-Za-z0-9+/=\s]{4,2000}+</[A-Za-z]{1,8}+>){1,7})"
    rb"\s{0,40}+<D>\s{0,40}+([A-Za-z0-9+/=]{40,2000}+)"
)
_FORMS = (
    _Form(b"SSH2", re.compile(_SSH), "a private key of ssh.com's format"),
    _Form(b"-----BEGIN", re.compile(_OPENVPN), "a static key of OpenVPN"),
    _Form(b"<RSAKeyValue>", re.compile(_XML), "a private RSA key in XML"),
)


def other_keys(marked: Marked) -> Iterator[Hit]:
    """Private keys in these formats; the first line of the key itself has to look random."""
    for form in _FORMS:
        for at in marked.of(form.mark):
            found = form.pattern.match(marked.content, at)
            if found and entropy(found[1]) >= 2.5:
                yield Hit(at, found.end(), "secrets/private-key", form.what)
