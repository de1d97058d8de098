"""Applying a model's edit: plan, let the checks look at the new content, write, answer."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from kaptar.api.answers import EditAnswer
from kaptar.api.own_writes import OwnWrites
from kaptar.api.requests import ApplyRequest
from kaptar.checks.refusal import NewContent, RefusalOf
from kaptar.clock import Clock, precise
from kaptar.edit.edit_syntax import is_document
from kaptar.edit.engine import Editor
from kaptar.edit.files import FilesPlan, PlannedFile, plan_files
from kaptar.edit.folder import LEFT_OUT, Folder
from kaptar.edit.jsonl import answer_lines as answer_lines
from kaptar.edit.outcome import Applied, Refused
from kaptar.errors import InputError
from kaptar.repository.differences import unified
from kaptar.repository.files import Unread, read_file
from kaptar.repository.git import is_left_out
from kaptar.repository.paths import OffLimits, leads_out
from kaptar.repository.worktree import worktree_of


class WriteGates(NamedTuple):
    """Those who are asked before files are written.

    Attributes:
        refusal: says why the checks stop it, also where nothing is to be written.
        others: knows what other sessions hold; None where nobody else works here, or nothing is to be written.
    """

    refusal: RefusalOf
    others: OwnWrites | None = None


class WriteTarget(NamedTuple):
    """The folder that an edit goes to, and those who may stop it. ``write``, ``diff``: see `ApplyRequest`."""

    folder: Folder
    gates: WriteGates
    write: bool
    diff: bool


MOST_TRIES = 10
"""Times that an edit is placed anew because its file changed between the look at it and the write."""
_QUOTING = frozenset({"search_replace", "udiff", "v4a", "str_replace"})
"""Formats that quote what they replace: placed anew in a changed file, they say again whether they fit."""


class _Stale(NamedTuple):
    """A file changed while an edit of it was on its way, and the edit quotes what it replaces."""

    answers: list[EditAnswer]


def apply_edit(editor: Editor, request: ApplyRequest, gates: WriteGates, clock: Clock = precise) -> list[EditAnswer]:
    """Carry out a request.

    An edit that quotes what it replaces is placed anew where somebody changed the file meanwhile, as often as `MOST_TRIES`, and
    begun anew only within the editor's deadline.

    Args:
        clock: seconds, for the deadline.
    Raises:
        InputError: the folder or the file is not there, or is not a regular file.
    """
    done: list[EditAnswer] | _Stale = []
    until = clock() + editor.limits.deadline_ms / 1000
    for number in range(MOST_TRIES):
        if number and clock() >= until:
            break
        if request.path is None:
            done = _apply_to_many(editor, request, gates)
        else:
            done = _apply_to_one(editor, request, request.path, gates)
        if not isinstance(done, _Stale):
            return done
    return done.answers if isinstance(done, _Stale) else done


def _apply_to_one(editor: Editor, request: ApplyRequest, named: str, gates: WriteGates) -> list[EditAnswer] | _Stale:
    path = Path(request.folder, named)
    folder = Folder(path.parent, editor.limits.source_bytes)
    if (off := _through_link(Path(request.folder), path)) is not None:
        return [_refused(Refused(off.code, off.message, named), named)]
    before = _read(path, named, editor.limits.source_bytes)
    if isinstance(before, Refused):
        return [_refused(before, named)]
    whole, root = _whole_name(path) or (named, "")
    outcome = editor.apply_edit(before or b"", request.edit, path=whole, format=request.format, root=root)
    if before is None and not _creates(outcome, named, request.format):
        raise InputError(f"{named}: cannot be read: No such file; to create it from its whole text, use --format whole_file")
    if isinstance(outcome, Refused):
        return [_refused(outcome, named)]
    op = "update" if before is not None else "create"
    plan = FilesPlan("", (PlannedFile(path.name, op, before, outcome.text, (outcome.plan,)),))
    return _settled(WriteTarget(folder, gates, request.write, request.diff), plan, lambda _: named)


def _whole_name(path: Path) -> tuple[str, str] | None:
    """A file's path from the root of its git worktree, and that root; None outside of one."""
    real = Path(os.path.realpath(path.parent), path.name)
    top, common = worktree_of(real.parent)
    return None if common is None or not real.is_relative_to(top) else (real.relative_to(top).as_posix(), str(top))


def _through_link(here: Path, path: Path) -> OffLimits | None:
    """Why a path of the git worktree that ``here`` lies in may not be named: a linked folder leads out of that."""
    top, common = worktree_of(here)
    if common is None:
        return None
    written = Path(os.path.normpath(path))
    return leads_out(top, path) if written != top and written.is_relative_to(top) else None


def _creates(outcome: Applied | Refused, named: str, format: str) -> bool:
    """Whether an edit is one that makes a file which is not there: code that may be a part of one does not."""
    if format == "whole_file" or is_document(named):
        return True
    return isinstance(outcome, Applied) and outcome.plan.format != "whole_file"


def _read(path: Path, named: str, limit: int) -> bytes | Refused | None:
    """The content, or that it has more bytes than the limit; None for no file in a folder. A link is followed."""
    found = read_file(path, limit)
    if not isinstance(found, Unread):
        return found
    if found.kind == "missing" and is_left_out(path):
        return Refused("missing_file", f"{named} {LEFT_OUT}", named)
    if found.kind == "missing" and path.parent.is_dir() and not path.is_symlink():
        return None
    if found.kind == "too_large":
        return Refused("too_large", f"the file has {found.reason}", named)
    raise InputError(f"{named}: {'not a regular file' if found.kind == 'not_regular' else found.reason}")


def _apply_to_many(editor: Editor, request: ApplyRequest, gates: WriteGates) -> list[EditAnswer] | _Stale:
    if not os.path.isdir(request.folder):
        raise InputError(f"{request.folder}: not a folder; give the one that the edit's paths are relative to with --root")
    folder = Folder(Path(request.folder), editor.limits.source_bytes)
    plan = plan_files(editor, request.edit, folder, format=request.format)
    if isinstance(plan, Refused):
        return [_refused(plan, plan.path)]
    return _settled(WriteTarget(folder, gates, request.write, request.diff), plan, lambda path: path)


def _settled(target: WriteTarget, plan: FilesPlan, shown: Callable[[str], str]) -> list[EditAnswer] | _Stale:
    """Write a plan where it is to be written; the answers, with paths as the caller named them."""
    stopped = _stopped(target.gates.refusal, target.folder.root, plan.changes)
    done = stopped or (_written(target, plan) if target.write else "")
    if isinstance(done, Refused):
        answers = [_refused(done, shown(done.path))]
        return _Stale(answers) if done.reason == "stale" and _quotes(plan) else answers
    answers = [_changed(msgspec.structs.replace(change, path=shown(change.path)), target.write) for change in plan.changes]
    if target.diff:
        answers = [_with_diff(answer, change) for answer, change in zip(answers, plan.changes, strict=True)]
    return [msgspec.structs.replace(answer, message=done if not n else "") for n, answer in enumerate(answers)]


def _written(target: WriteTarget, plan: FilesPlan) -> str | Refused:
    """Write a plan where no other session speaks against it; a line for the user, or "", or why not."""
    others = target.gates.others
    changed = [_new_content(target.folder.root, change) for change in plan.changes if change.before != change.after]
    if others is None or not changed:
        return target.folder.write(plan)
    if why := others.held(changed):
        return Refused("held", why, plan.changes[0].path)
    done = target.folder.write(plan)
    if isinstance(done, Refused):
        return done
    others.written(changed)
    return "; ".join(filter(None, (done, *others.told)))


def _quotes(plan: FilesPlan) -> bool:
    """Whether every change of a plan updates a file by quoting what it replaces there."""
    return all(change.op == "update" and {each.format for each in change.plans} <= _QUOTING for change in plan.changes)


def _stopped(refusal: RefusalOf, root: Path, changes: Iterable[PlannedFile]) -> Refused | None:
    for change in changes:
        if change.before == change.after:
            continue
        if why := refusal(_new_content(root, change)):
            return Refused("blocked", f"the checks stop it: {why}", change.path)
    return None


def _new_content(root: Path, change: PlannedFile) -> NewContent:
    op: Literal["create", "update", "delete"]
    op = "create" if change.before is None else "delete" if change.after is None else "update"
    moved_from = root / change.moved_from if change.moved_from else None
    is_whole = any(plan.format == "whole_file" for plan in change.plans) and change.before is not None
    return NewContent(
        root / change.path, change.after, op, errors_compared=True, moved_from=moved_from, is_whole=is_whole
    )  # fmt: skip


def _changed(change: PlannedFile, written: bool) -> EditAnswer:
    last = change.plans[-1] if change.plans else None
    text = None if change.after is None else change.after.decode()
    grade = last.grade if last else {"create": "created", "delete": "deleted", "move": "deleted"}.get(change.op, "")
    return EditAnswer(
        change.path, "applied", change.op, written and change.before != change.after, last.format if last else "", grade, text,
        "", tuple(h for p in change.plans for h in p.hunks), last.checked if last else (), last.not_run if last else (),
        backend=last.backend if last else "", micros=sum(p.micros for p in change.plans),
    )  # fmt: skip


def _with_diff(answer: EditAnswer, change: PlannedFile) -> EditAnswer:
    diff = "\n".join(unified(answer.path, change.before or b"", change.after or b""))
    return msgspec.structs.replace(answer, diff=diff)


def _refused(outcome: Refused, path: str) -> EditAnswer:
    return EditAnswer(path, "refused", format=outcome.format, reason=outcome.reason, message=outcome.message,
                      candidates=outcome.candidates, nearest=outcome.nearest, micros=outcome.micros,
                      rule=outcome.rule)  # fmt: skip
