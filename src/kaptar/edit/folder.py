"""The files under a folder as edits see them: read by the names that an edit has, written all or none."""

import os
from pathlib import Path

from kaptar.edit.files import FilesPlan
from kaptar.edit.outcome import Refused
from kaptar.repository.files import Unread, read_no_link
from kaptar.repository.git import is_left_out
from kaptar.repository.paths import OffLimits, inside

LEFT_OUT = "is in git, and the sparse checkout leaves it out here; `git sparse-checkout add` brings its folder"


class Folder:
    """The files under a folder as edits see them.

    Args:
        root: an existing folder.
        limit: bytes of the largest file that is read.
    """

    def __init__(self, root: Path, limit: int) -> None:
        self.root, self.limit = Path(os.path.realpath(root)), limit

    def path_of(self, named: str) -> str | Refused:
        """See `Files`."""
        path = inside(self.root, named)
        return Refused(path.code, path.message, named) if isinstance(path, OffLimits) else path

    def read(self, named: str) -> bytes | Refused | None:
        """See `Files`."""
        path = self.path_of(named)
        if isinstance(path, Refused):
            return path
        found = read_no_link(self.root / path, self.limit)
        if not isinstance(found, Unread):
            return found
        if found.kind == "missing":
            return Refused("missing_file", f"{named} {LEFT_OUT}", named) if is_left_out(self.root / path) else None
        if found.kind == "too_large":
            return Refused("too_large", f"{named} has over {self.limit:,} bytes, which is the limit", named)
        return Refused("missing_file", f"{named}: {found.reason}", named)

    def write(self, plan: FilesPlan) -> Refused | str:
        """Put a plan on disk: all files or none. A file that changed since it was read refuses all as stale.

        Where it was done, the answer is what the user must know besides (a disk that did not confirm it, files of an edit that
        was cut off); "" for nothing.
        """
        from kaptar.repository.writer import NotWritten, Step, write_below  # not needed by who only looks

        steps = []
        for change in plan.changes:
            path = inside(self.root, change.path)
            if isinstance(path, OffLimits):
                return Refused(path.code, path.message, change.path)
            if change.before != change.after:
                steps.append(Step(path, change.before, change.after, like=change.moved_from))
        if not steps:
            return ""
        done = write_below(self.root, steps)
        if not isinstance(done, NotWritten):
            return "; ".join(done.told)
        if done.kind == "stale":
            return Refused("stale", done.message, done.path)
        return Refused("cannot_write", done.said, done.path or steps[0].path)
