"""Values that are assigned to the name of a secret, in the syntaxes of many languages. Pure, in linear time."""

import re
from collections.abc import Iterator

from kaptar.checks.secrets.hit import Hit
from kaptar.checks.secrets.judged import judged
from kaptar.checks.secrets.letters import is_noise
from kaptar.checks.secrets.marked import Marked
from kaptar.checks.secrets.names import MOST_NAME, is_plain_secret_name, is_secret_name
from kaptar.checks.secrets.randomness import MOST
from kaptar.checks.secrets.ways import ASSIGNED, ASSIGNED_BARE, MOST_BEFORE, WAYS, Way

_STATEMENT = b"pass"
"""A name, and a statement of Python: the line below that has nothing to do with it."""
_OF_NAMES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
_NEXT_ATTRIBUTE = re.compile(
    rb"[)\]'`]{0,2}[\"'`]\s{1,8}+(?!value|content|default)[:@*#(\[]{0,2}+[A-Za-z_][A-Za-z0-9_.:-]{0,60}+[)\]]{0,2}+\s{0,4}+"
)
"""What stands between a name and an operator that is another name's: ``class="token" href="…"``, ``"$t('token')" :label="…"``."""
_BEHIND_TEXT = b"+.,;)]}%?&|: \t"
"""What comes behind a text in code. A secret may begin with some of them, but not in the middle of a text."""
_BEFORE_TEXT = tuple(bytes([sign]) for sign in b"([{,=+:?<>|&;!% \t")
_MOST_TEXT = 256
_NAME = re.compile(rb"[A-Za-z0-9_-]{1,64}+")
_MADE = re.compile(
    rb"(?:<[A-Za-z]{1,20}+>|(?:new\s)?(?:(?:std|secrecy|alloc)::)?(?:[A-Z][A-Za-z]{1,24}+(?:::|\.))?"
    rb"(?:Secret(?:Str|String|Bytes)?|[Ss]tr(?:ing)?|string_view|bytes|\[\]byte|QString(?:Literal)?|SecureString|from(?:_static|String)?"
    rb"|new|of|Some|_?TEXT|_?T|F|PSTR|fixed)\(\s{0,24}+)?"
)
"""What makes a text another value, before it: ``SecretStr(``, ``String::from(``, ``<string>``."""
_QUOTED = re.compile(
    rb"[A-Za-z@$]{0,2}(?:<<)?(?:\"([^\"'`\r\n\\]{8,512}+)\"|'([^\"'`\r\n\\]{8,512}+)'|`([^\"'`\r\n\\]{8,512}+)`"
    rb"|\\{1,3}+[\"']([^\"'`\r\n\\]{8,512}+)\\{1,3}+[\"'])"
)
"""Text between quotes, which are escaped where they stand in a text themselves."""
_OF_ANY_SIGNS = re.compile(rb"'([^'\r\n\\]{32,512}+)'|\"([^\"\r\n\\]{32,512}+)\"")
"""Text with the other quotes in it: only what a generator has made of all signs counts."""
_SETS = re.compile(rb"(?i)(?:define|set|put|setenv|set_?property|set_?config)\s{0,4}\(\s{0,4}[\"'`]\Z")
"""What stands before the first text of a call that gives a name its value: ``define('DB_PASSWORD', …)``."""
_MOST_CALL = 32
_ELEMENT = re.compile(rb"([^\s<>\"'`]{8,512}+)</")
_WORD = re.compile(rb"[^\s\"'`{}$<>\\]{8,512}+")
_QUERY = re.compile(rb"=([A-Za-z0-9_.~%+-]{16,512}+)(?![{$(])")
_SCOPE = re.compile(rb"@[a-z0-9_.~-]{1,64}+/")
_MOST_SCOPE, _MOST_BEFORE, _LEAST_VALUE = 66, MOST_NAME + 12, 8
_BETWEEN = re.compile(rb"[\"'`\s\\]")
_NEXT_PAIR = re.compile(rb"[,;&][A-Za-z_]{1,32}=")
"""The next name in a list of pairs: ``password=…,db=0``."""
_BARE = re.compile(rb"([^\s\"'`#|][^\s\"'`]{7,511}+)(?=\s|$)")


def assigned(marked: Marked, *, bare: bool) -> Iterator[Hit]:
    """The values that look like secrets.

    Args:
        bare: values stand without quotes in this kind of file.
    """
    content, until, of_secrets = marked.content, 0, dict[bytes, bool]()
    first = ASSIGNED_BARE if bare else ASSIGNED
    for at in marked.nouns:
        if at < until:
            continue  # another word of the same name
        name = _NAME.match(content, at)
        until = name.end() if name else at + 1
        whole = _name_until(content, at, until)
        if whole not in of_secrets:
            of_secrets[whole] = is_secret_name(whole)
        if not of_secrets[whole]:
            continue
        operator = first.behind.match(content, until)
        found = list(_behind(content, whole, operator, bare=bare)) if operator else []
        yield from found or _otherwise(content, whole, until, bare=bare)
        if compared := _value_before(content, at):
            yield from judged(whole, *compared)


def _otherwise(content: bytes, name: bytes, end: int, *, bare: bool) -> Iterator[Hit]:
    """The value behind a name in the first of the other ways that has one."""
    before = content[max(0, end - len(name) - MOST_BEFORE) : end - len(name)]
    for way in WAYS:
        operator = way.behind.match(content, end)
        if operator is None or (way.before and not way.before.search(before)) or (way.plain and not is_plain_secret_name(name)):
            continue
        found = _by(way, content, operator, bare=bare)
        if found:
            yield from (hit for hit in judged(name, *found) if hit.severity == "error" or not way.only_sure)
            return


def _by(way: Way, content: bytes, operator: re.Match[bytes], *, bare: bool) -> tuple[int, bytes] | None:
    if not way.ends:
        return _value(content, operator, bare=bare)
    word = _WORD.match(content, operator.end())
    return (word.start(), word[0]) if word and content.startswith(way.ends, word.end()) else None


def _behind(content: bytes, name: bytes, operator: re.Match[bytes], *, bare: bool) -> Iterator[Hit]:
    """The value behind a name and an operator."""
    end = operator.start()
    start = end - len(name)
    if content[start - 1 : start] in (b"?", b"&") and (of_query := _QUERY.match(content, end)):
        yield from judged(name, of_query.start(1), of_query[1])
        return
    if name == _STATEMENT and b"\n" in content[end : operator.start("operator")]:
        return
    if _NEXT_ATTRIBUTE.fullmatch(content, end, operator.start("operator")):
        return
    found = _value(content, operator, bare=bare)
    if found and _ends_text(content, start, end, found[0]):
        return
    if found and content[start - 1 : start] == b"{":  # ${NAME:default}
        found = found[0], found[1].partition(b"}")[0]
        if found[1].startswith(b"?") and content[start - 2 : start] == b"${":  # what a shell says where there is no value
            return
    if found and len(found[1]) >= _LEAST_VALUE and not _is_package(content, start):
        for hit in judged(name, *found):
            if (
                operator["operator"] != b","
                or hit.severity == "error"
                or _SETS.search(content[max(0, start - _MOST_CALL) : start])
            ):
                yield hit  # names stand in lists too


def _ends_text(content: bytes, start: int, end: int, value: int) -> bool:
    """Whether the quote before a value ends the text that holds the name: ``"unknown token: "+x+"…"``."""
    quote = content[value - 1 : value]
    if quote not in (b'"', b"'", b"`") or content[value : value + 1] not in _BEHIND_TEXT or quote in content[end : value - 1]:
        return False
    low = max(0, content.rfind(b"\n", 0, start) + 1, start - _MOST_TEXT)
    opened = content.rfind(quote, low, start)
    return opened >= 0 and content[max(0, opened - 1) : opened] in (b"", b"\n", *_BEFORE_TEXT)


def _name_until(content: bytes, at: int, end: int) -> bytes:
    """The name around a place; of a long one what is next to the place."""
    low = max(0, at - MOST_NAME)
    return content[low + len(content[low:at].rstrip(_OF_NAMES)) : end]


def _is_package(content: bytes, start: int) -> bool:
    """Whether a name is the last part of a package's: ``@inquirer/password``."""
    if content[start - 1 : start] != b"/":
        return False
    scope = content.rfind(b"@", max(0, start - _MOST_SCOPE), start)
    return scope >= 0 and _SCOPE.fullmatch(content, scope, start) is not None


def _value(content: bytes, operator: re.Match[bytes], *, bare: bool) -> tuple[int, bytes] | None:
    """The value behind an operator, with its start; None where none is there."""
    next_line = operator.re.groups > 0 and b"\n" in content[operator.end("operator") : operator.end()]
    made = _MADE.match(content, operator.end())
    at = made.end() if made else operator.end()
    if quoted := _QUOTED.match(content, at):
        group = quoted.lastindex or 0
        is_key = next_line and content[quoted.end() : quoted.end() + 8].lstrip().startswith(b":")
        return None if is_key else (quoted.start(group), quoted[group])
    if (any_signs := _OF_ANY_SIGNS.match(content, at)) and is_noise(any_signs[any_signs.lastindex or 0]):
        return any_signs.start(any_signs.lastindex or 0), any_signs[any_signs.lastindex or 0]
    if content[at - 1 : at] == b">" and operator.end() == at:
        element = _ELEMENT.match(content, at)
        return (element.start(1), element[1]) if element else None
    plain = _BARE.match(content, at) if bare and not next_line else None
    if plain is None or content[at - 1 : at] not in b"=: \t":
        return None
    return plain.start(1), _NEXT_PAIR.split(plain[1], maxsplit=1)[0].rstrip(b";,")


def _value_before(content: bytes, at: int) -> tuple[int, bytes] | None:
    """The text between quotes that is compared with the name around a place, with its start: ``"…" === password``."""
    near = content[max(0, at - _MOST_BEFORE) : at]
    if b"==" not in near:
        return None
    left = near.rstrip(_OF_NAMES).rstrip()
    text = left.rstrip(b"=").rstrip()
    if not left.endswith(b"==") or not text.endswith((b'"', b"'")):
        return None
    end = at - len(near) + len(text) - 1
    start = content.rfind(text[-1:], max(0, end - MOST), end) + 1
    value = content[start:end]
    return (start, value) if start and len(value) >= _LEAST_VALUE and not _BETWEEN.search(value) else None
