"""Rule: the explanation that ``kaptar check --explain`` prints."""

from typing import NamedTuple


class Rule(NamedTuple):
    """One rule.

    Attributes:
        what: what it finds fault with.
        why: what goes wrong where it is ignored.
        example: content, or a path, that it speaks up about.
        remedy: what to do instead.
    """

    id: str
    what: str
    why: str
    example: str
    remedy: str
