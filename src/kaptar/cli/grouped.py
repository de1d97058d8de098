"""Lines about files: one for all files of which the same is said."""

from collections.abc import Iterable, Iterator

from kaptar.escaping import escaped

_ALONE = 2
"""Up to so many files have a line each."""
_NAMED = 3


def grouped(said: Iterable[tuple[str, str]], most: int | None = None) -> Iterator[str]:
    """Lines for pairs of a path and what is said of it, in the order of the first file of each line.

    Where more than two files have the same said of them, their line has their number and the first names.

    Args:
        most: of lines; then one more says how many files are left out.
    """
    by_text: dict[str, list[str]] = {}
    for path, text in said:
        by_text.setdefault(text, []).append(path)
    lines = [line for text, paths in by_text.items() for line in _lines(text, paths)]
    for line, _ in lines[:most]:
        yield line
    if most is not None and (left := sum(files for _, files in lines[most:])):
        yield f"and {left} more files, each with a reason of its own: --json has all"


def _lines(text: str, paths: list[str]) -> Iterator[tuple[str, int]]:
    if len(paths) <= _ALONE:
        yield from ((f"{escaped(path)}: {text}", 1) for path in paths)
        return
    names = ", ".join(map(escaped, paths[:_NAMED]))
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    yield f"{len(paths)} files: {text} ({names}{more})", len(paths)
