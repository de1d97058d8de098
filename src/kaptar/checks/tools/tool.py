"""Tools of the project: whether one may run, where it is, and which of its exits count as an answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from kaptar.checks.check import CheckContext
from kaptar.checks.snapshot import Skipped, Snapshot, late
from kaptar.decoding.json import decode_json
from kaptar.errors import InputError, KaptarError
from kaptar.repository.files import content_of
from kaptar.repository.process import Ended, Finished, run
from kaptar.repository.project import find_tool, stamp, upwards
from kaptar.repository.steering import Late
from kaptar.repository.trust import REMEDY

QUIET: Mapping[str, str | None] = {
    "NO_COLOR": "1", "FORCE_COLOR": None, "CI": "1", "PYTHONDONTWRITEBYTECODE": "1",
    "GIT_DIR": None, "GIT_INDEX_FILE": None, "GIT_WORK_TREE": None, "GIT_PREFIX": None,
}  # fmt: skip
"""Plain output; and nothing of a git command that is running, which a tool could take for its own."""


class ToolFailed(KaptarError):
    """A tool of the project ended in a way that is no answer; the text has its own last words."""


def locate(name: str, snapshot: Snapshot, context: CheckContext) -> str | Skipped:
    """The program, where the user trusts this project's tools and has it."""
    try:
        problem = context.trust.problem(snapshot.file, context.left_s)
    except Late as why:
        return late(why)
    except InputError as why:
        problem = f"untrusted: {why}"
    if problem:
        return Skipped(problem, REMEDY)
    found = find_tool(name, snapshot.file, context.root)
    return found or Skipped(f"{name} is not installed", f"install {name} in the project, or switch the check off")


def execute(
    command: Sequence[str], folder: Path, context: CheckContext, *, given: bytes = b"", environment: Mapping[str, str | None] = {}
) -> Finished | Skipped:
    """Run a tool within what is left of the check's time."""
    done = run(
        command, folder, timeout_s=context.left_s, given=given, environment={**QUIET, **environment}, stop=context.stop
    )  # fmt: skip
    if isinstance(done, Ended):
        return Skipped(done.reason, "see docs/checks.md for the limits of time", timed_out=done.timed_out)
    return done


def decode(tool: str, done: Finished, text: bytes, shape: type[Any]) -> Any:
    """A tool's report. Raises ToolFailed where it is none."""
    try:
        return decode_json(text, shape)
    except msgspec.MsgspecError:
        raise ToolFailed(f"{tool} ended with code {done.code} and no report: {done.complaint}") from None


def needs_disk(tool: str) -> Skipped:
    """For a tool that reads files itself and was asked about other content."""
    return Skipped(f"{tool} reads the work tree, which has other content", "check again when the work tree has it")


def configured(snapshot: Snapshot, context: CheckContext, names: Iterable[str]) -> Path | None:
    """The nearest folder, up to the root, that has a file with one of the names (``*`` at the end allowed)."""
    names = tuple(names)
    for folder in upwards(snapshot.file, context.root):
        for name in names:
            there = any(folder.glob(name)) if "*" in name else (folder / name).is_file()
            if there:
                return folder
    return None


def folders(snapshot: Snapshot, context: CheckContext) -> Iterator[Path]:
    """The folders from the file's own up to the root."""
    return upwards(snapshot.file, context.root)


def facts_of(tool: str, configurations: Sequence[str], snapshot: Snapshot, context: CheckContext) -> str | None:
    """What an answer depends on that comes from content, path, the program and its configuration, but for other files.

    None where a configuration extends another, wherever that is.
    """
    program = find_tool(tool, snapshot.file, context.root)
    parts = [snapshot.path, stamp(program or tool), stamp(context.root), stamp(context.root / "src"), stamp(snapshot.file.parent)]
    for folder in upwards(snapshot.file, context.root):
        for name in configurations:
            path = folder / name
            parts.append(stamp(path))
            if b"extend =" in content_of(path):
                return None
    return "\n".join(parts)
