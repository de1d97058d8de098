"""Verbs that write files roll back what a run before them left half done, and have the checks look at new content first."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaptar.cli.command import State
from kaptar.errors import InputError

if TYPE_CHECKING:
    from kaptar.checks.own_writes import OwnWrites
    from kaptar.edit.engine import Editor
    from kaptar.runtime.runtime import Runtime


@contextmanager
def checked_writes(state: State, runtime: "Runtime", editor: "Editor", folder: Path, write: bool) -> "Iterator[OwnWrites | None]":
    """The checks that content passes before it is written; None where nothing is to be written."""
    if not write:
        if said := left_half_done(folder):
            click.echo(f"kaptar: {said}", err=True)
        yield None
        return
    from kaptar.checks.own_writes import OwnWrites

    roll_back(folder)
    checks = OwnWrites(runtime, editor, state.config(folder), folder)
    try:
        yield checks
    finally:
        checks.close()


def roll_back(folder: Path) -> None:
    """Undo what a command that was killed left half done in the repository of a folder, and say so. Raises InputError."""
    from kaptar.repository.journal import recover

    try:
        done = recover(folder.resolve())
    except OSError as problem:
        raise InputError(f"{folder}: an edit that was cut off cannot be rolled back: {problem.strerror or problem}") from None
    for each in done:
        if each.restored:
            click.echo(f"kaptar: an edit that was cut off was rolled back: {', '.join(each.restored)}", err=True)
        if each.left_alone:
            click.echo(
                f"kaptar: of an edit that was cut off, changed since and left alone: {', '.join(each.left_alone)}", err=True
            )


def left_half_done(folder: Path) -> str:
    """What a command that was killed left half done in the repository of a folder, in one line; "" for nothing."""
    from kaptar.repository.journal import left

    found = left(folder.resolve())
    paths = list(dict.fromkeys(path for journal in found for path in journal))
    if not found:
        return ""
    named = f" of {', '.join(paths[:5])}" if paths else ""
    return f"an edit{named} was cut off half way; `kaptar up`, or the next command that writes here, rolls it back"
