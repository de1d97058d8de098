"""Leases stay while a command of their session runs in a living client, and no longer."""

from tests.clients.sessions import Tree

from kaptar.clients.running import LONGEST_S, MOST, RunningCommands
from kaptar.workspace.leases.model import Holder

ONE = Holder("claude", "one")


class World:
    """Processes and a clock."""

    def __init__(self) -> None:
        self.processes: dict[int, str | None] = {1: "a", 2: "b"}
        self.now_s = 0.0
        self.running = RunningCommands(self.processes.get, lambda: self.now_s)

    def held(self) -> list[str]:
        return [holder.session for holder, _ in self.running.living()]


def test_a_command_that_runs_in_a_living_client_is_followed_until_it_ends() -> None:
    world = World()
    world.running.began(ONE, 1, 120)
    assert world.running.living() == [(ONE, 120)]
    world.running.ended(ONE)
    assert world.held() == []


def test_of_several_commands_all_have_to_end() -> None:
    world = World()
    world.running.began(ONE, 1, 120)
    world.running.began(ONE, 1, 120)
    world.running.ended(ONE)
    assert world.held() == ["one"]
    world.running.ended(ONE)
    world.running.ended(ONE)
    assert world.held() == []


def test_a_client_that_was_killed_or_whose_id_another_process_has_holds_nothing() -> None:
    for later in (None, "later"):
        world = World()
        world.running.began(ONE, 1, 120)
        world.processes[1] = later
        assert world.held() == []
        world.processes[1] = "a"
        assert world.held() == []


def test_a_client_that_nobody_knows_is_not_followed() -> None:
    world = World()
    for process in (0, -1, 3):
        world.running.began(ONE, process, 120)
    assert world.held() == []


def test_a_command_without_an_end_is_followed_for_a_time() -> None:
    world = World()
    world.running.began(ONE, 1, 120)
    world.now_s = LONGEST_S
    assert world.held() == ["one"]
    world.now_s += 1
    assert world.held() == []


def test_the_end_of_a_session_ends_the_commands_of_its_agents_alone() -> None:
    world = World()
    for holder in (ONE, Holder("claude", "one", "a1"), Holder("codex", "one"), Holder("claude", "two")):
        world.running.began(holder, 1, 120)
    world.running.session_ended("claude", "one")
    assert world.running.living() == [(Holder("codex", "one"), 120), (Holder("claude", "two"), 120)]


def test_sessions_are_bounded() -> None:
    world = World()
    for number in range(MOST + 3):
        world.running.began(Holder("claude", str(number)), 1, 120)
    assert world.held() == [str(number) for number in range(3, MOST + 3)]


def test_leases_stay_while_a_command_runs(plain: Tree) -> None:
    def wait(seconds: int) -> None:
        for _ in range(0, seconds, 5):
            plain.time.now_s += 5
            plain.workspace.stay()

    assert plain.edit("one", "return 1", "return 10").exit == 0
    plain.hook("PreToolUse", "one", "Bash", command="make test")
    wait(300)
    assert plain.edit("two", "return 1", "return 11").exit == 2
    plain.hook("PostToolUse", "one", "Bash", command="make test")
    wait(115)
    assert plain.edit("two", "return 1", "return 11").exit == 2
    wait(10)
    assert plain.edit("two", "return 1", "return 11").exit == 0


def test_leases_end_in_time_when_the_client_is_killed(plain: Tree) -> None:
    assert plain.edit("one", "return 1", "return 10").exit == 0
    plain.hook("PreToolUse", "one", "Bash", command="make test")
    plain.workspace.stay()
    plain.processes.clear()
    plain.time.now_s += 115
    plain.workspace.stay()
    assert plain.edit("two", "return 1", "return 11").exit == 2
    plain.time.now_s += 10
    assert plain.edit("two", "return 1", "return 11").exit == 0


def test_each_command_ends_by_the_name_of_its_call() -> None:
    world = World()
    for call in ("a", "b", ""):
        world.running.began(ONE, 1, 120, call)
    for call in ("b", "b", "x"):  # the second one has no name that is known: it is the one without a name
        world.running.ended(ONE, call)
    assert world.held() == ["one"]
    world.running.ended(ONE, "a")
    assert world.held() == []


def test_a_holder_whose_commands_are_all_over_holds_nothing() -> None:
    world = World()
    for call in ("a", "b"):
        world.running.began(ONE, 1, 120, call)
    world.running.all_ended(ONE)
    world.running.ended(ONE, "a")
    assert world.held() == []
