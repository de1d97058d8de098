"""Index of leases: those that overlap a resource, found without looking at each. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from kaptar.globs import MOST_PATTERNS, fixed_folders, matcher_of
from kaptar.globs.matcher import Matcher
from kaptar.workspace.leases.model import Lease
from kaptar.workspace.resources import Resource, overlaps


class LeaseIndex:
    """Leases at one moment.

    A path is looked up, and compared with the patterns in the folders above it, all those of a folder at once.
    """

    def __init__(self, leases: Sequence[Lease]) -> None:
        self.leases = leases
        self._of_path = defaultdict[tuple[str, str], list[Lease]](list)
        self._patterns = defaultdict[tuple[str, str], _SameFolders](_SameFolders)
        for lease in leases:
            place = lease.resource
            if place.is_pattern:
                self._patterns[place.worktree, fixed_folders(place.path)].leases.append(lease)
            else:
                self._of_path[place.worktree, place.path].append(lease)

    def overlapping(self, resources: Iterable[Resource]) -> list[Lease]:
        """The leases that overlap one of the resources, in no order, each once."""
        found = dict[int, Lease]()
        for resource in resources:
            found.update((lease.token, lease) for lease in self._overlapping(resource))
        return list(found.values())

    def _overlapping(self, resource: Resource) -> list[Lease]:
        if resource.is_pattern:
            return [lease for lease in self._beside(resource) if overlaps(lease.resource, resource)]
        beside = self._of_path.get((resource.worktree, resource.path), ())
        return [*(lease for lease in beside if overlaps(lease.resource, resource)), *self._matching(resource)]

    def _beside(self, pattern: Resource) -> Iterator[Lease]:
        """All leases but those of patterns whose folders are others than those of a pattern."""
        folders = fixed_folders(pattern.path)
        for (_, path), leases in self._of_path.items():
            if path.startswith(folders):
                yield from leases
        for (_, fixed), group in self._patterns.items():
            if fixed.startswith(folders) or folders.startswith(fixed):
                yield from group.leases

    def _matching(self, resource: Resource) -> Iterator[Lease]:
        """The leases on patterns that match the path of a resource."""
        path = resource.path
        for folders in ("", *(path[: at + 1] for at, character in enumerate(path) if character == "/")):
            group = self._patterns.get((resource.worktree, folders))
            if group is not None:
                yield from group.matching(path)


class _SameFolders:
    """Leases on patterns that begin with the same folders."""

    def __init__(self) -> None:
        self.leases: list[Lease] = []

    def matching(self, path: str) -> Iterator[Lease]:
        for number, matcher in enumerate(self._matchers):
            yield from (self.leases[number * MOST_PATTERNS + each] for each in matcher.which(path))

    @cached_property
    def _matchers(self) -> list[Matcher]:
        """Made when first asked for: the leases are complete then."""
        starts = range(0, len(self.leases), MOST_PATTERNS)
        return [matcher_of(tuple(each.resource.path for each in self.leases[at : at + MOST_PATTERNS])) for at in starts]
