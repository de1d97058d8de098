"""Values of variables that hold no secret: each has one of a few forms, from its first to its last character. Pure."""

import re

from kaptar.checks.guards.harmless_words import HOSTS, MIXED, NAMED, PLACEHOLDERS, SECRET_NAME, SECRET_PART, VALUES

MOST_WORDS = 4
"""Words of one value: four of a list are no pass phrase that anybody made."""
MOST_LETTERS = 12
"""Letters of a word that no list has; a longer one may be a key."""

_PLAIN = re.compile(rf"[a-z]{{1,{MOST_LETTERS}}}|[A-Z][a-z]{{0,{MOST_LETTERS - 1}}}|[A-Z]{{1,{MOST_LETTERS}}}")
_CONSONANTS = re.compile(r"(?i)[bcdfghj-np-tvwxz]{5}")
_REFERENCE = re.compile(r"\$([A-Z_][A-Z0-9_]{0,60}+)|\$\{([A-Z_][A-Z0-9_]{0,60}+)\}")
_NUMBER = re.compile(r"-?\d{1,5}(?:ms|s|m|h|d|[kKmMgG](?:i?[bB])?|%)?|\d{1,3}\.\d{1,2}(?:\.\d{1,2})?")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?::\d{1,5})?")
_HOST = re.compile(r"([a-z]{1,20}):\d{1,5}")
_URL = re.compile(r"[a-z]{2,12}(?:[:+][a-z]{2,12})?://([^/\s]{1,120})(?:/([^\s]{0,200}))?")
_PORT = re.compile(r":\d{1,5}$")
_PATH = re.compile(r"(?:(?:~|\$HOME|\$\{HOME\})/)?([^\s]{0,200})")
_FILE = re.compile(r"[A-Za-z_-]{1,30}\.[a-z]{1,5}")
_FILLER = re.compile(r"[xX]{3,40}|\*{3,40}|\.{3,40}")
_JOINTS = re.compile(r"[_.-]")
_NAME = re.compile(r"(?:[A-Z]{1,15}|[a-z]{1,15})[0-9]{0,2}|[0-9]{1,2}")


def names_secret(name: str) -> bool:
    """Whether a variable or a word has a name behind which a secret may stand."""
    return bool(SECRET_NAME.search(name)) or not SECRET_PART.isdisjoint(_JOINTS.split(name.lower()))


def is_name(name: str) -> bool:
    """Whether it is the name of a variable, and no key that ends with an equals sign, as those in Base64 do."""
    return len(name) <= 80 and all(part.lower() in MIXED or _NAME.fullmatch(part) for part in _JOINTS.split(name))


def is_harmless(name: str, value: str) -> bool:
    """Whether a value holds no secret, under that name: the whole of it, as a shell gives it to a program."""
    reference = _REFERENCE.fullmatch(value)
    if not value or value.lower() in ("true", "false", "0", "1") or (reference and is_name(reference[1] or reference[2])):
        return True
    if _is_placeholder(value):
        return True
    if names_secret(name):
        return False
    return _is_form(value) or (name.lower() in NAMED and _is_given(value))


def is_place(text: str) -> bool:
    """Whether a text is a path, an address or a URL, of plain words and numbers alone; no user, password, query or fragment."""
    if found := _URL.fullmatch(text):
        host, path = _PORT.sub("", found[1]), found[2] or ""
        return (bool(_ADDRESS.fullmatch(host)) or _are_plain(host)) and _is_way(path)
    if _ADDRESS.fullmatch(text) or text in (".", "..", "~") or ((found := _HOST.fullmatch(text)) and found[1] in HOSTS):
        return True
    way = _PATH.fullmatch(text)
    return way is not None and ("/" in text or bool(_FILE.fullmatch(text))) and _is_way(way[1])


def is_number(text: str) -> bool:
    """Whether it is a number of at most five digits, with a unit, or a version."""
    return bool(_NUMBER.fullmatch(text))


def is_plain(word: str) -> bool:
    """Whether it is a word that can be spoken, not longer than most are, or one of those with digits that everybody knows."""
    return word.lower() in MIXED or (bool(_PLAIN.fullmatch(word)) and not _CONSONANTS.search(word))


def _is_form(value: str) -> bool:
    if is_number(value) or is_place(value):
        return True
    words = re.split(r"[ ,_-]", value.lower())
    hosts = value.split(",")
    return (len(words) <= MOST_WORDS and all(word in VALUES for word in words)) or (len(hosts) <= 9 and all(map(_is_host, hosts)))


def _is_host(text: str) -> bool:
    return text in HOSTS or is_place(text)


def _is_placeholder(value: str) -> bool:
    inner = value[1:-1] if value[:1] + value[-1:] in ("<>", "[]", "{}") else value
    words = re.split(r"[ _-]", inner.lower())
    return bool(_FILLER.fullmatch(value)) or (len(words) <= 8 and all(word in PLACEHOLDERS for word in words))


def _is_given(value: str) -> bool:
    """A name of something: three words at most, each with a digit behind it or not."""
    words = re.split(r"[ ._-]", value)
    return len(words) <= 3 and all(is_plain(word) or (is_plain(word[:-1]) and word[-1:].isdigit()) for word in words)


def _is_way(path: str) -> bool:
    parts = path.split("/")
    return len(parts) <= 12 and all(part in ("", ".", "..") or _are_plain(part) for part in parts)


def _are_plain(text: str) -> bool:
    words = [word for word in _JOINTS.split(text) if word]
    numbers = [word for word in words if len(word) <= 3 and word.isdecimal()]
    return 0 < len(words) <= 8 and len(numbers) <= 2 and all(word in numbers or is_plain(word) for word in words)
