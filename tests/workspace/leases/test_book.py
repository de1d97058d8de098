"""The book of leases: its rules over a database, by one process and by several at once."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kaptar.database.store import Store
from kaptar.workspace.leases.book import MIGRATIONS, PLACE_S, Acquired, LeaseBook
from kaptar.workspace.leases.model import Claim, Denied, Holder, Lease, Waiter
from kaptar.workspace.resources import Resource, overlaps

ONE, TWO, THREE = Holder("claude", "one"), Holder("codex", "two"), Holder("gemini", "three", "sub")


class Time:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def book(tmp_path: Path, time: Time) -> Iterator[LeaseBook]:
    with closing(Store(tmp_path / "hive.db", MIGRATIONS)) as store:
        yield LeaseBook(store, lambda: 7, time, "boot")


def on(path: str, name: str = "") -> Resource:
    return Resource("/w", path, name)


def claim(holder: Holder, *resources: Resource, ttl_s: float = 60.0, **more: Any) -> Claim:
    return Claim(holder, resources, ttl_s, **more)


def taken(book: LeaseBook, wanted: Claim) -> tuple[Lease, ...]:
    found = book.acquire(wanted)
    assert isinstance(found, Acquired)
    return found.leases


def test_a_lease_holds_until_its_time_is_over(book: LeaseBook, time: Time) -> None:
    first = taken(book, claim(ONE, on("a.py")))
    denied = book.acquire(claim(TWO, on("a.py", "f")))
    assert isinstance(denied, Denied)
    assert denied.leases == first
    time.now_s += 60
    second = taken(book, claim(TWO, on("a.py", "f")))
    assert second[0].token > first[0].token
    assert book.release(ONE, lambda _: False, [first[0].token]).gone == (first[0].token,)


def test_a_holder_that_asks_again_keeps_its_token(book: LeaseBook, time: Time) -> None:
    first = taken(book, claim(ONE, on("a.py")))
    time.now_s += 30
    again = taken(book, claim(ONE, on("a.py"), on("b.py")))
    assert [lease.token for lease in again] == [first[0].token, first[0].token + 1]
    assert again[0].until_s == 190.0


def test_what_was_given_back_is_given_with_another_token(book: LeaseBook) -> None:
    first = taken(book, claim(ONE, on("a.py")))
    assert book.release(ONE, lambda _: True).leases == first
    assert taken(book, claim(ONE, on("a.py")))[0].token > first[0].token


def test_nobody_releases_a_lease_of_somebody_else(book: LeaseBook) -> None:
    first = taken(book, claim(ONE, on("a.py")))
    assert book.release(TWO, lambda _: True, [first[0].token]) == ((), (first[0].token,))
    assert book.living() == list(first)


def test_leases_of_another_start_of_the_machine_are_over(book: LeaseBook, tmp_path: Path, time: Time) -> None:
    taken(book, claim(ONE, on("a.py")))
    with closing(Store(tmp_path / "hive.db", MIGRATIONS)) as store:
        assert taken(LeaseBook(store, lambda: 7, time, "another"), claim(TWO, on("a.py")))


def test_claims_wait_in_order(book: LeaseBook, time: Time) -> None:
    taken(book, claim(ONE, on("a.py")))
    second = book.acquire(claim(TWO, on("a.py")), wait_s=100)
    third = book.acquire(claim(THREE, on("a.py")), wait_s=100)
    assert isinstance(second, Waiter)
    assert isinstance(third, Waiter)
    book.release(ONE, lambda _: True)
    assert book.acquire(claim(THREE, on("a.py")), number=third.number) == third
    assert isinstance(book.acquire(claim(TWO, on("a.py")), number=second.number), Acquired)
    book.release(TWO, lambda _: True)
    assert isinstance(book.acquire(claim(THREE, on("a.py")), number=third.number), Acquired)


def test_a_claim_whose_time_to_wait_is_over_is_denied(book: LeaseBook, time: Time) -> None:
    taken(book, claim(ONE, on("a.py"), ttl_s=1000))
    waiter = book.acquire(claim(TWO, on("a.py")), wait_s=10)
    assert isinstance(waiter, Waiter)
    time.now_s += 10
    assert isinstance(book.acquire(claim(TWO, on("a.py")), number=waiter.number), Denied)


@pytest.mark.parametrize("asked", [on("a.py"), on("a.py", "f"), Resource("/w", "*.py", is_pattern=True)])
def test_who_was_killed_while_it_waited_has_no_place(book: LeaseBook, time: Time, asked: Resource) -> None:
    taken(book, claim(ONE, on("a.py")))
    assert isinstance(book.acquire(claim(TWO, asked), wait_s=3000), Waiter)
    assert [each.claim.holder for each in book.waiting()] == [TWO]
    book.release(ONE, lambda _: True)
    assert isinstance(book.acquire(claim(THREE, on("a.py"))), Denied)
    time.now_s += PLACE_S
    assert book.waiting() == []
    taken(book, claim(THREE, on("a.py")))


@pytest.mark.parametrize("pause_s", [0.1, PLACE_S / 4, PLACE_S * 3 / 4, PLACE_S - 0.1])
def test_who_looks_keeps_its_place_until_its_time_is_over(book: LeaseBook, time: Time, pause_s: float) -> None:
    taken(book, claim(ONE, on("a.py"), ttl_s=1000))
    waiter = book.acquire(claim(TWO, on("a.py")), wait_s=50)
    assert isinstance(waiter, Waiter)
    for _ in range(int(40 / pause_s)):
        time.now_s += pause_s
        assert book.acquire(claim(TWO, on("a.py")), number=waiter.number) == waiter
    book.release(ONE, lambda _: True)
    denied = book.acquire(claim(THREE, on("a.py")))
    assert isinstance(denied, Denied)
    assert [each.number for each in denied.ahead] == [waiter.number]


def test_who_looks_late_has_its_place_again(book: LeaseBook, time: Time) -> None:
    taken(book, claim(ONE, on("a.py"), ttl_s=1000))
    second = book.acquire(claim(TWO, on("a.py")), wait_s=100)
    third = book.acquire(claim(THREE, on("a.py")), wait_s=100)
    assert isinstance(second, Waiter)
    assert isinstance(third, Waiter)
    time.now_s += 2 * PLACE_S
    assert book.acquire(claim(TWO, on("a.py")), number=second.number) == second
    book.release(ONE, lambda _: True)
    assert book.acquire(claim(THREE, on("a.py")), number=third.number) == third


def test_a_session_that_ends_holds_nothing(book: LeaseBook) -> None:
    taken(book, claim(THREE, on("a.py")))
    book.acquire(claim(THREE, on("b.py")))
    taken(book, claim(ONE, on("c.py")))
    assert len(book.end_session("gemini", "three").leases) == 2
    assert [lease.holder for lease in book.living()] == [ONE]


def test_a_person_breaks_a_lease_and_that_is_noted(book: LeaseBook) -> None:
    first = taken(book, claim(ONE, on("a.py", "f")))
    person = Holder("person", "ada")
    assert book.break_([on("a.py")], person).leases == first
    assert [(event.what, event.by) for event in book.events()] == [("broken", "ada"), ("granted", str(ONE))]


def test_only_automatic_leases_are_renewed_by_events(book: LeaseBook, time: Time) -> None:
    taken(book, claim(ONE, on("a.py"), automatic=True))
    taken(book, claim(ONE, on("b.py")))
    time.now_s += 30
    assert book.hold(ONE, 60) == 1
    assert [lease.until_s for lease in book.living()] == [190.0, 160.0]


def test_old_rows_go(book: LeaseBook, time: Time, tmp_path: Path) -> None:
    for _ in range(70):
        taken(book, claim(ONE, on("a.py"), ttl_s=1))
        time.now_s += 1
    with closing(Store(tmp_path / "hive.db", MIGRATIONS)) as store:
        assert store.read("SELECT count(*) FROM workspace_leases")[0][0] <= 64


RESOURCES = st.sampled_from(
    [on("a.py"), on("a.py", "f"), on("a.py", "A"), on("a.py", "A.g"), on("b.py"), Resource("/w", "*.py", "", is_pattern=True)]
)
HOLDERS = st.sampled_from([ONE, TWO, THREE])


class Holding(RuleBasedStateMachine):
    """Whatever is asked in whatever order: no two holders have overlapping leases of which one is exclusive."""

    def __init__(self) -> None:
        super().__init__()
        self.time = Time()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store(Path(self.folder.name, "hive.db"), MIGRATIONS)
        self.book = LeaseBook(self.store, lambda: 0, self.time, "boot")
        self.tokens: set[int] = set()
        self.highest = 0

    @rule(holder=HOLDERS, resources=st.lists(RESOURCES, min_size=1, max_size=3), shared=st.booleans(), ttl_s=st.integers(1, 9))
    def acquire(self, holder: Holder, resources: list[Resource], shared: bool, ttl_s: int) -> None:
        before = {lease.token for lease in self.book.living()}
        found = self.book.acquire(Claim(holder, tuple(resources), ttl_s, "shared" if shared else "exclusive"))
        if isinstance(found, Denied):
            assert {lease.token for lease in self.book.living()} == before
            return
        assert isinstance(found, Acquired)
        assert {lease.resource for lease in found.leases} == set(resources)
        for lease in found.leases:
            if lease.token not in before:
                assert lease.token > self.highest
                self.highest = lease.token

    @rule(holder=HOLDERS, resource=RESOURCES)
    def release(self, holder: Holder, resource: Resource) -> None:
        self.book.release(holder, lambda lease: lease.resource == resource)
        assert all(lease.holder != holder or lease.resource != resource for lease in self.book.living())

    @rule(seconds=st.integers(1, 5))
    def wait(self, seconds: int) -> None:
        self.time.now_s += seconds

    @invariant()
    def nobody_holds_what_somebody_else_holds(self) -> None:
        living = self.book.living()
        for number, one in enumerate(living):
            for other in living[number + 1 :]:
                if one.holder != other.holder and overlaps(one.resource, other.resource):
                    assert one.mode == other.mode == "shared"

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestHolding = Holding.TestCase
TestHolding.settings = settings(max_examples=40, stateful_step_count=30)


RACE = """
import json, sys, time
from pathlib import Path
from kaptar.database.store import Store
from kaptar.workspace.leases.book import MIGRATIONS, PLACE_S, Acquired, LeaseBook
from kaptar.workspace.leases.model import Claim, Holder
from kaptar.workspace.resources import Resource

folder, name = Path(sys.argv[1]), sys.argv[2]
book = LeaseBook(Store(folder / "hive.db", MIGRATIONS), lambda: 0)
holder = Holder("script", name)
names = [("a.py", "f"), ("a.py", ""), ("b.py", "")]
print("ready", flush=True)
sys.stdin.readline()
for turn in range(60):
    chosen = [names[(turn + int(name)) % 3], names[(turn * 7 + int(name)) % 3]]
    resources = tuple(Resource("/w", path, part) for path, part in dict.fromkeys(chosen))
    found = book.acquire(Claim(holder, resources, 60))
    if isinstance(found, Acquired):
        since = time.monotonic_ns()
        until = time.monotonic_ns()
        released = book.release(holder, lambda lease: True)
        tokens = [lease.token for lease in found.leases]
        assert sorted(tokens) == sorted(lease.token for lease in released.leases), (tokens, released)
        print(json.dumps([[[r.path, r.name] for r in resources], since, until, tokens]), flush=True)
"""


def test_processes_that_race_never_hold_the_same(tmp_path: Path) -> None:
    Store(tmp_path / "hive.db", MIGRATIONS).close()
    racing = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, tmp_path, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for number in range(4)
    ]
    for process in racing:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    held = []
    for process in racing:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in racing:
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        held += [json.loads(line) for line in out.splitlines()]
    held.sort(key=lambda each: int(each[1]))
    assert len(held) >= len(racing)
    for number, (resources, since, until, tokens) in enumerate(held):
        for others, later, _, later_tokens in held[number + 1 :]:
            shared = any(overlaps(on(*one), on(*other)) for one in resources for other in others)
            if shared:
                assert until <= later, (resources, others)
                assert max(tokens) < min(later_tokens), (resources, others)
            assert since <= later
