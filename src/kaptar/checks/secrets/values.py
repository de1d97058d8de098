"""Values that are no secrets although a secret's name has them: placeholders, sealed ones, digests, addresses. Pure."""

import re
from base64 import urlsafe_b64decode

_PLACEHOLDER = re.compile(
    rb"(?i)example|placeholder|change.?me|replace.?(?:me|with|this)|your|dummy|redacted|sample|fake|insert|todo|xxxx|\*\*\*|\.\.\."
    rb"|<|\$\{|\{\{|\$\(|%\(|%2a%2a|0123456|1234(?![0-9])|1234567|abcdef|fedcba|987654|deadbeef|secret|passw|p[a4@][s5$]{2}w|token|test|demo|mock"
    rb"|default|invalid|undefined|lorem|foobar|qwerty|letmein|hunter2|(?:asdf){2}"
)
_FIXED = re.compile(rb"(?i)example|placeholder|change.?me|your[_-]|dummy|redacted|xxxx|0{12}|1234567890|abcdefghij|deadbeefdead")
_SEALED = re.compile(
    rb"ENC\[|ENC\(|\{cipher\}|vault:v?[0-9]|\$ANSIBLE_VAULT|!vault|AQICAH|encrypted:|enc:|age1|kms:|\{\{?aws"
    rb"|-----BEGIN (?:AGE|PGP MESSAGE)"
    rb"|\$2[abxy]?\$|\$argon2|\$5\$|\$6\$|\$y\$|\$scrypt|scrypt:|pbkdf2|\{(?:SSHA|SHA|CRYPT)|bcrypt|sha(?:1|256|384|512)[:=$-]|md5[:=$-]"
)
"""What begins a value that is encrypted or hashed."""
_PUBLIC = re.compile(
    rb"(?i)0x[0-9a-f]{40}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\{[0-9a-f-]{36}\}"
    rb"|(?:arn|urn|op|https?|wss?|file|gs|s3|ssm|vault|ref|env|keyvault|kv|secretsmanager|data|mailto|git|ssh|did|ipfs|docker|oci|jdbc"
    rb"|postgres|postgresql|mysql|redis|rediss|amqp|amqps|mongodb|projects)[:/+].{0,510}"
    rb"|[a-z_][a-z0-9_.]{0,60}[\[(<].{0,400}[\])>]|bc1[02-9ac-hj-np-z]{25,60}|ssh-[a-z0-9-]{3,20}.{0,400}"
)
"""Public by its form: an address of a chain, a uuid, a name with a scheme (``arn:``, ``op:``, ``https:``)."""
_ELSEWHERE = re.compile(
    rb"(?i)[$%][A-Za-z_{(]|@[A-Za-z_{]|#\{|[~/.\\(\[{<]|&[a-z]{2,6};|process\.env|os\.environ|env\.|var\.|ref\+|secrets?\.|config\.|settings?\.|self\.|this\."
)
"""What begins a value that says where the secret is: a variable, a path, an expression."""
_SOLANA = re.compile(rb"[1-9A-HJ-NP-Za-km-z]{43,44}")
_NAMES = re.compile(rb"[A-Za-z]++(?:[_.\- :/][A-Za-z0-9]*+)*+")
_PAD = 6
"""So many equal characters in a row no generator makes."""


def is_placeholder(value: bytes) -> bool:
    """Whether a value stands for one that somebody puts there, or is one that everybody knows."""
    return bool(_PLACEHOLDER.search(value)) or _is_padded(value)


def is_fixed_text(token: bytes) -> bool:
    """The same of a token in a provider's format: fewer words count, since any may be in a random one by chance."""
    return bool(_FIXED.search(token)) or _is_padded(token)


def _is_padded(value: bytes) -> bool:
    return any(bytes([each]) * _PAD in value for each in set(value))


def is_no_secret(value: bytes) -> bool:
    """Whether a value that is assigned to a secret's name is none in itself."""
    return bool(_SEALED.match(value) or _PUBLIC.fullmatch(value) or _ELSEWHERE.match(value) or is_placeholder(value))


def is_token_of_chain(value: bytes) -> bool:
    """Whether a value is written as the address of a token on Solana is: a name of ``token`` alone says nothing then."""
    return bool(_SOLANA.fullmatch(value))


def is_plain_name(value: bytes) -> bool:
    """Whether a value is letters and what joins them."""
    return bool(_NAMES.fullmatch(value))


def decoded(value: bytes) -> bytes:
    """What a value says in base64, with either alphabet and with or without padding; b"" where it is none."""
    text = value.rstrip(b"=").replace(b"+", b"-").replace(b"/", b"_")
    try:
        return urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except ValueError:
        return b""


def is_example_login(value: bytes) -> bool:
    """Whether a value is a name and a password in base64, and the password a placeholder: ``username:password``."""
    name, colon, password = decoded(value).partition(b":")
    return bool(name and colon) and password.isascii() and is_placeholder(password)
