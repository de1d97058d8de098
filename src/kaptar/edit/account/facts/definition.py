"""A definition of a text, as a value: what the account compares."""

from typing import NamedTuple


class Trivia(NamedTuple):
    """Comments and decorators that stand above a definition's own first line and belong to it.

    Attributes:
        comments: lines of the comments, attached without a blank line.
        decorators: (name or text, first line, behind the last line) of each decorator on lines of its own.
    """

    comments: tuple[int, ...]
    decorators: tuple[tuple[str, int, int], ...]


class Definition(NamedTuple):
    """A definition. Lines from 0; ``last`` is its last line.

    Attributes:
        record: the number of its record.
        parent: the record of the definition around it, or -1.
        owner: the receiver's type of a method that stands outside of it.
        flavour: whether it is a getter, a setter, static: flags of the table.
        first: its first line, decorators included; ``lead`` with the comments above it.
        head: the line of its own first word; ``body``: the first line of its body, or ``last + 1``.
        local: whether it stands in a function and is a mere variable there.
    """

    record: int
    parent: int
    kind: int
    flavour: int
    owner: str
    name: str
    lead: int
    first: int
    head: int
    body: int
    last: int
    start: int
    end: int
    local: bool
    trivia: Trivia

    @property
    def key(self) -> tuple[int, int, str, str]:
        """Kind, flavour, owner and name: what it is told apart by inside of its container."""
        return self.kind, self.flavour, self.owner, self.name
