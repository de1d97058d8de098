"""A child that measures one version, as the parent sees it."""

import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from kaptar.errors import Unavailable
from kaptar_bench.against.versions import Version

_OPEN_S, _RUN_S, _END_S = 300.0, 120.0, 30.0
_PACKAGE_FOLDER = Path(__file__).resolve().parents[2]


class Child:
    """One process for one version. Use as a context manager: the process, its hive and its files end with it.

    Args:
        inputs: the texts to work on, by name.
    """

    def __init__(self, version: Version, inputs: Mapping[str, str]) -> None:
        self.version = version
        self._folder = tempfile.TemporaryDirectory(prefix="sk")
        runtime = Path(self._folder.name) / "run"
        runtime.mkdir(mode=0o700)
        environment = os.environ | {
            "PYTHONPATH": str(_PACKAGE_FOLDER), "PYTHONHASHSEED": "0", "XDG_RUNTIME_DIR": str(runtime)
        }  # fmt: skip
        command = [str(version.python), "-m", "kaptar_bench.against.child", version.package, self._folder.name]
        self._process = subprocess.Popen(
            command, cwd=self._folder.name, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._inputs = dict(inputs)

    def open(self, subject: str) -> str:
        """Make a subject ready and run it once. Why it cannot be measured, or ""."""
        return str(self._ask({"open": subject}, _OPEN_S).get("error", ""))

    def seconds(self, subject: str, calls: int) -> float:
        """Mean seconds of a call, over ``calls`` calls. Raises Unavailable with the child's reason."""
        answer = self._ask({"run": subject, "calls": calls}, _RUN_S)
        if "error" in answer:
            raise Unavailable(f"{self.version.label}, {subject}: {answer['error']}")
        return float(answer["seconds"]) / calls

    def _ask(self, request: dict[str, Any], within_s: float) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        timer = threading.Timer(within_s, self._process.kill)
        timer.start()
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            timer.cancel()
        if not line:
            raise Unavailable(f"the process of {self.version.label} has ended, or took longer than {within_s:.0f} s")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> "Child":
        self._ask({"inputs": self._inputs}, _OPEN_S)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._process.communicate(timeout=_END_S)
        except (subprocess.TimeoutExpired, BrokenPipeError):
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()
