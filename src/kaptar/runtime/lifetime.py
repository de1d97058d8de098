"""Open runtimes when the process forks or ends."""

import atexit
import os
import weakref
from typing import Protocol


class Owner(Protocol):
    """Something with threads."""

    def abandon(self) -> None:
        """In a forked child: threads do not survive a fork, and their locks may be held forever."""

    def close(self) -> None:
        """At the end of the process. A daemon thread that the interpreter ends inside of a guest would abort it."""


_owners: "weakref.WeakSet[Owner]" = weakref.WeakSet()


def track(owner: Owner) -> None:
    """`abandon` the object in every child that is forked while it lives, and `close` it at exit."""
    _owners.add(owner)


def _in_child() -> None:
    for owner in list(_owners):
        owner.abandon()


def _at_exit() -> None:
    for owner in list(_owners):
        owner.close()


atexit.register(_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
