"""The files of an ``apply_patch`` text (V4A), which Codex gives to hooks instead of file names.

Clients read headings more loosely than the edit engine: Codex takes blanks before one, opencode none behind the colon. The edit
engine refuses such a patch. Here each line that any of them takes for a heading names a file.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.checks.event import FileChange, Operation
from kaptar.checks.undone import SwappedText
from kaptar.clients.fields import as_bytes, in_home, nearly_absolute, trimmed
from kaptar.clients.proposed import read_regular, without_unknown
from kaptar.edit.engine import Editor
from kaptar.edit.files import plan_files
from kaptar.edit.folder import Folder
from kaptar.edit.outcome import Refused
from kaptar.errors import InputError

_HEAD = re.compile(r"^\*\*\* (Add File|Update File|Delete File|Move to): (.*[^ \t\r\n])[ \t\r]*$", re.MULTILINE)
"""A heading as the edit engine reads it."""
_LOOSE = re.compile(r"\*\*\*\s*(add file|update file|delete file|move to)\s*:(.*)", re.IGNORECASE | re.DOTALL)
"""One as some client reads it, in a line without blanks around it."""
_OPERATIONS: dict[str, Operation] = {"add file": "create", "update file": "update", "delete file": "delete", "move to": "create"}

MAX_FILES = 1000
"""Files of one patch."""


class _Part(NamedTuple):
    """A file of a patch: what is done to it, the lines that are added to it, and which file is moved there, if any."""

    op: Operation
    added: list[str]
    moved_from: str = ""


def readings(patch: str) -> tuple[str, ...]:
    """A patch as clients may read its headings: with the user's folder for ``~``, as Codex does, and as it stands."""
    if "~" not in patch:
        return (patch,)
    return tuple(dict.fromkeys(("\n".join(map(_in_home, patch.split("\n"))), patch)))


def _in_home(line: str) -> str:
    name = next((name for _, name in _heading(line)), "")
    if not name.startswith("~"):
        return line
    start, _, end = line.rpartition(name)
    return f"{start}{in_home(name)}{end}"


def proposed_by(editor: Editor, patch: str, cwd: str) -> tuple[FileChange, ...]:
    """All files that a patch names, with their new content, in each of its readings.

    What the edit engine refuses is given with its reason as the problem, and with the lines that are added: the client's own
    parser may still take it.
    """
    return without_unknown([_proposed(editor, each, cwd) for each in readings(patch)])


def _proposed(editor: Editor, patch: str, cwd: str) -> tuple[FileChange, ...]:
    folder = Folder(Path(cwd), editor.limits.source_bytes)
    plan = plan_files(editor, patch, folder, format="v4a", overwrites=True)
    if isinstance(plan, Refused) and plan.reason in ("would_break_syntax", "unavailable"):
        return _each_by_itself(patch, cwd, plan.message)
    if isinstance(plan, Refused):
        return _not_computed(patch, cwd, plan.message)
    changes, parts = [], _parts(patch, cwd)
    for change in plan.changes:
        op: Operation = "delete" if change.after is None else "create" if change.before is None else "update"
        moved_from = nearly_absolute(change.moved_from, cwd) if change.moved_from else ""
        path = nearly_absolute(change.path, cwd)
        changes.append(FileChange(path, op, change.after, moved_from=moved_from, is_whole=_is_whole(path, parts)))
    return tuple(changes)


def _each_by_itself(patch: str, cwd: str, problem: str) -> tuple[FileChange, ...]:
    """The new content by the host's exact matching, one file at a time.

    For where guests are off, or their planner gives none because brackets would not pair: what breaks is to be seen.
    """
    source = ""
    contents: dict[str, bytes | None] = {}
    heads = [*_HEAD.finditer(patch)]
    ends = [*(h.start() for h in heads), max(patch.find("*** End Patch"), 0) or len(patch)]
    for head, end in zip(heads, ends[1:], strict=True):
        path, body = nearly_absolute(head[2], cwd), patch[head.end() : end].lstrip("\r\n")
        if head[1] == "Add File":
            contents[path] = as_bytes("".join(line[1:] for line in body.splitlines(keepends=True) if line.startswith("+")))
        source = head[2] if head[1] == "Update File" else source if head[1] == "Move to" else ""
        if source:
            contents[path] = _updated(source, body, cwd)
    return tuple(_with_content(change, contents.get(change.path)) for change in _not_computed(patch, cwd, problem))


def _with_content(change: FileChange, content: bytes | None) -> FileChange:
    if content is None or change.op == "delete":
        return change
    return msgspec.structs.replace(change, content=content, problem="", added=b"")


def _updated(name: str, body: str, cwd: str) -> bytes | None:
    """The content that hunks of a patch make of a file, by exact matching; None where they do not fit, or there is no file."""
    held = _held(nearly_absolute(name, cwd))
    if held is None or not body.strip():
        return held
    alone = f"*** Begin Patch\n*** Update File: {name}\n{body}*** End Patch\n"
    outcome = Editor(None, judge_syntax=False).apply_edit(held, alone, path=name, format="v4a")
    return None if isinstance(outcome, Refused) else outcome.text


def _not_computed(patch: str, cwd: str, problem: str) -> tuple[FileChange, ...]:
    return _of_parts(_parts(patch, cwd), problem)


def _of_parts(parts: Mapping[str, _Part], problem: str) -> tuple[FileChange, ...]:
    return tuple(
        FileChange(
            path,
            part.op,
            problem="" if part.op == "delete" else problem,
            added=as_bytes("\n".join(part.added)),
            moved_from=part.moved_from,
            is_whole=_is_whole(path, parts),
        )
        for path, part in parts.items()
    )


def _is_whole(path: str, parts: Mapping[str, _Part]) -> bool:
    """Whether a file that is there is written or deleted whatever it holds. One that is moved away has its content elsewhere."""
    part = parts.get(path)
    if part is None or part.op != "delete":
        return part is not None and part.op == "create" and "\0" not in path and os.path.lexists(path)
    return all(each.moved_from != path for each in parts.values())


def _held(path: str) -> bytes | None:
    try:
        return read_regular(path)
    except InputError:
        return None


def headings(patch: str) -> Iterator[tuple[Operation, str]]:
    """The operation and the file's name of each heading, from the top. A name with blanks around it is given without, too."""
    for line in patch.split("\n"):
        yield from _heading(line)


def _heading(line: str) -> Iterator[tuple[Operation, str]]:
    text = trimmed(line)
    found = _LOOSE.match(text) if text.startswith("***") else None
    if found is not None and (name := trimmed(found[2])):
        op = _OPERATIONS[found[1].lower()]
        yield op, name
        if (full := found[2].removeprefix(" ")) != name:
            yield op, full


def _all_parts(patch: str, cwd: str) -> dict[str, _Part]:
    """The files of each reading of a patch; see `_parts`."""
    return {path: part for each in reversed(readings(patch)) for path, part in _parts(each, cwd).items()}


def _parts(patch: str, cwd: str) -> dict[str, _Part]:
    """The files by the patch's headings alone, absolute; a file that is moved is deleted, and created at its new place."""
    parts: dict[str, _Part] = {}
    last = ""
    for line in patch.split("\n"):
        for op, name in _heading(line):
            if len(parts) == MAX_FILES:
                raise InputError(f"the patch names more than {MAX_FILES:,} files")
            path = nearly_absolute(name, cwd)
            added: list[str] = []
            moved_from = ""
            if trimmed(trimmed(line)[3:]).lower().startswith("move to") and last in parts:
                added = parts[last].added
                parts[last], moved_from = _Part("delete", added), last
            parts[path] = _Part(op, parts[path].added if path in parts else added, moved_from)
            last = path
        if line.startswith("+") and last:
            parts[last].added.append(line[1:])
    return parts


def named_in(patch: str, cwd: str) -> dict[str, Operation]:
    """The files by the patch's headings alone, absolute; a file that is moved is deleted, and created at its new place.

    What cannot be a path is in it as it stands, behind the folder: guards refuse it, and see the other files.
    """
    return {path: part.op for path, part in _all_parts(patch, cwd).items()}


def named_by(patch: str, cwd: str) -> tuple[FileChange, ...]:
    """The files of a patch by its headings alone, with the lines that are added. Raises InputError where it names none."""
    named = _of_parts(_all_parts(patch, cwd), "")
    if not named:
        raise InputError("the patch has no heading that names a file")
    return named


def changed_by(patch: str, cwd: str) -> tuple[FileChange, ...]:
    """The files of a patch that was applied: those that are there, and those that it has deleted or moved away."""
    parts, below = _all_parts(patch, cwd).items(), _all_below(patch, cwd)
    return tuple(
        FileChange(path, part.op, moved_from=part.moved_from, swaps=_swaps(below.get(path, [])) if part.op == "update" else ())
        for path, part in parts
        if "\0" not in path and os.path.lexists(path) != (part.op == "delete")
    )


def _joined(lines: Sequence[str]) -> bytes:
    return as_bytes("".join(f"{each}\n" for each in lines))


def _all_below(patch: str, cwd: str) -> dict[str, list[str]]:
    return {path: lines for each in reversed(readings(patch)) for path, lines in _below(each, cwd).items()}


def _below(patch: str, cwd: str) -> dict[str, list[str]]:
    """The lines below the heading of each file, by its absolute path; none of a file that is named twice."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in patch.split("\n"):
        named = [nearly_absolute(name, cwd) for _, name in _heading(line)]
        if named:
            lines = []
            found.update({path: lines if path not in found else [] for path in named})
        else:
            lines.append(line)
    return found


def _swaps(below: Sequence[str]) -> tuple[SwappedText, ...]:
    """The texts that the hunks of a file have replaced, in turn."""
    swaps: list[SwappedText] = []
    old, new = list[str](), list[str]()
    for line in (*below, "@@"):
        if line[:1] in ("@", "*"):
            if old != new:
                swaps.append(SwappedText(_joined(old), _joined(new)))
            old, new = [], []
            continue
        if line[:1] != "+":
            old.append(line[1:])
        if line[:1] != "-":
            new.append(line[1:])
    return tuple(swaps)
