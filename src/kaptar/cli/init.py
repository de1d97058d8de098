"""``kaptar init``: hook configuration of agent clients, put in and taken out."""

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaptar.api.answers import InitAnswer, InitFile
from kaptar.api.recovery import roll_back
from kaptar.cli.command import State, Verb
from kaptar.clients.install.record import Change, Record
from kaptar.clients.install.targets import TARGETS, Facts
from kaptar.edit.diff import unified
from kaptar.errors import InputError
from kaptar.repository.door import free_port, kept_token, new_token, note_port, noted_port, noted_token
from kaptar.repository.git import hooks_folder, tracks
from kaptar.repository.own import make_own_folder, refuse_foreign
from kaptar.repository.places import Places, exclude_from_git, find_places
from kaptar.repository.process import Ended
from kaptar.repository.worktree import worktree_of

if TYPE_CHECKING:
    from kaptar.clients.install.part import Target

_TRACES = {
    "claude": (".claude", "CLAUDE.md"),
    "codex": (".codex",),
    "gemini": (".gemini", "GEMINI.md"),
    "cursor": (".cursor", ".cursorrules"),
    "opencode": (".opencode", "opencode.json"),
    "aider": (".aider.conf.yml",),
    "pre-commit": (".pre-commit-config.yaml",),
}
"""What in a repository tells that a client is used there."""

_AFTERWARDS = {
    "codex": "Codex runs new hooks only after you trust them: type /hooks in Codex.",
    "gemini": "Gemini CLI asks once whether it may run the hooks of this folder.",
    "git": "Commits are checked from now on; `git commit --no-verify` leaves the check out.",
}


@click.command(cls=Verb)
@click.option("--client", "chosen", multiple=True, type=click.Choice(list(TARGETS)), help="By default those that are found.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--undo", is_flag=True, help="Take out exactly what was put in.")
@click.pass_obj
def init(state: State, chosen: tuple[str, ...], dry_run: bool, undo: bool) -> int:
    """Have agent clients run Kaptar's checks before and after their edits."""
    places = find_places(Path.cwd())
    refuse_foreign(places)
    if not dry_run:
        for line in roll_back(places.worktree):
            state.tell(line)
    record = Record(places.state, places.state.parent, worktree_of(places.worktree))  # all worktrees share it
    clients = chosen or (tuple(c for c in TARGETS if c in record.clients()) if undo else _found(places.worktree))
    if not clients and not undo:
        raise InputError(f"no client is found here; name one with --client ({', '.join(TARGETS)})")
    facts = _facts(places, state, dry_run=dry_run or undo)
    targets = [(client, target) for client in clients for target in TARGETS[client](facts)]
    _refuse_links(places, (target for _, target in targets))
    if undo:
        changes = [record.undo(client, target) for client, target in reversed(targets)]
    else:
        _refuse_tracked(places.worktree, (target for _, target in targets))
        changes = [record.install(client, target) for client, target in targets]
    if not dry_run:
        record.write()
    later = tuple(_AFTERWARDS[c] for c in clients if c in _AFTERWARDS and not undo)
    answer = InitAnswer(clients, not dry_run, tuple(_shown(c, facts.token) for c in changes), later)
    state.answer(answer, lambda: _text(answer))
    return 0


def _found(root: Path) -> tuple[str, ...]:
    """Clients that are installed, or have left traces in the repository."""
    found = (c for c, traces in _TRACES.items() if shutil.which(c) or any((root / t).exists() for t in traces))
    return tuple(found)


def _facts(places: Places, state: State, *, dry_run: bool) -> Facts:
    config = state.config(places.worktree)
    if not dry_run:
        make_own_folder(places.state)
        exclude_from_git(places)
    return Facts(
        places.worktree,
        _git_hooks(places.worktree),
        places.common / "info" / "exclude",
        sys.executable,
        config.hive.port or _port(places, dry_run=dry_run),
        (noted_token(places) or new_token()) if dry_run else kept_token(places),
        config.hooks.strict,
    )


def _port(places: Places, *, dry_run: bool) -> int:
    """The hive's port; where it has none yet, one that is free now, which the hive will take."""
    port = noted_port(places)
    if port is None:
        port = free_port()
        if not dry_run:
            note_port(places, port)
    return port


def _git_hooks(root: Path) -> Path:
    folder = hooks_folder(root)
    if isinstance(folder, Ended):
        raise InputError(f"git does not tell where its hooks are: {folder.reason}")
    return folder


def _refuse_tracked(root: Path, targets: Iterable["Target"]) -> None:
    """A file that will hold the token must not be one that git has. Raises InputError."""
    for target in targets:
        tracked = tracks(root, target.path) if target.private else False
        if isinstance(tracked, Ended):
            raise InputError(f"git does not tell whether it tracks {target.path}: {tracked.reason}")
        if tracked:
            raise InputError(f"{target.path} is tracked by git, and would hold a token; run `git rm --cached` on it first")


def _refuse_links(places: Places, targets: Iterable["Target"]) -> None:
    """A repository may bring a link in place of a client's file, which leads to one of the user's. Raises InputError."""
    root = os.path.realpath(places.worktree) + os.sep
    for target in targets:
        real = os.path.realpath(target.path)
        if not target.path.is_relative_to(places.common) and not real.startswith(root):
            raise InputError(
                f"{target.path} leads out of the repository, to {real}; remove the link, or change that file by hand"
            )


def _shown(change: Change, token: str) -> InitFile:
    diff = "\n".join(unified(change.path, change.before or b"", change.after or b""))
    return InitFile(change.client, change.path, change.state, diff.replace(token, "…"))


def _text(answer: InitAnswer) -> str:
    lines = [f"{file.client}: {file.path}: {file.state}" for file in answer.files]
    if not answer.written:
        lines += [file.diff for file in answer.files if file.diff] + ["dry run: nothing was changed"]
    return "\n".join([*lines, *answer.next]) or "nothing to do"
