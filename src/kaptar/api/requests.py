"""Requests of front ends, the same in process and over a hive's socket. Paths in them are absolute where not said otherwise."""

from typing import Literal

import msgspec


class CheckRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Put files through the checks.

    Attributes:
        root: the worktree. Without ``paths``, its staged files are checked, or with ``since`` those that have changed.
        paths: of files; of a folder for all files below it that git tracks or does not ignore, or of the above those below it.
        staged: check the content in git's index, not the work tree. What the last commit has already does not count.
        since: a commit; what it has already does not count.
        baseline: absolute path of a baseline in place of the settings' own; "" for that one.
        fix: first write the files as the project's formatter wants them. Not with ``staged``.
    """

    root: str
    paths: tuple[str, ...] = ()
    staged: bool = False
    since: str = ""
    baseline: str = ""
    fix: bool = False


class ApplyRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Apply an edit that a model wrote.

    Attributes:
        folder: what relative paths are of.
        path: the file, absolute or relative to ``folder``; None where the edit names its files.
        format: of the edit; ``auto`` detects it.
        write: change the files; otherwise the answer shows what would change.
        diff: whether the answers have the difference as text. Who does not show it saves the comparison.
        by: with ``write``, the session that it is done for, as ``CLIENT/SESSION``; "" for the one whose client runs the command,
            else the person.
    """

    edit: str
    folder: str
    path: str | None = None
    format: str = "auto"
    write: bool = False
    diff: bool = True
    by: str = ""


class TrustRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Grant, show or revoke the user's trust in the tools of the worktree ``root``."""

    root: str
    action: Literal["grant", "show", "revoke"] = "grant"


class HooksRequest(msgspec.Struct, frozen=True):
    """Costs and findings of hooks in the last week."""
