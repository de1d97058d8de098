"""The files of an ``apply_patch`` text (V4A), which Codex gives to hooks instead of file names."""

import os
import re
from pathlib import Path

from skep.edit.engine import Editor
from skep.edit.files import Folder, plan_files
from skep.edit.outcome import Refused
from skep.hooks.clients.fields import absolute
from skep.hooks.event import FileChange, Operation

_HEAD = re.compile(r"^\*\*\* (Add File|Update File|Delete File|Move to): (.+?)[ \t\r]*$", re.MULTILINE)
_OPERATIONS: dict[str, Operation] = {"Add File": "create", "Update File": "update", "Delete File": "delete", "Move to": "create"}


def proposed_by(editor: Editor, patch: str, cwd: str) -> tuple[FileChange, ...]:
    """All files that a patch names, with their new content.

    What the edit engine refuses is given with its reason as the problem: the client's own parser may still take it.
    """
    folder = Folder(Path(cwd), editor.limits.source_bytes)
    plan = plan_files(editor, patch, folder.read, format="v4a")
    if isinstance(plan, Refused):
        return tuple(FileChange(path, op, problem=plan.message) for path, op in named_in(patch, cwd).items())
    changes = []
    for change in plan.changes:
        op: Operation = "delete" if change.after is None else "create" if change.before is None else "update"
        changes.append(FileChange(absolute(change.path, cwd), op, change.after))
    return tuple(changes)


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


def changed_by(patch: str, cwd: str) -> tuple[FileChange, ...]:
    """The files that are there after a patch was applied."""
    return tuple(FileChange(p, op) for p, op in named_in(patch, cwd).items() if os.path.lexists(p))
