"""One change of indentation for a whole quotation: from that of the edit to that of the file."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

_WIDTHS = (2, 4, 8, 3)
"""Blanks that one tab may stand for, the usual ones first."""

DIRECTIVES = ("#if", "#else", "#elif", "#endif", "#define", "#undef", "#include", "#pragma", "#region", "#endregion")
"""What lines begin with that stand at the margin in any block."""


class Shift(NamedTuple):
    """Puts ``more`` in front of a line and takes ``less`` away; or exchanges tabs and blanks, ``width`` for one tab.

    A negative width makes tabs of blanks. All empty: nothing changes.

    Attributes:
        base: the length of an indentation of the edit, and what it is in the file; deeper ones are some steps away from it.
        step: the length of a step of the edit, and what a step is in the file; "" for no steps.
    """

    more: str = ""
    less: str = ""
    width: int = 0
    base: tuple[int, str] = (0, "")
    step: tuple[int, str] = (0, "")

    def indent(self, indent: str) -> str | None:
        """An indentation of the edit as it is in the file; None where the shift says nothing of it."""
        if self.step[1]:
            return self._by_steps(indent)
        if self.width > 0:
            rest = indent.lstrip("\t")
            return None if "\t" in rest else " " * (self.width * (len(indent) - len(rest))) + rest
        if self.width < 0:
            tabs, blanks = divmod(len(indent), -self.width)
            return "\t" * tabs + " " * blanks if not indent.strip(" ") else None
        return self.more + indent[len(self.less) :] if indent.startswith(self.less) else None

    def _by_steps(self, indent: str) -> str | None:
        (given, there), (long, step) = self.base, self.step
        steps = (len(indent) - given) // long
        is_told = steps >= 0 and not indent.strip("\t" if self.width > 0 else " ")
        return there + step * steps if is_told else None

    def line(self, line: str) -> str | None:
        """A line of the edit as it is in the file; None where the shift says nothing of its indentation."""
        if self == SAME:
            return line
        text = line.lstrip()
        if text == line and text.startswith(DIRECTIVES):
            return line
        moved = self.indent(line[: len(line) - len(text)]) if text else ""
        return None if moved is None else moved + text


SAME = Shift()


def shift_of(pairs: Sequence[tuple[str, str]]) -> Shift | None:
    """The plainest shift that holds for all pairs of a line of the edit and one of the file; None where there is none."""
    indents = list(dict.fromkeys((_indent(edit), _indent(file)) for edit, file in pairs))
    return next((shift for shift in _tries(indents) if all(shift.indent(edit) == file for edit, file in indents)), None)


def _tries(indents: Sequence[tuple[str, str]]) -> Iterator[Shift]:
    yield SAME
    edit, file = next(((edit, file) for edit, file in indents if edit != file), ("", ""))
    if file.endswith(edit):
        yield Shift(more=file[: len(file) - len(edit)])
    if edit.endswith(file):
        yield Shift(less=edit[: len(edit) - len(file)])
    yield from (Shift(width=width) for width in _WIDTHS)
    yield from (Shift(width=-width) for width in _WIDTHS)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
