"""Protocol between a hive and its clients: its number, the header that carries it, and who answers."""

import os
from pathlib import Path

import msgspec

from kaptar.errors import OtherProtocol

PROTOCOL = 1
"""Raised when requests or answers change their meaning. A client of another protocol works in process and says so."""

PROTOCOL_HEADER = "kaptar-protocol"
"""Carries the number in each request of a client of ours and in each answer. Other programs that use HTTP send no such header."""


REPOSITORY_HEADER, WORKTREE_HEADER = "kaptar-repository", "kaptar-worktree"
ENVIRONMENT_HEADER, PROJECT_HEADER, PROCESS_HEADER = "kaptar-environment", "kaptar-project", "kaptar-process"
"""Of hooks: where the client's variables lead, as a digest (`kaptar.repository.environment`); the folder its session began in."""
"""Git's common directory and the worktree's folder, as hexadecimal bytes. Each request of a client of ours has the first, and
each answer: a client and a hive that did not mean each other part."""


def as_header(path: Path) -> str:
    """A path as the headers have it."""
    return os.fsencode(path).hex()


class Health(msgspec.Struct, frozen=True):
    """The answer of ``/health``. ``started`` is in seconds since 1970; ``repository`` is git's common directory."""

    status: str
    version: str
    protocol: int
    pid: int
    started: float
    repository: str


def refuse_other(protocol: int | str | None, version: str = "") -> None:
    """Raises OtherProtocol unless it is ours. A hive from before there was one says None."""
    if str(protocol) != str(PROTOCOL):
        named = f"version {version}, " if version else ""
        raise OtherProtocol(
            f"the hive here is another one's ({named}protocol {protocol or 'unknown'}, this Kaptar speaks {PROTOCOL}); "
            "run `kaptar down`, then `kaptar up`"
        )
