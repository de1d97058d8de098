"""Leftovers of a hive under the project's former name: its folder, socket, notes in ``.git``, and line of ignored files.

Files that it wrote are removed once no hive of it runs. Its journals are neither read nor removed: they hold the old
content of files of an edit that was cut off. What it did not write stays.
"""

import os
import re
import stat
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from kaptar.clients.install.former import REPLACES, Former, FormerTrace
from kaptar.clients.install.former_parts import BLOCKS
from kaptar.clients.install.part import ClientFile
from kaptar.clients.install.record import InstallChange, read_client_file
from kaptar.config.former import FORMER
from kaptar.folders import cache_folder, data_folder, named_folder
from kaptar.repository.living import ProcessNote, living
from kaptar.repository.places import is_private

_FILES = (
    "token", "port", "pid", "lock", "init.json", "hive.db", "hive.db-wal", "hive.db-shm", "hive.db-journal", "start.log",
)  # fmt: skip
_CLIENTS = "aider|claude|codex|cursor|gemini|git|opencode|pre-commit"
_FOLDERS = {"log": re.compile(r"hive\.jsonl(?:\.[1-9][0-9]?)?"), "init": re.compile(rf"(?:{_CLIENTS})-[0-9a-f]{{8}}\.before")}
"""Folders of the hive's folder, each with the names of what the former version wrote there."""
_NOTE = re.compile(r"seen-[0-9a-f]{16}\.jsonl")
_MOST_NAMED = 5


class FormerHive:
    """The former hive of a repository. The state that `Former` has found decides what is removed."""

    def __init__(self, former: Former) -> None:
        self._former = former
        self.places = former.places

    def running(self) -> ProcessNote | None:
        """The process, when one runs."""
        return None if self._former.foreign else living(self.places.pid)

    def journals(self) -> tuple[Path, ...]:
        """Folders with the journal of an edit that was cut off, in the repository's folder and in this worktree's."""
        folders = dict.fromkeys(state / "journal" for state in (self.places.state, self.places.worktree / f".{FORMER}"))
        return tuple(folder for folder in folders if _entries(folder))

    def findings(self) -> Iterator[FormerTrace]:
        """What is left, each with the remedy."""
        running, state = self.running(), self.places.state
        if self._former.foreign:
            yield FormerTrace(state, self._former.foreign, "it is not an installation of yours; nothing of it is used")
        elif running is not None:
            yield FormerTrace(state, f"an older hive runs here (pid {running.pid})", _ending(running))
        elif any(True for _ in self._own()):
            yield FormerTrace(state, "is the folder of an older version's hive", REPLACES)
        for journal in self.journals():
            yield FormerTrace(
                journal, "an older version's edit was cut off here; its journal is never read",
                "compare your files with the copies in it; after that it is not needed",
            )  # fmt: skip
        yield from (FormerTrace(path, "are notes of an older version on sessions") for path in self._notes())
        yield from (FormerTrace(path, "is the socket of an older hive") for path in self._sockets() if running is None)
        if not os.path.lexists(state) and self._line() in _lines(self._exclude()):
            yield FormerTrace(self._exclude(), f"lists {self._line()}, the folder of an older version")

    def plan(self, left: Collection[str]) -> list[InstallChange]:
        """What `remove` would remove; the line of git's ignored files is planned in the former record. Raises InputError.

        Args:
            left: files that the former record still has to give back; as long as there are any, its folder stays.
        """
        doomed = self._doomed(left)
        stays = bool(left) or bool(self._former.foreign) or self.running() is not None or any(self._others(doomed))
        exclude = [] if stays else self._without_line()
        return [*_removed(self.places.worktree, doomed), *exclude]

    def remove(self, left: Collection[str]) -> Iterator[str]:
        """Remove what the former version wrote, and nothing else; says what cannot be removed."""
        for path in self._doomed(left):
            try:
                path.unlink(missing_ok=True)
            except OSError as problem:
                yield f"{path}: cannot be removed: {problem.strerror or problem}."
        self._remove_folders()

    def _doomed(self, left: Collection[str]) -> list[Path]:
        if self.running() is not None:
            return self._notes()
        return [*self._notes(), *self._sockets(), *([] if left or self._former.foreign else self._own())]

    def remarks(self, left: Collection[str]) -> Iterator[str]:
        """What the user has to do after `remove`."""
        running = self.running()
        if running is not None:
            yield f"An older hive still runs (pid {running.pid}): {_ending(running)}."
        if left:
            files = ", ".join(sorted(left)[:5])
            yield f"An older version's hooks are left in {files}: run `kaptar init` for that client, in that worktree."
        if self._former.foreign:
            yield f"Not touched: {self._former.foreign}."
        for journal in self.journals():
            yield f"Not touched: {journal}, the journal of an edit that an older version began. It is never read; look at it."
        others = sorted(self._others([*self._doomed(())]))
        if others and not self._former.foreign:
            named = ", ".join(map(str, others[:_MOST_NAMED])) + (", …" if others[_MOST_NAMED:] else "")
            yield f"Not touched, because no older version wrote it: {named}."

    def _own(self) -> Iterator[Path]:
        """The files of the hive's folder that the former version wrote."""
        state = self.places.state
        if self._former.foreign:
            return
        yield from (state / name for name in _FILES if (state / name).is_file())
        for folder, pattern in _FOLDERS.items():
            yield from _named(state / folder, pattern)

    def _notes(self) -> list[Path]:
        """Notes on what sessions have seen, of all worktrees. They are in git's own folders, where no clone brings files."""
        common = self.places.common
        folders = [common / FORMER, *sorted(common.glob(f"worktrees/*/{FORMER}"))]
        return [path for folder in folders if not folder.is_symlink() for path in _named(folder, _NOTE)]

    def _sockets(self) -> list[Path]:
        """The socket of this repository's former hive, in the folders where it can be."""
        number = int.from_bytes(os.fsencode(self.places.common), "big") % _SOCKET_PRIME
        found = [folder / f"{number:016x}.sock" for folder in _socket_folders() if is_private(folder)]
        return [path for path in found if _is_socket(path)]

    def _remove_folders(self) -> None:
        """Those that are empty now."""
        state, common = self.places.state, self.places.common
        folders = [state / "log", state / "init", state / "journal", state, common / FORMER, *_socket_folders()]
        folders += [*common.glob(f"worktrees/*/{FORMER}")]
        folders += [self.places.worktree / f".{FORMER}" / "journal", self.places.worktree / f".{FORMER}"]
        for folder in folders:
            with suppress(OSError):  # something else lies in it, or it is not there
                folder.rmdir()

    def _others(self, doomed: Collection[Path]) -> Iterator[Path]:
        """What the former version's folders have beside what is removed and what it wrote and keeps."""
        state, common = self.places.state, self.places.common
        known = {*doomed, *self._own()}
        for folder in (state, common / FORMER, *common.glob(f"worktrees/*/{FORMER}")):
            found = folder.rglob("*") if not folder.is_symlink() else ()
            yield from (path for path in found if path not in known and (path.is_symlink() or not path.is_dir()))

    def _exclude(self) -> Path:
        return self.places.common / "info" / "exclude"

    def _line(self) -> str:
        return f"/.{FORMER}/"

    def _without_line(self) -> list[InstallChange]:
        path, record = self._exclude(), self._former.record
        before = record.planned(path) or b""
        kept = [line for line in before.splitlines(keepends=True) if line.strip() != self._line().encode()]
        after = b"".join(kept)
        if after == before:
            return []
        record.rewrite(ClientFile(path, BLOCKS["claude"]), after)
        return [InstallChange("git", _shown(self.places.worktree, path), "restored", before, after)]


def findings(former: Former) -> Iterator[FormerTrace]:
    """All that is left of the former version in a repository and in the user's client configurations."""
    yield from former.findings()
    yield from FormerHive(former).findings()


def former_folders() -> Iterator[FormerTrace]:
    """The user's folders of the former version. They are for all repositories, so `kaptar init` leaves them."""
    cache, data = cache_folder().parent / FORMER, data_folder().parent / FORMER
    if cache.is_dir():
        yield FormerTrace(cache, "may be the cache of an older version; Kaptar does not use it",
                          "look whether another program of that name uses it; if none does, it can go")  # fmt: skip
    if data.is_dir() and data != cache:
        yield FormerTrace(
            data, "may have plugins and trust of an older version; Kaptar does not use them",
            "run `kaptar modules add` and `kaptar trust` anew; look whether another program of that name uses it",
        )  # fmt: skip


_SOCKET_PRIME = (1 << 64) - 59
"""Of the names of its sockets: the path of the repository modulo this."""


def _socket_folders() -> tuple[Path, ...]:
    """The first of these that existed was used; a path that was too long for a socket led to the last."""
    bases = (named_folder("XDG_RUNTIME_DIR"), f"/run/user/{os.getuid()}")
    return (*(Path(base) / FORMER for base in bases if base), Path("/tmp") / f"{FORMER}-{os.getuid()}")


def _ending(running: ProcessNote) -> str:
    return f"end it with `kill {running.pid}`, then run `kaptar init`, which removes its files"


def _entries(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder)) if not folder.is_symlink() else []
    except OSError:
        return []


def _lines(path: Path) -> list[str]:
    return (read_client_file(path) or b"").decode("utf-8", "replace").splitlines()


def _is_socket(path: Path) -> bool:
    try:
        return stat.S_ISSOCK(path.lstat().st_mode)
    except OSError:
        return False


def _named(folder: Path, pattern: re.Pattern[str]) -> list[Path]:
    """The files of a folder, links aside, that have such a name."""
    found = (folder / name for name in _entries(folder) if pattern.fullmatch(name))
    return [path for path in found if path.is_file() and not path.is_symlink()]


def _removed(root: Path, doomed: Collection[Path]) -> list[InstallChange]:
    """One line a folder: what lies in it is the former version's own, and nobody's text."""
    folders = dict.fromkeys(path if _is_socket(path) else path.parent for path in doomed)
    return [InstallChange("hive", _shown(root, folder), "removed", None, None) for folder in folders]


def _shown(root: Path, path: Path) -> str:
    return os.path.relpath(path, root).replace(os.sep, "/") if path.is_relative_to(root) else str(path)
