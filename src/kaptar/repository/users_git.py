"""The user's own git, for what the user asks for: it runs the user's hooks, filters and signing. `git` in `git.py` runs nothing.

Only a command that a person, or a setting that the user trusts, has asked for may use it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from kaptar.errors import InputError
from kaptar.repository.git import MOST_OUTPUT
from kaptar.repository.git_environment import reading, without_others
from kaptar.repository.process import Ended, Finished, run

COMMANDS = frozenset(
    {"cat-file", "commit", "diff-tree", "fast-import", "hash-object", "ls-files", "merge-file", "read-tree", "rev-parse",
     "update-index"}
)  # fmt: skip
"""The commands that may be run."""

_OWN = frozenset(
    {"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE",
     "GIT_SSH_COMMAND", "GIT_EDITOR"}
)  # fmt: skip
"""Variables with which the user says how to commit. Those that name another repository or index are removed."""

_TIMEOUT_S = 60.0
_MOST_LINES = 40
"""Lines of what git or a hook said that are kept."""


class GitRefused(InputError):
    """git, or a hook of the user's, has refused. ``said``: the last lines of what it said about that."""

    def __init__(self, message: str, said: bytes) -> None:
        super().__init__(message)
        self.said = tuple(said.decode("utf-8", "replace").splitlines()[-_MOST_LINES:])


def users_git(
    arguments: Sequence[str],
    top: Path,
    *,
    index: Path | None = None,
    given: bytes = b"",
    timeout_s: float = _TIMEOUT_S,
    codes: Sequence[int] = (0,),
) -> Finished:
    """Run git in the top folder of a worktree, to its end.

    Args:
        index: in place of the repository's own.
        codes: exit codes that are an answer.

    Raises:
        GitRefused: it ends with another code; with its complaint.
        InputError: it does not start, takes too long, or says too much.
    """
    if arguments[0] not in COMMANDS:
        raise ValueError(f"git {arguments[0]} is not among the commands for the user")
    done = run(
        ["git", "--no-pager", *arguments],
        top,
        timeout_s=timeout_s,
        given=given,
        environment=_environment(arguments[0], index),
        most=MOST_OUTPUT,
    )
    if isinstance(done, Ended):
        raise InputError(f"git {arguments[0]}: {done.reason}")
    if done.cut:
        raise InputError(f"git {arguments[0]} says more than {MOST_OUTPUT:,} bytes")
    if done.code not in codes:
        raise GitRefused(f"git {arguments[0]} failed: {done.complaint}", done.err or done.out)
    return done


def _environment(command: str, index: Path | None) -> Mapping[str, str | None]:
    """A commit reads the index alone, and its variables go on to the user's hooks: these see what the user sees."""
    out = without_others(_OWN) if command == "commit" else reading({}, _OWN)
    out["GIT_LITERAL_PATHSPECS"] = "1"
    if index is not None:
        out["GIT_INDEX_FILE"] = str(index)
    return out
