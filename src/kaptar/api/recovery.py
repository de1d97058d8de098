"""Recovery: what a command that was killed left half done is rolled back before the next one writes."""

from pathlib import Path

from kaptar.errors import InputError


def roll_back(folder: Path) -> list[str]:
    """Undo what a killed command left half done in the repository of a folder: lines that say so. Raises InputError."""
    from kaptar.repository.recovery import recover, told
    from kaptar.repository.worktree import worktree_of

    try:
        return told(recover(worktree_of(folder)))
    except OSError as problem:
        raise InputError(f"{folder}: an edit that was cut off cannot be rolled back: {problem.strerror or problem}") from None


def left_half_done(folder: Path) -> list[str]:
    """A line where a killed command left something half done in the repository of a folder. Changes nothing."""
    from kaptar.repository.recovery import left, some
    from kaptar.repository.worktree import worktree_of

    found = left(worktree_of(folder))
    paths = list(dict.fromkeys(path for journal in found for path in journal))
    if not found:
        return []
    named = f" of {some(paths)}" if paths else ""
    return [f"an edit{named} was cut off half way; `kaptar up`, or the next command that writes here, rolls it back"]
