"""Forms of harmless files: what is in no form is protected, so no secret that is put into a harmless file leaves it harmless."""

import base64
import random
import string

import pytest
from tests.checks.guards import pem
from tests.checks.secrets.looking import made

from kaptar.checks.guards.harmless import why_secret

UPPER = string.ascii_uppercase + "234567"
HARMLESS = r"""# Local development. Copy this file, and change what you need.
COMPOSE_PROJECT_NAME=handson-ml3
# ---- Ports (see docker-compose.yml) ----
PORT=3000
export NODE_ENV=development   # or production
DEBUG=true
TIMEOUT="30s"
APP_NAME='My shop'
APP_URL=http://localhost:3000/api
HOSTS=localhost,127.0.0.1
BIND=0.0.0.0:8080
LOG=./log/app.log
DATA=${HOME}/data
REDIS=redis://redis:6379/0
# API_KEY=
API_KEY=<your-api-key>
# Set your own secret key here
SECRET_KEY=changeme
DB_PASSWORD=${DB_PASSWORD}
POSTGRES_PASSWORD=postgres

PYTHON_VERSION=3.11
LEVEL=info
"""
SEVERAL = [
    HARMLESS,
    "\ufeffA=1\r\nB=2\r\n",
    "\n".join(f"# {line}" for line in HARMLESS.splitlines()),
    "TZ=UTC\nLOG_LEVEL=warn\nMAIL_FROM=\nSMTP=smtp:25\nIMAGE_NAME=web-app2\nTRUST=10.0.0.0/8\n",
    "# See https://docs.docker.com/compose/env/ for details\nS3=http://minio:9000\n",
]
ROUND = ("", " ", "=", "#", " # ", "'", '"', "/", ",", "@", ":", "-", "_", ".", "\n", "\t", "$", "<", "\\", "\r")
"""What may stand before and behind a secret that somebody puts between two characters of a file."""
MANY = 3_000


def secrets_of(seed: int) -> list[str]:
    """One secret of each kind, as generators and people make them."""
    hexadecimal, letters = made(32, "0123456789abcdef", seed), made(24, seed=seed)
    words = ["zebra", "quartz", "lantern", "violin", "cactus", "meadow", "pepper", "walnut", "breeze", "copper"]
    return [
        "ghp_" + made(36, seed=seed),
        "sk_live_" + letters,
        hexadecimal,
        hexadecimal.upper(),
        f"{hexadecimal[:8]}-{hexadecimal[8:12]}-{hexadecimal[12:16]}-{hexadecimal[16:20]}-{hexadecimal[20:]}",
        base64.b64encode(random.Random(seed).randbytes(24)).decode(),
        base64.b64encode(random.Random(seed).randbytes(19)).decode(),
        made(32, UPPER, seed),
        made(20, string.digits, seed),
        made(40, string.ascii_lowercase, seed),
        made(14, string.ascii_letters + string.digits + "!@%^&*()", seed),
        f"hunter{seed % 90 + 10}secret",
        " ".join(random.Random(seed).sample(words, 6)),
        "://bob:hunter@",
        "p455w0rd",
    ]


@pytest.mark.parametrize("text", SEVERAL)
def test_a_harmless_file_is_harmless(text: str) -> None:
    assert why_secret("env", text.encode()) == ""


def test_a_secret_anywhere_in_a_harmless_file_protects_it() -> None:
    draw = random.Random(11)
    for turn in range(MANY):
        kinds = secrets_of(turn % 60)
        secret, text = kinds[turn % len(kinds)], draw.choice(SEVERAL)
        at = draw.randrange(len(text) + 1)
        mixed = text[:at] + draw.choice(ROUND) + secret + draw.choice(ROUND) + text[at:]
        assert why_secret("env", mixed.encode()), mixed[max(0, at - 60) : at + 120]


@pytest.mark.parametrize(
    "name", ["DB_PASSWORD", "PIN", "DBPW", "API_KEY", "LOGIN", "WALLET", "OTP_CODE", "SEED_PHRASE", "app.secret"]
)
@pytest.mark.parametrize(
    "form", ["{0}={1}", "export {0}={1}", "{0}='{1}'", '{0}="{1}" # x', "# {0}={1}", "{0}= # {1}", "{0}=''{1}"]
)
def test_plain_words_and_numbers_are_secrets_under_the_name_of_one(name: str, form: str) -> None:
    for value in ("swordfish", "48213", "/swordfish", "hunter:48213", "three plain words", "db.example", "http://swordfish/"):
        assert why_secret("env", f"{HARMLESS}{form.format(name, value)}\n".encode()), value


@pytest.mark.parametrize(
    "line",
    [
        # What shells and docker join.
        'API_KEY=""{0}', "API_KEY=''{0}", 'SECRET="test"{0}', "SECRET='changeme'\"{0}\"", "X=a'{0}'", 'X="1"{0}', "X=1\\{0}",
        # A default, a command, a place to fill in that is filled.
        "API_KEY=${{X:-{0}}}", "X=$(echo {0})", "X=`{0}`", "API_KEY=<{0}>", "TOKEN=your_{0}", "TOKEN=your {0}", "A=[{0}]",
        # Parts of addresses.
        "D=jdbc:postgresql://h/db?user=sa&password={0}", "D=postgres://host/db?password={0}", "D=redis://:{0}@host:6379",
        "D=https://{0}@github.com/x/y", "D=http://localhost/#{0}", "D=http://localhost:1/?{0}",
        # Behind and beside.
        "API_KEY=todo #{0}", "API_KEY=#{0}", "API_KEY= #{0}", "# the password is {0}", "# api key: {0}", "# password:\n# {0}",
        'NOTE="a\nPASSWORD={0}\n"', "API_KEY: {0}", "{0}", "A=1\u2028KEY={0}", "A=1\rKEY={0}", "A=1\x0bKEY={0}", "A = {0}\x00",
    ],
)  # fmt: skip
def test_no_spelling_hides_even_a_plain_word(line: str) -> None:
    assert why_secret("env", f"A=1\n{line.format('swordfish')}\n".encode())


@pytest.mark.parametrize(
    "line",
    ["X=123456", "N=correct horse battery staple", "# correct horse battery staple", "# 4111 1111 1111 1111", "c2VjcmV0MTIz=",
     "X=admin:48213", "LOG=/abc12/def34", "# see p@sswort", "# größe", "ghp_abcdefghijklmnopqrstuvwxyz0=1", "x" * 90 + "="],
)  # fmt: skip
def test_what_is_in_no_form_is_protected(line: str) -> None:
    assert why_secret("env", f"{line}\n".encode()).startswith("line 1")


@pytest.mark.parametrize("count", [500, 4_000])
def test_many_comments_are_looked_at_once_each(count: int) -> None:
    text = "# one more line of words\n" * count
    assert why_secret("env", text.encode()) == ("" if len(text) <= 1 << 16 else "it is no short text")


@pytest.mark.parametrize(
    "text", [pem.CERTIFICATE, pem.PUBLIC, pem.RSA_PUBLIC, pem.PUBLIC + "\n" + pem.CERTIFICATE, pem.PUBLIC.replace("\n", "\r\n")]
)
def test_public_blocks_are_harmless(text: str) -> None:
    assert why_secret("keys", text.encode()) == ""


def test_nothing_may_stand_beside_or_in_a_public_block() -> None:
    draw = random.Random(12)
    text = pem.CERTIFICATE + pem.PUBLIC
    for turn in range(2_000):
        secret = draw.choice([*secrets_of(turn % 60), "x", "hunter", "# the CA", "MIIEpAIBAAKCAQEA1c7f9zXy3"])
        at = draw.randrange(len(text) + 1)
        mixed = text[:at] + draw.choice(("", "\n", " ")) + secret + draw.choice(("", "\n", " ")) + text[at:]
        assert why_secret("keys", mixed.encode()), mixed[max(0, at - 60) : at + 120]


@pytest.mark.parametrize(
    "text",
    [
        pem.block("CERTIFICATE", pem.OPENED), pem.block("PUBLIC KEY", pem.OPENED), pem.block("RSA PUBLIC KEY", pem.OPENED),
        pem.block("CERTIFICATE", pem.sequence(0x30, 0x30, 0x03) + b"secret"), pem.block("PUBLIC KEY", b"\x30\x82"),
        pem.block("CERTIFICATE", b"swordfish"), pem.block("PKCS7", pem.sequence(0x30, 0x30, 0x03)),
        "-----BEGIN CERTIFICATE-----\n",
        pem.PUBLIC.replace("END PUBLIC", "END RSA PUBLIC"), pem.block("PUBLIC KEY", pem.sequence(0x30, 0x03), width=500),
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n", pem.CERTIFICATE + pem.PRIVATE, "words\n",
    ],
)  # fmt: skip
def test_what_is_no_whole_public_block_is_protected(text: str) -> None:
    assert why_secret("keys", text.encode())


@pytest.mark.parametrize("comment", [f"# {made(30)}", "# frobs quux blarg zork plugh", "# https://a.b/x?y=z9Qw8"])
def test_a_variable_is_named_before_a_comment_of_unknown_words(comment: str) -> None:
    secret = f"DB_PASSWORD={made(12)}"
    assert "line 3 (DB_PASSWORD)" in why_secret("env", f"{comment}\nA=1\n{secret}\n".encode())
    assert "line 1 may" in why_secret("env", f"{comment}\nA=1\n".encode())
