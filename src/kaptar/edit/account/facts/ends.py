"""The ends of blocks by their depth: what closes a block stands directly below deeper lines, whatever its word is."""

from kaptar.edit.account.facts.lines import Difference


def may_close_both(difference: Difference, one: int, other: int) -> bool:
    """Whether two lines of the new text stand below deeper ones: they may be the ends of two blocks, as `fi` and `End If`."""
    return _may_close(difference, one) and _may_close(difference, other)


def _may_close(difference: Difference, line: int) -> bool:
    above = next((n for n in range(line - 1, -1, -1) if difference.new[n]), -1)
    return above >= 0 and difference.indent(above) > difference.indent(line)
