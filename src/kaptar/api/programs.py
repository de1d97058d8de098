"""Python interface: `Runtime` with all operations, and `check`."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaptar.config.load import load_config
from kaptar.config.sections import Config
from kaptar.ops import OPERATIONS
from kaptar.runtime import runtime

if TYPE_CHECKING:
    from kaptar.checks.verdict import Verdict


class Runtime(runtime.Runtime):
    """A runtime with all of Kaptar's operations.

    Args:
        config: limits, times and switches; by default what file and environment say for the current folder.
        options: passed on to `kaptar.runtime.runtime.Runtime`.
    Raises:
        ConfigError: the configuration has an unknown key or a value that is not allowed.
    """

    def __init__(self, config: Config | None = None, **options: Any) -> None:
        super().__init__(load_config() if config is None else config, OPERATIONS, **options)


def check(
    files: Iterable[str | Path],
    *,
    root: Path | None = None,
    config: Config | None = None,
    staged: bool = False,
    fix: bool = False,
) -> "Verdict":
    """Put files through the checks in this process, and wait for all of them.

    Args:
        files: paths; relative ones are of the current folder.
        root: the repository's folder; found from the current folder by default.
        config: what file and environment say for the repository, by default.
        staged: check what git's index holds; without files all that is staged.
        fix: write the files as the project's formatter wants them first.
    Raises:
        ConfigError: the configuration is wrong, or names a check, rule or severity that does not exist.
        InputError: a path is not in the index.
    """
    from kaptar.api.here import open_here
    from kaptar.api.requests import CheckRequest
    from kaptar.repository.worktree import root_of

    root = root or root_of(Path.cwd())
    config = load_config(root) if config is None else config
    paths = tuple(str(Path(file).absolute()) for file in files)
    with open_here(lambda _: config, root) as here:
        return here.check(CheckRequest(root=str(root), paths=paths, staged=staged, fix=fix))
