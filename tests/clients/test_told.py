"""Findings that count for nothing are mentioned to a session once."""

from kaptar.checks.event import EditEvent, FileChange
from kaptar.checks.finding import Finding
from kaptar.checks.verdict import CheckResult, Verdict
from kaptar.clients.told import Told, without_known


def edit(session: str, client: str = "claude") -> EditEvent:
    return EditEvent(client, "PreToolUse", "before", session, "/", "Edit", (FileChange("/a"),))


def test_a_session_is_told_once_and_one_without_a_name_never() -> None:
    told = Told()
    assert [told.is_news(edit("s")) for _ in range(3)] == [True, False, False]
    assert told.is_news(edit("other"))
    assert told.is_news(edit("s", "codex"))
    assert not told.is_news(edit(""))


def test_the_sessions_that_are_remembered_are_bounded() -> None:
    told = Told(most=2)
    assert [told.is_news(edit(session)) for session in ("a", "b", "c", "a", "c")] == [True, True, True, True, False]


def test_without_what_is_known_the_rest_stays() -> None:
    found = Finding(check="c", rule="c/r", path="a", line=1, column=1, severity="error", message="m")
    result = CheckResult(check="c", path="a", state="findings", findings=(found,), known=2, baseline=3)
    left = without_known(Verdict(outcome="block", complete=True, results=(result,)))
    assert (left.known, left.baseline, left.findings, left.outcome) == (0, 0, (found,), "block")
