"""Kaptar's lines in a text file that has comments, between two marks."""

import re
from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple

from kaptar.errors import InputError

ANY = "@ANY@"
"""Stands in a known line for a text that differs between machines: the same one at each place of a block."""


class Marks(NamedTuple):
    """The lines before and after a block."""

    begin: str
    end: str

    @classmethod
    def of(cls, name: str) -> "Marks":
        """The marks of blocks that the command ``name`` writes."""
        return cls(f"# >>> {name}: written by `{name} init`, removed by `{name} init --undo` >>>", f"# <<< {name} <<<")


MARKS = Marks.of("kaptar")


class _Found(NamedTuple):
    """The lines of a block, with their marks: the first and the one after the last, counted from 0."""

    first: int
    end: int


class Block(NamedTuple):
    """Lines between two marks, after the first line that matches ``after``.

    They go to the end where ``after`` is empty, and to the start where it matches an empty text there.

    Attributes:
        lines: without line ends.
        head: what a new file begins with.
        items: the lines are items of a YAML list, and get the indentation of the items that follow (two spaces alone).
        refuse: an expression and why a file that it is found in cannot take the block.
        known: the lines of blocks that this or an earlier version wrote, with `ANY`; others are not taken out.
    """

    lines: tuple[str, ...]
    after: str = ""
    head: str = ""
    refuse: tuple[str, str] | None = None
    items: bool = False
    marks: Marks = MARKS
    known: tuple[tuple[str, ...], ...] = ()

    def put(self, text: str | None) -> str:
        text = self.head if text is None else text
        if self.refuse and re.search(self.refuse[0], text, re.MULTILINE):
            raise InputError(self.refuse[1])
        line_end = "\r\n" if "\r\n" in text else "\n"
        at = len(text)
        if self.after:
            found = re.search(self.after, text, re.MULTILINE)
            if found is None:
                raise InputError(f"there is no line that matches {self.after!r}, after which the block would go")
            at = (text.find("\n", found.end()) + 1 or len(text)) if found.end() else 0
        following = re.search(r"^( *)- ", text[at:], re.MULTILINE) if self.items else None
        indent = (following[1] if following else "  ") if self.items else ""
        body = "".join(line + line_end for line in (self.marks.begin, *(indent + line for line in self.lines), self.marks.end))
        return text[:at] + ("" if not text[:at] or text[:at].endswith("\n") else line_end) + body + text[at:]

    def take(self, text: str, before: str | None) -> str | None:
        """Raises InputError where a block has no end, or is not as some version wrote it."""
        lines = text.split("\n")
        blocks = list(self._blocks(lines))
        for block in reversed(blocks):
            self._refuse_changed(block, lines)
            del lines[block.first : block.end]
        if not blocks:
            return text
        rest = "\n".join(lines)
        if before is not None and not before.endswith("\n") and rest in (before + "\n", before + "\r\n"):
            return before
        return None if before is None and rest == self.head else rest

    def rest(self, text: str | None) -> Hashable:
        """The text outside of blocks, but for the last line's end, which a block below it needs."""
        outside, inside = "", False
        for line in re.findall(r"[^\n]*\n|[^\n]+\Z", self.head if text is None else text):
            inside = inside or line.strip() == self.marks.begin
            outside += "" if inside else line
            inside = inside and line.strip() != self.marks.end
        return outside.removesuffix("\n").removesuffix("\r")

    def found(self, text: str) -> bool:
        return any(line.strip() in self.marks for line in text.split("\n"))

    def _blocks(self, lines: list[str]) -> Iterator[_Found]:
        """Raises InputError where the marks do not stand in pairs."""
        begun: int | None = None
        for number, line in enumerate(lines):
            if line.strip() == self.marks.begin:
                if begun is not None:
                    break
                begun = number
            elif line.strip() == self.marks.end:
                if begun is None:
                    raise InputError(f"line {number + 1}: the end of a block that does not begin; remove this line by hand")
                yield _Found(begun, number + 1)
                begun = None
        if begun is not None:
            raise InputError(
                f"line {begun + 1}: a block begins here and has no end, so its lines cannot be told from yours; remove them "
                "with their mark by hand"
            )

    def _refuse_changed(self, block: _Found, lines: list[str]) -> None:
        body = [line.removesuffix("\r") for line in lines[block.first + 1 : block.end - 1]]
        if any(re.fullmatch(_shape(known, items=self.items), "\n".join(body)) for known in (self.lines, *self.known)):
            return
        raise InputError(
            f"lines {block.first + 1} to {block.end}: the block between the marks is not as it was written; move your own lines "
            "out of it, remove the rest with its marks, and try again"
        )


def _shape(lines: Iterable[str], *, items: bool) -> str:
    """An expression for a block's lines."""
    indent = ("(?P<indent> *)", "(?P=indent)") if items else ("", "")
    shape = "\n".join(indent[number > 0] + re.escape(line) for number, line in enumerate(lines))
    first, *others = shape.split(re.escape(ANY))
    return first + "".join(("(?P=any)" if number else r"(?P<any>[^\n]+?)") + each for number, each in enumerate(others))
