"""Check `secrets`: tokens in the formats that providers publish, and assigned values that look random.

Looked for in any text, also where guests are off. Of a file only its words of 16 characters and more, which are few in
code, and what stands around them are looked at closely, so the time is linear and small.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from math import log2
from typing import NamedTuple

from kaptar.checks.check import Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.snapshot import Skipped, Snapshot, late
from kaptar.clock import Deadline
from kaptar.errors import KaptarError
from kaptar.ops.twins.text import long_words

MOST_FOUND = 10_000
"""Of one content, with those that comments silence and those that were there before an edit: none of them hides another one."""

_LEAST_WORD = 16
_LOOK_BACK = 96
_PATIENCE = 2.0
"""See `kaptar.checks.checker`."""

SLICE_BYTES = 1 << 17
"""Content that is looked at between two looks at the clock; a call of C code, which keeps the interpreter's lock, has no more."""

OVERLAP_BYTES = 8192
"""What a slice is read with on both sides: more than the longest token has."""


class _Shape(NamedTuple):
    """A provider's token.

    Attributes:
        marks: each token begins with one of them, or holds it: a quick look before the pattern is tried.
        entropy: bits per character that a real one has at least.
    """

    rule: str
    what: str
    marks: str
    pattern: str
    entropy: float = 3.0


_SHAPES = (
    _Shape("secrets/aws-access-key", "an AWS access key id", "AKIA ASIA", r"(?:AKIA|ASIA)[A-Z2-7]{16}", 2.8),
    _Shape("secrets/github-token", "a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
           r"gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{60,250}"),
    _Shape("secrets/gitlab-token", "a GitLab token", "glpat- gldt- glrt- glcbt- glptt- glft- glsoat-",
           r"gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{20,64}"),
    _Shape("secrets/slack-token", "a Slack token", "xox", r"xox[abeoprs]-[A-Za-z0-9-]{20,250}"),
    _Shape("secrets/slack-webhook", "a Slack webhook", "services/T",
           r"services/T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{24}"),
    _Shape("secrets/stripe-key", "a live Stripe key", "k_live_", r"[rs]k_live_[A-Za-z0-9]{16,250}"),
    _Shape("secrets/google-api-key", "a Google API key", "AIza", r"AIza[A-Za-z0-9_-]{35}"),
    _Shape("secrets/anthropic-key", "an Anthropic key", "sk-ant-", r"sk-ant-[a-z0-9]{3,12}-[A-Za-z0-9_-]{24,250}"),
    _Shape("secrets/openai-key", "an OpenAI key", "sk-", r"sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,250}", 3.6),
    _Shape("secrets/npm-token", "an npm token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    _Shape("secrets/pypi-token", "a PyPI token", "pypi-AgE", r"pypi-AgE[A-Za-z0-9_-]{40,250}"),
    _Shape("secrets/hugging-face-token", "a Hugging Face token", "hf_", r"hf_[A-Za-z0-9]{34,40}"),
)  # fmt: skip
_WEB_TOKEN = _Shape("secrets/json-web-token", "a signed JSON web token", "eyJ",
                    r"\.eyJ[\w-]{8,4000}+\.[\w-]{16,1000}+(?![A-Za-z0-9_])")  # fmt: skip
"""The second and third part. The first one is looked for backwards from its end: so nothing is read twice."""

_LEAST_HEAD, _MOST_HEAD = 17, 2003
_BY_GROUP = {f"s{number}": shape for number, shape in enumerate(_SHAPES)}
_MARKS = " ".join(shape.marks for shape in (*_SHAPES, _WEB_TOKEN))
_MARKED = tuple(mark.encode() for mark in _MARKS.split())

_NAME = (
    rb"(?:secret|token|passw(?:or)?d|passphrase|credential|(?:api|access|secret|private|auth|account|signing|encryption|master)"
    rb"[_-]?key)[A-Za-z0-9_-]{0,24}"
)
_QUOTED_BEFORE = re.compile(_NAME + rb"[\"'`\]]{0,2}\s{0,8}(?::=|=>|=|:)\s{0,8}[A-Za-z]{0,2}[\"'`]$", re.IGNORECASE)
_BARE_BEFORE = re.compile(_NAME + rb"[\"']?\s{0,8}[=:]\s{0,8}$", re.IGNORECASE)
_OPENERS = (b'"', b"'", b"`")
_BARE_OPENERS = (*_OPENERS, b"=", b":", b" ", b"\t", b"\r", b"\v", b"\f")
"""What stands before a value, without or with those that stand there without quotes."""
_PASSWORD = re.compile(
    rb"(?i:passw(?:or)?d|pwd|passphrase)[A-Za-z0-9_-]{0,24}[\"'`\]]{0,2}\s{0,8}(?::=|=>|=|:)\s{0,8}[A-Za-z]{0,2}"
    rb"([\"'`])([^\"'`\s]{8,15})\1"
)
_KEY_BLOCK = re.compile(
    rb"-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----[\s\"'\\nr+]{1,40}[A-Za-z0-9+/=:, -]{24}"
)
_URL = re.compile(rb"[a-z][a-z0-9+.-]{1,20}://([^\s:/@\"'<>]{1,64}):([^\s:/@\"'<>{}$]{4,128})@([A-Za-z0-9.-]{1,200})")
_PLACEHOLDER = re.compile(
    rb"(?i)example|placeholder|change.?me|your|dummy|redacted|sample|fake|insert|replace|todo|xxxx|\*\*\*|\.\.\.|<|\$\{|\{\{|%\("
    rb"|0123456|1234567|abcdef|deadbeef|secret|passw|token"
)
_DIGIT = re.compile(rb"[0-9]")
_HEXADECIMAL = re.compile(rb"[0-9a-fA-F-]+")
_NAMES = re.compile(rb"[A-Za-z]+(?:[_.\- ][A-Za-z]+)*")
_FIXED = re.compile(rb"(?i)example|placeholder|change.?me|your[_-]|dummy|redacted|xxxx")
_LOCAL = re.compile(rb"localhost|127\.|0\.0\.0\.0|.*\bexample\b.*|.*\.(?:local|test|invalid)|[a-z-]+")
_BARE_FILES = (".env", ".ini", ".cfg", ".conf", ".properties", ".yml", ".yaml", ".npmrc", ".pypirc", ".netrc", ".tfvars")


@cache
def shapes() -> re.Pattern[bytes]:
    """The providers' tokens, as one pattern with a group for each shape."""
    each = "|".join(f"(?P<{group}>{shape.pattern})" for group, shape in _BY_GROUP.items())
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{each})(?![A-Za-z0-9_])".encode())


@cache
def rest_of_web_token() -> re.Pattern[bytes]:
    """What follows the first part of a JSON web token."""
    return re.compile(_WEB_TOKEN.pattern.encode())


class Hit(NamedTuple):
    """A place that looks like a secret; ``start`` is its offset in bytes."""

    start: int
    rule: str
    message: str


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    assert snapshot.content is not None
    content, deadline = snapshot.content, Deadline(context.timeout_s, patience=_PATIENCE)
    bare = _has_bare_values(snapshot.file.name)
    hits: dict[int, Hit] = {}
    for start in range(0, len(content), SLICE_BYTES):
        if rest := _why_no_more(start, hits, context, deadline):
            return Ran(tuple(_findings(content, hits)), rest=rest)
        for hit in _hits_of_slice(content, start, context, bare=bare):
            hits.setdefault(hit.start, hit)
    return Ran(tuple(_findings(content, hits)))


def _why_no_more(start: int, found: Mapping[int, Hit], context: CheckContext, deadline: Deadline) -> Skipped | None:
    """Why the content from ``start`` on is not looked at; None where it is."""
    if start and not deadline.left_s():
        return late(f"what begins after {start:,} bytes was not looked at within {context.timeout_s:g} s")
    if len(found) >= MOST_FOUND:
        why = f"what begins after {start:,} bytes was not looked at: there are {len(found):,} before it"
        return Skipped(why, "look at the rest once these are gone")
    return None


def _hits_of_slice(content: bytes, start: int, context: CheckContext, *, bare: bool) -> Iterator[Hit]:
    """The secrets that begin in one slice of a file, read with what is around it."""
    low, end = max(0, start - OVERLAP_BYTES), start + SLICE_BYTES
    part = content[low : end + OVERLAP_BYTES]
    for hit in hits_in(part, words_of(part, context), bare=bare):
        at = low + hit.start
        if start <= at < end:
            yield hit._replace(start=at)


def words_of(content: bytes, context: CheckContext) -> list[tuple[int, bytes]]:
    """The long words that may be secrets, with their offsets. Where no operation answers, the host looks by itself."""
    try:
        places = context.ask("text.long_words", content, _LEAST_WORD, _MARKS).value
    except KaptarError:
        places = long_words(content, _LEAST_WORD, _MARKS)
    return [(start, content[start:end]) for start, end in zip(places[::2], places[1::2], strict=True)]


def _has_bare_values(name: str) -> bool:
    """Whether values stand without quotes in this kind of file."""
    return name.startswith(".env") or name.endswith(_BARE_FILES)


def hits_in(content: bytes, words: list[tuple[int, bytes]], *, bare: bool) -> Iterator[Hit]:
    """Secrets of a file, in no order; one may be named twice.

    Args:
        words: see `words_of`.
        bare: values stand without quotes in this kind of file.
    """
    together = b" ".join([word for _, word in words])
    if any(mark in together for mark in _MARKED):
        yield from _tokens(words)
    yield from _assigned(content, words, bare=bare)
    yield from _key_blocks(content)
    yield from _urls(content)
    yield from _passwords(content)


def _tokens(words: list[tuple[int, bytes]]) -> Iterator[Hit]:
    for at, word in words:
        for match in shapes().finditer(word):
            yield from _token(_BY_GROUP[match.lastgroup or ""], at + match.start(), match[0])
        for start, end in _web_tokens(word):
            yield from _token(_WEB_TOKEN, at + start, word[start:end])


def _token(shape: _Shape, start: int, token: bytes) -> Iterator[Hit]:
    if entropy(token) >= shape.entropy and not _FIXED.search(token):
        yield Hit(start, shape.rule, f"{shape.what}: {mask(token)}")


def _web_tokens(word: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of each JSON web token in a word."""
    rest = rest_of_web_token().search(word)
    while rest is not None:
        head = _head_before(word, rest.start())
        if head is not None:
            yield head, rest.end()
        rest = rest_of_web_token().search(word, rest.start() + 1 if head is None else rest.end())


def _head_before(word: bytes, end: int) -> int | None:
    """Where the first part of a token begins that ends at a point; None where there is none."""
    low = max(0, end - _MOST_HEAD)
    begin = max(low, 1 + max(word.rfind(each, low, end) for each in (b".", b"/", b"+")))
    before = word[begin - 1 : begin] if begin else b""
    whole = word.startswith(b"eyJ", begin) and not before.isalnum() and before != b"_"
    head = begin if whole else word.find(b"-eyJ", begin, end) + 1
    return head if (whole or head) and end - head >= _LEAST_HEAD else None


def _assigned(content: bytes, words: list[tuple[int, bytes]], *, bare: bool) -> Iterator[Hit]:
    openers = _BARE_OPENERS if bare else _OPENERS
    for at, word in words:
        value = word.strip(b".-/")
        start = at + word.index(value)
        if content[start - 1 : start] not in openers or not looks_random(value) or _PLACEHOLDER.search(value):
            continue
        before = content[max(0, start - _LOOK_BACK) : start].rpartition(b"\n")[2]
        if _QUOTED_BEFORE.search(before) or (bare and _BARE_BEFORE.search(before)):
            yield Hit(start, "secrets/assigned", f"a value that looks random is assigned to a secret's name: {mask(value)}")


def _key_blocks(content: bytes) -> Iterator[Hit]:
    at = content.find(b"-----BEGIN ")
    while at >= 0:
        if _KEY_BLOCK.match(content, at):
            yield Hit(at, "secrets/private-key", "a private key")
        at = content.find(b"-----BEGIN ", at + 11)


def _urls(content: bytes) -> Iterator[Hit]:
    at = content.find(b"://")
    while at >= 0:
        start = at
        while start > 0 and at - start < 20 and content[start - 1 : start].isalnum():
            start -= 1
        match = _URL.match(content, start)
        if match and match[1] != match[2] and not _PLACEHOLDER.search(match[2]) and not _LOCAL.fullmatch(match[3]):
            yield Hit(match.start(2), "secrets/url-password", f"a password in an address: {mask(match[2])}")
        at = content.find(b"://", at + 3)


def _passwords(content: bytes) -> Iterator[Hit]:
    lowered = content.lower()
    for name in (b"passw", b"pwd", b"passphrase"):
        at = lowered.find(name)
        while at >= 0:
            match = _PASSWORD.match(content, at)
            if match and _is_password(match[2]):
                yield Hit(match.start(2), "secrets/password", f"a password is assigned: {mask(match[2])}")
            at = lowered.find(name, at + 3)


def _is_password(value: bytes) -> bool:
    """Letters and something else, and no name of a variable, environment or placeholder."""
    if value.startswith((b"/", b"~", b".")):
        return False  # a path: PWD is the working directory too
    mixed = any(chr(c).isalpha() for c in value) and not value.isalpha()
    return mixed and not _NAMES.fullmatch(value) and entropy(value) >= 2.75 and not _PLACEHOLDER.search(value)


def looks_random(value: bytes) -> bool:
    """Whether a value has the spread of characters of a generated one: hexadecimal over 3 bits each, others over 3.5."""
    if not _LEAST_WORD <= len(value) <= 512 or not _DIGIT.search(value) or value.isdigit():
        return False
    if _HEXADECIMAL.fullmatch(value):
        return entropy(value) >= 3.0
    if value.count(b"/") + value.count(b".") > 2 and b"+" not in value:
        return False
    return entropy(value) >= 3.5


def entropy(value: bytes) -> float:
    """Shannon's, in bits per character."""
    size = len(value)
    return -sum(n / size * log2(n / size) for n in (value.count(c) for c in set(value)))


def mask(secret: bytes) -> str:
    """What may be shown of a secret: its first four characters and its length."""
    return f"{secret[:4].decode('ascii', 'replace')}… ({len(secret)} characters)"


def _findings(content: bytes, hits: Mapping[int, Hit]) -> Iterator[Finding]:
    """In the order of their places. What stands between two of them is counted once."""
    line, column, said = 1, 1, 0
    for start in sorted(hits):
        between = content[said:start]
        if lines := between.count(b"\n"):
            line, column, between = line + lines, 1, between[between.rfind(b"\n") + 1 :]
        column, said = column + len(between.decode("utf-8", "replace")), start
        yield Finding(
            check="secrets", rule=hits[start].rule, path="", line=line, column=column, severity="error",
            message=hits[start].message,
            recommendation="read it from the environment or a secret store; revoke it if it is real and was ever shared",
        )  # fmt: skip


CHECK = Check(
    name="secrets",
    summary="tokens, keys and passwords in text",
    run=_run,
    example=Example(
        "a.py", b'TOKEN = "ghp_' + b'a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo"\n', b'TOKEN = os.environ["GITHUB_TOKEN"]\n'
    ),
    default=True,
    of_parts=True,
    facts=lambda snapshot, _context: str(_has_bare_values(snapshot.file.name)),
)
