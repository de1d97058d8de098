"""Compiled code on disk, so that a module is compiled once per machine.

wasmtime believes whatever it deserializes: a file that somebody else wrote is code that runs in this process. So a file
is read only where the folder and the file can be written by this user alone, and its header and SHA-256 must fit;
anything else is removed and rebuilt. The header names the key: code of another module under this one's name does not fit.
"""

import hashlib
import logging
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from kaptar.atomic import write_atomically
from kaptar.folders import distrust, make_private, temporary_folder
from kaptar.runtime.modules.turns import turn

_MAGIC = b"kaptar-compiled/2\n"
_DIGEST_BYTES = 32
_LOCK = ".lock"
MOST_FILES = 200
_log = logging.getLogger(__name__)


class CompiledCache:
    """Files in ``folder``/compiled, one for each key, ``most_files`` at most.

    Where it cannot be used, ``other`` is: a temporary folder, which others may have made first. A link there is not followed.
    With no usable folder it keeps nothing and `reason` says why: compiled code is in memory alone.
    """

    def __init__(self, folder: Path, most_files: int = MOST_FILES, other: Path | None = None) -> None:
        self._most_files = most_files
        self.folder = folder / "compiled"
        self.reason = make_private(folder) or make_private(self.folder)
        self.rebuilt = 0
        if self.reason and other is not None and not _unusable(other):
            _log.info("compiled code is kept in %s: %s", other, self.reason)
            self.folder, self.reason = other / "compiled", ""
        if self.reason:
            _log.warning("compiled code is not cached in %s: %s", self.folder, self.reason)

    def path(self, digest: str, fingerprint: str) -> Path:
        """The file for a module and all else that its compiled code depends on."""
        return self.folder / (hashlib.sha256(_MAGIC + f"{digest} {fingerprint}".encode()).hexdigest() + ".bin")

    def has(self, path: Path) -> bool:
        """Whether a file is there; `read` may still refuse it."""
        return not self.reason and path.exists()

    def read(self, path: Path) -> bytes | None:
        """The compiled code, or None where there is none that may be believed; such a file is removed."""
        if self.reason:
            return None
        try:
            problem, payload = _read(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            problem, payload = str(error.strerror), b""
        if not problem:
            return payload
        _log.warning("compiled code in %s is %s; it is built again", path, problem)
        self.discard(path)
        return None

    def discard(self, path: Path) -> None:
        """Remove a file that is no good."""
        self.rebuilt += 1
        try:
            path.unlink(missing_ok=True)
        except OSError as problem:
            _log.warning("%s cannot be removed: %s", path, problem.strerror)

    def write(self, path: Path, payload: bytes) -> None:
        """Keep compiled code. A full disk is a warning: the code is there for this run."""
        if self.reason:
            return
        try:
            write_atomically(path, (_head(path), hashlib.sha256(payload).digest(), payload), 0o600)
            self._prune()
        except OSError as problem:
            _log.warning("compiled code cannot be kept in %s: %s", path, problem.strerror)

    def turn(self, path: Path, ended: Callable[[], bool] = lambda: False) -> AbstractContextManager[None]:
        """Hold what another process that compiles the same code waits for; see `turns.turn`."""
        return nullcontext() if self.reason else turn(path.with_suffix(_LOCK), ended)

    def _prune(self) -> None:
        """Older versions of modules and of wasmtime leave their files; only the last written ones stay."""
        for ending in (".bin", _LOCK):
            files = sorted(self.folder.glob(f"*{ending}"), key=_written)
            for file in files[: -self._most_files]:
                file.unlink(missing_ok=True)


def _written(path: Path) -> int:
    """When a file was written, in nanoseconds; 0 where another process has removed it meanwhile."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def kept(folder: Path, *, of_system: bool) -> CompiledCache:
    """Compiled code in the system's place for caches, else in a temporary folder; in the user's own choice alone."""
    return CompiledCache(folder, other=temporary_folder() if of_system else None)


def _unusable(folder: Path) -> str:
    """Why a folder that others may have made cannot be used, or ""."""
    if reason := make_private(folder):
        return reason
    return "a symbolic link" if folder.is_symlink() or (folder / "compiled").is_symlink() else make_private(folder / "compiled")


def _head(path: Path) -> bytes:
    """What a file begins with: the format, and the key that it is for."""
    return _MAGIC + path.stem.encode() + b"\n"


def _read(path: Path) -> tuple[str, bytes]:
    """("", payload), or the reason why the file is not believed. The checks are made on the opened file."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        reason = distrust(os.fstat(file.fileno()))
        if reason:
            return reason, b""
        head = _head(path)
        if (found := file.read(len(head))) != head:
            return "for another module, or another machine" if found.startswith(_MAGIC) else "not of this format", b""
        digest, payload = file.read(_DIGEST_BYTES), file.read()
    if not payload or hashlib.sha256(payload).digest() != digest:
        return "damaged", b""
    return "", payload
