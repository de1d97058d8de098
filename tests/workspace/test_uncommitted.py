"""Uncommitted changes: the versions of a file since its commit."""

from hashlib import sha256
from pathlib import Path

import pytest

from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.book import FileEdit
from kaptar.workspace.ledger.versions import Versions
from kaptar.workspace.uncommitted import versions_since

ONE, OTHER = Holder("claude", "one"), Holder("claude", "other")


def row(number: int, by: Holder, before: bytes, after: bytes) -> FileEdit:
    digests = (sha256(content).hexdigest() for content in (before, after))
    return FileEdit(number, 0, "/w", "a", by, "Edit", *digests)


@pytest.mark.parametrize(
    ("contents", "makers"),
    [
        ([b"", b"x\n"], [ONE]),
        ([b"x\n", b""], [ONE]),
        ([b"x\n", b"", b"y\n"], [ONE, OTHER]),
        ([b"", b"x\n", b""], [ONE, OTHER]),
    ],
)
def test_an_empty_content_is_known_without_being_kept(tmp_path: Path, contents: list[bytes], makers: list[Holder]) -> None:
    versions = Versions(tmp_path / "versions")
    rows = [row(number, by, *contents[number : number + 2]) for number, by in enumerate(makers)]
    found = list(versions_since(contents[0], contents[-1], rows, versions))
    assert found[-1:] == ([(makers[-1], contents[-1])] if contents[0] != contents[-1] else [])
    assert all(by in makers for by, _ in found)
