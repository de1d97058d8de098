"""A copy of the content before an edit, for tools that read files alone: in a temporary folder, with the tool's configuration."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kaptar.checks.check import CheckContext
from kaptar.checks.snapshot import Snapshot
from kaptar.checks.tools import tool
from kaptar.repository.files import content_of

_MOST_BYTES = 1 << 20
"""Of a file of configuration."""


class Copied(NamedTuple):
    """The copy of a file, and the folder in place of one of the worktree's; both absolute."""

    file: Path
    folder: Path


@contextmanager
def copied(snapshot: Snapshot, context: CheckContext, names: Sequence[str], folder: Path) -> Iterator[Copied]:
    """The content of a snapshot at its path below a temporary folder, with the configuration that lies above it.

    What the configuration itself reads is not there: a tool that needs it fails.

    Args:
        names: of files of configuration, ``*`` at the end allowed.
        folder: of the worktree, in which the tool would run.
    """
    root = context.root
    with tempfile.TemporaryDirectory(prefix="kaptar-before-") as temporary:
        top = Path(temporary).resolve()
        for each in tool.folders(snapshot, context):
            for path in (path for name in names for path in each.glob(name) if path.is_file()):
                _write(top / path.relative_to(root), content_of(path, _MOST_BYTES))
        file = top / snapshot.file.relative_to(root)
        _write(file, snapshot.content or b"")
        yield Copied(file, top / folder.relative_to(root))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
