"""A disk that fails at a chosen call, and a small repository whose state can be judged."""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from kaptar.repository.disk import Disk, Located, Where
from kaptar.repository.placing import Step
from kaptar.repository.store import places_of
from kaptar.repository.worktree import Worktree, worktree_of

CHAOS = os.environ.get("KAPTAR_CHAOS", "")
"""``1``: as much as a machine has time for, as in ``make chaos``; ``all``: every call of the largest write too, for hours."""

MOST = 400
"""Calls of one write at which a fault is tried in ``make chaos``, others in each run."""

Case = TypeVar("Case")
Fault = Callable[[Callable[..., Any], tuple[Any, ...]], Any]
"""Does something in place of a disk call, which it is given with its arguments."""


class FaultyDisk(Disk):
    """Counts its calls; at call number ``at``, and up to number ``until``, the fault happens instead."""

    def __init__(self, at: int = 0, fault: Fault | None = None, until: int | None = None) -> None:
        self.calls: list[str] = []
        self._at, self._fault, self._until = at, fault, at if until is None else until

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name.startswith("_") or not callable(found):
            return found

        def call(*arguments: Any) -> Any:
            self.calls.append(name)
            if self._fault is not None and self._at <= len(self.calls) <= self._until:
                if name == "close" and self._fault is not kill:
                    found(*arguments)  # the system closes a handle whatever it answers
                return self._fault(_nothing if name == "close" else found, arguments)
            return found(*arguments)

        return call

    def fsync(self, handle: int) -> None:
        """Nothing: what a power cut does is not tested here, and a real one takes most of the time."""


def path_of(where: Where) -> Path:
    """The whole path of what a call is about."""
    return where.path if isinstance(where, Located) else where


def _nothing(*arguments: Any) -> None:
    """In place of a call that was made already."""


def kill(call: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def signalled(number: signal.Signals) -> Fault:
    """The process gets a signal as from a terminal or a supervisor, and makes the call where it lives on."""

    def fault(call: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        os.kill(os.getpid(), number)
        return call(*arguments)

    return fault


def chosen(names: Sequence[str], most: int) -> list[int]:
    """The numbers of at most so many calls, spread evenly, and of the last ones; many more of them in ``make chaos``.

    Of those that write content there are a third as many besides. So there are of those that rename or remove, each with its
    neighbours (a later write may make a call more or less): between them the files are neither old nor new.
    """
    calls, most = len(names), MOST if CHAOS else most
    if CHAOS == "all" or calls <= most:
        return list(range(1, calls + 1))
    step = calls // most + 1
    first = random.randint(1, step) if CHAOS else 1
    between = [number for number, name in enumerate(names, 1) if name in ("rename", "unlink")]
    near = (number + by for number in between[:: len(between) * 3 // most + 1] for by in (-1, 0, 1))
    contents = [number for number, name in enumerate(names, 1) if name == "write"]
    some = contents[:: len(contents) * 3 // most + 1]
    return sorted({*range(first, calls + 1, step), *near, *some, *range(calls - 6, calls + 1)})


def in_time(cases: Sequence[Case], limit_s: float) -> Iterator[Case]:
    """All of the cases; in ``make chaos`` in another order each time, and those alone for which there is time.

    The last two keep their place and are always among them. What was left out is printed.
    """
    if not CHAOS:
        yield from cases
        return
    begun, first = time.monotonic(), list(cases[:-2])
    random.shuffle(first)
    for number, case in enumerate(first):
        if CHAOS != "all" and time.monotonic() - begun > limit_s:
            print(f"{number + 2} of {len(cases)} cases within {limit_s:g} s")
            break
        yield case
    yield from cases[-2:]


def interrupt_before(call: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    raise KeyboardInterrupt


def interrupt_after(call: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    call(*arguments)
    raise KeyboardInterrupt


def leave(call: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    raise SystemExit(1)


def failing(number: int) -> Fault:
    """Each call fails with this error number."""

    def fault(call: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        raise OSError(number, os.strerror(number))

    return fault


def short(call: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Only half of what is to be written gets written; other calls do their work."""
    if call.__name__ != "write":
        return call(*arguments)
    handle, data = arguments
    return call(handle, data[: (len(data) + 1) // 2])


STEPS = (
    Step("run.sh", b"#!/bin/sh\nold\n", b"#!/bin/sh\nnew\n"),
    Step("made/here/new.txt", None, b"new\n"),
    Step("gone.txt", b"old\n", None),
    Step("src/long.py", b"old = 1\n" * 100, b"new = 1\n" * 90),
    Step("b.txt", b"", b"new"),
)


MANY = (*STEPS, *(Step(f"d{n % 7}/f{n}.py", b"old = 1\n" * 9, b"new = 1\n" * 9) for n in range(55)))


class Repository:
    """Up to sixty files. Of the first five one does not exist yet, one goes, and one is a program."""

    def __init__(self, folder: Path, files: int) -> None:
        self.top, self.steps = folder, MANY[:files]
        for step in MANY[: max(files, 5)]:
            if step.before is not None:
                (folder / step.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / ".git" / "objects").mkdir(parents=True)
        (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        self.reset()

    @property
    def worktree(self) -> Worktree:
        return worktree_of(self.top)

    def reset(self) -> None:
        for step in MANY[: max(len(self.steps), 5)]:
            file = self.top / step.path
            file.unlink(missing_ok=True)
            if step.before is not None:
                file.write_bytes(step.before)
        (self.top / "run.sh").chmod(0o755)
        shutil.rmtree(self.top / ".git/kaptar", ignore_errors=True)  # a place for journals, made at an earlier fault
        for folder in ("made/here", "made"):
            if (self.top / folder).is_dir():
                (self.top / folder).rmdir()

    def state(self) -> str:
        """``old``, ``new``, or what is neither."""
        found = {step.path: self._read(step.path) for step in self.steps}
        for name, wanted in (("old", {s.path: s.before for s in self.steps}), ("new", {s.path: s.after for s in self.steps})):
            if found == wanted:
                return name
        return f"torn: {found}"

    def litter(self) -> list[str]:
        """What should not be there: temporary files, journals, empty folders, a lost mode."""
        out = [str(path) for path in self.top.rglob("*") if path.name.endswith(".kaptar")]
        out += [
            str(path)
            for folder in places_of(self.worktree)
            if folder.is_dir()
            for path in folder.iterdir()
            if path.name != "lock"
        ]
        out += [str(path) for path in self.top.glob(".git/kaptar/writing/*")]
        if self.state() == "old" and (self.top / "made").exists():
            out.append("made")
        if (self.top / "run.sh").stat().st_mode & 0o777 != 0o755:
            out.append("the mode of run.sh")
        return out

    def _read(self, path: str) -> bytes | None:
        file = self.top / path
        return file.read_bytes() if file.exists() else None
