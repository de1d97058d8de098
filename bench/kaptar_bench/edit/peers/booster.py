"""agent-booster in a warm Node process that lives as long as the comparison."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple

from kaptar_bench.edit.samples import Case

Outcome = Literal["right", "refused", "WRONG"]
_WARM_UP_MS = 1500


class Answer(NamedTuple):
    """The outcome of a case, and the time of one answer."""

    outcome: Outcome
    millis: float


class Booster:
    """Answers the same cases again and again. Use as a context manager; the process ends with it.

    Args:
        folder: where it is installed; see `peers.booster_folder`.
        cases: at least one.
    """

    def __init__(self, folder: Path, cases: Sequence[Case]) -> None:
        self._cases = cases
        self._file = tempfile.NamedTemporaryFile("w", suffix=".json")  # noqa: SIM115 - closed with the process
        json.dump([{"before": c.before, "edit": c.edit, "language": _name(c.language)} for c in cases], self._file)
        self._file.flush()
        command = ["node", str(folder / "agent_booster.js"), "serve", self._file.name, str(_WARM_UP_MS)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def answers(self) -> list[Answer]:
        """One round over all cases. Raises EOFError when the process has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("round\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise EOFError("agent-booster's process has ended")
        return [Answer(_outcome(a, case), a["millis"]) for a, case in zip(json.loads(line), self._cases, strict=True)]

    def __enter__(self) -> "Booster":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with suppress(BrokenPipeError):
            self._process.communicate(timeout=10)
        self._process.kill()
        self._process.wait()
        self._file.close()


def _name(language: str) -> str:
    return "typescript" if language == "tsx" else language


def _outcome(answer: dict[str, object], case: Case) -> Outcome:
    if not answer["applied"]:
        return "refused"
    return "right" if answer["text"] == case.after else "WRONG"
