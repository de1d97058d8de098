"""``kaptar apply``: apply an edit that a model wrote, or refuse it."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from kaptar.api.answers import EditAnswer
from kaptar.api.requests import ApplyRequest
from kaptar.api.wire import to_json
from kaptar.cli.acting_for import AS
from kaptar.cli.border import escaped, say, say_bytes, say_json
from kaptar.cli.command import State, Verb
from kaptar.cli.named_input import lines_of, read_named
from kaptar.cli.outside import refuse_outside
from kaptar.cli.shown import style_of
from kaptar.cli.told_written import answer_first
from kaptar.errors import InputError, UsageError

_MOST_EDIT = 64 << 20
"""Bytes that are read; how long an edit may be is the editor's own limit."""


@click.command(cls=Verb)
@click.argument("paths", nargs=-1, metavar="[FILE] [EDIT-FILE|-]")
@click.option("--format", "format_", default="auto", metavar="F", help="How the edit is written; found out by default.")
@click.option("--write", is_flag=True, help="Change the files; without it the difference is shown.")
@click.option("--multi", is_flag=True, help="The edit names its files: all of them are changed, or none.")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), metavar="DIR",
              help="With --multi: the folder that paths are relative to.")  # fmt: skip
@click.option("--outside", is_flag=True, help="With --write: also what is in no git repository and not below this folder.")
@AS
@click.option("--jsonl", is_flag=True, help="Read one JSON case a line on stdin, answer one a line on stdout.")
@click.pass_obj
def apply(
    state: State,
    paths: tuple[str, ...],
    format_: str,
    write: bool,
    multi: bool,
    root: Path,
    outside: bool,
    key: str | None,
    jsonl: bool,
) -> int:
    """Apply the edit in EDIT-FILE (or stdin) to FILE, or refuse it with the reason.

    Exit code 0 when applied (or there already), 1 when refused.
    """
    _check_usage(paths, multi=multi, jsonl=jsonl, write=write)
    if jsonl:
        return _answer_lines(state)
    if write and not outside:
        refuse_outside([str(root) if multi else paths[0]])
    folder = root if multi else Path()
    edit = _read_edit(paths[:1] if multi else paths[1:])
    request = ApplyRequest(
        edit=edit, folder=str(folder.absolute()), path=None if multi else paths[0], format=format_, write=write,
        diff=state.json or not write, by=key or "",
    )  # fmt: skip
    where = folder if multi else Path(paths[0]).absolute().parent
    with answer_first():
        with state.desk_for_writing(where) if write else state.desk_for_looking(where) as desk:
            answers = desk.apply(request)
        return _show(state, answers)


def _answer_lines(state: State) -> int:
    """Read cases from stdin, write an answer after each."""
    from kaptar.api.apply import answer_lines

    with state.here(Path.cwd(), operations={}) as here:
        for line in answer_lines(here.parts.editor, lines_of(sys.stdin.buffer)):
            say_bytes(line)
    return 0


def _check_usage(paths: tuple[str, ...], *, multi: bool, jsonl: bool, write: bool) -> None:
    allowed = range(1) if jsonl else range(2) if multi else range(1, 3)
    if len(paths) not in allowed or (jsonl and (multi or write)):
        raise UsageError(
            "give FILE and an edit (a file, or '-' for stdin); with --multi the edit alone; with --jsonl nothing else"
        )


def _read_edit(paths: tuple[str, ...]) -> str:
    """The edit's text; stdin when there is no path or '-'. Raises InputError."""
    try:
        return read_named(paths[0] if paths else "-", _MOST_EDIT).decode("utf-8")
    except UnicodeDecodeError as problem:
        raise InputError(f"the edit is not UTF-8 at byte {problem.start}") from None


def _show(state: State, answers: list[EditAnswer]) -> int:
    """Print the answers; the exit code."""
    refused = any(a.status == "refused" for a in answers)
    if state.json:
        say_json(to_json(answers).decode())
        return int(refused)
    for answer in answers:
        if answer.message and answer.status == "applied":
            state.tell(answer.message)
        for line in _lines(answer):
            say(line, err=refused)
    return int(refused)


def _lines(answer: EditAnswer) -> Iterator[str]:
    if answer.status == "refused":
        yield f"{escaped(answer.path or 'the edit')}: refused ({answer.reason}): {escaped(answer.message)}"
        if answer.nearest is not None:
            yield f"nearest place, lines {answer.nearest.first_line}-{answer.nearest.last_line}:"
            yield answer.nearest.diff.rstrip("\n")
        return
    state = "written" if answer.written else "unchanged" if answer.grade == "already_applied" else "dry run, --write applies it"
    checks = "".join(f"; {n.check} not run: {n.reason}" for n in answer.not_run)
    if not answer.written and answer.diff:
        yield from map(colour, answer.diff.split("\n"))
    how = f"{answer.format or 'plain'}, {answer.grade}, {answer.micros / 1000:.1f} ms{checks}"
    yield f"{escaped(answer.path)}: {answer.op} ({how}): {state}"


def colour(line: str) -> str:
    """A line of a unified diff, coloured where stdout is a terminal."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return line
    style = style_of(line)
    return click.style(line, bold=True) if style == "bold" else click.style(line, fg=style or None)
