"""The variables of each git that Kaptar starts: those of the user that say where things are, and how git is to read."""

import os
from collections.abc import Collection, Mapping

KEPT = frozenset(
    {"GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES",
     "GIT_DISCOVERY_ACROSS_FILESYSTEM"}
)  # fmt: skip
"""What is left of the variables that begin with GIT_: where git's programs and the user's own configuration are.

The rest is removed. A hook of git's, which may have started this process, has some that name another repository, index or
object store (GIT_DIR, GIT_WORK_TREE, GIT_PREFIX, ...); others name programs (GIT_EXTERNAL_DIFF, GIT_SSH_COMMAND, GIT_ASKPASS),
files to write (GIT_TRACE) or settings (GIT_CONFIG_COUNT). The index of a commit that is being made is given by `index`.
"""

AS_STORED: Mapping[str, str] = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": f"{os.devnull}/none"}
"""With these git reads the objects that a commit or the index names, and the parents that a commit has. A repository can name
others in their place (``refs/replace/``, ``info/grafts``): git then shows those, and a push still sends the real ones. The
file of grafts is one that cannot be there: of one that is there git says that grafts go out of use."""

_SETTINGS_AS_STORED: Mapping[str, str] = {"core.commitGraph": "false"}
"""For the same: a ``commit-graph`` file says which tree and parents a commit has, and git compares it with no object."""


def reading(settings: Mapping[str, str], also: Collection[str] = ()) -> dict[str, str | None]:
    """The variables for a git that reads, as changes of this process's own: None removes one.

    Args:
        settings: of git's, which hold before those of all files. They go by variables: by an option, a name that holds ``=``
            would be cut.
        also: variables that are kept besides `KEPT`.
    """
    given = {**_SETTINGS_AS_STORED, **settings}
    out: dict[str, str | None] = {**without_others(also), **AS_STORED, "GIT_CONFIG_COUNT": str(len(given))}
    for number, (name, value) in enumerate(given.items()):
        out |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return out


def without_others(also: Collection[str]) -> dict[str, str | None]:
    """The changes that remove git's variables. Only a git that makes a commit is given no more than this."""
    return {name: None for name in os.environ if name.startswith("GIT_") and name not in KEPT and name not in also}
