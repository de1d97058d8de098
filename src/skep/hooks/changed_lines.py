"""Which lines of a file differ from the last commit, and what that commit had."""

import re
from pathlib import Path

from skep.hooks.process import Ended, Finished, run
from skep.hooks.snapshot import Skipped

_HUNK = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_NO_GIT = {"GIT_DIR": None, "GIT_INDEX_FILE": None, "GIT_WORK_TREE": None, "GIT_PREFIX": None}


def changed_lines(file: Path, root: Path, timeout_s: float) -> frozenset[int] | Skipped:
    """Lines that the work tree adds or changes, from 1; every line of a file that git does not track."""
    relative = file.relative_to(root).as_posix()
    tracked = _git(["ls-files", "--error-unmatch", "--", relative], root, timeout_s)
    if isinstance(tracked, Skipped):
        return tracked
    if tracked.code:
        return frozenset(range(1, file.read_bytes().count(b"\n") + 2))
    done = _git(["diff", "--no-ext-diff", "--no-color", "-U0", "HEAD", "--", relative], root, timeout_s)
    if isinstance(done, Skipped):
        return done
    if done.code:
        return Skipped(f"git diff: {done.complaint}", "commit once, so that there is something to compare with")
    hunks = ((int(match[1]), int(match[2] or 1)) for match in _HUNK.finditer(done.out))
    return frozenset(line for first, count in hunks for line in range(first, first + count))


def unpack_head(root: Path, into: Path, timeout_s: float) -> Skipped | None:
    """Write the files of the last commit into a folder; why not, where that fails."""
    archive = into / ".head.tar"
    done = _git(["archive", "--format=tar", f"--output={archive}", "HEAD"], root, timeout_s)
    if isinstance(done, Skipped):
        return done
    if done.code:
        return Skipped(f"git archive: {done.complaint}", "commit once, so that there is something to compare with")
    unpacked = run(["tar", "-xf", str(archive), "-C", str(into)], into, timeout_s=timeout_s)
    archive.unlink(missing_ok=True)
    if isinstance(unpacked, Ended) or unpacked.code:
        return Skipped("the last commit could not be unpacked")
    return None


def _git(arguments: list[str], root: Path, timeout_s: float) -> Finished | Skipped:
    done = run(["git", *arguments], root, timeout_s=timeout_s, environment=_NO_GIT)
    return Skipped(f"git: {done.reason}") if isinstance(done, Ended) else done
