"""Edits in the ways in which models write them: applied as a careful person would, or refused. Never something else."""

import json
import sys
from pathlib import Path

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused

sys.path.insert(0, str(Path(__file__).parent))
from hand import cases, languages
from hand.cases import Case

pytestmark = pytest.mark.guest

CASES = [*cases.CASES, *languages.CASES]


@pytest.mark.parametrize("case", CASES, ids=[c.name.replace(" ", "-") for c in CASES])
def test_it_is_right_or_refused(editor: Editor, case: Case) -> None:
    outcome = editor.apply_edit(case.source.encode(), case.edit, path=case.path)
    got = None if isinstance(outcome, Refused) else outcome.text.decode()
    assert got in case.answers, outcome


HAND = Path(__file__).parent / "hand"
REPORTED = [
    case
    for name in ("reported", "attacked", "strangers", "found", "kinds", "quoted")
    for case in json.loads((HAND / f"{name}.json").read_text("utf-8"))
]


@pytest.mark.parametrize("case", REPORTED, ids=[case["name"].replace(" ", "-") for case in REPORTED])
def test_what_strangers_reported_is_right_or_refused(editor: Editor, case: dict[str, str]) -> None:
    outcome = editor.apply_edit(case["source"].encode(), case["edit"], path=case["path"], format=case["format"])
    got = None if isinstance(outcome, Refused) else outcome.text.decode()
    assert got in case["answers"], outcome
