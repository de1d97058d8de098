"""Plans: which tasks run on which files of a repository, read from TOML.

::

    repository = "."                    # relative to the plan and in its worktree; "." by default
    exclude = ["vendor/**"]             # besides what git ignores by habit: .git, node_modules, .venv, …
    max_file_size = "16MB"

    [[task]]
    id = "syntax"
    kind = "validate"
    files = ["**/*.js"]

    [[task]]
    id = "hot-spots"
    kind = "analyze"
    files = ["**/*.js"]
    needs = ["syntax"]                  # starts when these have ended, and leaves out the files that they failed on
    options = { max_complexity = 12 }
"""

import os
import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from kaptar.decoding.toml import NotToml, read_toml
from kaptar.errors import InputError, InvalidArgument, UsageError
from kaptar.globs import compile_globs
from kaptar.repository.files import Unread, read_file
from kaptar.repository.paths import forbidden_part
from kaptar.repository.worktree import top_of

DEFAULT_MAX_FILE_SIZE = 16 << 20
_UNITS = {"": 1, "b": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30}


class Task(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One task of a plan.

    Attributes:
        id: unique in the plan; letters, digits, ``-``, ``_`` and ``.``.
        kind: what is done to each file, see `kaptar.jobs.kinds`.
        files: glob patterns relative to the repository.
        needs: ids of the tasks that must have ended before.
        options: what the kind takes.
        max_file_size: in place of the kind's own; None where the plan does not say it.
    """

    id: str
    kind: str
    files: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    options: dict[str, Any] = msgspec.field(default_factory=dict)
    max_file_size: int | str | None = None

    @property
    def most_bytes(self) -> int | None:
        """Bytes of the largest file, where the plan says it. Raises UsageError."""
        return None if self.max_file_size is None else _size(f"task {self.id!r}", self.max_file_size)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    task: tuple[Task, ...] = ()
    repository: str = "."
    exclude: tuple[str, ...] = ()
    max_file_size: int | str = DEFAULT_MAX_FILE_SIZE


class JobPlan(msgspec.Struct, frozen=True):
    """A checked plan: ids are unique, needs exist and have no cycle, the repository is a folder."""

    path: Path
    repository: Path
    tasks: tuple[Task, ...]
    exclude: tuple[str, ...]
    max_file_size: int


def load_plan(path: Path, kinds: Iterable[str], repository: Path | None = None) -> JobPlan:
    """Read and check a plan.

    Args:
        path: the TOML file.
        kinds: the kinds that exist.
        repository: used in place of the plan's own, wherever it is: the caller names it, and the plan may be anybody's.

    Raises:
        InputError: the file or the repository cannot be read.
        UsageError: the plan says something that is not allowed; the text names the place.
    """
    content = read_file(path)
    if isinstance(content, Unread):
        if content.kind == "missing":
            raise InputError(f"{path}: there is no such plan; write one or give another path")
        raise InputError(f"{path}: no plan: {content.reason}")
    try:
        raw = read_toml(content.decode("utf-8"))
    except UnicodeDecodeError as problem:
        raise InputError(f"{path}: cannot be read as a plan: {problem}") from None
    except NotToml as problem:
        raise UsageError(f"{path}: not valid TOML: {problem}") from None
    try:
        file = msgspec.convert(raw, _File)
    except msgspec.ValidationError as problem:
        raise UsageError(
            f"{path}: {problem}; allowed are repository, exclude, max_file_size and [[task]] with id, kind, files, needs, "
            "options, max_file_size"
        ) from None
    root = _named_by(path, file.repository) if repository is None else repository.resolve()
    if not root.is_dir():
        raise InputError(f"{path}: the repository {root} is not a folder")
    _check_tasks(path, file.task, set(kinds))
    _check_patterns(f"{path}: exclude", file.exclude)
    return JobPlan(path, root, file.task, file.exclude, _size(str(path), file.max_file_size))


def _named_by(path: Path, repository: str) -> Path:
    """The folder that a plan names, resolved. It lies in the worktree that the plan's file lies in, links followed.

    Outside of a worktree it lies in the plan's own folder. Raises UsageError.
    """
    try:
        own = Path(os.path.realpath(path.parent))
        top, root = top_of(own), Path(os.path.realpath(own / repository))
    except ValueError:
        raise UsageError(f"{path}: the repository {repository!r} is not a path") from None
    if not root.is_relative_to(top) or forbidden_part(root.relative_to(top).parts):
        raise UsageError(
            f"{path}: the repository {repository!r} is {root}, and a plan works inside of {top} alone; "
            f"if you want it to work there, run it with --repository {shlex.quote(str(root))}"
        )
    return root


def _check_tasks(path: Path, tasks: Sequence[Task], kinds: set[str]) -> None:
    if not tasks:
        raise UsageError(f"{path}: the plan has no [[task]]")
    seen: set[str] = set()
    for task in tasks:
        where = f"{path}: task {task.id!r}"
        if not task.id or not all(c.isalnum() or c in "-_." for c in task.id):
            raise UsageError(f"{where}: an id has letters, digits, '-', '_' and '.' only")
        if task.id in seen:
            raise UsageError(f"{where}: the id is used twice")
        if task.kind not in kinds:
            raise UsageError(f"{where}: unknown kind {task.kind!r}; there are {', '.join(sorted(kinds))}")
        if any(Path(p).is_absolute() or ".." in Path(p).parts for p in task.files):
            raise UsageError(f"{where}: patterns stay inside of the repository (no absolute path, no '..')")
        _check_patterns(where, task.files)
        if task.max_file_size is not None:
            _size(where, task.max_file_size)
        seen.add(task.id)
    for task in tasks:
        for need in task.needs:
            if need not in seen:
                raise UsageError(f"{path}: task {task.id!r}: needs {need!r}, which the plan does not have")
    if cycle := find_cycle({t.id: t.needs for t in tasks}):
        raise UsageError(f"{path}: the tasks need each other in a circle: {' -> '.join(cycle)}")


def _check_patterns(where: str, patterns: Iterable[str]) -> None:
    try:
        compile_globs(patterns)
    except InvalidArgument as problem:
        raise UsageError(f"{where}: {problem}") from None


def find_cycle(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """A circle among the needs as a list of ids, the first one repeated at its end; empty when there is none."""
    done: set[str] = set()
    for start in needs:
        trail: dict[str, None] = {}
        branches = [iter((start,))]
        while branches:
            step = next(branches[-1], None)
            if step is None:
                branches.pop()
                if trail:
                    done.add(trail.popitem()[0])
            elif step in trail:
                way = list(trail)
                return [*way[way.index(step) :], step]
            elif step not in done:
                trail[step] = None
                branches.append(iter(needs.get(step, ())))
    return []


def _size(where: str, value: int | str) -> int:
    if isinstance(value, int):
        size = value
    else:
        number = value.strip().lower().rstrip("kmgb")
        unit = _UNITS.get(value.strip().lower()[len(number) :].strip())
        if not number.strip().isdigit() or unit is None:
            raise UsageError(f"{where}: max_file_size is {value!r}; a number of bytes or a text such as '16MB' is allowed")
        size = int(number) * unit
    if size <= 0:
        raise UsageError(f"{where}: max_file_size is {value!r}; it must be more than 0")
    return size
