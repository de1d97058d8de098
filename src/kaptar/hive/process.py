"""The process of a hive: it takes the place, logs, and runs until somebody or idleness ends it."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import anyio

from kaptar.checks.worktrees import SourceOf
from kaptar.hive.hive import Hive, open_hive
from kaptar.hive.log import log_to
from kaptar.hive.place import taken_place
from kaptar.repository.places import Places
from kaptar.stop import Stop

Serve = Callable[[Hive], Awaitable[None]]
"""Opens the doors of a hive, answers until the hive has to end, and closes them."""

_log = logging.getLogger(__name__)


def run_hive(places: Places, source: SourceOf, serve: Serve) -> bool:
    """Be the hive of a repository, until SIGTERM, SIGINT, ``kaptar down``, idleness or the failure of a part.

    Args:
        source: where the configuration of a worktree comes from, by its folder.

    Returns:
        False at once where another process is the hive.

    Raises:
        ConfigError, InputError: the settings, the database or the doors cannot be used.
        PartFailed: a part failed, and the hive ended for it.
    """
    config = source(places.worktree).load().hive
    with taken_place(places) as taken:
        if taken:
            with log_to(places.log, most_bytes=config.log_bytes, files=config.log_files):
                anyio.run(_run, places, source, serve)
        return taken


async def _run(places: Places, source: SourceOf, serve: Serve) -> None:
    ending = Stop()
    with _signals_end(ending):
        async with open_hive(places, source, ending=ending) as hive:
            await serve(hive)
            _log.info("the hive ends: %s", ending.reason or "its doors were closed")


@contextmanager
def _signals_end(ending: Stop) -> Iterator[None]:
    """SIGTERM and SIGINT ask the hive to end, as ``kaptar down`` does."""
    loop, signals = asyncio.get_running_loop(), (signal.SIGTERM, signal.SIGINT)
    for each in signals:
        loop.add_signal_handler(each, ending.request, f"{each.name} came")
    try:
        yield
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
