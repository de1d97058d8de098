"""Commits that a worktree is about to join into a new one: of a merge, a cherry-pick, a revert or a step of a rebase."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kaptar.repository.files import read_no_link
from kaptar.repository.worktree import git_directory

_NAME = re.compile(rb"[0-9a-f]{40,64}")
MOST = 16
"""Commits that are looked at, as many as a merge of several takes in practice."""
_HEADS: Mapping[str, str] = {"MERGE_HEAD": "", "CHERRY_PICK_HEAD": "", "REBASE_HEAD": "", "REVERT_HEAD": "^"}
"""By git's notes of what is going on: what leads from the commit there to the one whose content comes."""


def joined_commits(root: Path) -> list[str]:
    """The commits besides HEAD whose content comes with the next commit of a worktree; none where nothing is going on."""
    return [*_joined(root)][:MOST]


def _joined(root: Path) -> Iterator[str]:
    if (folder := git_directory(root)) is None:
        return
    for name, to in _HEADS.items():
        found = read_no_link(folder / name)
        yield from (line.decode() + to for line in (found.split() if isinstance(found, bytes) else ()) if _NAME.fullmatch(line))
