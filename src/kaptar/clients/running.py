"""Running commands: while one runs, and the client that runs it lives, the leases of its session stay."""

from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.processes import LivingProcess

MOST = 256
"""Sessions whose commands are followed; of more, the oldest are forgotten."""

LONGEST_S = 600.0
"""A command that has no end after this time is followed no longer: not each client tells of one that a person stopped."""


SHORTEST_S = 15.0
"""Leases are renewed for so long at least: those who renew them look again before that."""


class _Run(NamedTuple):
    """The newest command of a holder, and the calls of those that run, the oldest first."""

    process: int
    started: str
    since_s: float
    hold_s: float
    calls: tuple[str, ...]


class RunningCommands:
    """The commands that run now. Thread-safe.

    Args:
        started_at: gives the start of a process as the system tells it; None for one that does not live.
        now_s: the clock of leases.
    """

    def __init__(self, started_at: Callable[[int], str | None], now_s: Callable[[], float]) -> None:
        self._started_at, self._now_s, self._lock = started_at, now_s, Lock()
        self._runs: dict[Holder, _Run] = {}

    def began(self, holder: Holder, process: int, hold_s: float, call: str = "") -> LivingProcess | None:
        """A command is about to run. Returns the client's process; None, and nothing is followed, where that is not known.

        Args:
            call: the client's name of the tool's call; "" where it tells none.
        """
        started = self._started_at(process) if process > 0 else None
        if started is None:
            return None
        with self._lock:
            former = self._runs.pop(holder, None)
            others = former.calls if former is not None and former.started == started else ()
            self._runs[holder] = _Run(
                process, started, self._now_s(), max(hold_s, SHORTEST_S), (*others[1 - MOST :], call)
            )  # fmt: skip
            if len(self._runs) > MOST:
                del self._runs[next(iter(self._runs))]
        return LivingProcess(process, started)

    def ended(self, holder: Holder, call: str = "") -> None:
        """A command has ended: the one of this call, else the oldest without a name; where it has none, the oldest."""
        with self._lock:
            former = self._runs.get(holder)
            if former is None:
                return
            which = next((each for each in ((call, "") if call else former.calls[:1]) if each in former.calls), None)
            if which is not None:
                at = former.calls.index(which)
                self._keep(holder, former, former.calls[:at] + former.calls[at + 1 :])

    def all_ended(self, holder: Holder) -> None:
        """No command of a holder runs any more."""
        with self._lock:
            self._runs.pop(holder, None)

    def session_ended(self, client: str, session: str) -> None:
        """A session has ended, and so have the commands of its agents."""
        with self._lock:
            self._runs = {
                holder: run for holder, run in self._runs.items() if (holder.client, holder.session) != (client, session)
            }  # fmt: skip

    def living(self) -> list[tuple[Holder, float]]:
        """Holders whose commands run in living clients, each with the seconds that its leases are to last from now."""
        with self._lock:
            runs, now_s = dict(self._runs), self._now_s()
        dead = {each for each, run in runs.items() if now_s - run.since_s > LONGEST_S or not self._lives(run)}
        with self._lock:
            for holder in dead:
                if self._runs.get(holder) == runs[holder]:
                    del self._runs[holder]
        return [(holder, run.hold_s) for holder, run in runs.items() if holder not in dead]

    def _keep(self, holder: Holder, run: _Run, calls: tuple[str, ...]) -> None:
        if calls:
            self._runs[holder] = run._replace(calls=calls)
        else:
            del self._runs[holder]

    def _lives(self, run: _Run) -> bool:
        return self._started_at(run.process) == run.started
