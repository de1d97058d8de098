"""The files that a request to check is about: those that it names, those below its folders, or those that have changed."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kaptar.api.requests import CheckRequest
from kaptar.checks.baseline import Baseline, names_of
from kaptar.checks.verdict import CheckResult
from kaptar.repository.index_of_commit import require_this_repository
from kaptar.repository.listing import files_below
from kaptar.repository.staged import changed_since, commit_of, staged_files
from kaptar.repository.worktree import root_of

GONE = "baseline"
"""In the results of a check: the name in place of a check's, of a file that is not there and has entries in the baseline."""


def asked_files(request: CheckRequest) -> list[str]:
    """Absolute paths of the files, each once. A folder stands for files below it. Raises InputError."""
    folders = {path for path in request.paths if os.path.isdir(path)}
    if not request.paths:
        return _differing(request, Path(request.root))
    found = (_below(request, path) if path in folders else [path] for path in request.paths)
    return list(dict.fromkeys(path for some in found for path in some))


def _below(request: CheckRequest, folder: str) -> list[str]:
    """The files that a folder stands for; the folder itself where git knows none in it, so that this is said."""
    real = os.path.realpath(folder)
    if not (request.staged or request.since):
        return files_below(Path(real)) or [folder]
    # git may have a file where the worktree has a folder or a link to one by now
    of_git = {real, folder} if request.staged else {real}
    return [
        path for path in _differing(request, root_of(Path(real))) if path in of_git or any(_is_below(path, f) for f in of_git)
    ]


def _differing(request: CheckRequest, root: Path) -> list[str]:
    """The files of a worktree that are staged, or that differ from a commit. Raises InputError."""
    if request.staged:
        require_this_repository(root)
        return staged_files(root)
    return changed_since(root, commit_of(root, request.since)) if request.since else []


def entries_of_gone_files(paths: Sequence[str], root: Path, baseline: Baseline) -> Iterator[CheckResult]:
    """For each file below these folders that is not there any more the entries that the baseline still has of it."""
    folders = [os.path.realpath(path) for path in paths if os.path.isdir(path)]
    for path in _gone(folders, root, baseline.paths):
        yield CheckResult(check=GONE, path=path, state="passed", unmatched=baseline.rules(path))


def _gone(folders: Sequence[str], root: Path, paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        files = [f"{root}/{name}" for name in names_of(path)]
        asked = any(_is_below(file, folder) for folder in folders for file in files)
        if asked and not any(map(os.path.lexists, files)):
            yield path


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder.rstrip('/')}/")
