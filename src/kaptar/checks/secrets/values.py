"""Values that are no secrets although a secret's name has them: placeholders, sealed ones, digests, addresses. Pure."""

import re
from base64 import urlsafe_b64decode

from kaptar.checks.secrets.randomness import is_generated, is_strong_password

_PLACEHOLDER = re.compile(
    rb"(?i)example|placeholder|change.?me|replace.?(?:me|with|this)|your|dummy|redacted|sample|fake|insert|todo|xxxx|\*\*\*|\.\.\."
    rb"|<|[$#]\{|\{\{|\$\(|%\(|%2a%2a|0123456|1234(?![0-9])|1234567|abcdef|fedcba|987654|deadbeef|secret|passw|p[a4@][s5$]{2}w|token|test|demo|mock"
    rb"|default|invalid|undefined|lorem|foobar|qwerty|letmein|hunter2|(?:asdf){2}|[a-z]{3}123\Z"
)
_SHORT = frozenset({b"your", b"todo", b"fake", b"test", b"demo", b"mock", b"token"})
"""Words of placeholders that a generator makes by chance too."""
_FIXED = re.compile(rb"(?i)example|placeholder|change.?me|your[_-]|dummy|redacted|xxxx|0{12}|12345678|abcdefghij|deadbeefdead")
_SEALED = re.compile(
    rb"ENC\[|ENC\(|\{cipher\}|vault:v?[0-9]|\$ANSIBLE_VAULT|!vault|AQICAH|encrypted:|enc:|age1|kms:|\{\{?aws"
    rb"|-----BEGIN (?:AGE|PGP MESSAGE)"
    rb"|[A-Za-z0-9./]{2,32}\$(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9A-Za-z])"
    rb"|\*[0-9A-F]{40}(?![0-9A-Za-z])|\$[A-Za-z0-9-]{1,16}\$|\$argon2|\$scrypt|scrypt:|pbkdf2|\{(?:SSHA|SHA|CRYPT)|bcrypt|sha(?:1|256|384|512)[:=$-]|md5[:=$-]"
)
"""What begins a value that is encrypted or hashed; all hashes of crypt(3) name their kind between two dollar signs, and older
programs write a salt, a dollar sign and a digest."""
_PUBLIC = re.compile(
    rb"(?i)0x[0-9a-f]{40}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\{[0-9a-f-]{36}\}"
    rb"|[~^]?[0-9]{1,5}(?:\.[0-9]{1,6}){1,3}|[~^]?[0-9]{1,5}\.[0-9]{1,6}\.[0-9]{1,6}[(+-][^\s]{0,400}"
    rb"|[a-z_]{2,30}+(?>(?::[a-z0-9_,.]{1,60}+)?)(?:\||(?>(?:\|[a-z_]{2,30}+(?>(?::[a-z0-9_,.]{1,60}+)?))+)\|?)"
    rb"|(?:arn|urn|alias|workspace|op|https?|wss?|file|gs|s3|ssm|vault|ref|env|keyvault|kv|secretsmanager|data|mailto|git|ssh|did|ipfs|docker|oci|jdbc"
    rb"|postgres|postgresql|mysql|redis|rediss|amqp|amqps|mongodb|projects)[:/+].{0,510}"
    rb"|[a-z_][a-z0-9_.]{0,60}[\[(<].{0,400}[\])>]|bc1[02-9ac-hj-np-z]{25,60}|-[a-z]{2,30}|ssh-[a-z0-9-]{3,20}.{0,400}"
)
"""No secret by its form: an address of a chain, a uuid, a version, rules for a form (``required|string``), a name with a scheme
(``arn:``, ``op:``, ``https:``), an option of a command (``-passout``)."""
_ELSEWHERE = re.compile(
    rb"(?i)[$%][A-Za-z_{(]|\^[\[(]|@[A-Za-z_{]|#[{/]|--[a-z]|[~/.\\(\[{<]|&[a-z]{2,6};|process\.env|os\.environ|env\.|var\.|ref\+|secrets?\.|config\.|settings?\.|self\.|this\."
)
"""What begins a value that says where the secret is: a variable, a path, an expression."""
_SOLANA = re.compile(rb"[1-9A-HJ-NP-Za-km-z]{43,44}")
_TEXT = re.compile(rb"[A-Za-z\x80-\xff]++(?>(?:[_.,' :/+-][A-Za-z\x80-\xff]++)*)[!?.:]{0,3}+")
_PART = re.compile(rb"(?:[A-Z]?[a-z]{2,}|[A-Z]{2,})(?>(?:[A-Z][a-z]+)*)[0-9]{0,4}[a-z]?")
_JOINTS = re.compile(rb"[-_./:]")
_WORDS_OF_PHRASE = re.compile(rb"(?:[A-Za-z]{2,20}|[0-9]{1,8})(?: (?:[A-Za-z]{2,20}|[0-9]{1,8})){3,11}")
_OF_PROSE = frozenset(
    b"the your an to of for is and in this with enter please must key passphrase password be by not no or at on it".split()
)
_ADDRESS = re.compile(rb"https?:[!-~]{0,510}[/=:?&#]([A-Za-z0-9_-]{24,510}+)")
_NAMES = re.compile(rb"[A-Za-z]++(?>(?:[_.\- :/][A-Za-z0-9]*+)*)")
_PAD = 6
"""So many equal characters in a row no generator makes."""


def is_placeholder(value: bytes) -> bool:
    """Whether a value stands for one that somebody puts there, or is one that everybody knows."""
    found = _PLACEHOLDER.search(value)
    return (found is not None and not _is_by_chance(value, found)) or _is_padded(value)


def _is_by_chance(value: bytes, found: re.Match[bytes]) -> bool:
    """Whether a short word stands in the middle of what a generator made."""
    before, rest = value[: found.start()], value[found.end() :]
    if found[0].lower() not in _SHORT or not before[-1:].isalnum() or not rest[:1].isalnum() or _PLACEHOLDER.search(rest):
        return False
    return is_generated(before + rest) or is_strong_password(before + rest)


def is_fixed_text(token: bytes) -> bool:
    """The same of a token in a provider's format: fewer words count, since any may be in a random one by chance."""
    return bool(_FIXED.search(token)) or _is_padded(token)


def _is_padded(value: bytes) -> bool:
    return any(bytes([each]) * _PAD in value for each in set(value))


def is_sealed(value: bytes) -> bool:
    """Whether a value is encrypted or hashed."""
    return bool(_SEALED.match(value))


def is_no_secret(value: bytes) -> bool:
    """Whether a value that is assigned to a secret's name is none in itself."""
    return bool(is_sealed(value) or _PUBLIC.fullmatch(value) or _ELSEWHERE.match(value) or is_placeholder(value)) or is_compound(
        value
    )


def is_token_of_chain(value: bytes) -> bool:
    """Whether a value is written as the address of a token on Solana is: a name of ``token`` alone says nothing then."""
    return bool(_SOLANA.fullmatch(value))


def is_plain_name(value: bytes) -> bool:
    """Whether a value is letters and what joins them, or words of a text in any language."""
    return bool(_NAMES.fullmatch(value) or _TEXT.fullmatch(value))


def is_compound(value: bytes) -> bool:
    """Whether words make up half of a value of several parts: a path, the name of a place."""
    parts = _JOINTS.split(value)
    words = [part for part in parts if len(part) > 2 and _PART.fullmatch(part)]
    return len(parts) > 2 and len(words) > 1 and 2 * sum(map(len, words)) >= len(value)


def is_passphrase(value: bytes) -> bool:
    """Whether a value is some words, and no sentence."""
    return bool(_WORDS_OF_PHRASE.fullmatch(value)) and _OF_PROSE.isdisjoint(value.lower().split()) and not is_placeholder(value)


def token_of_address(value: bytes) -> bytes:
    """The last part of an address of the web, where it is as long as a token; b"" where it is not, or all is no address."""
    found = _ADDRESS.fullmatch(value)
    return found[1] if found and b"ipfs" not in value else b""


def decoded(value: bytes) -> bytes:
    """What a value says in base64, with either alphabet and with or without padding; b"" where it is none."""
    text = value.rstrip(b"=").replace(b"+", b"-").replace(b"/", b"_")
    try:
        return urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except ValueError:
        return b""


_SAID = re.compile(rb"[ -~\t\r\n]{6,400}+")


def said_in_base64(value: bytes) -> bytes:
    """The text that a value says in base64, if it is readable and no login: of what a generator makes it never is; else b""."""
    text = decoded(value).strip()
    return text if _SAID.fullmatch(text) and b":" not in text else b""


def is_example_login(value: bytes) -> bool:
    """Whether a value is a name and a password in base64, and the password a placeholder: ``username:password``."""
    name, colon, password = decoded(value).partition(b":")
    return bool(name and colon) and password.isascii() and is_placeholder(password)
