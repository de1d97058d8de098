"""The step of ``kaptar init`` that takes the former version's hooks and files out before the new hooks are put in."""

from collections.abc import Collection, Iterator

from kaptar.clients.install.former import Former
from kaptar.clients.install.former_hive import FormerHive
from kaptar.clients.install.record import InstallChange

_NEW_BY_NAME = {
    "codex": "Codex takes the renamed hooks for new ones, and skips them without a word until you trust them: "
    "type /hooks in Codex.",
    "gemini": "Gemini CLI takes the renamed hooks for new ones and asks again whether it may run them.",
}


class FormerPlan:
    """The plan to take the former version's hooks and files out of a repository.

    To make one plans the changes, those of client files in the records of ``former``.

    Attributes:
        changes: what is taken out.
        clients: those whose remark says more than the usual one on new hooks.

    Raises:
        InputError: a file cannot be changed.
    """

    def __init__(self, former: Former, clients: Collection[str]) -> None:
        self._former, self._hive = former, FormerHive(former)
        self.clients = former.clients() & set(clients) & set(_NEW_BY_NAME)
        hooks = former.undo(clients)
        self._left = former.record.paths() - {change.path for change in hooks}
        self._of_user = [change for change in hooks if change.path.startswith("~")]
        self.changes: tuple[InstallChange, ...] = (*hooks, *self._hive.plan(self._left))

    def finish(self) -> Iterator[str]:
        """After the write of the repository's files: change the user's own ones, remove the hive's. Says what fails."""
        yield from self._former.write_of_user()
        yield from self._hive.remove(self._left)

    def remarks(self) -> Iterator[str]:
        """What the user has to do next, one line each."""
        yield from (_NEW_BY_NAME[client] for client in sorted(self.clients))
        for change in self._of_user:
            yield f"{change.path} was for all of your repositories: run `kaptar init` in each of them."
        yield from self._hive.remarks(self._left)
