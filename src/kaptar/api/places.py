"""Places of a repository and its hive, for front ends."""

from kaptar.repository.places import Places as Places
from kaptar.repository.places import find_places as find_places
from kaptar.repository.worktree import lies_outside as lies_outside
from kaptar.repository.worktree import root_of as find_root

__all__ = ["Places", "find_places", "find_root", "lies_outside"]
