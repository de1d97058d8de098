"""The corpus maker gives the same bytes for the same packages, and the scorer judges by them."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kaptar_bench.edit import few
from kaptar_bench.edit_corpus import make_corpus, score
from kaptar_bench.edit_corpus.registry import CorpusError, load_packages

DIGEST = "dcafdfbe8b3758b312684d6e058acbd03fd5a6bbcb17d9c30c1adf692fc79772"
"""SHA-256 of the cases of `few` with seed 0. Another digest is another corpus, whose figures cannot be compared."""


def build(folder: Path, *words: str) -> Path:
    """The cases that the maker writes for the small package."""
    packages = few.write(folder)
    command = [sys.executable, "-m", "kaptar_bench.edit_corpus", "--packages", str(packages), "--out", str(folder)]
    command += ["--cache", str(folder / "downloads"), *words]
    subprocess.run(command, capture_output=True, check=True, timeout=60)
    return folder / "cases.jsonl"


def test_the_same_packages_give_the_same_bytes(tmp_path: Path) -> None:
    data = build(tmp_path).read_bytes()
    assert hashlib.sha256(data).hexdigest() == DIGEST
    cases = [json.loads(line) for line in data.splitlines()]
    assert {case["language"] for case in cases} == {"javascript", "python"}
    assert {case["format"] for case in cases} >= {"lazy", "whole_def", "search_replace", "udiff", "v4a", "str_replace"}


def test_a_limit_keeps_a_sample(tmp_path: Path) -> None:
    whole = set(build(tmp_path / "whole").read_text().splitlines())
    some = build(tmp_path / "some", "--limit", "9").read_text().splitlines()
    assert len(some) == 9
    assert set(some) < whole


def test_a_licence_that_is_not_permissive_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packages = few.write(tmp_path)
    packages.write_text(packages.read_text().replace("MIT", "GPL-3.0-only"))
    with pytest.raises(CorpusError, match="GPL"):
        load_packages(packages)
    assert make_corpus.main(["--packages", str(packages), "--out", str(tmp_path)]) == 1
    assert "GPL" in capsys.readouterr().err


CASE: dict[str, Any] = {"before": "a\n\n", "after": "b\n\n", "accept": ["exact"], "expect": "exact"}


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (None, "WRONG"),
        ({"status": "maybe"}, "WRONG"),
        ({"status": "applied"}, "WRONG"),
        ({"status": "refused"}, "refused"),
        ({"status": "applied", "text": "b\n\n"}, "exact"),
        ({"status": "applied", "text": "b\n"}, "blank-only"),
        ({"status": "applied", "text": "a\n\n"}, "WRONG"),
    ],
)
def test_an_answer_is_judged_by_every_byte(answer: dict[str, Any] | None, result: str) -> None:
    assert score.judge(CASE, answer) == result
    assert score.is_right(CASE, result) == (result == "exact")


def test_an_edit_that_must_be_refused(tmp_path: Path) -> None:
    case = CASE | {"after": None, "accept": ["refuse"], "expect": "refuse"}
    assert score.judge(case, {"status": "applied", "text": "a\n\n"}) == "noop"
    assert score.judge(case, {"status": "applied", "text": "b\n\n"}) == "WRONG"
    assert score.is_right(case, score.judge(case, {"status": "refused"}))
