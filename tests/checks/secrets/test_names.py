"""Names of secrets, in all the ways that languages write them."""

import pytest
from tests.checks.secrets.looking import made, severities

from kaptar.checks.secrets.names import is_secret_name, is_token_name, words_of_name

WORDS = {
    "APIKey": "api key",
    "DBPassword": "db password",
    "JWTSecret": "jwt secret",
    "AWSSecretKey": "aws secret key",
    "SMTPPassword": "smtp password",
    "OAuthToken": "o auth token",
    "kApiToken": "k api token",
    "HTTPSProxyURL": "https proxy url",
    "db2_PASSWORD_1": "db password",
    "dbpassword": "db password",
    "PGPASSWORD": "pg password",
    "mysqlrootpassword": "mysql root password",
    "SSHPASS": "ssh pass",
    "accesstoken": "access token",
    "clientsecret": "client secret",
    "apiSecretkey": "api secret key",
    "passPhrase": "passphrase",
    "user_pass_word": "user password",
    "pass": "pass",
    "passWordLength": "password length",
    # not cut: not all of it is known
    "bypass": "bypass",
    "monkey": "monkey",
    "hostkey": "hostkey",
    "compass": "compass",
    "tokenizer": "tokenizer",
    "secretary": "secretary",
    "subkey": "subkey",
}


@pytest.mark.parametrize(("name", "words"), WORDS.items(), ids=WORDS)
def test_a_name_is_cut_into_its_words(name: str, words: str) -> None:
    assert words_of_name(name.encode()) == words.encode().split()


SECRETS = [
    "APIKey", "DBPassword", "JWTSecret", "AWSSecretKey", "APIToken", "SMTPPassword", "HMACKey", "RSAPrivateKey", "dbpassword",
    "dbpass", "userpassword", "PGPASSWORD", "SSHPASS", "accesstoken", "authtoken", "apitoken", "secretkey", "accesskey",
    "clientsecret", "privatekey", "rootpass", "redispassword", "githubtoken", "MYSQLPASSWORD", "passPhrase", "encryptionkey",
    "refreshtoken", "adminpwd", "mailpasswd", "apikey", "DBPasswordValue", "dbpassword2",
]  # fmt: skip
NONE = [
    "CSRFToken", "XSRFToken", "NFTToken", "EOSToken", "LPToken", "publickey", "csrftoken", "bypass", "compass", "monkey",
    "hotkey", "primarykey", "hostkey", "APIKeyName", "tokenizer", "dbpasswordhash", "passwordLength", "cacheKey", "sortkey",
    "PublicKey", "AccessKeyId", "userkey", "passthrough", "keyboard",
]  # fmt: skip


@pytest.mark.parametrize("name", SECRETS)
def test_it_is_a_secret_s(name: str) -> None:
    assert is_secret_name(name.encode())


@pytest.mark.parametrize("name", NONE)
def test_it_is_not(name: str) -> None:
    assert not is_secret_name(name.encode())


def test_a_token_of_no_kind_is_told_from_one_of_a_known_kind() -> None:
    assert is_token_name(b"MYToken")
    assert not any(map(is_token_name, (b"APIToken", b"accesstoken", b"authtoken")))


@pytest.mark.parametrize("name", ["APIKey", "DBPassword", "accesstoken", "PGPASSWORD", "passPhrase"])
def test_its_value_is_found(name: str) -> None:
    assert severities("a.go", f'var {name} = "{made(40)}"') == ["error"]
