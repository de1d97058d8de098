"""The step of ``kaptar init`` that takes the former version's hooks and files out before the new hooks are put in."""

from collections.abc import Collection
from typing import NamedTuple

from kaptar.clients.install.former import Former
from kaptar.clients.install.former_hive import FormerHive
from kaptar.clients.install.record import InstallChange

_NEW_BY_NAME = {
    "codex": "Codex takes the renamed hooks for new ones, and skips them without a word until you trust them: "
    "type /hooks in Codex.",
    "gemini": "Gemini CLI takes the renamed hooks for new ones and asks again whether it may run them.",
}


class Replaced(NamedTuple):
    """The things that were taken out, or would be.

    Attributes:
        clients: those whose remark says more than the usual one on new hooks.
        remarks: what the user has to do next, one line each.
    """

    changes: tuple[InstallChange, ...]
    clients: frozenset[str]
    remarks: tuple[str, ...]


def take_out(former: Former, clients: Collection[str], *, dry_run: bool) -> Replaced:
    """Take out the former hooks of these clients, and the former hive's files where nothing needs them any more.

    Raises InputError where a file cannot be changed.
    """
    hive, renamed = FormerHive(former), former.clients() & set(clients) & set(_NEW_BY_NAME)
    hooks = former.undo(clients)
    told = [] if dry_run else former.write()
    left = former.record.paths() - {change.path for change in hooks}
    files = hive.remove(left, dry_run=dry_run)
    remarks = [_NEW_BY_NAME[client] for client in sorted(renamed)]
    of_user = [change.path for change in hooks if change.path.startswith("~")]
    remarks += [f"{path} was for all of your repositories: run `kaptar init` in each of them." for path in of_user]
    return Replaced((*hooks, *files), frozenset(renamed), (*told, *remarks, *hive.remarks(left)))
