"""Which lines of a file differ from the last commit."""

import re
from collections.abc import Mapping
from pathlib import Path

from kaptar.checks.snapshot import Skipped
from kaptar.repository.process import Ended, Finished, run

_HUNK = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_NO_GIT: Mapping[str, str | None] = {"GIT_DIR": None, "GIT_INDEX_FILE": None, "GIT_WORK_TREE": None, "GIT_PREFIX": None}


def changed_lines(file: Path, root: Path, timeout_s: float) -> frozenset[int] | Skipped:
    """Lines that the work tree adds or changes, from 1; every line of a file that git does not track."""
    relative = file.relative_to(root).as_posix()
    tracked = git(["ls-files", "--error-unmatch", "--", relative], root, timeout_s)
    if isinstance(tracked, Skipped):
        return tracked
    if tracked.code:
        return frozenset(range(1, file.read_bytes().count(b"\n") + 2))
    done = git(["diff", "--no-ext-diff", "--no-color", "-U0", "HEAD", "--", relative], root, timeout_s)
    if isinstance(done, Skipped):
        return done
    if done.code:
        return Skipped(f"git diff: {done.complaint}", "commit once, so that there is something to compare with")
    hunks = ((int(match[1]), int(match[2] or 1)) for match in _HUNK.finditer(done.out))
    return frozenset(line for first, count in hunks for line in range(first, first + count))


def git(
    arguments: list[str], root: Path, timeout_s: float, *, given: bytes = b"", index: Path | None = None
) -> Finished | Skipped:
    """Run git in a repository; paths are never patterns (``[id].ts`` is a name).

    Args:
        given: what it reads on stdin.
        index: in place of the repository's own.
    """
    environment = {**_NO_GIT, "GIT_INDEX_FILE": str(index) if index else None}
    done = run(["git", "--literal-pathspecs", *arguments], root, timeout_s=timeout_s, given=given, environment=environment)
    return Skipped(f"git: {done.reason}", timed_out=done.timed_out) if isinstance(done, Ended) else done
