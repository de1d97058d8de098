"""Names of secrets, told from names that only have such a word: ``tokenizer``, ``nextToken``, ``secretName``. Pure."""

import re
from itertools import pairwise

from kaptar.checks.secrets.compounds import BEFORE, KEYS, parts_of

MOST_NAME = 64
"""Bytes of a name that are looked at."""

_WORD = re.compile(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z]++")
"""A run of capitals ends before the one that begins the next word: ``APIKey``, ``DBPassword``."""
_SECRETS = frozenset(
    (
        b"password passwd pwd passphrase passcode pass secret secrets token credential credentials authorization bearer apikey"
    ).split()
)
_NEUTRAL = frozenset(
    (
        b"value default prod production dev development staging string str text plain plaintext raw v env live local "
        b"main primary secondary backup old new current b base hex const var one two a b in use"
    ).split()
)
"""Words behind that change nothing."""
_PUBLIC = frozenset(
    (
        b"public pub publishable anon site next page pagination continuation sync csrf xsrf cancel cancellation resume "
        b"cursor design css color theme syntax lexer parser parse special stop start eos bos pad unk mask sep cls end "
        b"first last prev previous left right word sub input output prompt completion max min num count cache query i18n "
        b"translation translate message label erc mint contract pool lp quote reward staking fee idempotency fake mock "
        b"dummy invalid expired wrong bad sample example test hashed encrypted sealed cipher hash no not empty missing "
        b"redacted masked after before nft watermark change sequence row etag upload state nonce authenticity antiforgery"
    ).split()
)
"""Words before that make it none."""
_OF_FORMS = ([b"request", b"verification", b"token"], [b"search", b"token"], [b"domain", b"verification", b"token"])
"""Names of tokens that pages have for their own forms, or show to who asks whose they are, beside those with such a word."""
_KEYED = frozenset(
    {
        (b"auth",),
        (b"secure", b"auth"),
        (b"logged", b"in"),
        (b"nonce",),
        (b"cookie",),
        (b"session",),
        (b"secret",),
        (b"hash", b"ids"),
    }
)
"""What a key or a salt belongs to that signs cookies and forms: ``NONCE_SALT``, ``LOGGED_IN_KEY``."""
TOKENS = frozenset({b"token", b"tokens"})
_HALVES = frozenset({(b"pass", b"word"), (b"pass", b"phrase"), (b"pass", b"code"), (b"pass", b"wd")})
"""A noun that is written as two words: ``passPhrase``, ``pass_word``."""
_OF_CALLS = BEFORE | _SECRETS | _NEUTRAL | {b"set", b"with", b"k", b"m", b"s"}
"""Words of a name that is called with its value: ``setApiKey("…")``, ``kApiToken("…")``."""


def words_of_name(name: bytes) -> list[bytes]:
    """The words of a name in any style, in small letters; digits are none. Those in one word are several: ``dbpassword``."""
    words = [part for word in _WORD.findall(name[-MOST_NAME:]) for part in parts_of(word.lower())]
    return _whole(words) if b"pass" in words else words


def _whole(words: list[bytes]) -> list[bytes]:
    """The words with the two halves of a noun as one."""
    joined = [b"".join(pair) if pair in _HALVES else pair[0] for pair in pairwise((*words, b""))]
    return [word for at, word in enumerate(joined) if not at or tuple(words[at - 1 : at + 1]) not in _HALVES]


def is_secret_name(name: bytes) -> bool:
    """Whether what has this name is a secret: by its last word that means something, and the words before it."""
    words = words_of_name(name)
    if words[-1:] in ([b"salt"], [b"key"]) and tuple(words[:-1]) in _KEYED:
        return True
    while words and words[-1] in _NEUTRAL:
        words.pop()
    if not words or not _PUBLIC.isdisjoint(words[:-1]) or words in _OF_FORMS:
        return False
    return words[-1] in _SECRETS or (words[-1] == b"key" and len(words) > 1 and words[-2] in KEYS)


def is_plain_secret_name(name: bytes) -> bool:
    """Whether it is a secret's name, and each word of it is known: no verb stands before it, as in ``checkPassword``."""
    return is_secret_name(name) and all(word in _OF_CALLS for word in words_of_name(name.rpartition(b".")[2]))


def is_token_name(name: bytes) -> bool:
    """Whether the name says ``token`` and nothing else that means a secret."""
    words = words_of_name(name)
    return bool(words) and words[-1] in TOKENS and not {b"access", b"auth", b"api", b"secret", b"refresh", b"bearer"} & set(words)
