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
    """Lines on what a killed command left half done in the repository of a folder, and on journals that are not used.

    The first one says what the next command that writes rolls back, where there is such a thing. Changes nothing.
    """
    from kaptar.repository.recovery import left, left_over_files, some, unused
    from kaptar.repository.worktree import worktree_of

    worktree = worktree_of(folder)
    found, others = left(worktree), unused(worktree)
    paths = list(dict.fromkeys(path for journal in found for path in journal))
    if not found:
        return others
    named = f" of {some(paths)}" if paths else ""
    ends = "`kaptar up`, or the next command that writes here, rolls it back, or keeps it where it was complete"
    waiting = [str(path.relative_to(worktree.top)) if path.is_relative_to(worktree.top) else str(path)
               for path in left_over_files(worktree)]  # fmt: skip
    beside = [f"its temporary files are removed then: {some(waiting)}"] if waiting else []
    return [f"an edit{named} was cut off half way; {ends}", *beside, *others]
