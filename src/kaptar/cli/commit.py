"""``kaptar blame`` and ``commit``: who made which change since the last commit, and a commit of one session's own."""

import os
from pathlib import Path

import click

from kaptar.api.acting import acting
from kaptar.api.commit import CommitAnswer, GitRefused, OwnChange, commit_session, not_compared
from kaptar.api.commit import blame as changes
from kaptar.api.leases import holder_named
from kaptar.api.places import find_places
from kaptar.cli.border import escaped
from kaptar.cli.command import State, Verb
from kaptar.errors import UsageError


@click.command(cls=Verb)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.pass_obj
def blame(state: State, files: tuple[str, ...]) -> int:
    """Say who made each change of files since the last commit: sessions of clients, or somebody outside of them.

    Exit code 0, or 1 when a FILE is neither here nor in the last commit.
    """
    places = find_places(Path.cwd())
    found = changes(places, files, Path.cwd())
    for path in found.not_compared:
        state.tell(not_compared(path))
    none = [f"{escaped(path)}: there is no such file, nor was one in the last commit" for path in found.unknown]
    none = none or ["nothing has changed since the last commit"]
    state.answer(found.changes, lambda: "\n".join(map(_line, found.changes) if found.changes else none))
    return int(bool(found.unknown))


@click.command(cls=Verb)
@click.option("--session", "key", metavar="CLIENT/SESSION", help="Commit what this session has changed.")
@click.option(
    "--mine",
    is_flag=True,
    help="Commit what the session has changed whose client runs this; else what you have.",
)
@click.option("-m", "--message", default="", help="The message; the agent and its session are added to it.")
@click.option("--dry-run", is_flag=True, help="Only say what would be committed.")
@click.pass_obj
def commit(state: State, key: str | None, mine: bool, message: str, dry_run: bool) -> int:
    """Commit only what one session has changed, for parts of files too. Your hooks and your signing run.

    All else stays as it is, in the work tree and staged. Lines that two sessions have changed side by side are named, and
    nothing is committed.

    Exit code 0 when it is committed, 1 when not, or when a hook has put changes of others into the commit.
    """
    if (key is None) == (not mine):
        raise UsageError("name whose changes: --session CLIENT/SESSION, or --mine")
    if not (message.strip() or dry_run):
        raise UsageError("a commit has a message: -m TEXT")
    places = find_places(Path.cwd())
    by = acting(places, None) if key is None else holder_named(key)
    try:
        answer = commit_session(places, by, message, dry_run=dry_run)
    except GitRefused as problem:
        for line in problem.said:
            state.tell(line)
        raise
    state.answer(answer, lambda: _text(answer))
    return int(bool(answer.mixed or answer.taken))


def _text(answer: CommitAnswer) -> str:
    if answer.mixed:
        head = "not committed: others have changed lines beside these; commit them together with git, or restore one of both"
        return "\n".join((head, *(f"  {_line(each)}" for each in answer.mixed)))
    head = f"committed as {answer.commit[:12]}" if answer.commit else "would be committed"
    taken = ["a hook of yours has put changes of others into it:", *map(_line, answer.taken)] if answer.taken else []
    more = [
        *(f"staged as before: {each}" for each in answer.staged),
        *(f"left out: {each.path}: {each.reason}" for each in answer.left_out),
        *(f"changed by a hook of yours: {each}" for each in answer.by_hook),
        *map(not_compared, answer.not_compared),
    ]
    return "\n".join((head, *(f"  {_line(each)}" for each in answer.changes), *taken, *(f"  {escaped(each)}" for each in more)))


def _line(row: OwnChange) -> str:
    what = f":{row.line}: +{row.came} -{row.went}" if row.line else f": mode {row.mode}"
    return escaped(f"{os.path.normpath(row.path)}{what} by {', '.join(row.by)}")
