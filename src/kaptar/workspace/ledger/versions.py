"""Versions of files, by the digest of their content, in a bounded folder of the hive."""

import os
import threading
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from kaptar.errors import InputError
from kaptar.repository.own import make_own_folder, open_own, read_own

MOST_BYTES = 256 << 20
"""Bytes of all versions. They are kept as they are: compressing one would be two thirds of what writing an edit down costs."""

LARGEST = 16 << 20
"""Bytes of one version; of larger files only the digest is known."""

_EVERY = 64
"""How many versions are written between two looks at the bound; of many small ones more, since a look takes a time for each."""

_SHARE = 8
"""One part in so many of all versions is written between two looks, at most."""


class Versions:
    """Contents by their digest. The versions that were written longest ago go when there are too many.

    Args:
        folder: the hive's own; made when the first version is kept.
        most_bytes: of all versions together.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder, self._most_bytes, self._next = folder, most_bytes, _EVERY
        self._written = self._bytes = 0

    def keep(self, content: bytes) -> str:
        """Keep a content and return its digest. One that is too large is not kept. Raises InputError, OSError."""
        digest = sha256(content).hexdigest()
        path = self._path(digest)
        if len(content) <= LARGEST and not path.exists():
            make_own_folder(self._folder)
            _write(path, content)
            self._written, self._bytes = self._written + 1, self._bytes + len(content)
            if self._written >= self._next or self._bytes * _SHARE >= self._most_bytes:
                self.forget_oldest()
        return digest

    def content(self, digest: str) -> bytes | None:
        """A content; None where it is not kept, or what is kept is damaged. Raises InputError where the file is not our own."""
        content = read_own(self._path(digest), LARGEST) if digest.isalnum() else None
        if content is None:
            return None
        return content if sha256(content).hexdigest() == digest else None

    def forget_oldest(self) -> None:
        """Remove versions until the rest is within the bound."""
        self._written = self._bytes = 0
        try:
            found = [(entry, entry.stat(follow_symlinks=False)) for entry in os.scandir(self._folder)]
        except OSError:
            return
        self._next = max(_EVERY, len(found) // _SHARE)
        left = sum(state.st_size for _, state in found)
        for entry, state in sorted(found, key=lambda each: each[1].st_mtime_ns):
            if left <= self._most_bytes:
                return
            with suppress(OSError):
                os.unlink(entry.path)
            left -= state.st_size

    def _path(self, digest: str) -> Path:
        return self._folder / digest


def _write(path: Path, data: bytes) -> None:
    """Write a version under another name, then rename it. No sync: a power cut may cost it, and then its digest says so."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    handle = open_own(temporary, os.O_WRONLY | os.O_TRUNC)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def try_to_keep(versions: Versions, content: bytes) -> str:
    """As `Versions.keep`; where the disk does not take it, the digest alone is known."""
    try:
        return versions.keep(content)
    except (InputError, OSError):
        return sha256(content).hexdigest()
