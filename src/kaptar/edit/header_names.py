"""The names in the headers of a diff: each header means one file of those that are there, or is refused."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kaptar.edit.account.quoting.reading.diffs import NO_FILE, bare_name, header_lines
from kaptar.edit.outcome import Refused

_GIT, _FROM, _TO = "diff --git ", "rename from ", "rename to "
_LETTER = re.compile(r"[a-z]/")
"""What git puts in front of a name."""
_FOLDERS = ("a/", "b/")
"""What models put in front of both names, and git in front of one each."""
_LONGEST, _MOST_BLANKS = 8000, 64
"""Characters, and blanks of git's line that are tried."""
_KEPT_COPIES = (".orig", ".old", ".bak", "~")


class _Header(NamedTuple):
    """What git's line says, the names of a move and of the pair, each old and new, and the line of ``---``."""

    git: str
    moved: tuple[str, str] | None
    pair: tuple[str, str] | None
    line: int


def with_names_settled(edit: str, is_there: Callable[[str], bool]) -> str | Refused:
    """The edit, where no header of it names two files.

    Where both names begin with ``a/`` or ``b/``, and that is a folder, the names are written as git writes them.

    Args:
        is_there: whether there is a file of a name.
    """
    lines = edit.split("\n")
    for header in _headers([line.removesuffix("\r") for line in lines]):
        if (names := _two_names(header, is_there)) is not None:
            return _refusal(*names)
        if header.pair is not None and _lies_in_folder(header.pair, is_there):
            at, name = header.line, header.pair[0]
            lines[at] = lines[at].replace(name, f"a/{name}", 1)
            lines[at + 1] = lines[at + 1].replace(name, f"b/{name}", 1)
    return "\n".join(lines)


def _headers(lines: Sequence[str]) -> Iterator[_Header]:
    """The headers. Lines between the one of git and the pair belong to the first."""
    rows = list(header_lines(lines))
    taken = -1
    for row, below in zip(rows, [*rows[1:], len(lines)], strict=True):
        if row <= taken:
            continue
        git = lines[row][len(_GIT) :] if lines[row].startswith(_GIT) else ""
        first = below if git else row
        has_pair = first < len(lines) and lines[first].startswith("--- ")
        pair = _names(lines[first][4:], lines[first + 1][4:]) if has_pair else None
        taken = first + 1 if has_pair else row
        yield _Header(git, _moved(lines[row + 1 : below] if git else ()), pair, first)


def _moved(notes: Sequence[str]) -> tuple[str, str] | None:
    old, new = (next((line[len(word) :] for line in notes if line.startswith(word)), "") for word in (_FROM, _TO))
    return _names(old, new) if old and new else None


def _names(old: str, new: str) -> tuple[str, str]:
    return bare_name(old), bare_name(new)


def _two_names(header: _Header, is_there: Callable[[str], bool]) -> tuple[str, str] | None:
    """Two names that contradict each other; None where the header means one file, or moves one."""
    told = header.moved or header.pair
    if told is None:
        return None
    if header.git and not _agrees(header.git, told):
        return next(name for name in told if name != NO_FILE), header.git
    if header.moved is not None:
        pairs = zip(header.moved, header.pair or header.moved, strict=True)
        return next(((name, other) for name, other in pairs if name not in _forms(other)), None)
    if told[0] != told[1]:
        return _unlike(told, is_there)
    both = [name for name in sorted(_forms(told[0])) if is_there(name)] if told[0].startswith(_FOLDERS) else []
    return (both[0], both[1]) if len(both) > 1 else None


def _agrees(git: str, told: tuple[str, str]) -> bool:
    """Whether the line of git names the two files; blanks in it part the names, or stand in one."""
    blanks = [at for at, sign in enumerate(git[:_LONGEST]) if sign == " "]
    for at in blanks[:_MOST_BLANKS]:
        halves = bare_name(git[:at]), bare_name(git[at + 1 :])
        if all(name == NO_FILE or _forms(name) & _forms(half) for name, half in zip(told, halves, strict=True)):
            return True
    return len(blanks) > _MOST_BLANKS


def _unlike(names: tuple[str, str], is_there: Callable[[str], bool]) -> tuple[str, str] | None:
    """Two names of a pair that are not those of one file: in two folders, or both of files that are there."""
    old, new = names
    is_of_git = _is_lettered(old) and _is_lettered(new) and old[2:] == new[2:]
    if NO_FILE in (old, new) or is_of_git or any(old == new + ending for ending in _KEPT_COPIES):
        return None
    common = _forms(old) & _forms(new)
    is_part = any(a.endswith("/" + b) for a, b in ((old, new), (new, old)))
    one = next((n for n in sorted(_forms(old)) if is_there(n)), None)
    other = next((n for n in sorted(_forms(new)) if is_there(n) and n != one), None)
    if (one and other) or not (common or is_part):
        return one or old, other or new
    return None


def _lies_in_folder(pair: tuple[str, str], is_there: Callable[[str], bool]) -> bool:
    """Whether both names are one that begins with the folder ``a`` or ``b``, and no file has the rest of it as name."""
    old, new = pair
    return old == new and old.startswith(_FOLDERS) and is_there(old) and not is_there(old[2:])


def _is_lettered(name: str) -> bool:
    return _LETTER.match(name) is not None


def _forms(name: str) -> set[str]:
    """What a name may mean: itself, and without the letter in front."""
    return {name, name[2:]} if _is_lettered(name) else {name}


def _refusal(one: str, other: str) -> Refused:
    names = f"{one[:200]} and {other[:200]}"
    message = f'the header of the diff names two files, {names}; to move a file, say "rename from" and "rename to"'
    return Refused("ambiguous", message, one, format="udiff")
