"""The user's folders for caches, data and state, and when their content may be believed.

Code, trust, plugins and journals are read from these folders, and from nowhere else: the functions here are the only way to them.
None of them gives a folder that a repository can bring (`brought`): a relative one, or one in a work tree.
"""

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from kaptar.errors import ConfigError
from kaptar.folders.brought import brought

NOWHERE = Path(os.devnull) / "kaptar"
"""In place of a folder that may not be believed: nothing is there, and nothing can be made there."""

_BASES = ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
_VARIABLES = (*_BASES, "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")


def home() -> Path:
    """The home that git and clients use, absolute. Nothing is believed because it lies there: see `cache_folder` and the others.

    A path where nothing can be where the system knows none (a user id without an entry).
    """
    try:
        return Path.home().absolute()
    except (RuntimeError, OSError):  # an OSError: HOME is relative, and the current folder is gone
        return Path(os.devnull)


def cache_folder(configured: str | None = None) -> Path:
    """Where compiled code and timings are kept: the configured folder, or the system's place for caches.

    Raises ConfigError where a repository can bring the configured folder.
    """
    if configured:
        folder = os.path.expanduser(configured)
        if reason := brought(folder):
            raise ConfigError(f"wasm.cache_dir = {configured!r}: {reason}; name an absolute folder that no repository can bring")
        return Path(folder)
    if sys.platform == "darwin":
        return _in_home("Library/Caches/kaptar")
    if sys.platform == "win32":
        return _in_local("kaptar/cache")
    return _in_base("XDG_CACHE_HOME", ".cache")


def data_folder() -> Path:
    """Where the user's plugins and trust are kept."""
    if sys.platform == "darwin":
        return _in_home("Library/Application Support/kaptar")
    if sys.platform == "win32":
        return _in_local("kaptar")
    return _in_base("XDG_DATA_HOME", ".local/share")


def state_folder() -> Path:
    """Where journals of writes are kept: what must outlive a restart and is of this machine alone."""
    if sys.platform == "darwin":
        return _in_home("Library/Application Support/kaptar/state")
    if sys.platform == "win32":
        return _in_local("kaptar/state")
    return _in_base("XDG_STATE_HOME", ".local/state")


def temporary_folder() -> Path:
    """A folder of this user alone among the system's temporary ones, for what is kept where the home cannot be written.

    Never one below the current folder, as `tempfile` would choose where nothing else can be written: a clone could bring it.
    """
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    named = os.environ.get("TEMP" if sys.platform == "win32" else "TMPDIR", "")
    folders = (Path(base) / f"kaptar-{user}" for base in (named, os.path.join(os.sep, "tmp")) if base)
    return next((each for each in folders if not brought(each)), NOWHERE)


def named_folder(variable: str, environment: Mapping[str, str] = os.environ) -> str:
    """The absolute folder that a variable names; "" where it names none: a relative one lies wherever a program runs."""
    folder = environment.get(variable, "")
    return folder if os.path.isabs(folder) else ""


def relative_variables() -> list[str]:
    """The variables of the environment that should name a folder of the user, and name a relative one: they count as not set."""
    return [name for name in _VARIABLES if os.environ.get(name) and not named_folder(name)]


def passed_over() -> list[str]:
    """The user's variables that name folders which a repository can bring, each with the reason. Nothing is read there."""
    given = ((name, os.environ.get(name, "")) for name in ("HOME", *_BASES, "TMPDIR"))
    return [f"{name}={value}: {reason}" for name, value in given if value and (reason := brought(value))]


def make_private(folder: Path) -> str:
    """Make the folder with mode 0700. Answers "" or the reason why it must not be used."""
    if folder.is_relative_to(NOWHERE):
        return "; ".join(passed_over()) or "no folder of the user's own is known that no repository can bring"
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


def _in_base(variable: str, below: str) -> Path:
    """Kaptar's folder below a base directory of the user; below the home where the variable names none that counts."""
    named = os.environ.get(variable, "")
    if named and not brought(folder := os.path.join(named, "kaptar")):
        return Path(folder)
    return _in_home(f"{below}/kaptar")


def _in_home(below: str) -> Path:
    return _believed(_named_home() / below)


def _in_local(below: str) -> Path:
    """On Windows."""
    return _believed(Path(os.environ.get("LOCALAPPDATA", "")) / below, _named_home() / "AppData/Local" / below)


def _named_home() -> Path:
    """The home as it is named; a relative one stays relative."""
    try:
        return Path.home()
    except RuntimeError:
        return NOWHERE


def _believed(*folders: Path) -> Path:
    return next((each for each in folders if not brought(each)), NOWHERE)
