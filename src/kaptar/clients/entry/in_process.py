"""A hook answered without a hive, by an interpreter of its own: ``python -P -m kaptar.clients.entry.in_process CLIENT EVENT``.

Exit code 2 is a decided stop and nothing else; with ``--strict`` also what could not be decided.
"""

import logging
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from kaptar.clients.entry.without_hive import BEFORE, MAX_BYTES, UNDECIDED, cannot, drain, plain, received, say, wait_for_children
from kaptar.errors import KaptarError

if TYPE_CHECKING:
    from kaptar.api.hook import Hook, HookAnswer

GRACE_S = 5.0
"""After the time for an answer has passed, the process ends by itself."""


class Ending:
    """Prints the answer once. Ends the process if that does not end in time.

    The answer is printed before the runtime closes, because a running compile delays the close.

    Attributes:
        code: the exit code of the printed answer; None until then.
        strict: whether an edit that cannot be checked is stopped: by the command line, and by the settings once they are known.
        stops: why an edit that is about to be made is stopped when there is no answer in time; "" where it is not.
    """

    def __init__(self, strict: bool) -> None:
        self._lock = threading.Lock()
        self.code: int | None = None
        self.strict = strict
        self.stops = ""

    def tell(self, found: "HookAnswer") -> int:
        """Print the answer; the exit code, which stands also where nobody reads."""
        with self._lock:
            self.code = found.exit
            say(sys.stdout, found.stdout)
            say(sys.stderr, found.stderr)
        return found.exit

    def undecided(self, why: str) -> int:
        """Say that nobody has judged what was asked about; the exit code."""
        if not self.stops or self.strict:
            return cannot(why, self.strict)
        say(sys.stderr, f"kaptar: {plain(why)}; {self.stops}\n")
        return 2

    def after(self, seconds: float) -> None:
        """End the process after ``seconds``."""

        def end() -> None:
            with self._lock:
                code = self.undecided(f"no answer within {seconds:.0f} s") if self.code is None else self.code
                os._exit(code)

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()


def answer(hook: "Hook", ending: Ending) -> int:
    """Tell what a hive would answer; the exit code. Raises KaptarError."""
    from kaptar.api.hook import STOPS, HooksHere, is_before

    ending.stops = STOPS if is_before(hook) else ""
    hooks = HooksHere(current_folder(), strict=ending.strict)
    ending.strict = hooks.rules.strict
    ending.stops = ending.stops if hooks.rules.stops else ""
    ending.after(hooks.rules.deadline_s + GRACE_S)
    told: list[str] = []
    with hooks.open(told.append) as answered:
        code = ending.tell(answered(hook))
        if code == 0 and told:  # else stderr has the reason of a stop, which the client reads
            say(sys.stderr, f"kaptar: {told[0]}\n")
        return code


def current_folder() -> Path:
    """The current folder; the root where somebody has removed it."""
    try:
        return Path.cwd()
    except OSError:
        return Path("/")


def show(client: str, event: str, body: bytes, *, strict: bool = False) -> int:
    """Print the answer; the exit code."""
    ending = Ending(strict)
    ending.stops = UNDECIDED if event in BEFORE else ""
    try:
        from kaptar.api.hook import Hook

        return answer(Hook(client, event, body), ending)
    except KaptarError as problem:
        return ending.undecided(str(problem)) if ending.code is None else ending.code
    except Exception as problem:  # noqa: BLE001 - a hook must not harm its client, whatever breaks
        why = f"unexpected {type(problem).__name__}: {problem}"
    return ending.undecided(why) if ending.code is None else ending.code


def main(words: list[str]) -> int:
    logging.getLogger().addHandler(logging.NullHandler())  # stderr is read by the client, as the reason of a stop
    strict = words[:1] == ["--strict"]
    words = words[strict:]
    if len(words) != 2:
        return cannot("usage: in_process [--strict] CLIENT EVENT", strict)
    body = received()
    if len(body) > MAX_BYTES:
        drain()
    return show(words[0], words[1], body, strict=strict)


def run() -> None:
    """Answer a hook, and end the process. It is the file's last function: who imports it knows that the file is whole."""
    wait_for_children()
    ended = main(sys.argv[1:])
    os._exit(ended)  # all is written; threads of the runtime must not hold the client up


if __name__ == "__main__":
    run()
