"""Open sessions keep a hive alive; silence and good-byes end them."""

from kaptar.hive.sessions import FORGOTTEN_AFTER_S, MAX_SESSIONS, Sessions


def test_idle_only_without_a_session() -> None:
    sessions = Sessions(0.0)
    assert sessions.idle_s(5.0) == 5.0
    sessions.heard("claude", "1", 10.0)
    assert sessions.idle_s(500.0) == 0.0
    sessions.ended("claude", "1", 600.0)
    assert sessions.idle_s(601.0) == 1.0


def test_a_request_without_a_session_counts_as_use() -> None:
    sessions = Sessions(0.0)
    sessions.heard("cli", "", 50.0)
    assert sessions.open(51.0) == 0
    assert sessions.idle_s(51.0) == 1.0


def test_a_killed_client_is_forgotten() -> None:
    sessions = Sessions(0.0)
    sessions.heard("codex", "x", 0.0)
    assert sessions.open(FORGOTTEN_AFTER_S - 1) == 1
    assert sessions.open(FORGOTTEN_AFTER_S + 1) == 0


def test_sessions_are_bounded() -> None:
    sessions = Sessions(0.0)
    for n in range(MAX_SESSIONS + 5):
        sessions.heard("c", str(n), float(n))
    assert sessions.open(float(MAX_SESSIONS)) == MAX_SESSIONS
