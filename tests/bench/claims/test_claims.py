"""Every claim has a row: measured, or not run with its reason."""

from pathlib import Path

import pytest

from kaptar.api.programs import Runtime
from kaptar.config.sections import Config
from kaptar_bench.claims import NOT_RUN
from kaptar_bench.claims.guests import makers, slower
from kaptar_bench.claims.stated import OWN, claims

OF_A_HIVE = {"hooks.post_edit_ms", "hooks.sub_ms_share", "system.uptime"}
SHARED = Path(__file__).parents[4] / "shared" / "claims.toml"
"""Beside the checkout, where CI has it: a claim that is added there must come here too."""
FILES = [path for path in (OWN, SHARED) if path.is_file()]


@pytest.fixture(scope="module")
def measured() -> set[str]:
    with Runtime(Config()) as runtime:
        return set(makers(runtime, Config())) | OF_A_HIVE


@pytest.mark.parametrize("path", FILES, ids=str)
def test_every_claim_has_its_row(path: Path, measured: set[str]) -> None:
    stated = {claim.key for claim in claims(path)}
    assert len(stated) > 40
    assert stated == measured | set(NOT_RUN)


def test_no_claim_is_measured_and_not_run(measured: set[str]) -> None:
    assert not measured & set(NOT_RUN)
    assert all(NOT_RUN.values())


@pytest.mark.parametrize("path", FILES, ids=str)
def test_the_claims_are_told_in_their_own_words(path: Path) -> None:
    assert claims(path) == claims()


def test_a_row_says_in_words_that_it_is_slower() -> None:
    assert slower([16.0], [1.0], "a loop in warm Node") == "16 times slower than a loop in warm Node, not faster"
    assert slower([1.2], [1.0], "a loop") == "slower than its peer"
    assert slower([1.0], [40.0], "a loop") == ""
