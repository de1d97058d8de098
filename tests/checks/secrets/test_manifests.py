"""Kubernetes Secrets: values in base64 are judged by what they say."""

import json
from base64 import b64encode

import pytest
from tests.checks.secrets.looking import HEXADECIMAL, looked, made, severities

CERTIFICATE = f"-----BEGIN CERTIFICATE-----\n{made(64)}\n{made(60)}\n-----END CERTIFICATE-----\n"
PEM_KEY = "-----BEGIN PRIVATE " + f"KEY-----\n{made(64)}\n{made(64)}\n-----END PRIVATE " + "KEY-----\n"
GENERATED, STRONG = made(40), "kV9#mQ2$xL7@" + "pW4!zN8&"
NO_SECRETS = {
    "ca.crt": CERTIFICATE,
    "tls.crt": CERTIFICATE * 3,
    "password": "changeme",
    "token": "REPLACE_ME",
    "api-key": "your-api-key-here",
    "db-password": "password",
    "config.yaml": "log_level: info\nretries: 3\n",
    ".dockerconfigjson": '{"mask":"**SOPS**"}',
    "auth": "user:{SHA}" + b64encode(made(20).encode()).decode(),
    "htpasswd": "admin:$2y$05$" + made(53),
    "username": "admin",
    "host": "db.acme.net",
    "secret": "${DB_PASSWORD}",
    "ca-bundle.pem": "-----BEGIN PUBLIC KEY-----\n" + made(64) + "\n-----END PUBLIC KEY-----\n",
}
SECRETS = {
    "token": (GENERATED, "error"),
    "password": (STRONG, "error"),
    "db_password": ("kd93" + "hXq2", "warning"),
    "api-key": (made(32, HEXADECIMAL), "warning"),
    "anything": (GENERATED, "error"),
    "tls.key": (PEM_KEY, "error"),
    "config.yaml": (f"db:\n  password: {STRONG}\n", "error"),
    "url": ("postgres://app:kV9mQ2xL7p" + "@db.acme.net/x", "error"),
    ".dockerconfigjson": (json.dumps({"auths": {"r.acme.net": {"auth": b64encode(b"app:kV9mQ2xL7p").decode()}}}), "error"),
    "github": ("ghp_" + made(36), "error"),
}


def written(value: str | bytes) -> str:
    return b64encode(value if isinstance(value, bytes) else value.encode()).decode()


def manifest(key: str, value: str | bytes) -> str:
    return f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  {key}: {written(value)}\n"


@pytest.mark.parametrize(("key", "value"), NO_SECRETS.items(), ids=NO_SECRETS)
def test_what_is_no_secret_when_it_is_read_is_silent(key: str, value: str) -> None:
    assert severities("k8s/a.yaml", manifest(key, value)) == []


@pytest.mark.parametrize(("key", "value"), SECRETS.items(), ids=SECRETS)
def test_what_is_a_secret_when_it_is_read_is_told_without_it(key: str, value: tuple[str, str]) -> None:
    (finding,) = looked("k8s/a.yaml", manifest(key, value[0]).encode())
    assert (finding.severity, finding.line, finding.column) == (value[1], 6, len(key) + 5)
    assert finding.message.startswith("in a Kubernetes Secret, ")
    assert value[0][:4] not in finding.message


FORMS = {
    "data first": "data:\n  token: {}\nkind: Secret\n",
    "quoted": 'kind: "Secret"\ndata:\n  "token": "{}"\n',
    "behind others": "kind: Secret\ndata:\n  a: eA==\n  # b\n\n  b: |\n    eA==\n  token: {}\n",
    "second document": "kind: ConfigMap\ndata:\n  a: b\n---\nkind: Secret\ndata:\n  token: {}\n",
    "list": "kind: List\nitems:\n- kind: Secret\n  data:\n    token: {}\n",
    "block": "kind: Secret\ndata:\n  token: >-\n    {}\n",
    "json": '{{"kind": "Secret", "data": {{"a": "eA==", "token": "{}"}}}}',
    "json of several lines": '{{\n  "kind": "Secret",\n  "data": {{\n    "token": "{}"\n  }}\n}}',
    "windows": "kind: Secret\r\ndata:\r\n  token: {}\r\n",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_forms_of_a_secret(form: str) -> None:
    assert severities("a.yaml", form.format(written(GENERATED))) == ["error"]
    assert severities("a.yaml", form.format(written("changeme-2024-" + "x"))) == []


def test_bytes_of_a_generator_are_told_under_the_name_of_a_secret() -> None:
    key = bytes(range(130, 250, 4))
    assert severities("a.yaml", manifest("encryption-key", key)) == ["error"]
    assert severities("a.yaml", manifest("logo", key)) == []


def test_a_wrapped_value_is_read_as_one() -> None:
    text = written(CERTIFICATE)
    lines = "\n".join(f"    {text[at : at + 64]}" for at in range(0, len(text), 64))
    assert severities("a.yaml", f"kind: Secret\ndata:\n  tls.crt: |\n{lines}\n  password: {written('changeme')}\n") == []
    text = written(PEM_KEY)
    lines = "\n".join(f"    {text[at : at + 64]}" for at in range(0, len(text), 64))
    assert severities("a.yaml", f"kind: Secret\ndata:\n  tls.key: |\n{lines}\n") == ["error"]


def test_other_manifests_and_sealed_ones_are_not_read() -> None:
    assert severities("a.yaml", f"kind: SecretStore\ndata:\n  a: {written(GENERATED)}\n") == []
    assert severities("a.yaml", f"kind: SealedSecret\nspec:\n  encryptedData:\n    token: Ag{made(300)}\n") == []


def test_values_that_are_not_in_base64_are_judged_as_elsewhere() -> None:
    assert severities("a.yaml", f"kind: Secret\nstringData:\n  token: {GENERATED}\n") == ["error"]
    assert severities("a.yaml", "kind: Secret\ndata:\n  password: {{ .Values.password | b64enc }}\n") == []
