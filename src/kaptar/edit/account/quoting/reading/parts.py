"""Changes that an edit asks for, as values: for each file the blocks, replacements or insertions, in the edit's order."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_ROOT = re.compile(r"[/\\~$%{<]|[A-Za-z]:[/\\]|file:")
"""What a name begins with that says where in a whole file system a file is."""
Step = tuple[str, str]
"""A sign and a line: " " is quoted and stays, "-" is quoted and goes, "+" comes."""


class NotRead(ValueError):
    """The edit cannot be read; the text says why."""


class Quotation(NamedTuple):
    """Quoted lines and what becomes of them.

    Attributes:
        old: the lines that the block quotes.
        new: the lines that stand there afterwards.
        given: the steps, where the format gives them.
        line: where the quotation begins, from 0, as far as the edit says so.
        anchors: lines that stand above the quotation, the outermost first.
        at_end: the quotation ends where the file ends.
        final_end: the last line of the file gets its end, or loses it.
        heading: the line that a diff names as the head of what the quotation stands in; "" for none.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    given: tuple[Step, ...] | None = None
    line: int | None = None
    anchors: tuple[str, ...] = ()
    at_end: bool = False
    final_end: bool | None = None
    heading: str = ""

    @property
    def steps(self) -> Sequence[Step]:
        """How the old lines become the new ones."""
        return self.given if self.given is not None else _steps(self.old, self.new)


class Swap(NamedTuple):
    """A piece of text, which need not be whole lines, and what it becomes. ``everywhere``: at all of its places."""

    old: str
    new: str
    everywhere: bool


class Insertion(NamedTuple):
    """Lines to put behind so many lines of the file."""

    after: int
    lines: tuple[str, ...]


class Content(NamedTuple):
    """The lines of a file that is created. ``ended``: the last line has an end."""

    lines: tuple[str, ...]
    ended: bool = True


Change = Quotation | Swap | Insertion | Content


class FileChanges(NamedTuple):
    """The changes of one file. ``names``: the file's names in the edit, none where it names no file."""

    names: tuple[str, ...]
    changes: list[Change]

    def fits(self, path: str) -> bool:
        """Whether the part may be for a file, by one of its names; so where the part or the file has none."""
        return not path or not self.names or any(names_file(name, path) for name in self.names)


def block_of(steps: Sequence[Step]) -> Quotation:
    """A block whose format says of each line what becomes of it."""
    old = tuple(line for sign, line in steps if sign != "+")
    return Quotation(old, tuple(line for sign, line in steps if sign != "-"), tuple(steps))


def names_file(name: str, path: str) -> bool:
    """Whether a name in an edit may be that of a file: the file's path ends with it.

    A name with more folders than the path may be the same file, seen from another folder, where the path has folders itself. A
    path of a name alone says where the file is: a name in a folder is another one's, unless it begins at the root of a file
    system, which may be that of another machine, or with ``a/`` or ``b/`` as in a diff.
    """
    one, other = _components(name), _components(path)
    if len(one) <= len(other):
        return bool(one) and other[-len(one) :] == one
    whole = len(other) > 1 or _ROOT.match(name) is not None or (len(one) == 2 and one[0] in ("a", "b"))
    return whole and bool(other) and one[-len(other) :] == other


def _components(path: str) -> list[str]:
    return [each for each in path.replace("\\", "/").split("/") if each not in ("", ".")]


def _steps(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    most = min(len(old), len(new))
    head = next((n for n, (was, now) in enumerate(zip(old, new, strict=False)) if was != now), most)
    below = zip(reversed(old), reversed(new), strict=False)
    tail = next((n for n, (was, now) in enumerate(below) if was != now or n == most - head), most - head)
    found: list[Step] = [(" ", line) for line in old[:head]]
    was, now = old[head : len(old) - tail], new[head : len(new) - tail]
    for kind, i, j, m, n in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [(" ", line) for line in was[i:j]]
        else:
            found += [("-", line) for line in was[i:j]] + [("+", line) for line in now[m:n]]
    return found + [(" ", line) for line in old[len(old) - tail :]]
