"""What a forked child must not use: threads do not survive a fork, and their locks may be held forever."""

import os
import weakref
from typing import Protocol


class _Abandoned(Protocol):
    def abandon(self) -> None: ...


_owners: "weakref.WeakSet[_Abandoned]" = weakref.WeakSet()


def close_in_child(owner: _Abandoned) -> None:
    """`abandon` of this object is called in every child that is forked while it lives."""
    _owners.add(owner)


def _in_child() -> None:
    for owner in list(_owners):
        owner.abandon()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
