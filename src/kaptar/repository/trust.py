"""Trust in the tools of a project: its configuration is code, so the user has to allow it.

Trust is of one user for one repository and for the content of the files that steer its tools; when one of these changes,
or a new one appears, it is asked for again.
"""

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path

import msgspec

from kaptar.atomic import write_atomically
from kaptar.errors import InputError
from kaptar.folders import data_folder, distrust, make_private
from kaptar.repository.files import Unread, content_of, read_file

STEERING = (
    "pyproject.toml", "setup.cfg", "setup.py", "tox.ini", "pytest.ini", "conftest.py", "mypy.ini", ".mypy.ini", "ruff.toml",
    ".ruff.toml", "pyrightconfig.json", "noxfile.py", ".coveragerc", "sitecustomize.py", "package.json", "tsconfig*.json",
    "jsconfig.json", "eslint.config.*", ".eslintrc*", ".eslintignore", "prettier.config.*", ".prettierrc*", ".prettierignore",
    "biome.json*", "dprint.json*", ".dprint.json*", ".oxlintrc.json", "oxlint.json", "vite.config.*", "vitest.config.*",
    "vitest.workspace.*", "jest.config.*", "jest.setup.*", "babel.config.*", ".babelrc*", ".npmrc", ".yarnrc*", "Cargo.toml",
    "build.rs", "rustfmt.toml", ".rustfmt.toml", "rust-toolchain*", "go.mod", "go.work", ".golangci.*", ".editorconfig",
)  # fmt: skip
"""Names of files that can make a tool run other code, or run in another way, at any depth. ``.cargo/config.toml`` too."""

MOST_FILES = 2000
MOST_FOLDERS = 20_000
_PASSED_OVER = {".git", ".kaptar", "node_modules", ".venv", "venv", "__pycache__", "target", "dist", "build"}
_EXACT = frozenset(name for name in STEERING if not set(name) & set("*?["))
_PATTERNS = tuple(name for name in STEERING if name not in _EXACT)
REMEDY = "look at the project's tool configuration, then run `kaptar trust`"


class Trusted(msgspec.Struct, frozen=True):
    """The stored trust: the repository, and the digest of each steering file by its relative path."""

    repository: str
    files: dict[str, str]


class Trust:
    """The user's trust in the tools of one repository.

    Args:
        root: the repository's folder, resolved.
        folder: where trust is stored; the user's data folder by default.
        most_folders: a repository with more of them is refused.
    """

    def __init__(self, root: Path, folder: Path | None = None, *, most_folders: int = MOST_FOLDERS) -> None:
        self.root, self._most_folders = root, most_folders
        self._folder = folder or data_folder() / "trust"
        self._file = self._folder / f"{sha256(os.fsencode(root)).hexdigest()[:32]}.json"
        self._seen: dict[str, tuple[tuple[int, int, int, int], str]] = {}

    def problem(self) -> str:
        """Why the tools may not run now, or ""."""
        trusted = self.stored()
        if trusted is None:
            return "untrusted: nobody has trusted this repository's tools"
        changed = differences(trusted.files, self.steering())
        return f"untrusted: changed since it was trusted: {', '.join(changed[:3])}" if changed else ""

    def stored(self) -> Trusted | None:
        """What was trusted. A file that somebody else may have written counts for nothing."""
        try:
            found = self._file.lstat()
            if distrust(found) or not self._file.is_file():
                return None
            trusted = msgspec.json.decode(content_of(self._file), type=Trusted)
        except (OSError, msgspec.MsgspecError):
            return None
        return trusted if trusted.repository == str(self.root) else None

    def grant(self) -> Trusted:
        """Trust the files as they are now. Raises InputError."""
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

    def steering(self) -> dict[str, str]:
        """The digests of the files that steer tools, by relative path. Unchanged files are not read again."""
        found: dict[str, str] = {}
        for path in sorted(_steering_files(self.root, self._most_folders)):
            relative = path.relative_to(self.root).as_posix()
            found[relative] = self._digest(relative, path)
            if len(found) > MOST_FILES:
                raise InputError(f"{self.root}: more than {MOST_FILES:,} files steer tools; trust a smaller repository")
        return found

    def _digest(self, relative: str, path: Path) -> str:
        try:
            now = path.stat()
            mark = (now.st_mtime_ns, now.st_ctime_ns, now.st_size, now.st_ino)
            known = self._seen.get(relative)
            if known is not None and known[0] == mark:
                return known[1]
        except OSError:
            return "unreadable"
        content = read_file(path)
        if isinstance(content, Unread):  # where it changes, so does this text
            return f"{content.reason}: {mark}"
        digest = sha256(content).hexdigest()
        self._seen[relative] = (mark, digest)
        return digest


def differences(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Paths that changed, appeared or went."""
    return sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))


def steers(name: str) -> bool:
    """Whether a file of this name can steer tools."""
    return name in _EXACT or any(fnmatch(name, each) for each in _PATTERNS)


def _steering_files(root: Path, most_folders: int) -> Iterator[Path]:
    for number, (folder, below, names) in enumerate(os.walk(root)):
        if number > most_folders:
            raise InputError(f"{root}: more than {most_folders:,} folders; trust is for smaller repositories")
        below[:] = [name for name in below if name not in _PASSED_OVER]
        cargo = folder.endswith(".cargo")
        for name in names:
            if steers(name) or (cargo and name.startswith("config")):
                yield Path(folder, name)
