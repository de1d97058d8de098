"""Staged work of others: what the next commit of a session would take from sessions that are at work too."""

import os
from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.api.acting import acting
from kaptar.api.leases import open_store, versions_of, wall_ms
from kaptar.repository.index_of_commit import is_told_by_git as is_told_by_git
from kaptar.repository.places import NoRepository, find_places
from kaptar.repository.staged import staged_contents, staged_files
from kaptar.workspace.attribution import OwnedChange, with_changes
from kaptar.workspace.explaining import lies_between
from kaptar.workspace.leases.model import PERSON, Holder
from kaptar.workspace.ledger.book import EditBook
from kaptar.workspace.uncommitted import Ledger, UncommittedFile, comparable

_AT_WORK_MS = 10 * 60 * 1000
"""A session is at work so long after its last edit."""


class StagedWork(msgspec.Struct, frozen=True):
    """A change that is staged, and the other session that has made it. ``line``: where it begins in the file of now, from 1."""

    path: str
    line: int
    by: str


class _Asked(NamedTuple):
    """A session that commits, and the others at work: client and session of each."""

    by: Holder
    others: frozenset[tuple[str, str]]


def staged_of_others(root: Path) -> list[StagedWork]:
    """The changes of other sessions in git's index, for the session whose client runs this process; none for a person.

    Files under a filter are not compared. Raises InputError where git or the database does not answer.
    """
    try:
        places = find_places(root)
    except NoRepository:
        return []
    by = acting(places, None)
    if by.client == PERSON:
        return []
    top = places.worktree
    with open_store(places) as store:
        book = EditBook(store)
        edits = [each for each in book.of_others(by, wall_ms() - _AT_WORK_MS) if each.worktree == str(top)]
        staged = {os.path.relpath(path, top): path for path in staged_files(top)} if edits else {}
        paths = list(dict.fromkeys(each.path for each in edits if each.path in staged))
        found = comparable(top, Ledger(book, versions_of(places)), paths)
    contents = {each.path: each.content for each in staged_contents(top, [staged[file.path] for file in found])}
    asked = _Asked(by, frozenset((each.client, each.session) for each in edits))
    return [row for file in found for row in _taken(file, contents[staged[file.path]], asked)]


def _taken(file: UncommittedFile, staged: bytes, asked: _Asked) -> Iterator[StagedWork]:
    """The changes of a file by others, alone or beside the session, that the staged content has."""
    me = {(asked.by.client, asked.by.session)}
    if file.made is not None and (makers := _of(file.made, asked.others)):
        yield StagedWork(file.path, 1, ", ".join(sorted(map(str, makers))))
    mine = [each for each in file.changes if len(_of(each, me)) == len(each.owners)]
    own = with_changes(file.base, mine)
    for change in file.changes:
        if owners := _of(change, asked.others):
            both = with_changes(file.base, sorted((*mine, change), key=lambda each: each.old))
            if lies_between(own, both, staged):
                yield StagedWork(file.path, change.first + 1, ", ".join(sorted(map(str, owners))))


def _of(change: OwnedChange, sessions: Container[tuple[str, str]]) -> list[Holder]:
    return [each for each in change.owners if (each.client, each.session) in sessions]
