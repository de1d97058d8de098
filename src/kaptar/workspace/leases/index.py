"""Index of leases: those that overlap a resource, found without looking at each. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kaptar.globs import MOST_PATTERNS, matcher_of
from kaptar.workspace.leases.model import Lease
from kaptar.workspace.resources import Resource, overlaps


class LeaseIndex:
    """Leases at one moment.

    A path is looked up, and goes through one automaton of all patterns. Only a pattern is compared with each lease.
    """

    def __init__(self, leases: Sequence[Lease]) -> None:
        self.leases = leases
        self._of_path = defaultdict[tuple[str, str], list[Lease]](list)
        self._patterns = defaultdict[str, list[Lease]](list)
        for lease in leases:
            if lease.resource.is_pattern:
                self._patterns[lease.resource.worktree].append(lease)
            else:
                self._of_path[lease.resource.worktree, lease.resource.path].append(lease)

    def overlapping(self, resources: Iterable[Resource]) -> list[Lease]:
        """The leases that overlap one of the resources, in no order, each once."""
        found = dict[int, Lease]()
        for resource in resources:
            found.update((lease.token, lease) for lease in self._overlapping(resource))
        return list(found.values())

    def _overlapping(self, resource: Resource) -> list[Lease]:
        if resource.is_pattern:
            return [lease for lease in self.leases if overlaps(lease.resource, resource)]
        beside = self._of_path.get((resource.worktree, resource.path), ())
        return [*(lease for lease in beside if overlaps(lease.resource, resource)), *self._matching(resource)]

    def _matching(self, resource: Resource) -> list[Lease]:
        """The leases on patterns that match the path of a resource."""
        leases = self._patterns.get(resource.worktree, [])
        out = []
        for start in range(0, len(leases), MOST_PATTERNS):
            some = leases[start : start + MOST_PATTERNS]
            matcher = matcher_of(tuple(lease.resource.path for lease in some))
            out += [some[number] for number in matcher.which(resource.path)]
        return out
