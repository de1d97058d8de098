"""Reading a client's JSON: what is needed is checked, what is unknown is passed over."""

import os
from collections.abc import Mapping
from typing import Any

from kaptar.errors import InputError
from kaptar.repository.names import MAX_BYTES


def text(values: Mapping[str, Any], *names: str) -> str:
    """The first of the fields that is there. Raises InputError when none is, or it is no text."""
    for name in names:
        if name in values:
            return _checked(values[name], name)
    raise InputError(f"the hook's input has no field {' or '.join(map(repr, names))}")


def text_or(values: Mapping[str, Any], name: str, default: str) -> str:
    """A field that may be missing or null. Raises InputError when it is something else than text."""
    value = values.get(name)
    return default if value is None else _checked(value, name)


def section(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A field that is an object. Raises InputError when it is missing or something else."""
    value = values.get(name)
    if not isinstance(value, Mapping):
        raise InputError(f"the hook's input has no object {name!r}")
    return value


def folder_of(values: Mapping[str, Any], otherwise: str) -> str:
    """The folder that a client works in: ``cwd``, else (Cursor) the first of its workspaces.

    Raises InputError when ``cwd`` is there and no text.
    """
    roots = values.get("workspace_roots")
    first = roots[0] if isinstance(roots, list) and roots and isinstance(roots[0], str) else otherwise
    return text_or(values, "cwd", first)


def absolute(path: str, cwd: str) -> str:
    """A path as a client names it, absolute and without ``..``.

    Links that a ``..`` follows are gone through, as the system does; later ones stay: their names count where names protect.
    Raises InputError when it cannot be a path.
    """
    if not path or "\0" in path or len(path) > MAX_BYTES:
        raise InputError(f"the hook's input names the file {path[:200]!r}, which cannot be a path")
    parts = os.path.join(os.path.realpath(cwd), path).split(os.sep)
    after = len(parts) - parts[::-1].index("..") if ".." in parts else 1
    start = os.path.realpath(os.sep.join(parts[:after])) if after > 1 else os.sep
    return os.path.normpath(os.path.join(start, *parts[after:]))


def _checked(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise InputError(f"the field {name!r} of the hook's input is not a text but a {type(value).__name__}")
    return value
