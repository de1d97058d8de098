"""Formats of providers that the engine lacks, or knows beside the provider's name alone: each row with its source."""

import pytest
from tests.checks.secrets.looking import HEXADECIMAL, LETTERS, looked, made

from kaptar.checks.secrets.shapes import SHAPES

LOWER, URL, BASE32 = "abcdefghijklmnopqrstuvwxyz0123456789", LETTERS + "_-", "abcdefghijklmnopqrstuvwxyz234567"
UUID = f"{made(8, HEXADECIMAL)}-1c2d-4e5f-8a9b-{made(12, HEXADECIMAL)}"
FORMATS = {
    "tavily": "tvly-dev-" + made(32),
    "supabase": "sb_secret_" + made(22, URL) + "_" + made(8),
    "google, refresh": "1//0" + made(98, URL),
    "google, access": "ya29.a0" + made(160, URL),
    "nuget": "oy2" + made(43, LOWER),
    "typeform": "tfp_" + made(40) + "_" + made(16),
    "square": "sq0csp-" + made(43, URL),
    "dropbox": "sl." + made(135, URL),
    "dropbox, newer": "sl.u." + made(200, URL),
    "open vsx": "ovsxat_" + UUID,
    "1password": "ops_eyJ" + made(300),
    "elevenlabs": "sk_" + made(48, HEXADECIMAL),
    "crates.io": "cio" + made(32),
    "mailgun": "key-" + made(32, HEXADECIMAL),
    "launchdarkly": "sdk-" + UUID,
    "new relic, insert": "NRII-" + made(32, URL),
    "gitea": "gto_" + made(52, BASE32),
    "jfrog, reference": "cmVmdGtuOjAxO" + made(51),
    "yandex": "AQVN" + made(36, URL),
    "honeycomb": "hcaik_" + made(58, LOWER),
    "flutterwave": "FLWSECK-" + made(32, HEXADECIMAL) + "-X",
    "plaid": "access-production-" + UUID,
    "mailchimp": made(32, HEXADECIMAL) + "-us12",
    "mapbox": "sk.eyJ1Ijoi" + made(60) + "." + made(22),
    "adafruit": "aio_" + made(28),
    "databento": "db-" + made(29),
    "hugging face, organisation": "api_org_" + made(34, LETTERS[:52]),
}


@pytest.mark.parametrize("token", FORMATS.values(), ids=FORMATS)
def test_the_format_alone_is_found(token: str) -> None:
    findings = looked("a.txt", f'connect("{token}")\n'.encode())
    assert [(f.severity, f.column) for f in findings] == [("error", 10)]
    assert token[8:-4] not in findings[0].message


@pytest.mark.parametrize(
    "text",
    [
        "social_precious_ciohandlerregistrationmanager2 ciopreciouslylongnamesofthings2024",
        f"cache-key-{made(32, HEXADECIMAL)} monkey-{made(32, HEXADECIMAL)} turn_key-{made(32, HEXADECIMAL)}",
        f"sdk-{made(8, HEXADECIMAL)}-1c2d-1e5f-8a9b-{made(12, HEXADECIMAL)} android-sdk-{UUID} api-{UUID}",
        f"task_{made(48, HEXADECIMAL)} sk_the_name_of_a_column_in_a_table_of_surrogates_2",
        "sl." + "translations_of_the_slovene_language_" * 4,
        "ops_eyJ" + "a" * 260,
        "toy2" + made(43, LOWER) + " oy2" + "some_words_that_are_joined_into_a_long_name_2",
        "sb_secret_the_name_of_a_variable_in_code1",
        "aio_the_name_of_a_long_variable1 db-instances-of-the-department-2024 AQVNames_that_begin_so_in_some_code_of_2024",
        f"access-sandbox-{UUID} sha-{made(31, HEXADECIMAL)}-us12 image-us1 build-us-east-1",
        "ya29.the_access_token_of_an_account_of_google_goes_here_and_is_long_1",
    ],
)
def test_words_that_begin_so_are_none(text: str) -> None:
    assert looked("a.txt", text.encode()) == ()


def test_each_of_them_has_its_source() -> None:
    of = {token: [shape for shape in SHAPES if any(mark in token for mark in shape.marks.split())] for token in FORMATS.values()}
    assert all(any(shape.source.startswith("https://") for shape in shapes) for shapes in of.values())
