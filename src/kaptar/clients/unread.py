"""Input before an edit that cannot be read as it stands: whether it is about a tool that writes, and the names that it holds."""

import os

from kaptar.checks.event import EditEvent, FileChange
from kaptar.clients.adapter import Adapter
from kaptar.clients.fields import nearly_absolute, spellings
from kaptar.clients.patch import headings
from kaptar.clients.reading import MAX_BYTES, texts_of
from kaptar.repository.names import unusable

MAX_FILES = 2000
"""Files that guards are asked about; the edit is stopped in any case."""

STOPS = (
    "what cannot be read cannot be checked, so the tool is stopped before it runs; "
    "`stop_unreadable = false` under [hooks] in kaptar.toml lets such edits through"
)
"""The end of the reason of such a stop."""


def is_about_to_write(adapter: Adapter, body: bytes) -> bool:
    """Whether the tool writes files or runs commands. So does one whose name cannot be read: clients ask about no other."""
    tools = texts_of(body, adapter.fields.tool)
    return len(body) > MAX_BYTES or not tools or any(tool in adapter.fields.tools for tool in tools)


def named_anyway(adapter: Adapter, event: str, body: bytes, root: str) -> EditEvent:
    """An edit of the files that the input names, as far as names can be read; there may be none.

    Args:
        root: the folder that relative paths start from where no field says another one.
    """
    fields = adapter.fields
    cwd = next((each for each in texts_of(body, "cwd") if each.startswith("/") and not unusable(each)), root)
    names = texts_of(body, *fields.paths) if fields.paths else []
    for patch in texts_of(body, *fields.patches) if fields.patches else ():
        names += [name for _, name in headings(patch)]
    tool = next(iter(texts_of(body, fields.tool)), "")
    every = dict.fromkeys(other for name in names for other in spellings(name))
    files = tuple(FileChange(nearly_absolute(name, cwd), problem="the input cannot be read") for name in every)
    return EditEvent(adapter.name, event, "before", "", os.path.normpath(cwd), tool, files[:MAX_FILES])
