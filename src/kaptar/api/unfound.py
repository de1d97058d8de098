"""Names of a claim that nothing has yet: a file may be about to be made, or a name may be mistyped, so the claim says so."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from kaptar.repository.files import content_of
from kaptar.workspace.resources import Resource, is_wild


def unfound(resources: Sequence[Resource]) -> Iterator[str]:
    """A line for each file that is not there, and for each definition whose name its file does not have."""
    for each in resources:
        path = os.path.join(each.worktree, each.path)
        if is_wild(each.path) or os.path.isdir(path):
            continue
        if not os.path.lexists(path):
            yield f"{each.path} is not there yet"
        elif each.name and each.name.rpartition(".")[2].encode() not in content_of(Path(path)):
            yield f"{each.path} has no definition {each.name!r} yet; its other definitions stay free"
