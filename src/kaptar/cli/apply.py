"""``kaptar apply``: an edit that a model wrote, applied exactly or refused."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
import msgspec

from kaptar.cli.command import State, Verb
from kaptar.cli.writes import checked_writes
from kaptar.edit.diff import unified
from kaptar.edit.engine import Editor
from kaptar.edit.files import FileChange, FilesPlan, Folder, plan_files
from kaptar.edit.outcome import Hunk, NotRun, Refused
from kaptar.errors import InputError, UsageError

if TYPE_CHECKING:
    from kaptar.checks.own_writes import OwnWrites


class FileAnswer(msgspec.Struct, frozen=True):
    """What ``--json`` says of one file. ``text`` is the new content, None where the file is deleted or refused."""

    path: str
    status: Literal["applied", "refused"]
    op: str = "update"
    written: bool = False
    format: str = ""
    grade: str = ""
    text: str | None = None
    diff: str = ""
    hunks: tuple[Hunk, ...] = ()
    checked: tuple[str, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    reason: str = ""
    message: str = ""
    candidates: tuple[tuple[int, int], ...] = ()
    nearest: Any = None
    backend: str = ""
    micros: float = 0.0


@click.command(cls=Verb)
@click.argument("paths", nargs=-1, metavar="[FILE] [EDIT-FILE|-]")
@click.option("--format", "format_", default="auto", metavar="F", help="How the edit is written; found out by default.")
@click.option("--write", is_flag=True, help="Change the files; without it the difference is shown.")
@click.option("--multi", is_flag=True, help="The edit names its files: all of them are changed, or none.")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), metavar="DIR",
              help="With --multi: the folder that paths are relative to.")  # fmt: skip
@click.option("--jsonl", is_flag=True, help="Read one JSON case a line on stdin, answer one a line on stdout.")
@click.pass_obj
def apply(state: State, paths: tuple[str, ...], format_: str, write: bool, multi: bool, root: Path, jsonl: bool) -> int:
    """Apply the edit in EDIT-FILE (or stdin) to FILE, or refuse it with the reason.

    Exit code 0 when applied (or there already), 1 when refused.
    """
    _check_usage(paths, multi=multi, jsonl=jsonl, write=write)
    with state.runtime(bare=not write) as runtime:
        editor = Editor(runtime)
        if jsonl:
            from kaptar.edit.jsonl import answer_lines

            for line in answer_lines(editor, sys.stdin.buffer):
                sys.stdout.buffer.write(line)
                sys.stdout.buffer.flush()
            return 0
        folder = root if multi else Path(paths[0]).absolute().parent
        with checked_writes(state, runtime, editor, folder, write) as checks:
            if multi:
                return _show(state, _apply_multi(editor, _read_edit(paths[:1]), root, format_, checks))
            return _show(state, [_apply_one(editor, Path(paths[0]), _read_edit(paths[1:]), format_, checks)])


def _blocked(checks: "OwnWrites", root: Path, changes: Iterable[FileChange]) -> Refused | None:
    for change in changes:
        if change.before == change.after:
            continue
        op: Literal["create", "update", "delete"] = (
            "create" if change.before is None else "delete" if change.after is None else "update"
        )
        if why := checks.refusal(root / change.path, change.after, op):
            return Refused("blocked", f"the checks stop it: {why}", change.path)
    return None


def _check_usage(paths: tuple[str, ...], *, multi: bool, jsonl: bool, write: bool) -> None:
    allowed = range(1) if jsonl else range(2) if multi else range(1, 3)
    if len(paths) not in allowed or (jsonl and (multi or write)):
        raise UsageError(
            "give FILE and an edit (a file, or '-' for stdin); with --multi the edit alone; with --jsonl nothing else"
        )


def _read_edit(paths: tuple[str, ...]) -> str:
    """The edit's text; stdin when there is no path or '-'. Raises InputError."""
    try:
        raw = sys.stdin.buffer.read() if paths in ((), ("-",)) else Path(paths[0]).read_bytes()
        return raw.decode("utf-8")
    except OSError as problem:
        raise InputError(f"{paths[0]}: the edit cannot be read: {problem.strerror or problem}") from None
    except UnicodeDecodeError as problem:
        raise InputError(f"the edit is not UTF-8 at byte {problem.start}") from None


def _apply_one(editor: Editor, path: Path, edit: str, format_: str, checks: "OwnWrites | None") -> FileAnswer:
    before = _read_file(path, editor.limits.source_bytes)
    outcome = editor.apply_edit(before, edit, path=str(path), format=format_)
    if isinstance(outcome, Refused):
        return _refused(outcome, str(path))
    change = FileChange(path.name, "update", before, outcome.text, (outcome.plan,))
    folder = Folder(path.absolute().parent, editor.limits.source_bytes)
    if checks and (refused := _blocked(checks, folder.root, (change,)) or folder.write(FilesPlan("", (change,)))):
        return _refused(refused, str(path))
    return _changed(msgspec.structs.replace(change, path=str(path)), checks is not None)


def _read_file(path: Path, limit: int) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError(f"{path}: not a regular file")
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as problem:
        raise InputError(f"{path}: cannot be read: {problem.strerror or problem}") from None


def _apply_multi(editor: Editor, edit: str, root: Path, format_: str, checks: "OwnWrites | None") -> list[FileAnswer]:
    if not root.is_dir():
        raise InputError(f"{root}: not a folder; give the one that the edit's paths are relative to with --root")
    folder = Folder(root, editor.limits.source_bytes)
    plan = plan_files(editor, edit, folder.read, format=format_)
    if isinstance(plan, Refused):
        return [_refused(plan, plan.path)]
    if checks and (refused := _blocked(checks, folder.root, plan.changes) or folder.write(plan)):
        return [_refused(refused, refused.path)]
    return [_changed(change, checks is not None) for change in plan.changes]


def _changed(change: FileChange, written: bool) -> FileAnswer:
    last = change.plans[-1] if change.plans else None
    text = None if change.after is None else change.after.decode()
    grade = last.grade if last else {"create": "created", "delete": "deleted", "move": "deleted"}.get(change.op, "")
    diff = "\n".join(unified(change.path, change.before or b"", change.after or b""))
    return FileAnswer(
        change.path, "applied", change.op, written and change.before != change.after, last.format if last else "", grade, text,
        diff, tuple(h for p in change.plans for h in p.hunks), last.checked if last else (), last.not_run if last else (),
        backend=last.backend if last else "", micros=sum(p.micros for p in change.plans),
    )  # fmt: skip


def _refused(outcome: Refused, path: str) -> FileAnswer:
    return FileAnswer(path, "refused", format=outcome.format, reason=outcome.reason, message=outcome.message,
                      candidates=outcome.candidates, nearest=outcome.nearest, micros=outcome.micros)  # fmt: skip


def _show(state: State, answers: list[FileAnswer]) -> int:
    """Print the answers; the exit code."""
    refused = any(a.status == "refused" for a in answers)
    if state.json:
        click.echo(msgspec.json.encode(answers).decode())
        return int(refused)
    for answer in answers:
        for line in _lines(answer):
            click.echo(line, err=refused)
    return int(refused)


def _lines(answer: FileAnswer) -> Iterator[str]:
    if answer.status == "refused":
        yield f"{answer.path}: refused ({answer.reason}): {answer.message}"
        if answer.nearest is not None:
            yield f"nearest place, lines {answer.nearest.first_line}-{answer.nearest.last_line}:"
            yield answer.nearest.diff.rstrip("\n")
        return
    state = "written" if answer.written else "unchanged" if answer.grade == "already_applied" else "dry run, --write applies it"
    checks = "".join(f"; {n.check} not run: {n.reason}" for n in answer.not_run)
    if not answer.written and answer.diff:
        yield from map(colour, answer.diff.split("\n"))
    how = f"{answer.format or 'plain'}, {answer.grade}, {answer.micros / 1000:.1f} ms{checks}"
    yield f"{answer.path}: {answer.op} ({how}): {state}"


def colour(line: str) -> str:
    """A line of a unified diff, coloured where stdout is a terminal."""
    styles = {"+": "green", "-": "red", "@": "cyan"}
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return line
    return click.style(line, fg=styles.get(line[:1]))
