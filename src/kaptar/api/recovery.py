"""Recovery: what a command that was killed left half done is rolled back before the next one writes."""

from pathlib import Path

from kaptar.errors import InputError


def roll_back(folder: Path) -> list[str]:
    """Undo what a killed command left half done in the repository of a folder: a line for each journal. Raises InputError."""
    from kaptar.repository.journal import recover

    try:
        done = recover(folder.resolve())
    except OSError as problem:
        raise InputError(f"{folder}: an edit that was cut off cannot be rolled back: {problem.strerror or problem}") from None
    lines = []
    for each in done:
        if each.restored:
            lines.append(f"an edit that was cut off was rolled back: {', '.join(each.restored)}")
        if each.left_alone:
            lines.append(f"left alone, because they have changed since an edit of them was cut off: {', '.join(each.left_alone)}")
    return lines


def left_half_done(folder: Path) -> list[str]:
    """A line where a killed command left something half done in the repository of a folder. Changes nothing."""
    from kaptar.repository.journal import left

    found = left(folder.resolve())
    paths = list(dict.fromkeys(path for journal in found for path in journal))
    if not found:
        return []
    named = f" of {', '.join(paths[:5])}" if paths else ""
    return [f"an edit{named} was cut off half way; `kaptar up`, or the next command that writes here, rolls it back"]
