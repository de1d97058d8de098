"""Reading a client's JSON: what is needed is checked, what is unknown is passed over."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

from kaptar.checks.event import FileChange
from kaptar.errors import InputError
from kaptar.repository.names import names_of, unusable

_URL = "file://"
_HEX = frozenset("0123456789abcdefABCDEF")
_MOST_DECODINGS = 8
"""Of one path: more percent signs within percent signs than any name has by chance."""


class BadField(InputError):
    """The input lacks a field, or has another kind of value there: what the tool would do is not known."""


def text(values: Mapping[str, Any], *names: str) -> str:
    """The first of the fields that is there. Raises InputError when none is, or it is no text."""
    for name in names:
        if name in values:
            return _checked(values[name], name)
    raise BadField(f"the hook's input has no field {' or '.join(map(repr, names))}")


def text_or(values: Mapping[str, Any], name: str, default: str) -> str:
    """A field that may be missing or null. Raises InputError when it is something else than text."""
    value = values.get(name)
    return default if value is None else _checked(value, name)


def number_or_none(values: Mapping[str, Any], name: str, most: float) -> float | None:
    """A number from 0 to ``most``. What is none, or not finite, or larger, counts as not told: None."""
    value = values.get(name)
    told = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most
    return float(value) if told else None  # type: ignore[arg-type]  # a number then


def section(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A field that is an object. Raises InputError when it is missing or something else."""
    value = values.get(name)
    if not isinstance(value, Mapping):
        raise BadField(f"the hook's input has no object {name!r}")
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
    if path.startswith("/") and ".." not in path:  # as most clients name it: the folder has no part in it
        return os.path.normpath("/" + path.lstrip("/"))
    parts = os.path.join(os.path.realpath(cwd), path).split(os.sep)
    after = len(parts) - parts[::-1].index("..") if ".." in parts else 1
    start = os.path.realpath(os.sep.join(parts[:after])) if after > 1 else os.sep
    return os.path.normpath(os.path.join(start, *parts[after:]))


def named(values: Mapping[str, Any], cwd: str, *fields: str, decodes: bool = False) -> tuple[FileChange, ...]:
    """The files that fields name, each as it is given and then as clients may read it; the first one is what the tool is about.

    A client reads one of its spellings of a field, and which one an agent can try out: guards are asked about all that are there.
    Raises InputError where no field is there, or one is no text or cannot be a path.
    """
    text(values, *fields)
    given = [_checked(values[field], field) for field in fields if field in values]
    paths = [absolute(each, cwd) for each in given]
    paths += (nearly_absolute(other, cwd) for each in given for other in spellings(each, decodes=decodes)[1:])
    return tuple(FileChange(path) for path in dict.fromkeys(paths))


def spellings(path: str, *, decodes: bool = False) -> tuple[str, ...]:
    """A path as given, and as clients may read it.

    They take off blanks around it, put the user's folder for ``~``, and read URLs. Gemini CLI takes an ``@`` off a path that is
    not there.

    Args:
        decodes: whether the client reads percent signs in all paths, not in URLs alone; see `decoded`. Each of its readings may
            be read once more.
    """
    bare = _places(path)
    at = (each[1:].lstrip("/\\") for each in bare if each.startswith("@"))
    read = tuple(dict.fromkeys((*bare, *(each for each in at if each))))
    return tuple(dict.fromkeys((*read, *(less for each in read for less in _decodings(each))))) if decodes else read


def _places(path: str) -> tuple[str, ...]:
    """A path as given, without blanks, as a URL, and in the user's folder."""
    bare = trimmed(path)
    local = _of_url(bare[len(_URL) :]) if bare[: len(_URL)].lower() == _URL else bare
    return tuple(each for each in dict.fromkeys((path, bare, local, in_home(local))) if each)


def decoded(path: str) -> str:
    """A path with the characters that its percent signs stand for, as JavaScript's ``decodeURIComponent`` reads it.

    As it is where one stands for none: then it reads none of them.
    """
    if "%" not in path:
        return path
    from urllib.parse import unquote  # seldom needed, and slow to import

    if not all(_HEX.issuperset(part[:2]) and len(part) > 1 for part in path.split("%")[1:]):
        return path
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError:
        return path


def _decodings(path: str) -> Iterator[str]:
    """What a path is read as by one decoding after the other."""
    for _ in range(_MOST_DECODINGS):
        if (less := decoded(path)) == path:
            return
        yield less
        path = less


def in_home(path: str) -> str:
    """A path with the user's folder for ``~``, as some clients read it."""
    return os.path.expanduser(path) if path.startswith("~") else path


def meant(path: str, cwd: str, *, decodes: bool = False) -> tuple[str, ...]:
    """The absolute paths that a client may carry out an edit of a path at, as it stands the last one.

    Raises InputError when it cannot be one.

    Args:
        decodes: see `spellings`. Such a client writes at no name that it decodes to another one, so the name as it stands is
            not among these.
    """
    stands = absolute(path, cwd)
    names = spellings(path) if decodes else _places(path)
    read = dict.fromkeys((*(nearly_absolute(each, cwd) for each in names[:0:-1]), stands))
    return tuple(dict.fromkeys(nearly_absolute(decoded(each), cwd) for each in read)) if decodes else tuple(read)


def trimmed(text: str) -> str:
    """A text without blanks around it, as JavaScript has them too: the mark of the byte order is one there."""
    while (less := text.strip().strip("\ufeff")) != text:
        text = less
    return text


def _of_url(rest: str) -> str:
    from urllib.parse import unquote  # seldom needed, and slow to import

    return unquote(rest)


def nearly_absolute(path: str, cwd: str) -> str:
    """As `absolute`. What cannot be a path stays as it is, behind the folder: guards refuse it."""
    try:
        return absolute(path, cwd)
    except InputError:
        return os.path.join(cwd, path)


def as_bytes(text: str) -> bytes:
    """The bytes that a client writes for a text: U+FFFD stands for what is no character."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _checked(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise BadField(f"the field {name!r} of the hook's input is not a text but a {type(value).__name__}")
    return value
