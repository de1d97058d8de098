"""The idle instances of a pool, by module. No locks: the pool holds its own around every call."""

from collections.abc import Iterator

from kaptar.runtime.modules.modules import Module
from kaptar.runtime.pool.instance import Instance


class Shelf:
    """Knows how many instances are idle and how much memory they have."""

    def __init__(self) -> None:
        self._by_module: dict[Module, list[Instance]] = {}
        self.count = 0
        self.memory = 0

    def __iter__(self) -> Iterator[Instance]:
        return (instance for row in self._by_module.values() for instance in row)

    def has(self, module: Module) -> bool:
        """Whether an instance of the module is idle."""
        return module in self._by_module

    def put(self, instance: Instance) -> None:
        """It is idle from now on."""
        self._by_module.setdefault(instance.module, []).append(instance)
        self.count += 1
        self.memory += instance.memory

    def take(self, module: Module, *, fresh: bool) -> Instance | None:
        """The last used instance of a module, or one that is new or renewed; None where there is none."""
        row = self._by_module.get(module)
        if not row:
            return None
        instance = next((each for each in reversed(row) if not fresh or each.clean), None)
        if instance is not None:
            self.remove(instance)
        return instance

    def remove(self, instance: Instance) -> bool:
        """Whether it was here."""
        row = self._by_module.get(instance.module, [])
        if instance not in row:
            return False
        row.remove(instance)
        if not row:
            del self._by_module[instance.module]
        self.count -= 1
        self.memory -= instance.memory
        return True

    def longest_idle(self) -> list[Instance]:
        """All of them, the longest unused first."""
        return sorted(self, key=lambda instance: instance.idle_since)
