"""A commit of some changes of the work tree, as ``git commit --only`` makes it, for parts of files too.

The commit is made from an index of its own. The repository's index gets the same changes, so that afterwards all others are as
they were: in the work tree, or staged. While this runs, the repository's index is locked as git locks it.
"""

import itertools
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kaptar.errors import InputError
from kaptar.repository.committable import EXECUTABLE, FILE, LINK, TreeEntry, entries_in
from kaptar.repository.users_git import users_git

_HOOKS_S = 1800.0
_SHA1 = 40
_AT_ONCE = 500
"""Paths that one process of git is asked for."""
_MOST_LOOSE, _MOST_PACKED = 100, 64 << 20
"""Git itself puts what is brought into a pack where it is more objects (`fastimport.unpackLimit`). Bytes of one pack."""
_REGULAR = (FILE, EXECUTABLE)
_IN_PROGRESS = {
    "MERGE_HEAD": "a merge", "CHERRY_PICK_HEAD": "a cherry-pick", "REVERT_HEAD": "a revert", "rebase-merge": "a rebase",
    "rebase-apply": "a rebase", "BISECT_START": "a bisection",
}  # fmt: skip
_AHEAD, _UNCHANGED, _SKIPPED = 0x20000000, 0x8000, 0x40000000
"""Flags of an index: only announced by ``git add -N``, and those of ``--assume-unchanged`` and ``--skip-worktree``."""


class CommittedFile(NamedTuple):
    """A file of the commit: relative to the top, with the content and the mode that it gets; None where it is deleted.

    ``is_filtered``: the content is that of the work tree, and a filter converts it.
    """

    path: str
    content: bytes | None
    mode: str = FILE
    is_filtered: bool = False


class Committed(NamedTuple):
    """The commit that was made.

    Attributes:
        staged: files of which the index keeps what was staged before.
        by_hook: files of which the commit has something else than it was given: a hook has changed or added them.
    """

    commit: str
    staged: tuple[str, ...] = ()
    by_hook: tuple[str, ...] = ()


def in_progress(git_folder: Path) -> str:
    """What git is in the middle of, such as "a merge"; "" for nothing."""
    return next((said for name, said in _IN_PROGRESS.items() if os.path.lexists(git_folder / name)), "")


def contents_in(top: Path, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
    """Contents of regular files of a commit, as a checkout would write them. Other paths are left out. Raises InputError."""
    entries = entries_in(top, commit, paths)
    regular = [path for path in paths if entries.get(path, TreeEntry()).mode in _REGULAR]
    return {path: users_git(["cat-file", "--filters", f"{commit}:{path}"], top).out for path in regular}


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
        new = _stored(top, Path(folder), files)
        _put(top, index, new)
        given = ["commit", "--quiet", "--allow-empty-message", "--cleanup=whitespace", "-F", "-"]
        users_git(given, top, index=index, given=message.encode(), timeout_s=_HOOKS_S)
        made, parents = _made(top)
        if parents != ([head] if head else []):
            raise InputError(f"the branch has moved while the commit {made[:12]} was made: look at both with `git log`")
        try:
            sides = _sides(top, head, made, [file.path for file in files])
            kept = _follow(_Following(top, git_folder, lock), {file.path: sides[file.path] for file in files})
        except (InputError, OSError) as problem:
            raise InputError(f"the commit {made[:12]} is made, but the index could not follow it: {problem}") from None
        return Committed(
            made, kept, tuple(sorted(path for path, each in sides.items() if each.becomes != new.get(path, each.was)))
        )


def _head(top: Path) -> str:
    return users_git(["rev-parse", "--verify", "--quiet", "HEAD"], top, codes=(0, 1)).out.decode().strip()


def _made(top: Path) -> tuple[str, list[str]]:
    """The commit of HEAD, and its parents."""
    said = users_git(["cat-file", "--batch"], top, given=b"HEAD\n").out.decode("utf-8", "replace")
    name, _, rest = said.partition(" commit ")
    lines = rest.partition("\n\n")[0].splitlines()[1:]
    return name, [line.removeprefix("parent ") for line in lines if line.startswith("parent ")]


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


class _Sides(NamedTuple):
    """The entries of a path in two commits that follow each other."""

    was: TreeEntry
    becomes: TreeEntry


def _sides(top: Path, head: str, made: str, paths: Sequence[str]) -> dict[str, _Sides]:
    """What a commit has changed, and the entries of other paths, which it has not."""
    old = [head, made] if head else ["--root", made]
    said = users_git(["diff-tree", "-r", "-z", "--raw", "--no-commit-id", "--no-renames", *old], top).out
    words = os.fsdecode(said).split("\0")[:-1]
    out = dict[str, _Sides]()
    for row, path in zip(words[::2], words[1::2], strict=True):
        modes_and_blobs = row.removeprefix(":").split(" ")
        was, becomes = (TreeEntry(mode, blob) if mode.strip("0") else TreeEntry() for mode, blob in
                        zip(modes_and_blobs[:2], modes_and_blobs[2:4], strict=True))  # fmt: skip
        out[path] = _Sides(was, becomes)
    kept = [path for path in paths if path not in out]
    entries = entries_in(top, head, kept)
    return out | {path: _Sides(entry := entries.get(path, TreeEntry()), entry) for path in kept}


def _stored(top: Path, folder: Path, files: Sequence[CommittedFile]) -> dict[str, TreeEntry]:
    """The new entries, their contents stored. Deleted files have an empty entry."""
    plain = {file.path: file.content for file in files if file.content is not None and not file.is_filtered}
    store = _in_a_pack if len(plain) > _MOST_LOOSE and sum(map(len, plain.values())) <= _MOST_PACKED else _loose
    blobs = dict(zip(plain, store(top, folder, list(plain.values())) if plain else (), strict=True))
    for file in files:
        if file.content is not None and file.is_filtered:
            asked = ["hash-object", "-w", "--stdin", f"--path={file.path}"]
            blobs[file.path] = users_git(asked, top, given=file.content).out.decode().strip()
    return {file.path: TreeEntry(file.mode, blobs[file.path]) if file.content is not None else TreeEntry() for file in files}


def _loose(top: Path, folder: Path, contents: Sequence[bytes]) -> list[str]:
    """The objects of contents, each stored in a file of its own. Folders above the worktree may have any name."""
    if "\n" in str(folder):  # git takes these paths line by line
        return _in_a_pack(top, folder, contents)
    for number, content in enumerate(contents):
        (folder / str(number)).write_bytes(content)
    given = b"".join(os.fsencode(folder / str(number)) + b"\n" for number in range(len(contents)))
    return users_git(["hash-object", "-w", "--no-filters", "--stdin-paths"], top, given=given).out.decode().split()


def _in_a_pack(top: Path, folder: Path, contents: Sequence[bytes]) -> list[str]:
    """The objects of contents, stored together: a file for each is most of what a commit of many files would take."""
    marks = folder / "marks"
    given = b"".join(b"blob\nmark :%d\ndata %d\n%b\n" % (n, len(content), content) for n, content in enumerate(contents, 1))
    users_git(["fast-import", "--quiet", f"--export-marks={marks}"], top, given=given)
    named = dict(line.split() for line in marks.read_text().splitlines())
    return [named[f":{number}"] for number in range(1, len(contents) + 1)]


def _put(top: Path, index: Path, entries: Mapping[str, TreeEntry]) -> None:
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


def _follow(place: _Following, sides: Mapping[str, _Sides]) -> tuple[str, ...]:
    """Give the repository's index the commit's changes of some paths. Returns those whose staged content stays as it is."""
    top, git_folder, lock = place
    own = git_folder / "index"
    copy = lock.with_name(f"{lock.name}.kaptar")
    try:
        copy.write_bytes(own.read_bytes() if own.exists() else b"")
        if not own.exists():
            users_git(["read-tree", "--empty"], top, index=copy)
        staged = _index(top, copy, list(sides))
        put, kept = dict[str, TreeEntry](), list[str]()
        for path, each in sides.items():
            has = staged.get(path, _Staged())
            entry = _followed(top, each, has)
            if entry is None:
                kept.append(path)
            elif entry != has.entry or has.flags & _AHEAD:
                put[path] = entry
        if put:
            _put(top, copy, put)
            _keep_flags(top, copy, {path: staged[path].flags for path in put if path in staged and put[path].blob})
        os.replace(copy, lock)
        os.replace(lock, own)
        return tuple(kept)
    finally:
        copy.unlink(missing_ok=True)


class _Staged(NamedTuple):
    """An entry of the index, with its flags."""

    entry: TreeEntry = TreeEntry()
    flags: int = 0


def _followed(top: Path, sides: _Sides, has: _Staged) -> TreeEntry | None:
    """What the index has of a file after the commit; None where what is staged stays as it is.

    What is staged of the very lines of the commit is older than these, as for ``git commit --only``.
    """
    (was, becomes), entry = sides, TreeEntry() if has.flags & _AHEAD else has.entry
    if entry in (was, becomes) or not becomes.blob or (not was.blob and entry.blob):
        return becomes
    if not entry.blob or LINK in (was.mode, entry.mode, becomes.mode):
        return None
    merged = _merged(top, was, entry, becomes)
    mode = entry.mode if entry.mode != was.mode else becomes.mode
    return TreeEntry(mode, merged) if merged else None


def _index(top: Path, index: Path, paths: Sequence[str]) -> dict[str, _Staged]:
    """The entries of an index that some paths have."""
    out = dict[str, _Staged]()
    for start in range(0, len(paths), _AT_ONCE):
        asked = ["ls-files", "-z", "--stage", "--debug", "--", *paths[start : start + _AT_ONCE]]
        parts = os.fsdecode(users_git(asked, top, index=index).out).split("\0")
        for part, following in itertools.pairwise(parts):
            head, _, path = _without_debug(part).partition("\t")
            mode, blob, stage = head.split(" ")
            if stage == "0":
                flags = following.partition("flags: ")[2].partition("\n")[0]
                out[path] = _Staged(TreeEntry(mode, blob), int(flags, 16))
    return out


def _without_debug(part: str) -> str:
    """An entry behind what git says of the one before it."""
    return part.partition("flags: ")[2].partition("\n")[2] if part.startswith("  ctime: ") else part


def _keep_flags(top: Path, index: Path, flags: Mapping[str, int]) -> None:
    """Give entries the flags that the user had set."""
    for flag, option in ((_UNCHANGED, "--assume-unchanged"), (_SKIPPED, "--skip-worktree")):
        given = "".join(f"{path}\0" for path, own in flags.items() if own & flag).encode("utf-8", "surrogateescape")
        if given:
            users_git(["update-index", option, "-z", "--stdin"], top, index=index, given=given)


def _merged(top: Path, was: TreeEntry, has: TreeEntry, becomes: TreeEntry) -> str:
    """The object with the changes of both, where they meet with those of the commit; "" where it is no text."""
    with tempfile.TemporaryDirectory() as folder:
        for name, entry in (("has", has), ("was", was), ("becomes", becomes)):
            Path(folder, name).write_bytes(users_git(["cat-file", "blob", entry.blob], top).out)
        names = [str(Path(folder, name)) for name in ("has", "was", "becomes")]
        done = users_git(["merge-file", "-p", "--quiet", "--theirs", *names], top, codes=tuple(range(256)))
        if done.code:
            return ""
        return users_git(["hash-object", "-w", "--no-filters", "--stdin"], top, given=done.out).out.decode().strip()
