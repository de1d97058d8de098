"""The hive's log: JSON lines, bounded, for its owner's eyes."""

import json
import logging
from pathlib import Path

from kaptar.hive.log import ALIKE_S, MOST_ALIKE, JsonLines, Steady, log_to, log_told


def test_it_is_rotated_and_bounded(tmp_path: Path) -> None:
    path = tmp_path / "log" / "hive.jsonl"
    log = logging.getLogger("kaptar.test")
    with log_to(path, most_bytes=2000, files=3):
        for number in range(200):
            log.info("event %d", number, extra={"client": "claude", "micros": 1.5})
    log.info("after the block")
    files = sorted(path.parent.iterdir())
    assert [f.name for f in files] == ["hive.jsonl", "hive.jsonl.1", "hive.jsonl.2"]
    assert all(f.stat().st_size <= 2000 and f.stat().st_mode & 0o777 == 0o600 for f in files)
    last = json.loads(path.read_text().splitlines()[-1])
    assert (last["text"], last["client"], last["micros"], last["level"]) == ("event 199", "claude", 1.5, "info")


def test_warnings_from_outside_do_not_roll_it_away(tmp_path: Path) -> None:
    path = tmp_path / "log" / "hive.jsonl"
    log = logging.getLogger("uvicorn.error")
    with log_to(path, most_bytes=100_000, files=2):
        logging.getLogger("kaptar.hive").info("the hive begins")
        for number in range(10_000):
            log.warning("a bad request, %d", number)
        for _ in range(MOST_ALIKE + 1):
            logging.getLogger("kaptar.hive").info("hook")
    texts = [json.loads(line)["text"] for line in path.read_text().splitlines()]
    assert texts == ["the hive begins", *(f"a bad request, {n}" for n in range(MOST_ALIKE)), *["hook"] * (MOST_ALIKE + 1)]


def test_what_was_left_out_is_counted() -> None:
    now = 0.0
    steady = Steady(lambda: now)

    def said(text: str, value: int) -> str:
        record = logging.LogRecord("a", logging.WARNING, "", 0, text, (value,), None)
        return record.getMessage() if steady.filter(record) else ""

    assert [said("bad %d", n) for n in range(MOST_ALIKE + 5)][-6:] == [f"bad {MOST_ALIKE - 1}", "", "", "", "", ""]
    assert said("other %d", 1) == "other 1"
    now = ALIKE_S
    assert said("bad %d", 7) == "bad 7 (and 5 more lines like this one)"
    assert said("bad %d", 8) == "bad 8"


def test_lines_are_appended_over_restarts(tmp_path: Path) -> None:
    path = tmp_path / "log" / "hive.jsonl"
    for text in ("one", "two"):
        with log_to(path, most_bytes=2000, files=3):
            logging.getLogger("kaptar.test").info(text)
    assert [json.loads(line)["text"] for line in path.read_text().splitlines()] == ["one", "two"]


def test_a_line_shows_what_a_name_holds_and_does_nothing() -> None:
    named = "\x1b[2J\x9b\u202e\udcff\n"
    line = JsonLines().format(logging.LogRecord("kaptar.hive", logging.WARNING, "", 0, "%s", (named,), None))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["text"] == named


def test_a_terminal_gets_the_lines_during_the_block_alone() -> None:
    told: list[str] = []
    log = logging.getLogger("kaptar.hive")
    with log_told(told.append):
        log.warning("one %s", "thing")
    log.warning("later")
    with log_told(None):
        log.warning("nobody")
    assert told == ["warning: one thing"]
