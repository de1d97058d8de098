"""Private keys in their text formats, passwords in addresses, and tokens with signs that no word has. Pure, in linear time."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from kaptar.checks.secrets.hit import Hit, entropy, mask
from kaptar.checks.secrets.marked import Marked
from kaptar.checks.secrets.randomness import spread
from kaptar.checks.secrets.values import is_fixed_text, is_no_secret, is_placeholder

_BEGIN = b"-----BEGIN"
_KEY_BLOCK = re.compile(
    rb"-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----"
    rb"(?:(?>(?:\s|\\[nr]|[\"'+,]){1,40})[A-Z][A-Za-z-]{2,24}+: [^\n\\]{1,200}+){0,6}(?>(?:\s|\\[nr]|[\"'+,]){1,40})"
    rb"[A-Za-z0-9+/=]{40,4000}+"
    rb"(?!\\{0,4}n?\.)"
)
_KEY_LINES = re.compile(rb"(?>(?:(?>(?:\s|\\[nr]|[\"'+,]){1,40})[A-Za-z0-9+/=]{1,4000}+){0,100})")
_MOST_KEY = 4096
"""Bytes of a key that are known as it: the first line of some formats is the same in all keys."""
_PUTTY_KEY = re.compile(rb"Private-Lines: [0-9]{1,3}\r?\n[A-Za-z0-9+/=]{24}")
_PUTTY_HEAD, _PUTTY_BODY, _MOST_HEAD = b"PuTTY-User-Key-File-", b"Private-Lines:", 4096
_ADDRESS = re.compile(rb"[a-z][a-z0-9+.-]{1,20}://([^\s:/@\"'<>]{0,64}):([^\s:/@\"'<>{}$]{4,128})@([A-Za-z0-9.-]{1,200})")
ANONYMOUS = frozenset({b"anonymous", b"anon", b"ftp"})
"""Users who need no password: where one is asked for, anything will do."""
_TO_FILL_IN = re.compile(rb"\[[A-Za-z0-9_ -]{0,60}+\]|%[A-Za-z_]{1,60}+%?|#[A-Za-z_]{1,60}+#?|:[a-z_]{1,60}+")
"""A place for a password in an address: ``[PASS]``, ``%PASS%``, ``:password``."""
_MOST_SCHEME = 20
_OF_SCHEMES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_EXAMPLE_HOST = re.compile(
    rb"[a-z0-9-]{1,63}+|(?:[a-z]{2,10}\.)?(?:my|some|your)?(?:host|hostname|server|domain|site|website|company|foo|bar|test|abc|xyz|proxy)"
    rb"[0-9]?\.[a-z]{2,4}"
)
_PRIVATE = (
    b"127.",
    b"0.0.0.0",
    b"10.",
    b"192.168.",
    b"192.0.2.",
    b"198.51.100.",
    b"203.0.113.",
    *(b"172.%d." % n for n in range(16, 32)),
)
"""Numbers of networks that nobody reaches from outside, and of documentation."""
_LOCAL_NAMES = (b".local", b".test", b".invalid", b".localhost", b".lan", b".example")
_CONNECTION = re.compile(rb"(?i)(?:password|pwd)[ ]{0,2}=[ ]{0,2}([^;\"'\s{}$<>%]{6,64})[;\"']")
_MOST_CONNECTIONS = 100
"""Of one part of a content, with a value that may be a password: around each of them a server is looked for."""
_SERVER = re.compile(rb"(?i)(?:server|data source|host|addr|address)[ ]{0,2}=[ ]{0,2}(?:tcp:)?([A-Za-z0-9.-]{1,200})")
_HOST = re.compile(rb"://(?:[^\s/@\"'<>]{1,200}@)?([A-Za-z0-9.-]{1,200}+)|\b(localhost|127\.0\.0\.1)\b")
_WORDS = frozenset({b"pass", b"pwd", b"pw", b"root", b"admin", b"guest", b"user"})
"""Passwords that everybody knows."""
_LINE = 400
_ID = rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class _Signed(NamedTuple):
    """A token with signs that no word has: a mark in it, how many bytes stand before that at most, and what it is."""

    mark: bytes
    before: int
    pattern: re.Pattern[bytes]
    what: str


_SIGNED = (
    _Signed(b":AA", 11, re.compile(rb"(?<![A-Za-z0-9_:/.-])[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])"),
            "a Telegram bot's token"),
    _Signed(b"8Q~", 4, re.compile(rb"(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])"),
            "the secret of an Azure application"),
    _Signed(b"sig=", 1, re.compile(rb"(?<=[?&;])sig=[A-Za-z0-9%+/]{43,60}(?:%3D|=)"), "an Azure shared access signature"),
    _Signed(b"webhookb2/", 0, re.compile(rb"webhookb2/%b@%b/IncomingWebhook/[0-9a-f]{32}/%b" % (_ID, _ID, _ID)),
            "a Teams webhook"),
)  # fmt: skip
_MOST_SIGNED = 200
_OF_AZURE = (
    (re.compile(rb"(?i)AccountKey ?= ?([A-Za-z0-9+/]{86}==)(?![A-Za-z0-9+/=])"), "the key of an Azure storage account"),
    (re.compile(rb"(?i)SharedAccessKey ?= ?([A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=])"), "a shared access key of Azure"),
)
"""Parts of connection strings, between quotes or not: their length and signs are fixed."""
_LONGEST_NAME = len("SharedAccess")


def is_local(host: bytes) -> bool:
    """Whether a host is one of examples, or only reached from where it stands."""
    name = host.lower()
    if name.startswith(_PRIVATE) or name.endswith(_LOCAL_NAMES) or b"example" in re.split(rb"[.-]", name):
        return True
    return bool(_EXAMPLE_HOST.fullmatch(name))


def key_blocks(marked: Marked) -> Iterator[Hit]:
    """Private keys in PEM (encrypted ones and those with headers too), PGP's armour and PuTTY's format."""
    content = marked.content
    for at in marked.of(_BEGIN):
        match = _KEY_BLOCK.match(content, at)
        end = _end_of_key(content, at, match.end()) if match else at
        if match and max(entropy(match[0][-24:]), entropy(content[at:end][-24:])) >= 2.5:
            yield Hit(at, end, "secrets/private-key", "a private key")
    for at in marked.of(_PUTTY_BODY):
        head = content.rfind(_PUTTY_HEAD, max(0, at - _MOST_HEAD), at)
        match = _PUTTY_KEY.match(content, at) if head >= 0 else None
        if match and entropy(match[0][-24:]) >= 2.5:
            yield Hit(head, _end_of_key(content, head, match.end()), "secrets/private-key", "a private key")


def _end_of_key(content: bytes, start: int, at: int) -> int:
    """The end of the lines of a key that is read up to a place."""
    more = _KEY_LINES.match(content, at, max(at, start + _MOST_KEY))
    return more.end() if more else at


def address_passwords(marked: Marked) -> Iterator[Hit]:
    """Passwords in addresses of servers that are not local, and whose name is not that of an example."""
    content = marked.content
    for at in marked.of(b"://"):
        scheme = content[max(0, at - _MOST_SCHEME) : at]
        match = _ADDRESS.match(content, at - len(scheme) + len(scheme.rstrip(_OF_SCHEMES)))
        if match and match[1] != match[2] and not _is_known(match[2]) and _asks(match) and not is_local(match[3]):
            yield Hit(match.start(2), match.end(2), "secrets/url-password", f"a password in an address: {mask(match[2])}")
    yield from _of_connections(marked)


def is_plain_login(login: bytes, content: bytes, at: int) -> bool:
    """Whether a user and a password in a command are none of anybody: a placeholder, a default, or those of a local server.

    Args:
        at: where they stand in the content; the server is looked for in the same command.
    """
    user, _, password = login.partition(b":")
    if user == password or _is_known(password) or user.lower() in ANONYMOUS:
        return True
    hosts = list(_HOST.finditer(_command(content, at)))
    return bool(hosts) and all(is_local(host[1] or host[2]) for host in hosts)


def _command(content: bytes, at: int) -> bytes:
    """The lines of a shell's command around a place: one that ends in a backslash goes on."""
    start = content.rfind(b"\n", max(0, at - _LINE), at) + 1
    while start > 1 and content.endswith((b"\\\n", b"\\\r\n"), 0, start) and at - start < _LINE:
        start = content.rfind(b"\n", max(0, start - _LINE), start - 1) + 1
    end = content.find(b"\n", at)
    while end > 0 and content[end - 1 : end] == b"\\" and end - at < _LINE:
        end = content.find(b"\n", end + 1)
    return content[start : end if end >= 0 else at + _LINE][: 3 * _LINE]


def _is_known(password: bytes) -> bool:
    return password.lower() in _WORDS or is_placeholder(password)


def _asks(address: re.Match[bytes]) -> bool:
    """Whether the server of an address asks for a password, and the address has one: ``user[:pass]@`` is how to write one."""
    return not address[1].endswith(b"[") and address[1].lower() not in ANONYMOUS and not _TO_FILL_IN.fullmatch(address[2])


def _of_connections(marked: Marked) -> Iterator[Hit]:
    """Passwords in lists such as ``Server=…;Password=…;``."""
    content = marked.content
    places = (at for at in marked.nouns if content[max(0, at - 2) : at].endswith((b";", b"; ", b'"', b"'")))
    matches = (match for at in places if (match := _CONNECTION.match(content, at)))
    likely = (match for match in matches if spread(match[1]).kinds >= 2 and not is_no_secret(match[1]))
    for match in islice(likely, _MOST_CONNECTIONS):
        server = _SERVER.search(content, max(0, match.start() - _LINE), match.end() + _LINE)
        if server and not is_local(server[1]):
            said = f"a password in the address of a database: {mask(match[1])}"
            yield Hit(match.start(1), match.end(1), "secrets/url-password", said)


def signed_tokens(marked: Marked) -> Iterator[Hit]:
    """Tokens with ``:`` or ``~`` in them, which are no words."""
    for mark, before, pattern, what in _SIGNED:
        for at in marked.of(mark):
            match = pattern.search(marked.content, max(0, at - before), at + _MOST_SIGNED)
            if match and entropy(match[0]) >= 3.5 and spread(match[0]).changes >= 0.2 and not is_fixed_text(match[0]):
                yield Hit(match.start(), match.end(), "secrets/provider-token", f"{what}: {mask(match[0])}")
    yield from _of_azure(marked)


def _of_azure(marked: Marked) -> Iterator[Hit]:
    for at in marked.nouns:
        for pattern, what in _OF_AZURE if marked.content[at : at + 3].lower() == b"key" else ():
            match = pattern.search(marked.content, max(0, at - _LONGEST_NAME), at + _MOST_SIGNED)
            if match and match.start() < at < match.start(1) and entropy(match[1]) >= 3.5 and not is_fixed_text(match[1]):
                yield Hit(match.start(1), match.end(1), "secrets/provider-token", f"{what}: {mask(match[1])}")
