"""Input before an edit that cannot be read as it stands: whether it is about a tool that writes, and the names that it holds."""

import os
from itertools import chain, islice

from kaptar.checks.event import EditEvent, FileChange
from kaptar.clients.adapter import Adapter
from kaptar.clients.fields import nearly_absolute, spellings
from kaptar.clients.patch import headings
from kaptar.clients.reading import MAX_BYTES, texts_of
from kaptar.repository.names import unusable

MAX_FILES = 2000
"""Files that guards are asked about; an edit that names more is stopped whatever they say."""

STOPS = (
    "what cannot be read cannot be checked, so the tool is stopped before it runs; "
    "`stop_unreadable = false` under [hooks] in kaptar.toml lets such edits through"
)
"""The end of the reason of such a stop."""

FLOODED = "it holds more names than are looked at, so the tool is stopped before it runs"
"""The end of the reason where no setting lets the edit through."""


def is_about_to_write(adapter: Adapter, body: bytes) -> bool:
    """Whether the tool writes files or runs commands. So does one whose name cannot be read: clients ask about no other."""
    tools, flooded = texts_of(body, adapter.fields.tool)
    return len(body) > MAX_BYTES or flooded or not tools or any(tool in adapter.fields.tools for tool in tools)


def is_flooded(adapter: Adapter, body: bytes) -> bool:
    """Whether the input holds more texts than are read of it, or more names than guards are asked about.

    Then a protected name may be among the rest. No client sends so many, and no setting lets such an edit through.
    """
    fields = adapter.fields
    kinds = ((fields.tool,), fields.paths, fields.patches)
    return any(texts_of(body, *names).flooded for names in kinds if names) or len(_names(adapter, body)) > MAX_FILES


def named_anyway(adapter: Adapter, event: str, body: bytes, root: str) -> EditEvent:
    """An edit of the files that the input names, as far as names can be read; there may be none.

    Args:
        root: the folder that relative paths start from where no field says another one.
    """
    fields = adapter.fields
    cwd = next((each for each in texts_of(body, "cwd").found if each.startswith("/") and not unusable(each)), root)
    tool = next(iter(texts_of(body, fields.tool).found), "")
    every = islice(_names(adapter, body), MAX_FILES)
    files = tuple(FileChange(nearly_absolute(name, cwd), problem="the input cannot be read") for name in every)
    return EditEvent(adapter.name, event, "before", "", os.path.normpath(cwd), tool, files)


def _names(adapter: Adapter, body: bytes) -> dict[str, None]:
    """The names of files in the input, as any client may read them; one more than `MAX_FILES` at most."""
    fields = adapter.fields
    names = texts_of(body, *fields.paths).found if fields.paths else ()
    patches = texts_of(body, *fields.patches).found if fields.patches else ()
    every = chain(names, (name for patch in patches for _, name in headings(patch)))
    found: dict[str, None] = {}
    for name in every:
        found |= dict.fromkeys(spellings(name, decodes=fields.decodes))
        if len(found) > MAX_FILES:
            break
    return found
