"""Own writes: what Kaptar's commands write, beside the work of sessions: held by leases and written down like their edits."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from kaptar.api.acting import acting
from kaptar.api.leases import opened_once, person, workspace_of
from kaptar.checks.event import EditEvent, FileChange, Phase
from kaptar.checks.refusal import NewContent
from kaptar.checks.settings import Settings
from kaptar.clients.workspace import Workspace
from kaptar.edit.structure import Structures
from kaptar.errors import InputError
from kaptar.repository.places import NoRepository, Places, find_places
from kaptar.workspace.leases.model import Holder

_NAME = "kaptar: "


class Writing(NamedTuple):
    """A command that is about to write.

    Attributes:
        tool: its name.
        folder: it works in.
        by: the session that it acts for, as of `Holder.key`; None where nobody named one.
    """

    tool: str
    folder: Path
    by: str | None = None


class OwnWrites:
    """Asks for the files of one command, and writes them down.

    Args:
        workspace: what other sessions hold; None where nobody can say, which `told` says then.
        settings_of: gives the settings for a file.
        structures: gives the tables of files.

    Attributes:
        told: lines for the user.
    """

    def __init__(
        self,
        writing: Writing,
        by: Holder,
        workspace: Workspace | None,
        settings_of: Callable[[str], Settings],
        structures: Structures,
    ) -> None:
        self._writing, self._by, self._workspace = writing, by, workspace
        self._settings_of, self._structures = settings_of, structures
        self.told: list[str] = []

    def held(self, files: Sequence[NewContent]) -> str:
        """Why files may not be written now, for the sake of others; "" where they may. They are then the session's."""
        if self._workspace is None:
            return ""
        try:
            held = self._workspace.before(self._event("before", files), self._settings_of, self._structures)
        except (InputError, OSError, sqlite3.Error) as problem:
            self.told.append(f"what other sessions hold is not known: {problem}")
            return ""
        if held is None:
            return ""
        said = held.text.removeprefix(_NAME).strip()
        if held.outcome == "denied":
            return said
        self.told.append(said)
        return ""

    def written(self, files: Sequence[NewContent]) -> None:
        """The files have been written."""
        if self._workspace is None:
            return
        try:
            self._workspace.after(self._event("after", files), self._settings_of)
        except (InputError, OSError, sqlite3.Error) as problem:
            self.told.append(f"who changed these files is not written down: {problem}")

    def _event(self, phase: Phase, files: Sequence[NewContent]) -> EditEvent:
        by, tool = self._by, self._writing.tool
        changes = tuple(
            FileChange(
                str(each.path.absolute()), each.op, each.content, is_whole=each.is_whole,
                moved_from=str(each.moved_from.absolute()) if each.moved_from else "",
            )
            for each in files
        )  # fmt: skip
        return EditEvent(by.client, tool, phase, by.session, str(self._writing.folder), tool, changes, by.agent)


@contextmanager
def open_own_writes(
    writing: Writing, settings_of: Callable[[str, str], Settings], structures: Structures
) -> Iterator[OwnWrites | None]:
    """What asks for the files of a command; None where nobody else has worked in this repository.

    Args:
        settings_of: gives the settings for a file, by its path and a folder.
    """
    try:
        places = find_places(writing.folder)
    except NoRepository:
        yield None
        return
    except InputError as problem:
        unknown = OwnWrites(writing, person(), None, lambda path: settings_of(path, str(writing.folder)), structures)
        unknown.told.append(f"what other sessions hold is not known: {problem}")
        yield unknown
        return
    if not places.database.exists():
        yield None
        return
    by, told = _maker(places, writing)
    folder = str(writing.folder)
    with ExitStack() as end:
        workspace = workspace_of(places, opened_once(places, end))
        writes = OwnWrites(writing, by, workspace, lambda path: settings_of(path, folder), structures)
        writes.told += told
        yield writes


def _maker(places: Places, writing: Writing) -> tuple[Holder, list[str]]:
    """For whom a command writes: a person where that cannot be read, with a line about it."""
    if writing.by is not None:
        return acting(places, writing.by), []
    try:
        return acting(places, None), []
    except InputError as problem:
        return person(), [f"{problem}; it counts as yours"]
