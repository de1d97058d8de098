"""Names of secrets that are written in one word: ``dbpassword``, ``PGPASSWORD``, ``clientsecret``. Pure.

A closed list: a word is cut only where all of it is words that are known, so ``bypass`` and ``monkey`` stay whole.
"""

KEYS = frozenset(
    (
        b"api access secret private auth account signing encryption encrypt master shared storage client service app "
        b"admin jwt session webhook license licence subscription deploy hmac rsa aes ssh connection crypto cookie"
    ).split()
)
"""Words that make ``key`` a secret."""
BEFORE = KEYS | frozenset(
    (
        b"db database pg postgres postgresql my mysql mariadb mssql sql sqlserver oracle mongo mongodb redis rabbit rabbitmq "
        b"mq mqtt kafka elastic user users root sudo sa login ftp sftp smtp imap mail email ldap http https proxy wifi wlan "
        b"vpn rpc jdbc oauth bot refresh bearer web personal consumer github gitlab gh slack discord telegram npm pypi aws gcp "
        b"azure stripe twilio vault registry docker cert keystore truststore store zip key super owner backup host server"
    ).split()
)
_NOUNS = (b"passphrase", b"credentials", b"password", b"passcode", b"passwd", b"secret", b"token", b"pass", b"pwd", b"key")
_MOST, _MOST_PARTS, _LEAST_PART = 32, 4, 2


def parts_of(word: bytes) -> list[bytes]:
    """The words that a word in small letters is made of; itself alone where that is not known.

    Shape: the last of several is a secret's noun or ``key``.
    """
    if word.endswith(_NOUNS) and len(word) <= _MOST:
        for noun in _NOUNS:
            before = _cut(word[: -len(noun)], _MOST_PARTS) if word.endswith(noun) else None
            if before and (noun != b"key" or before[-1] in KEYS):
                return [*before, noun]
    return [word]


def _cut(text: bytes, most: int) -> list[bytes] | None:
    """A text as at most so many known words; None where it is none."""
    if not text or not most:
        return None if text else []
    for end in range(len(text), _LEAST_PART - 1, -1):
        if text[:end] in BEFORE and (rest := _cut(text[end:], most - 1)) is not None:
            return [text[:end], *rest]
    return None
