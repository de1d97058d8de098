"""Passwords in files and statements with a syntax of their own: ``.netrc``, ``.pgpass``, shells that use blanks, SQL. Pure."""

import re
from collections.abc import Callable, Iterator

from kaptar.checks.secrets.hit import Hit, entropy, mask, places_of
from kaptar.checks.secrets.judged import judged
from kaptar.checks.secrets.keys import ANONYMOUS, is_local, is_plain_login
from kaptar.checks.secrets.labelled import is_login
from kaptar.checks.secrets.marked import Marked
from kaptar.checks.secrets.names import is_secret_name
from kaptar.checks.secrets.values import is_no_secret

_PASSWORD = re.compile(rb"\bpassword\s++(\S{4,256}+)")
_AUTH = re.compile(rb"_auth[ \t]{0,4}+=[ \t]{0,4}+\"?([A-Za-z0-9+/]{8,512}+={0,2})")
_HEXADECIMAL = re.compile(rb"[0-9a-f]{32,128}")
_UUID = re.compile(rb"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LOGIN_OF_CURL = re.compile(
    rb"\s(?:-[a-zA-Z]{0,8}u[ \t]{0,4}+|--(?:proxy-)?user[ \t=]{1,4}+)"
    rb"(?:\"([^\"\s:]{1,64}+:[^\"\s]{6,256}+)\"|'([^'\s:]{1,64}+:[^'\s]{6,256}+)'|([^\s\"':]{1,64}+:[^\s\"']{6,256}+))(?=\s|\Z)"
)
_MOST_COMMAND = 400
_MOST_ENTRY = 400
"""Bytes of an entry of ``.netrc`` before its password."""
_WORD_BEHIND = re.compile(rb"[a-z]++\s++(\S{1,256}+)")
_SET = re.compile(
    rb"(?m)^[ \t]{0,40}+(?:set(?>(?:[ \t]{1,4}+--?[A-Za-z-]{1,12}+){1,4})|setenv)[ \t]{1,8}+([A-Za-z0-9_]{1,64}+)[ \t]{1,8}+"
    rb"(?:\"([^\"\n]{8,512}+)\"|'([^'\n]{8,512}+)'|([^\s\"'(]{8,512}+))"
)
_OF_SQL = re.compile(rb"(?i)password\s{1,8}+'([^'\s\\]{8,512}+)'")
_USER_OF_SQL = re.compile(rb"(?i)\b(?:create|alter)\s{1,8}+(?:user|role|login)\b")
_IDENTIFIED = re.compile(
    rb"(?i)identified\s{1,8}+(?:with\s{1,8}+[A-Za-z0-9_'\"]{1,64}+\s{1,8}+)?(?:by|as)\s{1,8}+(?:password\s{1,8}+)?'([^'\s\\]{8,512}+)'"
)

_OF_MYSQL = re.compile(
    rb"(?i:mysql[a-z]{0,8}+)(?>(?:[ \t]{1,4}+(?!-p)[^\s'\"|;&]{1,80}+){0,12})[ \t]{1,4}+"
    rb"-p(?:'([^'\s]{8,128}+)'|\"([^\"\s$`]{8,128}+)\"|([^\s'\"$]{8,128}+))"
)


def logins_in(name: str) -> Callable[[bytes], Iterator[Hit]] | None:
    """What looks for passwords in the syntax of a file with that name; None: it has no such syntax."""
    lowered = name.lower()
    if lowered.endswith(("netrc", "authinfo")):
        return _of_netrc
    if lowered in (".pgpass", "pgpass.conf"):
        return _of_pgpass
    if lowered.endswith("npmrc"):
        return _of_npm
    if lowered.endswith(".key"):
        return _of_key
    return _of_shell if lowered.endswith((".fish", ".csh", ".tcsh", ".cshrc", ".tcshrc")) else None


def of_statements(marked: Marked) -> Iterator[Hit]:
    """Passwords of users that SQL makes or changes, and those that its command line is given."""
    content = marked.content
    for at in marked.of(b"identified"):
        if by := _IDENTIFIED.match(content, at):
            yield from judged(b"password", by.start(1), by[1])
    for at in marked.of(b"mysql"):
        if given := _OF_MYSQL.match(content, at):
            group = given.lastindex or 0
            yield from judged(b"password", given.start(group), given[group])
    for at in marked.of(b"curl"):
        if given := _LOGIN_OF_CURL.search(content, at + 4, _end_of_command(content, at)):
            group = given.lastindex or 0
            login = given[group]
            if not is_plain_login(login, content, given.start(group)):
                name, colon, password = login.partition(b":")
                yield from judged(b"password", given.start(group) + len(name + colon), password)
    for at in marked.nouns:
        if not content.startswith((b" ", b"\t", b"\n"), at + 8):
            continue
        with_it = _OF_SQL.match(content, at)
        if with_it and _USER_OF_SQL.search(content, max(0, at - _MOST_ENTRY), at):
            yield from judged(b"password", with_it.start(1), with_it[1])


def _end_of_command(content: bytes, at: int) -> int:
    """The end of the command of a shell that begins at a place, which goes on behind a backslash at the end of a line."""
    end = content.find(b"\n", at)
    while end > 0 and end - at < _MOST_COMMAND and content[end - 1 : end] == b"\\":
        end = content.find(b"\n", end + 1)
    return min(len(content) if end < 0 else end, at + _MOST_COMMAND)


def _of_netrc(content: bytes) -> Iterator[Hit]:
    for at in places_of(content, b"password"):
        found = _PASSWORD.match(content, at)
        if found and not is_local(_behind(content, b"machine ", at)) and _behind(content, b"login ", at) not in ANONYMOUS:
            yield from _surely(found.start(1), found[1])


def _of_npm(content: bytes) -> Iterator[Hit]:
    for at in places_of(content, b"_auth"):
        found = _AUTH.match(content, at)
        if found and is_login(found[1]):
            yield Hit(found.start(1), found.end(1), "secrets/password", f"the login of a registry in base64: {mask(found[1])}")


def _of_key(content: bytes) -> Iterator[Hit]:
    """A key that is alone in its file, as Rails keeps one: ``master.key``."""
    key = content.strip()
    if _HEXADECIMAL.fullmatch(key) and entropy(key) >= 3.0:
        at = content.find(key)
        yield Hit(at, at + len(key), "secrets/private-key", f"a key that is alone in its file: {mask(key)}")


def _behind(content: bytes, word: bytes, end: int) -> bytes:
    """What is said behind a word of the entry that a place ends; b"-" where the word is not there."""
    at = content.rfind(word, max(0, end - _MOST_ENTRY), end)
    found = _WORD_BEHIND.match(content, at, end) if at >= 0 else None
    return found[1] if found else b"-.-"


def _of_pgpass(content: bytes) -> Iterator[Hit]:
    end = 0
    for line in content.split(b"\n"):
        start, end = end, end + len(line) + 1
        parts = line.rstrip(b"\r").replace(rb"\:", b"\0\0").split(b":")
        if len(parts) == 5 and not line.startswith(b"#") and not is_local(parts[0]):
            at = start + len(line.rstrip(b"\r")) - len(parts[4])
            yield from _surely(at, content[at : at + len(parts[4])])


def _of_shell(content: bytes) -> Iterator[Hit]:
    for found in _SET.finditer(content):
        group = found.lastindex or 0
        if is_secret_name(found[1]):
            yield from judged(found[1], found.start(group), found[group])


def _surely(start: int, value: bytes) -> Iterator[Hit]:
    """A password, however it looks: nothing else stands there. Some servers make it a UUID, which is an id elsewhere."""
    if len(value) >= 4 and (_UUID.fullmatch(value) or not is_no_secret(value)):
        yield Hit(start, start + len(value), "secrets/password", f"a password of a server: {mask(value)}")
