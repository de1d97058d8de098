"""What a change may cost on purpose: listed, bounded, and only against the commit that it is listed for."""

import json
from pathlib import Path

import pytest

from kaptar_bench.against.accepted import Accepted, accepted_in, judged
from kaptar_bench.compare import Change, Outcome

ROOT = Path(__file__).parents[3]
LISTED = {"row": Accepted(0.3, "for a reason")}


@pytest.mark.parametrize(
    ("name", "outcome", "change", "expected"),
    [
        ("row", "regressed", 0.2, "accepted"),
        ("row", "regressed", 0.31, "regressed"),
        ("other", "regressed", 0.2, "regressed"),
        ("row", "improved", -0.2, "improved"),
        ("row", "unchanged", 0.01, "unchanged"),
    ],
)
def test_only_listed_rows_up_to_their_bound_are_accepted(name: str, outcome: Outcome, change: float, expected: str) -> None:
    found = judged(Change(name, outcome, "ms", change=change), LISTED)
    assert found.outcome == expected
    assert ("for a reason" in (found.reason or "")) == (expected == "accepted")


def test_the_list_is_by_commit(tmp_path: Path) -> None:
    assert accepted_in(tmp_path, "abc") == {}
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "accepted.json").write_text(json.dumps({"abc": {"row": {"at_most": 0.3, "why": "for a reason"}}}))
    assert accepted_in(tmp_path, "abc") == LISTED
    assert accepted_in(tmp_path, "abd") == {}


def test_the_list_of_this_checkout_is_for_the_commit_that_landed() -> None:
    landed = (ROOT / "bench" / "landed").read_text().strip()
    assert set(json.loads((ROOT / "bench" / "accepted.json").read_text())) <= {landed}
