"""Recovery: what a command that was killed left half done is rolled back before the next one writes."""

from pathlib import Path

from kaptar.errors import InputError


def roll_back(folder: Path) -> list[str]:
    """Undo what a killed command left half done in the repository of a folder: lines that say so. Raises InputError."""
    from kaptar.repository.recovery import left, recover, told
    from kaptar.repository.worktree import worktree_of

    worktree = worktree_of(folder)
    try:
        return told(recover(worktree))
    except OSError as problem:
        why = problem.strerror or str(problem)
    try:
        cut_off = bool(left(worktree))
    except OSError:
        cut_off = True
    if cut_off:
        raise InputError(f"{folder}: an edit that was cut off cannot be rolled back: {why}")
    raise InputError(f"{folder}: nothing was cut off here, but writes cannot be noted: {why}; nothing was changed")


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


def left_over(folder: Path) -> list[str]:
    """A line on temporary files in the worktree of a folder whose processes have ended. Changes nothing, looks at all names."""
    from kaptar.repository.disk import DISK
    from kaptar.repository.journal import nonce_of
    from kaptar.repository.left_over import strays
    from kaptar.repository.recovery import some, waited_for
    from kaptar.repository.store import only_writer
    from kaptar.repository.worktree import worktree_of

    worktree = worktree_of(folder)
    try:
        with only_writer(DISK, worktree, 0.0) as holder:
            known = waited_for(DISK, worktree)
            found = [] if holder else [path for path in strays(worktree.top) if nonce_of(path.name) not in known]
    except OSError:  # nobody can write there
        return []
    shown = some([str(path.relative_to(worktree.top)) for path in found])
    ends = "the next write in their folder removes those that Kaptar still knows; look at the others and move them away"
    return [f"temporary files that a killed command left: {shown}; {ends}"] if found else []
