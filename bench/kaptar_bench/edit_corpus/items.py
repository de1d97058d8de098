"""Items of a lazy snippet: lines of the new file, and parts that are left out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """Unchanged lines lo..hi (half open, of the new file) that the snippet leaves out.

    Attributes:
        indent: indentation of the least indented line left out.
        inner_indent: indentation of the first line left out.
        place: what is left out: "imports", "top" (other lines from the top on), "class", "function" or "file".
        blank_before, blank_after: the part left out begins or ends with a blank line.
    """

    lo: int
    hi: int
    indent: str
    inner_indent: str
    place: str
    blank_before: bool
    blank_after: bool


Item = int | Gap | str  # a line of the new file, a part left out, or a line of the snippet's own
