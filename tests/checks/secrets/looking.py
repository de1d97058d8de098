"""Secrets that are made when a test runs, so that no scanner stops this repository; and what the check says of a file."""

import random
import string
from pathlib import Path
from typing import Any

from kaptar.checks.builtin.secrets import CHECK
from kaptar.checks.check import NO_DETECTOR, Ran
from kaptar.checks.event import FileChange
from kaptar.checks.finding import Finding
from kaptar.checks.secrets.detector import Detector
from kaptar.checks.snapshot import locate, part_of, take
from kaptar.errors import Unavailable
from kaptar.runtime.operation import Result

LETTERS = string.ascii_letters + string.digits
HEXADECIMAL = "0123456789abcdef"
ROOT = Path("/r")


class Alone:
    """A context in which nothing answers operations."""

    timeout_s = 30.0

    def __init__(self, detector: Detector = NO_DETECTOR) -> None:
        self.detector = detector

    def ask(self, operation: str, *_args: object) -> Result:
        raise Unavailable(operation)


def made(size: int, alphabet: str = LETTERS, seed: int = 12) -> str:
    """Characters as a generator makes them; the same at every run."""
    return "".join(random.Random(f"{seed} {size} {alphabet}").choices(alphabet, k=size))


def looked(path: str, content: bytes, detector: Detector = NO_DETECTOR) -> tuple[Finding, ...]:
    """What the check finds in a file of that path."""
    context: Any = Alone(detector)
    change = FileChange(f"{ROOT}/{path}", content=content)
    snapshot = take(change, "check", locate(change.path, ROOT), 1 << 24)
    snapshot = snapshot if snapshot.missing is None else part_of(change, snapshot) or snapshot
    ran = CHECK.run(snapshot, context)
    assert isinstance(ran, Ran)
    return ran.findings


def severities(path: str, text: str, detector: Detector = NO_DETECTOR) -> list[str]:
    return [finding.severity for finding in looked(path, text.encode(), detector)]
