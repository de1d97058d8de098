"""The engine: what it adds, what it keeps to itself, and that it asks nobody."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.checks.secrets.looking import HEXADECIMAL, looked, made, severities

from kaptar.checks.secrets.detector import Detector
from kaptar.checks.secrets.engine import Kingfisher, is_installed

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def detector(cache: Path) -> Iterator[Detector]:
    detector = Detector(lambda: Kingfisher(str(cache)))
    assert detector.wait(), detector.missing
    yield detector
    detector.close()


ONLY_BY_IT = {
    "digitalocean": "dop_v1_" + made(64, HEXADECIMAL),
    "docker": "dckr_pat_" + made(27),
    "grafana": "glsa_" + made(32) + "_" + made(8, HEXADECIMAL),
    "groq": "gsk_" + made(52),
    "sendgrid": "SG." + made(22) + "." + made(43),
    "shopify": "shpat_" + made(32, HEXADECIMAL),
    "vault": "hvs." + made(95),
    "databricks": "dapi" + made(32, HEXADECIMAL),
    "linear": "lin_api_" + made(40),
    "figma": "figd_" + made(40),
    "replicate": "r8_" + made(37),
    "doppler": "dp.pt." + made(43),
}


@pytest.mark.parametrize("token", ONLY_BY_IT.values(), ids=ONLY_BY_IT)
def test_tokens_that_only_the_engine_knows(token: str, detector: Detector) -> None:
    text = f'connect("{token}")\n'
    (finding,) = looked("a.txt", text.encode(), detector)
    assert (finding.rule, finding.severity, finding.line, finding.column) == ("secrets/provider-token", "error", 1, 10)
    assert token[4:] not in finding.message
    assert severities("a.txt", text) == []


@pytest.mark.parametrize(
    "text",
    [
        '<div class="sk-parallel-item-serial-estimator-dashed-wrapped-42"></div>',
        '"https://user:password@db.acme.net"',
        "postgres://postgres:postgres@db/app",
        'x = "dop_v1_' + "x" * 64 + '"',
        'key = "primary_key_of_the_table_1"',
    ],
)
def test_what_it_would_tell_wrongly_is_left_out(text: str, detector: Detector) -> None:
    assert looked("a.html", text.encode(), detector) == ()


def test_a_place_is_told_once_and_by_its_own_rule(detector: Detector) -> None:
    found = looked("a.py", f'api_key = "ghp_{made(36)}"\n'.encode(), detector)
    assert [finding.rule for finding in found] == ["secrets/github-token"]


@pytest.mark.parametrize("shift", [-30, -1, 0, 1])
def test_a_token_on_the_edge_of_a_slice_has_its_place(shift: int, detector: Detector) -> None:
    content = b"x = 1\n" * 21_845 + b"#" * (20 + shift) + b"\n" + f'connect("{ONLY_BY_IT["groq"]}")\n'.encode()
    assert [(finding.line, finding.column) for finding in looked("a.py", content, detector)] == [(21_847, 10)]


def offline(cache: Path, work: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]), "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-m", "tests.checks.secrets.offline", str(cache), work]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_whole_check_opens_no_socket(cache: Path, detector: Detector) -> None:
    done = offline(cache, "check")
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr


def test_a_process_that_asks_a_provider_is_ended(cache: Path) -> None:
    """The mutant of the test above: the validator, which Kaptar never calls."""
    assert offline(cache, "validate").returncode == -signal.SIGSYS


def test_the_sources_name_neither_validator_nor_revoker() -> None:
    named = [path for path in (ROOT / "src").rglob("*.py") if "kingfisher_sdk" in path.read_text("utf-8")]
    assert sorted(path.name for path in named) == ["doctor.py", "engine.py"]
    text = "".join(path.read_text("utf-8") for path in named)
    assert all(f".{name}" not in text for name in ("validation", "revocation", "Validator", "Revoker", "validate(", "revoke("))


def test_looking_whether_it_is_there_imports_nothing() -> None:
    code = "import sys; from kaptar.checks.secrets import engine; engine.is_installed(); print('kingfisher_sdk' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"
    assert is_installed() == (find_spec("kingfisher_sdk") is not None)
