"""Paths of a repository's hive. Reads the file system, changes nothing."""

import os
import stat
from collections.abc import Mapping
from hashlib import blake2s
from pathlib import Path
from typing import NamedTuple

from kaptar.errors import InputError
from kaptar.folders import named_folder
from kaptar.repository.paths import require_text
from kaptar.repository.worktree import broken_repository, common_directory, is_git_directory, upwards

MAX_SOCKET_PATH = 104
"""Bytes that a Unix socket's path may have everywhere (108 on Linux, 104 on macOS)."""

DIGEST_BYTES = 16
"""Of the digest in a socket's name: nobody finds a folder whose repository has the socket of another one."""


class NoRepository(InputError):
    """A folder lies in no git repository, not in a damaged one either."""


class Places(NamedTuple):
    """Paths of one repository and its hive.

    Attributes:
        worktree: the folder that the caller works in: the root of its worktree.
        common: git's common directory, which all worktrees share: a hive belongs to it.
        state: the hive's folder, ``.kaptar`` beside the main worktree's files.
        socket: the hive's Unix socket, in the user's runtime folder.
    """

    worktree: Path
    common: Path
    state: Path
    socket: Path

    @property
    def lock(self) -> Path:
        """Held by the living hive."""
        return self.state / "lock"

    @property
    def pid(self) -> Path:
        return self.state / "pid"

    @property
    def token(self) -> Path:
        return self.state / "token"

    @property
    def port(self) -> Path:
        return self.state / "port"

    @property
    def log(self) -> Path:
        return self.state / "log" / "hive.jsonl"

    @property
    def database(self) -> Path:
        return self.state / "hive.db"


def find_places(start: Path, environment: Mapping[str, str] = os.environ) -> Places:
    """The places of the repository that ``start`` lies in.

    Raises:
        NoRepository: there is none.
        InputError: there is one that cannot be used: its name is not UTF-8, or its ``.git`` is damaged.
    """
    resolved = Path(os.path.realpath(start))
    for folder in upwards(resolved):
        common = common_directory(folder)
        if common is not None:
            return _places(folder, common, environment)
    for folder in upwards(resolved):  # only now: files of a worktree may look like a bare repository
        if is_git_directory(folder):
            return _places(folder, folder, environment)
    if broken := next(filter(None, map(broken_repository, upwards(resolved))), ""):
        raise InputError(f"{broken}: the repository cannot be read; see what `git status` says there, and mend it")
    raise NoRepository(f"{start} is in no git repository; run `git init`, or go into one")


def _places(worktree: Path, common: Path, environment: Mapping[str, str]) -> Places:
    require_text(common, "the repository")
    require_text(worktree, "the worktree")
    state = common.parent / ".kaptar" if common.name == ".git" else common / "kaptar"
    return Places(worktree, common, state, runtime_folder(environment) / socket_name(os.fsencode(common)))


def socket_name(common: bytes) -> str:
    """The name of a repository's socket. `kaptar.clients.entry` computes the same."""
    return f"{blake2s(common, digest_size=DIGEST_BYTES).hexdigest()}.sock"


def runtime_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The user's folder for sockets, the same for a login, a job and a client that passes few variables on.

    A relative variable counts as not set. The folder may not exist yet; see `kaptar.repository.own.make_own_folder`.
    """
    own = f"/run/user/{os.getuid()}"
    base = next((b for b in (named_folder("XDG_RUNTIME_DIR", environment), own) if b and os.path.isdir(b)), None)
    folder = Path(base) / "kaptar" if base else Path("/tmp") / f"kaptar-{os.getuid()}"
    if len(os.fsencode(folder)) + len("/.sock") + 2 * DIGEST_BYTES > MAX_SOCKET_PATH:
        return Path("/tmp") / f"kaptar-{os.getuid()}"
    return folder


def is_private(folder: Path | str) -> bool:
    """Whether a folder is one that only this user may enter: what listens in it is the user's own."""
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077
