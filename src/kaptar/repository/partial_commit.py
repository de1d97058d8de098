"""A commit of some changes of the work tree, as ``git commit --only`` makes it, for parts of files too.

The commit is made from an index of its own. The repository's index gets the same changes, so that afterwards all others are as
they were: in the work tree, or staged. While this runs, the repository's index is locked as git locks it.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kaptar.errors import InputError
from kaptar.repository.users_git import users_git

_HOOKS_S = 1800.0
_EXECUTABLE = 0o100
_SHA1 = 40
_REGULAR = ("100644", "100755")
_AT_ONCE = 256
"""Objects that one process of git gives."""
_IN_PROGRESS = {
    "MERGE_HEAD": "a merge", "CHERRY_PICK_HEAD": "a cherry-pick", "REVERT_HEAD": "a revert", "rebase-merge": "a rebase",
    "rebase-apply": "a rebase", "BISECT_START": "a bisection",
}  # fmt: skip
_CONVERTS = ("text", "eol", "crlf", "filter", "ident", "working-tree-encoding")
"""Attributes with which git stores something else than the file holds."""


class CommittedFile(NamedTuple):
    """A file of the commit: relative to the top, with the content that it gets; None where it is deleted."""

    path: str
    content: bytes | None


class Committed(NamedTuple):
    """The commit that was made. ``staged``: files of which the index keeps what was staged before."""

    commit: str
    staged: tuple[str, ...] = ()


class _Entry(NamedTuple):
    """Mode and object of a path in a tree or an index; empty where there is none."""

    mode: str = ""
    blob: str = ""


def in_progress(git_folder: Path) -> str:
    """What git is in the middle of, such as "a merge"; "" for nothing."""
    return next((said for name, said in _IN_PROGRESS.items() if os.path.lexists(git_folder / name)), "")


def contents_in(top: Path, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
    """Contents of regular files of a commit, as a checkout would write them. Other paths are left out. Raises InputError."""
    entries = {path: entry for path, entry in _tree(top, commit, paths).items() if entry.mode in _REGULAR}
    converted = _converted(top, list(entries))
    plain = {path: entry for path, entry in entries.items() if path not in converted}
    out = dict(zip(plain, _blobs(top, [entry.blob for entry in plain.values()]), strict=True))
    for path in converted:
        out[path] = users_git(["cat-file", "--filters", f"{commit}:{path}"], top).out
    return out


def _blobs(top: Path, names: Sequence[str]) -> Iterator[bytes]:
    """The contents of objects, in order."""
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        said, at = users_git(["cat-file", "--batch"], top, given="".join(f"{name}\n" for name in some).encode()).out, 0
        for _ in some:
            end = said.index(b"\n", at)
            size = int(said[at:end].rpartition(b" ")[2])
            yield said[end + 1 : end + 1 + size]
            at = end + size + 2


def commit_only(top: Path, git_folder: Path, head: str, files: Sequence[CommittedFile], message: str) -> Committed:
    """Commit files against ``head`` with the user's hooks and signing.

    Args:
        top: of the worktree; ``git_folder`` is its git directory.
        head: the commit that the contents are changes of; "" where there is none yet.

    Raises:
        InputError: git refuses, a hook stops the commit, the index is locked, or the branch has moved. Nothing was changed then.
    """
    with _locked(git_folder) as lock, tempfile.TemporaryDirectory(prefix="kaptar-", dir=git_folder) as folder:
        now = _head(top)
        if now != head:
            raise InputError("the branch has moved meanwhile; try again")
        index = Path(folder, "index")
        users_git(["read-tree", head] if head else ["read-tree", "--empty"], top, index=index)
        new = _stored(top, Path(folder), head, files)
        _put(top, index, new)
        given = ["commit", "--quiet", "--allow-empty-message", "--cleanup=whitespace", "-F", "-"]
        users_git(given, top, index=index, given=message.encode(), timeout_s=_HOOKS_S)
        made = _head(top)
        parent = users_git(["rev-parse", "--verify", "--quiet", f"{made}^"], top, codes=(0, 1, 128)).out.decode().strip()
        if parent != head:
            raise InputError(f"the branch has moved while the commit {made[:12]} was made: look at both with `git log`")
        try:
            kept = _follow(_Following(top, git_folder, lock), head, made, [file.path for file in files])
        except (InputError, OSError) as problem:
            raise InputError(f"the commit {made[:12]} is made, but the index could not follow it: {problem}") from None
        return Committed(made, kept)


def _head(top: Path) -> str:
    return users_git(["rev-parse", "--verify", "--quiet", "HEAD"], top, codes=(0, 1)).out.decode().strip()


@contextmanager
def _locked(git_folder: Path) -> Iterator[Path]:
    """The index's lock, which other commands of git respect; released at the end, also where it was renamed."""
    lock = git_folder / "index.lock"
    try:
        handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
    except FileExistsError:
        raise InputError(f"git's index is locked by another command ({lock}); try again when that has ended") from None
    except OSError as problem:
        raise InputError(f"{lock}: cannot be made: {problem.strerror or problem}") from None
    mine = os.fstat(handle)
    os.close(handle)
    try:
        yield lock
    finally:
        try:
            if os.path.samestat(os.lstat(lock), mine):
                os.unlink(lock)
        except FileNotFoundError:
            pass


def _tree(top: Path, commit: str, paths: Sequence[str]) -> dict[str, _Entry]:
    """The entries of a commit that some paths have."""
    if not commit or not paths:
        return {}
    found = users_git(["ls-tree", "-r", "-z", "--full-tree", commit], top).out.decode("utf-8", "surrogateescape")
    wanted, out = set(paths), {}
    for row in filter(None, found.split("\0")):
        head, _, path = row.partition("\t")
        mode, _, blob = head.split(" ")
        if path in wanted:
            out[path] = _Entry(mode, blob)
    return out


def _stored(top: Path, folder: Path, head: str, files: Sequence[CommittedFile]) -> dict[str, _Entry]:
    """The new entries, their contents stored as git stores files of these names. Deleted files have an empty entry."""
    before = _tree(top, head, [file.path for file in files])
    present = [file for file in files if file.content is not None]
    converted = _converted(top, [file.path for file in present])
    plain = [file for file in present if file.path not in converted]
    for number, file in enumerate(plain):
        (folder / str(number)).write_bytes(file.content or b"")
    given = "".join(f"{folder / str(number)}\n" for number in range(len(plain))).encode("utf-8", "surrogateescape")
    asked = ["hash-object", "-w", "--no-filters", "--stdin-paths"]
    names = users_git(asked, top, given=given).out.decode().split() if plain else []
    blobs = dict(zip([file.path for file in plain], names, strict=True))
    for file in present:
        if file.path in converted:
            asked = ["hash-object", "-w", "--stdin", f"--path={file.path}"]
            blobs[file.path] = users_git(asked, top, given=file.content or b"").out.decode().strip()
    out = {file.path: _Entry() for file in files if file.content is None}
    for file in present:
        out[file.path] = _Entry(_mode(top / file.path, before.get(file.path, _Entry())), blobs[file.path])
    return out


def _converted(top: Path, paths: Sequence[str]) -> set[str]:
    """Those of the paths that git may store in another form than the file has; all of them where a setting says so."""
    if not paths:
        return set()
    ends = users_git(["config", "--get", "core.autocrlf"], top, codes=(0, 1)).out.strip().lower()
    if ends not in (b"", b"false"):
        return set(paths)
    given = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    said = users_git(["check-attr", "-z", "--stdin", *_CONVERTS], top, given=given).out.decode("utf-8", "surrogateescape")
    words = said.split("\0")[:-1]
    return {path for path, value in zip(words[::3], words[2::3], strict=True) if value not in ("unspecified", "unset")}


def _mode(file: Path, before: _Entry) -> str:
    try:
        executable = os.lstat(file).st_mode & _EXECUTABLE
    except OSError:
        return before.mode or "100644"
    return "100755" if executable else "100644"


def _put(top: Path, index: Path, entries: dict[str, _Entry]) -> None:
    size = max((len(entry.blob) for entry in entries.values()), default=0) or len(_head(top)) or _SHA1
    gone = f"0 {'0' * size}"
    rows = (f"{entry.mode} {entry.blob}\t{path}" if entry.blob else f"{gone}\t{path}" for path, entry in entries.items())
    given = "".join(f"{row}\0" for row in rows).encode("utf-8", "surrogateescape")
    users_git(["update-index", "-z", "--index-info"], top, index=index, given=given)


class _Following(NamedTuple):
    """The top of the worktree, its git directory, and the lock of its index, which is held."""

    top: Path
    git_folder: Path
    lock: Path


def _follow(place: _Following, head: str, made: str, paths: Sequence[str]) -> tuple[str, ...]:
    """Give the repository's index the commit's changes of some paths. Returns those whose staged content stays as it is."""
    top, git_folder, lock = place
    own = git_folder / "index"
    copy = lock.with_name(f"{lock.name}.kaptar")
    try:
        copy.write_bytes(own.read_bytes() if own.exists() else b"")
        if not own.exists():
            users_git(["read-tree", "--empty"], top, index=copy)
        old, new, staged = _tree(top, head, paths), _tree(top, made, paths), _index(top, copy, paths)
        put, kept = dict[str, _Entry](), list[str]()
        for path in paths:
            was, becomes, has = (each.get(path, _Entry()) for each in (old, new, staged))
            if has == was:
                put[path] = becomes
            elif has != becomes:
                merged = _merged(top, was, has, becomes) if was.blob and has.blob and becomes.blob else ""
                put |= {path: _Entry(has.mode, merged)} if merged else {}
                kept += [] if merged else [path]
        if put:
            _put(top, copy, put)
        os.replace(copy, lock)
        os.replace(lock, own)
        return tuple(kept)
    finally:
        copy.unlink(missing_ok=True)


def _index(top: Path, index: Path, paths: Sequence[str]) -> dict[str, _Entry]:
    found = users_git(["ls-files", "-z", "--stage"], top, index=index).out.decode("utf-8", "surrogateescape")
    wanted, out = set(paths), {}
    for row in filter(None, found.split("\0")):
        head, _, path = row.partition("\t")
        mode, blob, stage = head.split(" ")
        if path in wanted and stage == "0":
            out[path] = _Entry(mode, blob)
    return out


def _merged(top: Path, was: _Entry, has: _Entry, becomes: _Entry) -> str:
    """The object with the changes of both; "" where they are in each other's way."""
    with tempfile.TemporaryDirectory() as folder:
        for name, entry in (("has", has), ("was", was), ("becomes", becomes)):
            Path(folder, name).write_bytes(users_git(["cat-file", "blob", entry.blob], top).out)
        names = [str(Path(folder, name)) for name in ("has", "was", "becomes")]
        done = users_git(["merge-file", "-p", "--quiet", *names], top, codes=tuple(range(256)))
        if done.code:
            return ""
        return users_git(["hash-object", "-w", "--no-filters", "--stdin"], top, given=done.out).out.decode().strip()
