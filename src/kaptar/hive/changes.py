"""Changes in folders, as the system tells them: by the library ``watchfiles``, where it is installed."""

from collections.abc import AsyncIterator, Callable, Sequence
from importlib import import_module
from threading import Event

Changes = Callable[[Sequence[str], Event], AsyncIterator[list[str]]]
"""Gives names of files that have changed in folders, until the event is set. Raises what the system says against it."""

QUIET_MS, LONGEST_MS = 200, 2000
"""Changes are told when nothing more has come for so long, or when the first is so old."""


def missing_library() -> str:
    """Why changes cannot be told; "" where they can."""
    try:
        import_module("watchfiles")
    except Exception as problem:  # noqa: BLE001 - a package that fails while it loads may raise anything
        return f"watchfiles: {problem}" if not isinstance(problem, ModuleNotFoundError) else "watchfiles is not installed"
    return ""


async def changes_in(folders: Sequence[str], ended: Event) -> AsyncIterator[list[str]]:
    """Names of files that have changed in folders, those below them not included.

    A thread waits. It ends within `QUIET_MS` after the event is set.
    """
    from watchfiles import awatch

    found = awatch(
        *folders, watch_filter=None, debounce=LONGEST_MS, step=QUIET_MS, stop_event=ended, recursive=False,
        ignore_permission_denied=True,
    )  # fmt: skip
    async for changes in found:
        yield [path for _, path in changes]
