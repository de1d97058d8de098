"""A child that measures one version, as the parent sees it."""

import json
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from kaptar.api.hive_process import HiveProcess
from kaptar.errors import Unavailable
from kaptar.repository.living import living
from kaptar_bench.against.versions import Version

_OPEN_S, _RUN_S, _END_S, _HIVE_S = 300.0, 120.0, 30.0, 10.0
_PACKAGE_FOLDER = Path(__file__).resolve().parents[2]


class Child:
    """One process for one version. It starts with the block of `with`, and ends with it: its hive and its files too.

    Args:
        inputs: the texts to work on, by name.

    Attributes:
        gone: why the process answers no more; "" while it does.
    """

    def __init__(self, version: Version, inputs: Mapping[str, str]) -> None:
        self.version, self.gone = version, ""
        self._inputs = dict(inputs)
        self._running = ExitStack()

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
            self.gone = f"the process of {self.version.label} has ended, or took longer than {within_s:.0f} s"
            raise Unavailable(self.gone)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> "Child":
        """Raises Unavailable where the process does not answer; then it has ended."""
        with ExitStack() as half:
            folder = Path(half.enter_context(tempfile.TemporaryDirectory(prefix="sk")))
            half.callback(_end_hive, folder)
            self._process = _start(self.version, folder)
            half.callback(_end, self._process)
            self._ask({"inputs": self._inputs}, _OPEN_S)
            self._running = half.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._running.close()


def _start(version: Version, folder: Path) -> "subprocess.Popen[str]":
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    more = {"PYTHONPATH": str(_PACKAGE_FOLDER), "PYTHONHASHSEED": "0", "XDG_RUNTIME_DIR": str(runtime)}
    command = [str(version.python), "-m", "kaptar_bench.against.child", version.package, str(folder)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=os.environ | more, stdin=pipe, stdout=pipe, text=True)


def _end(process: "subprocess.Popen[str]") -> None:
    try:
        process.communicate(timeout=_END_S)
    except (subprocess.TimeoutExpired, BrokenPipeError):
        process.kill()
        process.wait()


def _end_hive(folder: Path) -> None:
    """End the hive of the child's repository, where a child that was killed has left one."""
    for note in map(living, folder.glob("repository/.*/pid")):  # the folder of its state has a name for each version
        if note is not None:
            hive = HiveProcess(note.pid, note.started)
            hive.signal(signal.SIGTERM)
            if not hive.ends_within(_HIVE_S):
                hive.signal(signal.SIGKILL)
                hive.ends_within(_HIVE_S)
