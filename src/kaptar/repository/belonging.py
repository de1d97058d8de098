"""Whose a journal is: of a process that lives, of this repository, of one that was moved here, or of another one."""

import os
from pathlib import Path

import msgspec

from kaptar.repository.disk import Disk
from kaptar.repository.journal import Head, Journal
from kaptar.repository.living import started_at
from kaptar.repository.reaching import Bases, open_bases
from kaptar.repository.worktree import Worktree, common_directory


def alive(journal: Journal) -> str:
    """Why a journal is still somebody's.

    The lock says that its process has ended. The process's own note says it too: some file systems have no real locks.
    """
    owner = journal.head.owner
    if owner.pid != os.getpid() and owner.started and started_at(owner.pid) == owner.started:
        return f"the process {owner.pid} that began an edit lives, though it holds no lock; try again when it has ended"
    return ""


def here(disk: Disk, journal: Journal, worktree: Worktree) -> Journal | str:
    """The journal with the paths that its files have now, or why it is not one to roll back here. Raises OSError."""
    top, common = journal.head.worktree
    if common != worktree.common or (common is None and top != worktree.top):
        moved = _moved(disk, journal.head, worktree)
        if moved is None:
            return f"{journal.path} is about another repository; look at it, and move it away"
        journal = journal._replace(head=moved)
        top, common = moved.worktree
    if not top.is_dir() or common_directory(top) != common:
        when = f"when it is there again; to have it forgotten, move {journal.path} away"
        return f"the worktree {top} is not there; an edit of it was cut off and is put back {when}"
    with open_bases(disk, journal.head.worktree) as bases:
        return another(bases, journal) or journal


def another(bases: Bases, journal: Journal) -> str:
    """Why a journal's folders are not the ones that it was written for; "" where they are. Raises OSError."""
    was, now = journal.head.marks, bases.marks()
    common = bases.worktree.common
    if common is not None and journal.path.is_relative_to(common) and not all(mark.born for mark in now):
        said = f"{bases.worktree.top} is on a file system that does not say when a folder was made"
        return f"{said}, and {journal.path} may have come with it; nothing is put back: look at it, and move it away"
    if len(now) == len(was) and all(mark.is_of(there) for mark, there in zip(was, now, strict=True)):
        return ""
    said = f"an edit of {bases.worktree.top} was cut off, and another repository or worktree is there now"
    return f"{said}; nothing is put back: to have it forgotten, move {journal.path} away"


def _moved(disk: Disk, head: Head, worktree: Worktree) -> Head | None:
    """The head with the paths of the repository as it is called now; None where it is about another one."""
    if worktree.common is None or len(head.marks) != 2:
        return None
    with open_bases(disk, worktree) as bases:
        top, common = bases.marks()
    if not head.marks[1].is_of(common):
        return None
    head = msgspec.structs.replace(head, common=os.fsencode(worktree.common))
    return _with_top(head, worktree.top) if head.marks[0].is_of(top) else head


def _with_top(head: Head, top: Path) -> Head:
    was = head.worktree.top
    folders = [Path(os.fsdecode(each)) for each in head.folders]
    moved = [top / each.relative_to(was) if each.is_relative_to(was) else each for each in folders]
    return msgspec.structs.replace(head, top=os.fsencode(top), folders=tuple(map(os.fsencode, moved)))
