"""Kind: the interface of all kinds of tasks."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar

import msgspec

from kaptar.checks.snapshot import Skipped
from kaptar.edit.engine import Editor
from kaptar.errors import UsageError
from kaptar.jobs.outcome import Outcome
from kaptar.jobs.sources import Source
from kaptar.languages import Language, language_of
from kaptar.runtime.operation import Backend, Result

Options = TypeVar("Options", bound=msgspec.Struct)


class CallOperation(Protocol):
    """`Runtime.call`."""

    def __call__(self, name: str, /, *args: Any) -> Result: ...


class Tools(NamedTuple):
    """The things that a kind works with; used from several threads at once."""

    call: CallOperation
    editor: Editor


class TaskKind(Protocol):
    """A kind with its options taken in: works on one file at a time, from several threads at once."""

    text: ClassVar[bool]
    """Whether only UTF-8 text is wanted."""
    compares_errors: ClassVar[bool]
    """Whether new content has no parse error that the old one had not. Else the checks judge the result alone."""
    max_file_size: ClassVar[int | None]
    """Bytes of the largest file, where the task does not say it: beyond that guests need more memory than they have by default.

    None where the plan's limit alone holds.
    """

    def __init__(self, task: str, options: Mapping[str, Any], folder: Path) -> None:
        """Take the options in; paths in them are relative to ``folder``.

        Raises UsageError or InputError, naming the task and the option that is not allowed.
        """

    def files(self) -> list[str] | None:
        """The files that the options name; None where the task's patterns say it."""
        ...

    def work(self, source: Source, tools: Tools) -> Outcome:
        """Do the task on one file. Raises KaptarError when the file can't be processed."""
        ...


def read_options(task: str, given: Mapping[str, Any], shape: type[Options]) -> Options:
    """Options as a value of ``shape``. Raises UsageError naming the task, the option and what is allowed."""
    try:
        return msgspec.convert(dict(given), shape)
    except msgspec.ValidationError as problem:
        allowed = ", ".join(f.encode_name for f in msgspec.structs.fields(shape)) or "none"
        raise UsageError(f"task {task!r}: options: {problem}; there are: {allowed}") from None


class Metered:
    """Calls operations for one file, and keeps how long they took together (``micros``) and who answered first (``backend``)."""

    def __init__(self, call: CallOperation) -> None:
        self._call = call
        self.micros = 0.0
        self.backend: Backend | None = None

    def __call__(self, name: str, /, *args: Any) -> Result:
        result = self._call(name, *args)
        self.micros += result.micros
        self.backend = self.backend or result.backend
        return result


def not_judged(why: Skipped) -> Outcome:
    """The outcome for a file that is no source of its language, such as a template: done, and named as that in the report."""
    if why.due:
        return Outcome("refused", why.reason)
    return Outcome("done", detail={"not judged": why.reason}, figures={"files not judged": 1.0})


def parsed_as(path: str) -> Language | Outcome:
    """The language of a file, or the refusal that says there is no parser for it."""
    language = language_of(path)
    if language is None:
        kind = PurePosixPath(path).suffix or PurePosixPath(path).name
        return Outcome("refused", f"no parser for {kind} files; narrow the task's files")
    return language
