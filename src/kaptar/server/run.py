"""A hive with its doors, in this process: what ``kaptar up --foreground`` runs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kaptar.config.load import config_files, load_config
from kaptar.config.watched import ConfigSource
from kaptar.hive.process import run_hive
from kaptar.repository.places import Places
from kaptar.server.serve import serve


def run_here(places: Places, flags: Mapping[str, Any]) -> bool:
    """Be the hive of a repository until it has to end. See `kaptar.hive.process.run_hive`.

    Args:
        flags: settings that options of the command line have made: they hold for all worktrees, and stay.
    """

    def source(root: Path) -> ConfigSource:
        return ConfigSource(config_files(root, flags=flags), lambda: load_config(root, flags=flags))

    return run_hive(places, source, serve)
