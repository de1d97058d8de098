"""The one place that runs git, to read what a repository says: nothing that its configuration names is run along the way.

Only filters of the user's own configuration run; see `git`. What git does for the user (a commit, a merge) is not done here.
"""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from kaptar.repository.files import Unread, read_file
from kaptar.repository.process import Ended, Finished, run
from kaptar.repository.worktree import common_directory, git_directory
from kaptar.stop import Stop

TIMEOUT_S = 10.0
MOST_OUTPUT = 64 << 20

KEPT = frozenset(
    {"GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES",
     "GIT_DISCOVERY_ACROSS_FILESYSTEM"}
)  # fmt: skip
"""What is left of the variables that begin with GIT_: where git's programs and the user's own configuration are.

The rest is removed. A hook of git's, which may have started this process, has some that name another repository, index or
object store (GIT_DIR, GIT_WORK_TREE, GIT_PREFIX, ...); others name programs (GIT_EXTERNAL_DIFF, GIT_SSH_COMMAND, GIT_ASKPASS)
or settings (GIT_CONFIG_COUNT). The index of a commit that is being made is given by `index`.
"""

_FIXED: Mapping[str, str] = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}
_SETTINGS = ("core.fsmonitor=false", "core.pager=cat", "credential.helper=", "protocol.allow=never")
_NO_HOOKS = "core.hooksPath=/dev/null"
_OPTIONS: Mapping[str, tuple[str, ...]] = {"diff": ("--no-ext-diff", "--no-textconv", "--no-color")}
"""Options of single commands, without which their configuration could name a program."""

_MAY_FILTER = re.compile(rb"\[\s*(?:filter|include)", re.IGNORECASE)
_MOST_CONFIG = 1 << 20


def git(
    arguments: Sequence[str],
    folder: Path,
    *,
    timeout_s: float = TIMEOUT_S,
    given: bytes = b"",
    index: Path | None = None,
    paths: Literal["names", "patterns"] = "names",
    stop: Stop | None = None,
) -> Finished | Ended:
    """Run git in a folder to its end. A status other than 0 is an answer too.

    ``status`` runs no filter of the repository's own configuration: there a file may count as changed whose filtered content
    is not. Other commands that compare with the work tree are for repositories whose tools the user trusts.

    Args:
        arguments: the command with its options.
        given: what it reads on stdin.
        index: in place of the repository's own.
        paths: whether paths among the arguments are names (``[id].ts`` is one) or git's patterns.

    Returns:
        `Ended` where git does not start, takes too long, or says more than `MOST_OUTPUT` bytes.
    """
    name, *rest = arguments
    settings = [*_SETTINGS, *([] if name == "rev-parse" else [_NO_HOOKS])]  # rev-parse runs none, and tells where they are
    if name == "status":
        settings += _without_filters(folder)
    command = ["git", "--no-pager", *(word for each in settings for word in ("-c", each)), name, *_OPTIONS.get(name, ()), *rest]
    done = run(
        command, folder, timeout_s=timeout_s, given=given, environment=_environment(index, paths), stop=stop, most=MOST_OUTPUT
    )
    if isinstance(done, Finished) and done.cut:
        return Ended(f"git {name} says more than {MOST_OUTPUT:,} bytes")
    return done


def hooks_folder(top: Path) -> Path | Ended:
    """Where git looks for the hooks of a worktree, as its configuration says."""
    done = git(["rev-parse", "--git-path", "hooks"], top)
    if isinstance(done, Ended):
        return done
    if done.code:
        return top / ".git" / "hooks"
    return Path(os.path.normpath(top / os.fsdecode(done.out.removesuffix(b"\n"))))


def tracks(top: Path, path: Path) -> bool | Ended:
    """Whether git has a file of a worktree."""
    done = git(["ls-files", "--error-unmatch", "--", str(path)], top)
    return done if isinstance(done, Ended) else done.code == 0


def _environment(index: Path | None, paths: str) -> dict[str, str | None]:
    removed = {name: None for name in os.environ if name.startswith("GIT_") and name not in KEPT}
    out: dict[str, str | None] = {**removed, **_FIXED}
    if index is not None:
        out["GIT_INDEX_FILE"] = str(index)
    if paths == "names":
        out["GIT_LITERAL_PATHSPECS"] = "1"
    return out


def _without_filters(folder: Path) -> list[str]:
    """Settings that take the programs from the filters that the repository's own configuration names."""
    if not _may_filter(folder):
        return []
    pattern = r"^filter\..*\.(clean|smudge|process|required)$"
    asked = ["git", "config", "--local", "--includes", "--null", "--name-only", "--get-regexp", pattern]
    done = run(asked, folder, timeout_s=TIMEOUT_S, environment=_environment(None, "names"))
    names = os.fsdecode(done.out).split("\0")[:-1] if isinstance(done, Finished) else []
    return [f"{name}={'false' if name.endswith('.required') else ''}" for name in dict.fromkeys(names)]


def _may_filter(folder: Path) -> bool:
    """Whether it is worth asking: most repositories name no filter, and each start of git takes some milliseconds."""
    top = next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)
    files = [base / name for base, name in ((common_directory(top), "config"), (git_directory(top), "config.worktree")) if base]
    for file in files:
        text = read_file(file, _MOST_CONFIG)
        if isinstance(text, Unread):
            if text.kind != "missing":
                return True
        elif _MAY_FILTER.search(text):
            return True
    return False
