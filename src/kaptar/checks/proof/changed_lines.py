"""Lines of a file that differ from the last commit."""

import re
from pathlib import Path

from kaptar.checks.snapshot import Skipped
from kaptar.repository.files import content_of
from kaptar.repository.git import trusted_git
from kaptar.repository.process import Ended, Finished

_HUNK = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def changed_lines(file: Path, root: Path, timeout_s: float) -> frozenset[int] | Skipped:
    """Lines that the work tree adds or changes, from 1; every line of a file that git does not track."""
    relative = file.relative_to(root).as_posix()
    tracked = asked(["ls-files", "--error-unmatch", "--", relative], root, timeout_s)
    if isinstance(tracked, Skipped):
        return tracked
    if tracked.code:
        return frozenset(range(1, content_of(file).count(b"\n") + 2))
    done = asked(["diff", "-U0", "HEAD", "--", relative], root, timeout_s)
    if isinstance(done, Skipped):
        return done
    if done.code:
        return Skipped(f"git diff: {done.complaint}", "commit once, so that there is something to compare with")
    hunks = ((int(match[1]), int(match[2] or 1)) for match in _HUNK.finditer(done.out))
    return frozenset(line for first, count in hunks for line in range(first, first + count))


def asked(
    arguments: list[str], root: Path, timeout_s: float, *, given: bytes = b"", index: Path | None = None
) -> Finished | Skipped:
    """What git answers in a repository that the user trusts. See `kaptar.repository.git`."""
    done = trusted_git(arguments, root, timeout_s=timeout_s, given=given, index=index)
    return Skipped(f"git: {done.reason}", timed_out=done.timed_out) if isinstance(done, Ended) else done
