"""The user's folders for caches, data and state, and when their content may be believed."""

import os
import stat
import sys
from pathlib import Path


def home() -> Path:
    """The user's home; a path where nothing can be where the system knows none (a user id without an entry)."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)


def cache_folder(configured: str | None = None) -> Path:
    """Where compiled code and timings are kept: the configured folder, or the system's place for caches."""
    if configured:
        return Path(os.path.expanduser(configured))
    if sys.platform == "darwin":
        return home() / "Library/Caches/kaptar"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home() / "AppData/Local")) / "kaptar/cache"
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else home() / ".cache") / "kaptar"


def data_folder() -> Path:
    """Where the user's plugins are kept."""
    if sys.platform == "darwin":
        return home() / "Library/Application Support/kaptar"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home() / "AppData/Local")) / "kaptar"
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if os.path.isabs(base) else home() / ".local/share") / "kaptar"


def state_folder() -> Path:
    """Where journals of writes are kept: what must outlive a restart and is of this machine alone."""
    if sys.platform == "darwin":
        return home() / "Library/Application Support/kaptar/state"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home() / "AppData/Local")) / "kaptar/state"
    base = os.environ.get("XDG_STATE_HOME", "")
    return (Path(base) if os.path.isabs(base) else home() / ".local/state") / "kaptar"


def temporary_folder() -> Path:
    """A folder of this user alone among the system's temporary ones, for what is kept where the home cannot be written.

    Never one below the current folder, as `tempfile` would choose where nothing else can be written: a clone could bring it.
    """
    base = os.environ.get("TEMP" if sys.platform == "win32" else "TMPDIR", "")
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    return Path(base if os.path.isabs(base) else os.path.join(os.sep, "tmp")) / f"kaptar-{user}"


def make_private(folder: Path) -> str:
    """Make the folder with mode 0700. Answers "" or the reason why it must not be used."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return distrust(folder.stat())
    except OSError as problem:
        return f"{folder}: {problem.strerror}"


def distrust(found: os.stat_result) -> str:
    """Why somebody else can have written the file or folder; "" where only this user can."""
    if not hasattr(os, "getuid"):
        return ""
    if found.st_uid != os.getuid():
        return f"owned by user {found.st_uid}"
    if stat.S_IMODE(found.st_mode) & 0o022:
        return "writable by others"
    return ""
