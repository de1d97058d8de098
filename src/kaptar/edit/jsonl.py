"""JSONL: one case a line in, one answer a line out, for programs that apply many edits and for scoring.

``{"id", "path", "language", "before", "format", "edit"}`` gives
``{"id", "status": "applied"|"refused", "text", "reason", "message", "grade", "format", "micros", "rule"}``. A line that is no
case gets an answer with reason ``malformed_case``, one on which Kaptar itself fails an answer with reason ``failed``. Neither
stops the rest.
"""

from collections.abc import Iterable, Iterator

import msgspec

from kaptar.decoding.json import decode_json
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused
from kaptar.errors import UsageError
from kaptar.machine import shortage


class EditCase(msgspec.Struct):
    """A line of input."""

    edit: str
    before: str
    path: str = ""
    language: str = ""
    format: str = "auto"
    id: str | int | None = None


class CaseAnswer(msgspec.Struct):
    """A line of output."""

    id: str | int | None
    status: str
    text: str | None = None
    reason: str = ""
    message: str = ""
    grade: str = ""
    format: str = ""
    micros: float = 0.0
    rule: str = ""


def answer_lines(editor: Editor, lines: Iterable[bytes]) -> Iterator[bytes]:
    """An answer, as a line of JSON, for each line that is not blank."""
    encode = msgspec.json.Encoder().encode
    for line in lines:
        if not line.strip():
            continue
        try:
            answer = answer_case(editor, decode_json(line, EditCase))
        except msgspec.MsgspecError as problem:
            answer = CaseAnswer(_id_of(line), "refused", reason="malformed_case", message=str(problem))
        except Exception as problem:  # noqa: BLE001 - a bug on one case must not lose the answers of all others
            bug = f"unexpected {type(problem).__name__}: {problem}; a bug in Kaptar: report it with this case"
            text = str(shortage(problem) or bug)
            answer = CaseAnswer(_id_of(line), "refused", reason="failed", message=text)
        yield encode(answer) + b"\n"


def answer_case(editor: Editor, case: EditCase) -> CaseAnswer:
    """Apply one case."""
    try:
        outcome = editor.apply_edit(
            case.before.encode(), case.edit, path=case.path, format=case.format or "auto", language=case.language
        )
    except UsageError as problem:
        return CaseAnswer(case.id, "refused", reason="unsupported", message=str(problem))
    if isinstance(outcome, Refused):
        return CaseAnswer(
            case.id, "refused", None, outcome.reason, outcome.message, "", outcome.format, outcome.micros, outcome.rule
        )
    plan = outcome.plan
    return CaseAnswer(case.id, "applied", outcome.text.decode(), "", "", plan.grade, plan.format, plan.micros)


def _id_of(line: bytes) -> str | int | None:
    try:
        raw = decode_json(line, object)
    except msgspec.DecodeError:
        return None
    found = raw.get("id") if isinstance(raw, dict) else None
    return found if isinstance(found, str | int) else None
