"""Outside: a look at one file that has changed, between the events of sessions: who held it, and the version that came.

Nothing is written down while a command or an edit of a session may be at work on it: their own hooks say what is theirs. The look
is at one moment: what its transaction finds is what was found before the file was read, or it counts for nothing.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from kaptar.checks.event import EditEvent, FileChange
from kaptar.checks.settings import Settings
from kaptar.clients.tracked import TrackedFile, tracked_files
from kaptar.clients.tracking import Tracking
from kaptar.workspace.leases.book import LeaseBook
from kaptar.workspace.leases.model import Claim, Lease
from kaptar.workspace.ledger.book import OUTSIDE, FileEdit
from kaptar.workspace.resources import Resource

QUIET_NS = 150_000_000
"""A file that was written so short a time ago may not be whole yet."""

_ASKED_S = 1.0
"""Of a claim that is only asked about."""


class OutsideChange(NamedTuple):
    """A change that nobody has reported, and the leases of those who hold the file or a part of it.

    ``size``: bytes of the new content.
    """

    edit: FileEdit
    held: tuple[Lease, ...]
    size: int


Looked = OutsideChange | Literal["nothing", "later"]
"""``later``: somebody may be at work on the file, or it is being written."""


class Outside(NamedTuple):
    """Looks at files of one repository.

    Attributes:
        tracking: of the repository.
        leases: gives the book of leases.
        started_at: gives the start of a process as the system tells it; None for one that does not live.
        wall_ns: nanoseconds since 1970, as the times of files.
    """

    tracking: Tracking
    leases: Callable[[], LeaseBook]
    started_at: Callable[[int], str | None]
    wall_ns: Callable[[], int]

    def known(self, most: int) -> tuple[Resource, ...]:
        """The files that sessions hold leases on, have edited or have seen; of more the newest."""
        held = (lease.resource for lease in self.leases().living() if not lease.resource.is_pattern)
        files = [(each.worktree, each.path) for each in held]
        files += self.tracking.book().known.living(self.tracking.wall_ms(), most)
        return tuple(Resource(*file) for file in list(dict.fromkeys(files))[:most])

    def may_look(self) -> bool:
        """Whether no command of a session may be running: what changes meanwhile may be its own."""
        return not self.tracking.book().commands.is_any_open(self.tracking.wall_ms(), self.started_at)

    def look(self, known: Resource, settings_of: Callable[[str], Settings]) -> Looked:
        """Write down what a file holds now, if nobody has told of it.

        Args:
            known: the file as the ledger has it.
        """
        before = self._state(known)
        if before is None:
            return "later"
        path = os.path.join(known.worktree, known.path)
        at = _changed_ns(path)
        if at is not None and 0 <= self.wall_ns() - at < QUIET_NS:
            return "later"
        file = self._tracked(known, settings_of)
        if file is None:
            return "nothing"
        if _changed_ns(path) != at:
            return "later"
        edit = self.tracking.seen_outside(file, lambda: self._state(known) == before)
        if edit is not None:
            return OutsideChange(edit, self._holders(known), len(file.content or b""))
        return "nothing" if self._state(known) == before else "later"

    def _state(self, file: Resource) -> int | None:
        """The number of the newest row of a file; None while somebody may be at work on it."""
        book = self.tracking.book()
        if not self.may_look() or book.intents.of(file.worktree, file.path, self.tracking.wall_ms()):
            return None
        last = book.last(file.worktree, file.path)
        return last.number if last is not None else 0

    def _tracked(self, known: Resource, settings_of: Callable[[str], Settings]) -> TrackedFile | None:
        """The file as it is; None where it is none that the ledger has."""
        asked = (FileChange(os.path.join(known.worktree, known.path)),)
        event = EditEvent(OUTSIDE.client, "", "after", "", known.worktree, "", asked)
        found = list(tracked_files(event, settings_of, self.tracking.repository, "taken"))
        return found[0] if found and found[0].resource == known else None

    def _holders(self, file: Resource) -> tuple[Lease, ...]:
        return self.leases().against(Claim(OUTSIDE, (file,), _ASKED_S))


def _changed_ns(path: str) -> int | None:
    """When a file was written, or its mode changed; None where there is none."""
    try:
        return Path(path).lstat().st_ctime_ns
    except (OSError, ValueError):
        return None
