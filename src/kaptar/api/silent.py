"""A hive that lives and says nothing: stopped by a signal, or hung. It is told from no hive at all."""

from typing import NamedTuple

from kaptar.repository.living import living, stands_still
from kaptar.repository.places import Places


class SilentHive(NamedTuple):
    """The process of a hive from which no answer is to be had. ``stopped``: by a signal, so that it never answers."""

    pid: int
    stopped: bool

    @property
    def said(self) -> str:
        """What is wrong, and what to do, in one line."""
        state = "is stopped (by SIGSTOP or Ctrl-Z)" if self.stopped else "lives and does not answer"
        return f"the hive here (pid {self.pid}) {state}; `kaptar down` ends it"


def stopped_hive(places: Places) -> SilentHive | None:
    """The hive, if it is stopped: nobody has to ask it first."""
    note = living(places.pid)
    return SilentHive(note.pid, True) if note is not None and stands_still(note.pid) else None


def silent_hive(places: Places) -> SilentHive | None:
    """The hive, for who has asked it and had no answer; None where none lives."""
    note = living(places.pid)
    return None if note is None else SilentHive(note.pid, stands_still(note.pid))
