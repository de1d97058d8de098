"""The hive's log: JSON lines, bounded, for its owner's eyes."""

import json
import logging
from pathlib import Path

from kaptar.hive.log import log_to


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


def test_lines_are_appended_over_restarts(tmp_path: Path) -> None:
    path = tmp_path / "log" / "hive.jsonl"
    for text in ("one", "two"):
        with log_to(path, most_bytes=2000, files=3):
            logging.getLogger("kaptar.test").info(text)
    assert [json.loads(line)["text"] for line in path.read_text().splitlines()] == ["one", "two"]
