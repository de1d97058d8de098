"""Writing a baseline: everything that the checks find in a worktree now, as a file."""

from pathlib import Path

from kaptar.api.answers import BaselineAnswer
from kaptar.api.desk import Desk
from kaptar.api.output import write_output
from kaptar.api.requests import CheckRequest
from kaptar.checks.baseline import entries_of, text_of
from kaptar.config.load import BASELINE, Config
from kaptar.repository.worktree import root_of

WITHOUT = {"hooks.baseline": ""}
"""Flags with which no baseline counts: a damaged one must not keep a new one from being written."""


def write_baseline(desk: Desk, root: Path, to: Path) -> BaselineAnswer:
    """Check all files of a worktree that git tracks or does not ignore, and write what is found.

    Args:
        desk: its settings name no baseline.
        to: the file; it is written as a whole.
    Raises:
        InputError: the worktree is none of git's, or the file cannot be written.
    """
    verdict = desk.check(CheckRequest(root=str(root), paths=(str(root),)))
    entries = entries_of(verdict.findings)
    write_output(to, text_of(entries))
    missed = tuple(dict.fromkeys(f"{each.check}: {each.reason}" for each in verdict.missed))
    files = len({each.path for each in verdict.results})
    return BaselineAnswer(str(to), files, sum(each.count for each in entries), len(entries), missed)


def file_for(config: Config, folder: Path) -> Path:
    """The file that the settings name for the baseline of a folder's worktree."""
    return root_of(folder) / (config.hooks.baseline or BASELINE)
