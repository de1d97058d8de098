"""Judgement of a value that has the name of a secret: an error, a warning, or nothing. Pure, in linear time.

What only a generator makes is an error, and all else that is no plain word a warning: a name alone proves little. Whether that
is told as one is for `kaptar.checks.rules.evidence` to say.
"""

import re
from collections.abc import Iterator

from kaptar.checks.finding import Severity
from kaptar.checks.secrets.hit import Hit, entropy, mask
from kaptar.checks.secrets.letters import is_gibberish, is_name_of_code, is_noise
from kaptar.checks.secrets.names import is_token_name, words_of_name
from kaptar.checks.secrets.randomness import is_generated, is_strong_password, looks_random
from kaptar.checks.secrets.values import (
    is_example_login,
    is_no_secret,
    is_passphrase,
    is_placeholder,
    is_plain_name,
    is_sealed,
    is_token_of_chain,
    said_in_base64,
    token_of_address,
)

_SCHEME = re.compile(rb"(?i)(?:bearer|token|basic|apikey|bot)[ ]+")
_PASSWORDS = frozenset({b"password", b"passwd", b"pwd", b"passphrase", b"passcode", b"pass", b"authorization"})


def judged(name: bytes, start: int, value: bytes) -> Iterator[Hit]:
    """At most one hit.

    Args:
        name: of a secret, in any style.
        start: the place of the value.
    """
    if scheme := _SCHEME.match(value):
        start, value = start + scheme.end(), value[scheme.end() :]
    if is_noise(value) and not is_sealed(value):
        yield _random(start, value, "error")
        return
    if b" " in value:
        if b"passphrase" in words_of_name(name) and is_passphrase(value):
            yield _password(start, value, "warning")
        return
    if token := token_of_address(value):
        if is_generated(token) and not (is_token_name(name) and is_token_of_chain(token)):
            yield _random(start + len(value) - len(token), token, "warning")
        return
    if is_no_secret(value) or is_example_login(value) or (is_token_name(name) and is_token_of_chain(value)):
        return
    if said := said_in_base64(value):  # as in a Secret of Kubernetes, the text counts
        yield from (hit._replace(start=start, end=start + len(value)) for hit in _of_value(name, start, said))
        return
    yield from _of_value(name, start, value)


def _of_value(name: bytes, start: int, value: bytes) -> Iterator[Hit]:
    if is_no_secret(value):
        return
    sure: Severity = "error" if is_strong_password(value) else "warning"
    if looks_random(value) and not is_name_of_code(value):
        yield _random(start, value, "error" if is_generated(value) else sure)
    elif _PASSWORDS & set(words_of_name(name)) and (_is_password(value) or is_gibberish(value)):
        yield _password(start, value, sure)


def _random(start: int, value: bytes, severity: Severity) -> Hit:
    said = f"a value that looks random is assigned to a secret's name: {mask(value)}"
    return Hit(start, start + len(value), "secrets/assigned", said, severity)


def _password(start: int, value: bytes, severity: Severity) -> Hit:
    return Hit(start, start + len(value), "secrets/password", f"a password is assigned: {mask(value)}", severity)


def _is_password(value: bytes) -> bool:
    """Letters and something else, and no name of a variable, environment or placeholder."""
    if len(value) > 64 or 2 * sum(c >= 0x80 for c in value) > len(value):  # a label in another script
        return False
    mixed = any(chr(c).isalpha() for c in value) and not value.isalpha()
    return mixed and not is_plain_name(value) and entropy(value) >= 2.75 and not is_placeholder(value)
