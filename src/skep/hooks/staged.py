"""What git has staged: the paths, and their content in the index, which may differ from the work tree."""

from pathlib import Path

from skep.errors import InputError
from skep.hooks.process import Ended, run

_TIMEOUT_S = 30.0


def staged_files(root: Path) -> list[str]:
    """Absolute paths that are staged as added, copied, changed or renamed. Raises InputError."""
    names = _git(root, ["diff", "--cached", "--name-only", "-z", "--diff-filter=ACMR", "--no-ext-diff"])
    return [str(root / name) for name in names.decode("utf-8", "surrogateescape").split("\0") if name]


def staged_contents(root: Path, paths: list[str]) -> dict[str, bytes]:
    """The content in the index, by path as given. Raises InputError for a path that is not in the index."""
    contents: dict[str, bytes] = {}
    for path in paths:
        try:
            relative = Path(path).resolve().relative_to(root).as_posix() if not Path(path).is_symlink() else None
        except ValueError:
            raise InputError(f"{path}: outside of the repository {root}") from None
        if relative is not None:
            contents[path] = _git(root, ["cat-file", "blob", f":{relative}"])
    return contents


def _git(root: Path, arguments: list[str]) -> bytes:
    done = run(["git", *arguments], root, timeout_s=_TIMEOUT_S)
    if isinstance(done, Ended):
        raise InputError(f"git: {done.reason}")
    if done.code:
        raise InputError(f"git {arguments[0]} {arguments[-1]}: {done.complaint}")
    return done.out
