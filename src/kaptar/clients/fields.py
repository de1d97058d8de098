"""Reading a client's JSON: what is needed is checked, what is unknown is passed over."""

import os
from collections.abc import Mapping
from typing import Any

from kaptar.errors import InputError
from kaptar.repository.names import names_of, unusable


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

    Raises InputError when ``cwd`` is there and no text, or cannot be a path.
    """
    roots = values.get("workspace_roots")
    first = roots[0] if isinstance(roots, list) and roots and isinstance(roots[0], str) else otherwise
    folder = text_or(values, "cwd", first)
    if problem := unusable(folder):
        raise InputError(f"the hook's input has the folder {folder[:200]!r}: {problem}")
    return folder


def absolute(path: str, cwd: str) -> str:
    """A path as a client names it, absolute and without ``..``.

    Links that a ``..`` follows are gone through, as the system does; later ones stay: their names count where names protect.
    What leads through a process's own folder stays as it is: it is another place for the client, and guards refuse it.
    Raises InputError when it cannot be a path.
    """
    if not path or unusable(path):
        raise InputError(f"the hook's input names the file {path[:200]!r}, which cannot be a path")
    joined = os.path.join("/", cwd, path)
    if ".." in path and names_of(joined).problem:
        return joined
    parts = os.path.join(os.path.realpath(cwd), path).split(os.sep)
    after = len(parts) - parts[::-1].index("..") if ".." in parts else 1
    start = os.path.realpath(os.sep.join(parts[:after])) if after > 1 else os.sep
    return os.path.normpath(os.path.join(start, *parts[after:]))


def nearly_absolute(path: str, cwd: str) -> str:
    """As `absolute`. What cannot be a path stays as it is, behind the folder: guards refuse it."""
    try:
        return absolute(path, cwd)
    except InputError:
        return os.path.join(cwd, path)


def _checked(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise InputError(f"the field {name!r} of the hook's input is not a text but a {type(value).__name__}")
    return value
