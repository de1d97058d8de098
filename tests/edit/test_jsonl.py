"""Cases as lines of JSON, each with an answer of its own."""

import json
from typing import cast

from kaptar.edit.engine import Editor
from kaptar.edit.jsonl import answer_lines
from kaptar.edit.outcome import Refused


class Failing:
    """An editor that fails on one edit and refuses all others."""

    def apply_edit(self, source: bytes, edit: str, **_: object) -> Refused:
        if edit == "fails":
            raise TypeError("unhashable")
        return Refused("malformed_edit", "no edit")


def test_a_case_on_which_the_editor_fails_has_an_answer_and_the_rest_too() -> None:
    cases = [{"id": n, "before": "", "edit": edit} for n, edit in enumerate(["fails", "x"])]
    lines = [json.dumps(case).encode() for case in cases]
    first, last = map(json.loads, answer_lines(cast("Editor", Failing()), lines))
    assert (first["id"], first["status"], first["reason"]) == (0, "refused", "failed")
    assert "TypeError: unhashable" in first["message"]
    assert (last["id"], last["reason"]) == (1, "malformed_edit")
