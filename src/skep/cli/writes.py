"""Verbs that write files have the checks look at the content first."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from skep.cli.command import State

if TYPE_CHECKING:
    from skep.edit.engine import Editor
    from skep.hooks.own_writes import OwnWrites
    from skep.runtime.runtime import Runtime


@contextmanager
def checked_writes(state: State, runtime: "Runtime", editor: "Editor", folder: Path, write: bool) -> "Iterator[OwnWrites | None]":
    """The checks that content passes before it is written; None where nothing is to be written."""
    if not write:
        yield None
        return
    from skep.hooks.own_writes import OwnWrites

    checks = OwnWrites(runtime, editor, state.config(folder), folder)
    try:
        yield checks
    finally:
        checks.close()
