"""The process that measures one version: ``python -m kaptar_bench.against.child PACKAGE FOLDER``.

Reads a JSON object a line and answers each with one: first ``{"inputs": {name: text}}``, then ``{"open": subject}`` and
``{"run": subject, "calls": n}``. Answers: ``{}``, ``{"seconds": of all calls}``, or ``{"error": why}``. Ends with its input.
"""

import gc
import json
import os
import sys
import time
from itertools import repeat
from pathlib import Path
from typing import Any, TextIO

from kaptar_bench.against.adapters import SELF_TIMED, SUBJECTS, Subject, Version


def serve(package: str, folder: Path, requests: TextIO, answers: TextIO) -> None:
    """Answer until the requests end."""
    version = Version(package, folder, json.loads(requests.readline())["inputs"])
    subjects: dict[str, Subject] = {}
    try:
        print("{}", file=answers, flush=True)
        for line in requests:
            try:
                answer = _answer(version, subjects, json.loads(line))
            except Exception as problem:  # noqa: BLE001 - another version may fail in any way; the parent makes it a row
                answer = {"error": " ".join(f"{type(problem).__name__}: {problem}".split())[:400]}
            print(json.dumps(answer), file=answers, flush=True)
    finally:
        version.close()


def _answer(version: Version, subjects: dict[str, Subject], request: dict[str, Any]) -> dict[str, Any]:
    if "open" in request:
        name = request["open"]
        subjects[name] = SUBJECTS[name](version)
        subjects[name]()
        return {}
    name = request["run"]
    return {"seconds": (_told if name in SELF_TIMED else _measured)(subjects[name], request["calls"])}


def _told(subject: Subject, calls: int) -> float:
    """Of all calls, as the subject itself says."""
    return sum(float(str(subject())) for _ in range(calls))


def _measured(subject: Subject, calls: int) -> float:
    """Of all calls, by this process's clock."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        for _ in repeat(None, calls):
            subject()
        return time.perf_counter() - start
    finally:
        gc.enable()


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)  # names this checkout: what is started from here must not see it
    with os.fdopen(os.dup(1), "w") as answers:
        os.dup2(2, 1)  # what a version prints is no answer
        serve(sys.argv[1], Path(sys.argv[2]), sys.stdin, answers)
