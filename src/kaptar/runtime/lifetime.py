"""Open runtimes when the process forks or ends, and when they are dropped."""

import _thread
import atexit
import os
import weakref
from typing import Protocol

from kaptar.latch import Latch

_DROPPED_WAIT_S = 5.0


class Closable(Protocol):
    """Something with threads."""

    def close(self) -> None:
        """At the end of the process. A daemon thread that the interpreter ends inside of a guest would abort it."""


class Owner(Closable, Protocol):
    """Owner of such a thing; it may live on in a forked child."""

    def abandon(self) -> None:
        """In a forked child: threads do not survive a fork, and their locks may be held forever."""


_owners: "weakref.WeakSet[Owner]" = weakref.WeakSet()
_closing: "set[Latch]" = set()
"""One for each thing that was dropped and is being closed; set when it is closed."""


def track(owner: Owner) -> None:
    """`abandon` the object in every child that is forked while it lives, and `close` it at exit."""
    _owners.add(owner)


def close_if_dropped(owner: Owner, threads: Closable) -> "weakref.finalize[[Closable], Owner]":
    """Close ``threads`` when nobody holds ``owner`` any more. `detach` the answer when the owner is closed.

    Args:
        threads: holds no reference to the owner, and can be closed by any thread.
    """
    finalizer = weakref.finalize(owner, _close_aside, threads)
    finalizer.atexit = False  # at exit `close` does it
    return finalizer


def _close_aside(threads: Closable) -> None:
    """Close in a thread of its own: a finaliser may run anywhere, also where a lock is held that closing needs."""
    done = Latch()
    _closing.add(done)

    def close() -> None:
        try:
            threads.close()
        finally:
            done.set()
            _closing.discard(done)

    try:
        _thread.start_new_thread(close, ())
    except RuntimeError:  # the interpreter ends
        _closing.discard(done)


def _in_child() -> None:
    _closing.clear()
    for owner in list(_owners):
        owner.abandon()


def _at_exit() -> None:
    for owner in list(_owners):
        owner.close()
    for done in list(_closing):
        done.wait(_DROPPED_WAIT_S)


atexit.register(_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
