"""Edits in the ways in which models write them: applied as a careful person would, or refused. Never something else."""

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
