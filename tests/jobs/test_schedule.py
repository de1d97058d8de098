"""Which task runs next, and that each need is looked at a fixed number of times."""

from collections.abc import Iterator

from kaptar.jobs.plan import find_cycle
from kaptar.jobs.schedule import Schedule


class Name(str):
    """A task's id that counts how often it is looked up, over all names."""

    looked_up = 0

    def __hash__(self) -> int:
        Name.looked_up += 1
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        Name.looked_up += 1
        return super().__eq__(other)


def all_earlier(tasks: int) -> dict[str, tuple[str, ...]]:
    """Tasks each of which needs all earlier ones."""
    names = [Name(f"t{number}") for number in range(tasks)]
    return {name: tuple(names[:number]) for number, name in enumerate(names)}


def look_ups(tasks: int) -> float:
    """How often a name is looked up for each need, while a plan is checked and run."""
    needs = all_earlier(tasks)
    deepest_first = {name: tuple(reversed(needs[name])) for name in reversed(needs)}
    Name.looked_up = 0
    assert find_cycle(needs) == find_cycle(deepest_first) == []
    assert [*order(needs)] == [*needs]
    return Name.looked_up / (tasks * (tasks - 1) / 2)


def order(needs: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """The tasks in the order in which they start, each with one item."""
    schedule: Schedule[int] = Schedule(needs)
    while not schedule.finished:
        for task in schedule.startable():
            assert not schedule.open(task, [1])
        taken = schedule.take()
        assert taken is not None
        yield taken[0]
        schedule.give_back(taken[0])


def test_the_cost_of_a_need_does_not_grow_with_the_plan() -> None:
    assert look_ups(80) <= 1.2 * look_ups(20)


def test_a_task_starts_when_all_that_it_needs_has_ended() -> None:
    schedule: Schedule[int] = Schedule({"c": ("a", "b", "a"), "a": (), "b": ("a",), "d": ()})
    assert schedule.startable() == ["a", "d"]
    assert schedule.startable() == []
    assert not schedule.open("a", [1, 2])
    assert schedule.open("d", [])
    assert [schedule.take(), schedule.take(), schedule.take()] == [("a", 1), ("a", 2), None]
    assert not schedule.give_back("a")
    assert schedule.startable() == []
    assert schedule.give_back("a")
    assert schedule.startable() == ["b"]
    assert schedule.open("b", [])
    assert schedule.startable() == ["c"]
    assert schedule.open("c", [])
    assert schedule.finished


def test_tasks_that_become_startable_together_start_in_the_order_of_the_plan() -> None:
    schedule: Schedule[int] = Schedule({"z": ("a",), "m": ("a", "b"), "a": (), "b": ()})
    for task in schedule.startable():
        schedule.open(task, [])
    assert schedule.startable() == ["z", "m"]
