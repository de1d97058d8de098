"""The process of a hive: it takes the place, logs, and runs until somebody or idleness ends it."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import anyio

from kaptar.checks.worktrees import SourceOf
from kaptar.hive.hive import Hive, open_hive
from kaptar.hive.log import log_to, log_told
from kaptar.hive.place import taken_place
from kaptar.repository.excluding import exclude_from_git
from kaptar.repository.places import Places
from kaptar.stop import Stop

Serve = Callable[[Hive], Awaitable[None]]
"""Opens the doors of a hive, answers until the hive has to end, and closes them."""

END_WITHIN_S = 60.0
"""How long the end of a hive may take, from the request on. After that its process is ended, whatever runs in it."""

_log = logging.getLogger(__name__)


def run_hive(
    places: Places,
    source: SourceOf,
    serve: Serve,
    end_within_s: float = END_WITHIN_S,
    *,
    logged: Callable[[str], None] | None = None,
) -> bool:
    """Be the hive of a repository, until SIGTERM, SIGINT, ``kaptar down``, idleness or the failure of a part.

    Args:
        source: where the configuration of a worktree comes from, by its folder.
        end_within_s: where it has not ended so long after it was asked to, the log names the parts that still run, and this
            process ends at once with the exit code 1, as if it was killed.
        logged: gets each line of the log too.

    Returns:
        False at once where another process is the hive.

    Raises:
        ConfigError, InputError: the settings, the database or the doors cannot be used.
        PartFailed: a part failed, and the hive ended for it.
    """
    config = source(places.worktree).load().hive
    with taken_place(places) as taken:
        if taken:
            with log_to(places.log, most_bytes=config.log_bytes, files=config.log_files), log_told(logged):
                if why := exclude_from_git(places):
                    _log.warning("%s", why)
                ending, alive = Stop(), list[str]()
                with _ended_within(end_within_s, ending, alive):
                    anyio.run(_run, places, source, serve, ending, alive)
        return taken


async def _run(places: Places, source: SourceOf, serve: Serve, ending: Stop, alive: list[str]) -> None:
    with _signals_end(ending):
        async with open_hive(places, source, ending=ending, alive=alive) as hive:
            try:
                await serve(hive)
            finally:
                ending.request("its doors were closed")  # the first reason stays
            _log.info("the hive ends: %s", ending.reason)


@contextmanager
def _ended_within(seconds: float, ending: Stop, alive: list[str]) -> Iterator[None]:
    """End this process where the block goes on so long after ``ending`` was requested. A thread counts: the loop may hang."""
    timer = threading.Timer(seconds, _end_process, (seconds, alive))
    timer.daemon = True
    remove = ending.listen(timer.start)
    try:
        yield
    finally:
        remove()
        timer.cancel()


def _end_process(seconds: float, alive: list[str]) -> None:
    names = ", ".join(alive) or "none"
    _log.error("the hive did not end within %g s, so its process is ended; parts that still run: %s", seconds, names)
    os._exit(1)


@contextmanager
def _signals_end(ending: Stop) -> Iterator[None]:
    """SIGTERM, SIGINT and SIGHUP ask the hive to end, as ``kaptar down`` does. One that the parent ignores stays ignored."""
    loop = asyncio.get_running_loop()
    signals = [each for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP) if signal.getsignal(each) is not signal.SIG_IGN]
    for each in signals:
        loop.add_signal_handler(each, ending.request, f"{each.name} came")
    try:
        yield
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
