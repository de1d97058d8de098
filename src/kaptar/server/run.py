"""A hive with its doors, in this process: what ``kaptar up --foreground`` runs."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from kaptar.config.load import config_files, load_config
from kaptar.config.watched import ConfigSource
from kaptar.hive.process import run_hive
from kaptar.repository.places import Places
from kaptar.server.serve import serve


def _silent(_: object) -> None:
    return


def run_here(
    places: Places,
    flags: Mapping[str, Any],
    ready: Callable[[int], None] = _silent,
    logged: Callable[[str], None] | None = None,
) -> bool:
    """Be the hive of a repository until it has to end. See `kaptar.hive.process.run_hive`.

    Args:
        flags: settings that options of the command line have made: they hold for all worktrees, and stay.
        ready: called with the loopback port once both doors are open.
        logged: gets each line of the log too.
    """

    def source(root: Path) -> ConfigSource:
        return ConfigSource(config_files(root, flags=flags), lambda: load_config(root, flags=flags))

    return run_hive(places, source, partial(serve, ready=ready), logged=logged)
