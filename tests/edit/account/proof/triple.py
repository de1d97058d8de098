"""One right edit: the file as it was, the edit, and the file as it has to be."""

from typing import NamedTuple


class Triple(NamedTuple):
    """A right edit of one file, written by hand."""

    name: str
    path: str
    before: str
    edit: str
    after: str


class File(NamedTuple):
    """A source that several triples share."""

    path: str
    text: str

    def edit(self, name: str, edit: str, *changes: tuple[str, str]) -> Triple:
        """A triple whose result differs from the source in the given places; each place stands in the source once."""
        after = self.text
        for old, new in changes:
            if self.text.count(old) != 1:
                raise ValueError(f"{self.path} {name}: {old!r} stands there {self.text.count(old)} times")
            after = after.replace(old, new)
        return Triple(f"{self.path}: {name}", self.path, self.text, edit, after)
