"""Trust in the tools of a project: its configuration is code, so the user has to allow it.

Trust is of one user for one repository and for the content of the files that steer its tools; when one of these changes,
or a new one appears, it is asked for again.
"""

import os
import threading
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import msgspec

from kaptar.atomic import write_atomically
from kaptar.decoding.json import decode_json
from kaptar.errors import InputError
from kaptar.folders import data_folder, distrust, make_private
from kaptar.repository.files import Unread, content_of, read_file
from kaptar.repository.paths import require_text
from kaptar.repository.steering import MOST_FOLDERS, Late, Limit, Stamp, SteeringFiles, stamp_of

MOST_FILES = 2000
KEPT_S = 1.0
"""Seconds that one look counts for the checks of an event. A check that begins later looks again."""

REMEDY = "look at the project's tool configuration, then run `kaptar trust`"


class Trusted(msgspec.Struct, frozen=True):
    """The stored trust: the repository, and the digest of each steering file by its relative path."""

    repository: str
    files: dict[str, str]


class Trust:
    """The user's trust in the tools of one repository. Thread-safe.

    Args:
        root: the repository's folder, resolved.
        folder: where trust is stored; the user's data folder by default.
        most_folders: a repository with more of them is refused.
        now_ns: the time since 1970.
    """

    def __init__(
        self,
        root: Path,
        folder: Path | None = None,
        *,
        most_folders: int = MOST_FOLDERS,
        now_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self.root, self._now_ns = root, now_ns
        self._files, self._lock = SteeringFiles(root, most_folders, now_ns), threading.Lock()
        self._folder = folder or data_folder() / "trust"
        self._file = self._folder / f"{sha256(os.fsencode(root)).hexdigest()[:32]}.json"
        self._seen: dict[str, tuple[Stamp, str]] = {}

    def problem(self, file: Path | None = None, limit: Limit = Limit()) -> str:  # noqa: B008 - an immutable value
        """Why the tools may not run now, or "". With a file: they may not run over that one.

        Raises:
            Late: it is not known by the limit.
            InputError: too many files or folders, or git does not answer.
        """
        trusted = self.stored()
        if trusted is None:
            return "untrusted: nobody has trusted this repository's tools"
        if changed := differences(trusted.files, self.steering(limit)):
            return f"untrusted: changed since it was trusted: {', '.join(changed[:3])}"
        return self.beside(file) if file is not None else ""

    def beside(self, file: Path) -> str:
        """Why no tool may run over one file of a trusted repository, or ""."""
        unwatched = self._files.unwatched(file)
        return f"untrusted: in a folder that git does not track: {', '.join(unwatched[:3])}" if unwatched else ""

    def stored(self) -> Trusted | None:
        """What was trusted. A file that somebody else may have written counts for nothing."""
        try:
            found = self._file.lstat()
            if distrust(found) or not self._file.is_file():
                return None
            trusted = decode_json(content_of(self._file), Trusted)
        except (OSError, msgspec.MsgspecError):
            return None
        return trusted if trusted.repository == str(self.root) else None

    def grant(self) -> Trusted:
        """Trust the files as they are now. Raises InputError."""
        require_text(self.root, "the repository")
        trusted = Trusted(str(self.root), self.steering())
        if problem := make_private(self._folder):
            raise InputError(f"trust cannot be stored: {problem}")
        write_atomically(self._file, msgspec.json.encode(trusted), 0o600)
        return trusted

    def revoke(self) -> bool:
        """Whether there was any."""
        there = self._file.exists()
        self._file.unlink(missing_ok=True)
        return there

    def steering(self, limit: Limit = Limit()) -> dict[str, str]:  # noqa: B008 - an immutable value
        """The digests of the files that steer tools, by relative path. Unchanged files are not read again.

        Raises Late and InputError as `problem`.
        """
        if not self._lock.acquire(timeout=min(limit.left_s, threading.TIMEOUT_MAX)):
            raise Late("another event looked at the files that steer tools for as long as there was time")
        try:
            found: dict[str, str] = {}
            for relative in sorted(self._files.find(limit)):
                limit.keep()
                found[relative] = self._digest(relative)
                if len(found) > MOST_FILES:
                    raise InputError(f"{self.root}: more than {MOST_FILES:,} files steer tools; trust a smaller repository")
            return found
        finally:
            self._lock.release()

    def _digest(self, relative: str) -> str:
        path, now_ns = self.root / relative, self._now_ns()
        try:
            found = path.stat()
        except OSError:
            return "unreadable"
        stamp, known = stamp_of(found, now_ns), self._seen.get(relative)
        if known is not None and known[0] == stamp:
            return known[1]
        content = read_file(path)
        if isinstance(content, Unread):  # where it changes, so does this text
            return f"{content.reason}: {(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)}"
        digest = sha256(content).hexdigest()
        if stamp is not None:
            self._seen[relative] = (stamp, digest)
        return digest


class TrustOfEvent:
    """The trust of one event: looked at once for checks that begin together, within the event's time. Thread-safe.

    Args:
        limit: after it, each look has the time that its caller gives.
    """

    def __init__(self, trust: Trust, limit: Limit) -> None:
        self._trust, self._limit = trust, limit
        self._lock = threading.Lock()
        self._known, self._until = "", float("-inf")

    def problem(self, file: Path, patience_s: float) -> str:
        """As `Trust.problem`."""
        clock = self._limit.clock
        limit = self._limit if self._limit.left_s else Limit(clock() + patience_s, clock)
        if not self._lock.acquire(timeout=min(limit.left_s, threading.TIMEOUT_MAX)):
            raise Late("another check of this event looks at the files that steer tools")
        try:
            if clock() >= self._until:
                began = clock()
                self._known = self._trust.problem(limit=limit)
                self._until = began + KEPT_S
            known = self._known
        finally:
            self._lock.release()
        return known or self._trust.beside(file)


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Paths that changed, appeared or went."""
    return sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
