"""Writing a baseline: everything that the checks find in a worktree now, as a file."""

from pathlib import Path

from kaptar.api.answers import BaselineAnswer
from kaptar.api.desk import Desk
from kaptar.api.output import write_output
from kaptar.api.requests import CheckRequest
from kaptar.checks.baseline import entries_of, text_of
from kaptar.checks.settings import baseline_of, refuse_links
from kaptar.config.sections import BASELINE, Config
from kaptar.errors import InputError
from kaptar.repository.files import Unread, read_no_link
from kaptar.repository.worktree import root_of
from kaptar.repository.writer import NotWritten, Step, write_below

WITHOUT = {"hooks.baseline": ""}
"""Flags with which no baseline counts: a damaged one must not keep a new one from being written."""

_MOST_REPLACED = 256 << 20


def write_baseline(desk: Desk, root: Path, to: Path | str) -> BaselineAnswer:
    """Check all files of a worktree that git tracks or does not ignore, and write what is found.

    Args:
        desk: its settings name no baseline.
        to: the file, which is written as a whole: a path that the user gives; or a name that settings give, which a clone may
            have brought. That is written in the worktree alone, not through links and not below ``.git``.
    Raises:
        InputError: the worktree is none of git's, there is too much for a baseline, or the file cannot be written.
        ConfigError: the name leads out of the worktree, or through a link.
    """
    file = to if isinstance(to, Path) else _file_of(root, to)
    verdict = desk.check(CheckRequest(root=str(root), paths=(str(root),)))
    entries = entries_of(verdict.findings)
    if isinstance(to, Path):
        write_output(file, text_of(entries))
    else:
        _write_in(root, file, text_of(entries))
    missed = tuple(dict.fromkeys(f"{each.check}: {each.reason}" for each in verdict.missed))
    files = len({each.path for each in verdict.results})
    return BaselineAnswer(str(file), files, sum(each.count for each in entries), len(entries), missed)


def name_in(config: Config) -> str:
    """The name that the settings give the baseline."""
    return config.hooks.baseline or BASELINE


def _file_of(root: Path, named: str) -> Path:
    file = baseline_of(root_of(root), named)
    assert file is not None, "named"
    refuse_links(root_of(root), file)
    return file


def _write_in(root: Path, file: Path, text: bytes) -> None:
    """Write a file of the worktree, by the writer that enters each folder without following a link."""
    top = root_of(root)
    before = read_no_link(file, _MOST_REPLACED)
    if isinstance(before, Unread) and before.kind != "missing":
        raise InputError(f"{file}: cannot be written: {before.reason}; see what it is, or name another file in hooks.baseline")
    old = None if isinstance(before, Unread) else before
    if old == text:
        return
    done = write_below(top, [Step(file.relative_to(top).as_posix(), old, text)])
    if isinstance(done, NotWritten):
        raise InputError(f"the baseline is not written: {done.said}")
