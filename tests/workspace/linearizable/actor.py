"""A process that asks the book of leases, and writes down when it asked what, and what it was answered.

    python actor.py DATABASE READY GO OUT HOLDER SEED CALLS MUTANT

It makes the file READY and waits for GO. Each line of OUT is a call: written when it begins, and again when it has ended.
"""

import json
import random
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.waiting import wait_until
from tests.workspace.linearizable.leases import FILES
from tests.workspace.linearizable.mutants import MUTANTS

from kaptar.database.store import Store
from kaptar.workspace.leases.book import MIGRATIONS, Acquired, LeaseBook
from kaptar.workspace.leases.model import Claim, Holder
from kaptar.workspace.resources import Resource

_TTL_S = 3600.0


def resource(text: str) -> Resource:
    path, _, name = text.partition("::")
    return Resource("/w", path, name, is_pattern="*" in path)


def ask(book: LeaseBook, asked: tuple[Any, ...]) -> Any:
    if asked[0] == "release":
        return sorted(lease.token for lease in book.release(Holder("claude", asked[1]), lambda _: True).leases)
    _, holder, mode, wanted = asked
    found = book.acquire(Claim(Holder("claude", holder), tuple(map(resource, wanted)), _TTL_S, mode))
    if isinstance(found, Acquired):
        return "granted", sorted((str(lease.resource), lease.token) for lease in found.leases)
    return "denied", sorted(lease.token for lease in found.leases)  # type: ignore[union-attr]


def main() -> None:
    database, ready, go, out, holder, seed, calls, mutant = sys.argv[1:]
    MUTANTS[mutant]()
    chance = random.Random(int(seed))
    with closing(Store(Path(database), MIGRATIONS, survives="processes")) as store, open(out, "w", buffering=1) as lines:
        book = LeaseBook(store, lambda: 0, boot="boot")
        Path(ready).touch()
        wait_until(Path(go).exists, "all are ready")
        for number in range(int(calls)):
            asked: tuple[Any, ...] = ("release", holder)
            if chance.random() < 0.7:
                wanted = tuple(sorted(chance.sample(FILES, chance.randint(1, 3))))
                asked = ("acquire", holder, chance.choice(("exclusive", "exclusive", "shared")), wanted)
            print(json.dumps([number, time.monotonic_ns(), asked]), file=lines)
            answered = ask(book, asked)
            print(json.dumps([number, time.monotonic_ns(), answered]), file=lines)


if __name__ == "__main__":
    main()
