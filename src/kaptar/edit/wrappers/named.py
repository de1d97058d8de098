"""The file that calls name: an edit that is all for another file is refused, and not applied to the one at hand."""

import os.path
from collections.abc import Iterator

from kaptar.edit.account.quoting.reading.keys import PATHS
from kaptar.edit.account.quoting.reading.parts import names_file
from kaptar.edit.wrappers.spellings import form_of
from kaptar.edit.wrappers.swaps import read_value

_MAX_DEPTH = 4


def named_elsewhere(edit: str, path: str, root: str = "") -> str | None:
    """The name of the file that the calls of an edit are for, where it is not ``path``; None where a call may be for that.

    Args:
        edit: as `spellings.canonical` gives it.
        path: from the root, where that is known.
        root: the folder that ``path`` begins in; "" where it is not known.
    """
    if not path or not any(f'"{key}"' in edit for key in PATHS):
        return None
    names = [*_names(read_value(edit), 0)]
    if not names or any(_may_be(name, path, root) for name in names):
        return None
    return names[0]


def _may_be(name: str, path: str, root: str) -> bool:
    """Whether a name may be that of a file. A name of this file system, and one with more folders, is compared as a whole."""
    if root and os.path.isabs(name) and f"{os.path.normpath(name)}/".startswith(f"{root.rstrip('/')}/"):
        return os.path.normpath(name) == os.path.normpath(os.path.join(root, path))
    return names_file(name, path) and (not root or os.path.isabs(name) or os.path.normpath(name).count("/") <= path.count("/"))


def _names(value: object, depth: int) -> Iterator[str]:
    """The names in calls; "" for a call without one, which is for any file."""
    if isinstance(value, list) and depth < _MAX_DEPTH:
        for each in value:
            yield from _names(each, depth + 1)
    elif isinstance(value, dict) and form_of(value):
        yield from (value[key] for key in PATHS if isinstance(value.get(key), str))
