"""The files of an ``apply_patch`` text (V4A), which Codex gives to hooks instead of file names."""

import os
import re
from pathlib import Path

from kaptar.checks.event import FileChange, Operation
from kaptar.clients.fields import absolute
from kaptar.clients.proposed import read_regular
from kaptar.edit.engine import Editor
from kaptar.edit.files import Folder, plan_files
from kaptar.edit.outcome import Refused

_HEAD = re.compile(r"^\*\*\* (Add File|Update File|Delete File|Move to): (.+?)[ \t\r]*$", re.MULTILINE)
_OPERATIONS: dict[str, Operation] = {"Add File": "create", "Update File": "update", "Delete File": "delete", "Move to": "create"}


def proposed_by(editor: Editor, patch: str, cwd: str) -> tuple[FileChange, ...]:
    """All files that a patch names, with their new content.

    What the edit engine refuses is given with its reason as the problem: the client's own parser may still take it.
    """
    folder = Folder(Path(cwd), editor.limits.source_bytes)
    plan = plan_files(editor, patch, folder, format="v4a")
    if isinstance(plan, Refused) and plan.reason in ("would_break_syntax", "unavailable"):
        return _each_by_itself(patch, cwd, plan.message)
    if isinstance(plan, Refused):
        return tuple(FileChange(path, op, problem=plan.message) for path, op in named_in(patch, cwd).items())
    changes = []
    for change in plan.changes:
        op: Operation = "delete" if change.after is None else "create" if change.before is None else "update"
        changes.append(FileChange(absolute(change.path, cwd), op, change.after))
    return tuple(changes)


def _each_by_itself(patch: str, cwd: str, problem: str) -> tuple[FileChange, ...]:
    """The new content by the host's exact matching, one file at a time.

    For where guests are off, or their planner gives none because brackets would not pair: what breaks is to be seen.
    """
    exact = Editor(None, judge_syntax=False)
    contents: dict[str, bytes] = {}
    heads = [*_HEAD.finditer(patch)]
    ends = [*(h.start() for h in heads[1:]), max(patch.find("*** End Patch"), 0) or len(patch)]
    for head, end in zip(heads, ends, strict=True):
        path, body = absolute(head[2], cwd), patch[head.end() : end].lstrip("\r\n")
        if head[1] == "Add File":
            contents[path] = "".join(line[1:] for line in body.splitlines(keepends=True) if line.startswith("+")).encode()
        elif head[1] == "Update File" and (source := read_regular(path)) is not None:
            alone = f"*** Begin Patch\n*** Update File: {head[2]}\n{body}*** End Patch\n"
            outcome = exact.apply_edit(source, alone, path=path, format="v4a")
            if not isinstance(outcome, Refused):
                contents[path] = outcome.text
    named = named_in(patch, cwd).items()
    return tuple(FileChange(p, op, contents.get(p), "" if p in contents or op == "delete" else problem) for p, op in named)


def named_in(patch: str, cwd: str) -> dict[str, Operation]:
    """The files by the patch's headings alone, absolute; a file that is moved is deleted, and created at its new place."""
    files: dict[str, Operation] = {}
    last = ""
    for heading, named in _HEAD.findall(patch):
        if heading == "Move to" and last:
            files[last] = "delete"
        last = absolute(named, cwd)
        files[last] = _OPERATIONS[heading]
    return files


def named_by(patch: str, cwd: str) -> tuple[FileChange, ...]:
    """The files of a patch by its headings alone, without content."""
    return tuple(FileChange(path, op) for path, op in named_in(patch, cwd).items())


def changed_by(patch: str, cwd: str) -> tuple[FileChange, ...]:
    """The files that are there after a patch was applied."""
    return tuple(FileChange(p, op) for p, op in named_in(patch, cwd).items() if os.path.lexists(p))
