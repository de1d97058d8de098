"""Hook configuration of agent clients, put in and taken out."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kaptar.api.answers import InitAnswer, InitFile
from kaptar.api.recovery import roll_back
from kaptar.clients.git import call_is_lost
from kaptar.clients.install.facts import HttpDoor, InstallFacts
from kaptar.clients.install.former import Former
from kaptar.clients.install.former_hive import findings
from kaptar.clients.install.json_part import JsonPart
from kaptar.clients.install.record import InstallChange, InstallRecord, write_together
from kaptar.clients.install.replace_former import FormerPlan
from kaptar.clients.install.switches import switched_off
from kaptar.clients.registry import INSTALLS
from kaptar.config.sections import Config
from kaptar.errors import InputError
from kaptar.folders import home
from kaptar.repository.differences import unified
from kaptar.repository.door import free_port, kept_token, new_token, note_port, noted_port, noted_token
from kaptar.repository.excluding import exclude_from_git
from kaptar.repository.files import content_of
from kaptar.repository.git import hooks_folder, tracks
from kaptar.repository.interpreter import interpreter
from kaptar.repository.own import make_own_folder, refuse_foreign
from kaptar.repository.places import Places, find_places
from kaptar.repository.process import Ended
from kaptar.repository.programs import program
from kaptar.repository.worktree import worktree_of

if TYPE_CHECKING:
    from kaptar.clients.install.part import ClientFile

CLIENTS = tuple(INSTALLS)
"""The clients that hooks can be put in for."""


class InitRequest(NamedTuple):
    """Put hooks in, or take them out.

    Attributes:
        folder: somewhere in the repository.
        clients: those to work on; by default those that are found, or, to take hooks out, those that have some.
        undo: take out exactly what was put in.
        dry_run: change nothing; the answer shows what would change.
    """

    folder: Path
    clients: tuple[str, ...] = ()
    undo: bool = False
    dry_run: bool = False


def init(request: InitRequest, load: Callable[[Path], Config], tell: Callable[[str], None]) -> InitAnswer:
    """Carry out a request: all files are changed, or none.

    Args:
        load: gives the configuration of a worktree.
        tell: takes a line that is no part of the answer (what was rolled back before).
    Raises:
        InputError: there is no repository or client, or a file cannot be changed; nothing was changed.
    """
    dry_run, undo = request.dry_run, request.undo
    places = find_places(request.folder)
    refuse_foreign(places)
    for line in () if dry_run else roll_back(places.worktree):
        tell(line)
    former = Former(places, git_hooks(places.worktree), home())
    record = InstallRecord(places.state, places.state.parent)  # all worktrees share it
    clients = request.clients or _clients(places, record, former, undo=undo)
    if not clients and not undo and not any(findings(former)):
        raise InputError(f"no client is found here; name one with --client ({', '.join(INSTALLS)})")
    facts = _facts(places, load(places.worktree), dry_run=dry_run or undo)
    seen = "" if dry_run or undo else exclude_from_git(places)
    targets = [(client, target) for client in clients for target in INSTALLS[client].targets(facts)]
    _refuse_links(places, (target for _, target in (*targets, *former.inside(clients))))
    tokens = tuple(filter(None, (facts.http and facts.http.token, noted_token(places), former.token())))
    if not undo:
        _refuse_tracked(places.worktree, (target for _, target in targets))
        _refuse_not_run(target for _, target in targets if target.path.exists())
    replaced = FormerPlan(former, clients)
    record = InstallRecord(places.state, places.state.parent, former.record.foreseen())
    if undo:
        changes = [record.undo(client, target) for client, target in reversed(targets)]
    else:
        changes = [record.install(client, target) for client, target in targets]
    failed = () if dry_run else _written(places, [former.record, record], replaced)
    unrun = {} if undo or dry_run else {client: target.not_run for client, target in targets if target.not_run}
    done = [client for client in clients if client not in unrun and client not in replaced.clients]
    later = [] if undo else [*unrun.values(), *(INSTALLS[client].afterwards for client in done if INSTALLS[client].afterwards)]
    later += [] if undo else [note for client in clients for note in INSTALLS[client].notes(facts)]
    later += [] if undo else hooks_off(clients, places.worktree)
    planned = (*replaced.changes, *changes)
    left = dict.fromkeys(change.remark for change in planned if change.remark)
    files = tuple(_shown(change, tokens) for change in planned)
    return InitAnswer(clients, not dry_run, files, (*later, *failed, *left, *replaced.remarks(), *filter(None, [seen])))


def lost_call(places: Places) -> str:
    """Why git no longer runs the call that ``kaptar init --client git`` has written; "" where it does, or none was written.

    Raises InputError where the record is damaged, or git does not tell where its hooks are.
    """
    record = InstallRecord(places.state, places.state.parent)
    return call_is_lost(_facts(places, Config(), dry_run=True)) if "git" in record.clients() else ""


def lacking_hooks(places: Places) -> str:
    """The hooks of clients that an earlier version of ``kaptar init`` did not write yet, with the file; "" for none."""
    record = InstallRecord(places.state, places.state.parent)
    facts = _facts(places, Config(), dry_run=True)
    for client in record.clients():
        for target in INSTALLS[client].targets(facts) if client in INSTALLS else ():
            if not isinstance(target.part, JsonPart):
                continue
            if events := target.part.lacking(content_of(target.path).decode("utf-8", "replace")):
                return f"{target.path} has no hook of kaptar's for {', '.join(events)}: an earlier version has written it"
    return ""


def _written(places: Places, records: list[InstallRecord], replaced: FormerPlan) -> tuple[str, ...]:
    """Write all files of the repository in one write, then clean up after the former version; what the user must know besides.

    Raises InputError where the write was not done; nothing was changed then.
    """
    try:
        told = write_together(worktree_of(places.worktree), records)
    except OSError as problem:
        return (f"The files are changed, but the record of them is not: {problem}; run the command again.",)
    return (*told, *replaced.finish())


def _clients(places: Places, record: InstallRecord, former: Former, *, undo: bool) -> tuple[str, ...]:
    """Those to work on where none is named: whose hooks are there, and, to put hooks in, those that are found."""
    known = former.clients() | (record.clients() if undo else set(_found(places.worktree)))
    return tuple(client for client in INSTALLS if client in known)


def _found(root: Path) -> tuple[str, ...]:
    """Clients that are installed, or have left traces in the repository."""
    candidates = ((each.name, each.traces) for each in INSTALLS.values() if each.traces is not None)
    found = (name for name, traces in candidates if program(name) or any((root / trace).exists() for trace in traces))
    return tuple(found)


def hooks_off(clients: Iterable[str], root: Path) -> list[str]:
    """A line for each of these clients whose settings switch all hooks off."""
    switches = [(client, INSTALLS[client].switch) for client in clients]
    return [line for client, switch in switches if switch and (line := switched_off(client, switch, root, home()))]


def _facts(places: Places, config: Config, *, dry_run: bool) -> InstallFacts:
    if not dry_run:
        make_own_folder(places.state)
    return InstallFacts(
        places.worktree,
        git_hooks(places.worktree),
        places.common / "info" / "exclude",
        interpreter(),
        _http_door(places, config, dry_run=dry_run) if config.hooks.http else None,
        config.hooks.strict,
    )


def _http_door(places: Places, config: Config, *, dry_run: bool) -> HttpDoor:
    port = config.hive.port or _port(places, dry_run=dry_run)
    return HttpDoor(port, (noted_token(places) or new_token()) if dry_run else kept_token(places))


def _port(places: Places, *, dry_run: bool) -> int:
    """The hive's port; where it has none yet, one that is free now, which the hive will take."""
    port = noted_port(places)
    if port is None:
        port = free_port()
        if not dry_run:
            note_port(places, port)
    return port


def git_hooks(root: Path) -> Path:
    """Git's folder of hooks for a worktree. Raises InputError where git does not tell."""
    folder = hooks_folder(root)
    if isinstance(folder, Ended):
        raise InputError(f"git does not tell where its hooks are: {folder.reason}")
    return folder


def _refuse_tracked(root: Path, targets: Iterable["ClientFile"]) -> None:
    """A file that will hold the token must not be one that git has. Raises InputError."""
    for target in targets:
        tracked = tracks(root, target.path) if target.private else False
        if isinstance(tracked, Ended):
            raise InputError(f"git does not tell whether it tracks {target.path}: {tracked.reason}")
        if tracked:
            raise InputError(f"{target.path} is tracked by git, and would hold a token; run `git rm --cached` on it first")


def _refuse_not_run(targets: Iterable["ClientFile"]) -> None:
    """A hook of git's that is switched off by its mode stays off, and must not be said to run. Raises InputError."""
    for target in targets:
        if target.not_run:
            raise InputError(f"{target.not_run}; make it executable (chmod +x), or move it away, then run the command again")


def _refuse_links(places: Places, targets: Iterable["ClientFile"]) -> None:
    """A repository may bring a link in place of a client's file, which leads to one of the user's. Raises InputError."""
    inside = tuple(os.path.realpath(folder) + os.sep for folder in (places.worktree, places.common))
    for target in targets:
        real = os.path.realpath(target.path)
        if not real.startswith(inside):
            raise InputError(
                f"{target.path} leads out of the repository, to {real}; move the link away, or change that file by hand"
            )


def _shown(change: InstallChange, tokens: tuple[str, ...]) -> InitFile:
    diff = "\n".join(unified(change.path, change.before or b"", change.after or b""))
    for token in tokens:
        diff = diff.replace(token, "…")
    return InitFile(change.client, change.path, change.state, diff)
