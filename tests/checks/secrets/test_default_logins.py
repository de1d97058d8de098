"""Logins in commands: those that everybody knows and those of local servers are none."""

import pytest
from tests.checks.secrets.looking import looked, severities
from tests.checks.secrets.test_engine import cache, detector

from kaptar.checks.secrets.detector import Detector
from kaptar.checks.secrets.keys import is_plain_login

__all__ = ["cache", "detector"]
PLAIN = [
    "curl -u admin:admin http://localhost:9200/_cluster/health",
    "curl -u guest:guest http://rabbitmq:15672/api/overview",
    "curl -u root:root https://db.acme.net/x",
    "curl -s -u FishLegs:MeatLug http://localhost:8080/x",
    "curl -s -u app:kV9mQ2xL7p \\\n  -H 'Accept: */*' \\\n  http://127.0.0.1:8080/x",
    "curl -u elastic:changeme https://search.acme.net/x",
    "curl http://minio:9000/x -u app:kV9mQ2xL7p",
    "curl -u app:kV9mQ2xL7p localhost:9200",
]
REAL = [
    "curl -u app:kV9mQ2xL7p https://search.acme.net/x",
    "curl -u app:kV9mQ2xL7p \\\n  https://search.acme.net/x",
    'curl -u app:kV9mQ2xL7p "$ADDRESS"',
    "curl http://localhost/\ncurl -u app:kV9mQ2xL7p https://search.acme.net/x\ncurl http://localhost/",
    "curl -u app:kV9mQ2xL7p https://search.acme.net/x --proxy http://localhost:3128",
]


@pytest.mark.parametrize("command", PLAIN)
def test_a_login_that_everybody_knows_or_of_a_local_server_is_none(command: str, detector: Detector) -> None:
    assert looked("scripts/a.sh", f"{command}\n".encode(), detector) == ()


@pytest.mark.parametrize("command", REAL)
def test_another_login_is_told(command: str, detector: Detector) -> None:
    assert severities("scripts/a.sh", f"{command}\n", detector) == ["error"]


@pytest.mark.parametrize(
    "address", ["https://user:pass@foobar.com:23/", "https://admin:root@db.acme.net", "https://u:guest@x.acme.net"]
)
def test_a_password_that_everybody_knows_is_none_in_an_address(address: str) -> None:
    assert severities("src/u.py", f'u = "{address}"\n') == []


def test_a_command_of_many_lines_is_looked_at_within_a_bound() -> None:
    content = b"a \\\n" * 10_000 + b"-u app:kV9mQ2xL7p \\\n" + b"http://localhost \\\n" + b"b \\\n" * 10_000
    assert is_plain_login(b"app:kV9mQ2xL7p", content, 40_003)
    far = content.replace(b"http", b"b \\\n" * 1_000 + b"http")
    assert not is_plain_login(b"app:kV9mQ2xL7p", far, 40_003)
