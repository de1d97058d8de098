"""The idle instances of a pool, by module. No locks: the pool holds its own around every call."""

from collections.abc import Iterator

from kaptar.runtime.modules.module import Module
from kaptar.runtime.pool.admission import Seat
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
        return bool(self._by_module.get(module))

    def put(self, instance: Instance) -> None:
        """It is idle from now on."""
        row = self._by_module.get(instance.module)
        if row is None:
            row = self._by_module[instance.module] = []
        row.append(instance)
        self.count += 1
        self.memory += instance.memory

    def hand_to(self, seat: Seat, module: Module, fresh: bool) -> None:
        """Give a seat the last used instance of a module, or one that is new or renewed, if there is one."""
        row = self._by_module.get(module)
        if not row:
            return
        instance = row[-1]
        if fresh and not instance.clean:
            clean = [each for each in row if each.clean]
            if not clean:
                return
            instance = clean[-1]
        instance.owner = seat
        seat.instance = instance
        self.count -= 1
        self.memory -= instance.memory
        row.remove(instance)

    def remove(self, instance: Instance) -> bool:
        """Whether it was here."""
        row = self._by_module.get(instance.module)
        if not row or instance not in row:
            return False
        at = row.index(instance)
        del row[at]  # from here on no call, so no signal handler: the caller counts it, or it is still here
        self.count -= 1
        self.memory -= instance.memory
        return True

    def take_out(self, instance: Instance) -> bool:
        """As `remove`, for good: a caller whose return of it was interrupted and who then gives up its seat has lost nothing."""
        instance.owner = None
        return self.remove(instance)

    def forget_replaced(self) -> list[Instance]:
        """Take out the instances of replaced modules, and hold these modules no longer."""
        gone = [instance for instance in self if instance.module.replaced]
        for instance in gone:
            instance.owner = None
        self._by_module = {module: row for module, row in self._by_module.items() if not module.replaced}
        self.recount()
        return gone

    def clear(self) -> list[Instance]:
        """Take all out."""
        gone = list(self)
        for instance in gone:
            instance.owner = None
        self._by_module = {}
        self.recount()
        return gone

    def recount(self) -> None:
        """Count again, after an interruption perhaps inside of a method here."""
        self.count = sum(1 for _ in self)
        self.memory = sum(instance.memory for instance in self)

    def longest_idle(self) -> list[Instance]:
        """All of them, the longest unused first."""
        return sorted(self, key=lambda instance: instance.used_at)
