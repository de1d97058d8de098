"""Names of files that stand on a line of their own in an edit: a comment on top, or a heading above a fence.

They say which file the edit is for. They are no part of the file.
"""

import re
from pathlib import PurePosixPath

from kaptar.languages import language_of

_LABEL = re.compile(
    r"\s*(?:(?://|#+|--|;+|/\*|<!--|\*\*)\s*)?(?:(?:file(?:name)?|path)\s*:\s*)?[`*\"']*"
    r"(?P<path>(?:\.{0,2}/)?(?:[\w@.-]+/)+[\w.@-]+\.\w{1,6}|(?<=: )[\w.-]+\.\w{1,6})[`*\"']*\s*:?\s*(?:\*/|-->|\*\*)?\s*",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\s*(?://|#|--|;+|/\*|<!--|\"\"\")\s*[`\"']?(?P<path>[\w-]+\.(?P<ending>\w{1,6}))[`\"']?\s*:?\s*(?:\*/|-->|\"\"\")?\s*"
)
"""A comment that is nothing but a name with an ending."""
_ABOVE = re.compile(r"[^`]{0,80}`(?P<path>(?:[\w@.-]+/)+[\w.@-]+\.\w{1,6})`[^`]{0,40}:\s*")
"""A sentence above a fence that names one file."""
_OWN = re.compile(
    r"\s*(?:///?|#|--|;+|%|/\*+|<!--)\s*(?:(?:file(?:name)?|path)\s*:\s*)?[`\"']?(?P<path>[\w@./\\-]+)[`\"']?\s*(?:\*/|-->)?\s*",
    re.IGNORECASE,
)
"""A comment that is nothing but a path."""
_MOST_LINES = 40
"""Lines above the code that are looked at, at most."""
_LONGEST = 200


def other_file(edit: str, path: str, source: str) -> str | None:
    """The name of another file than ``path`` that the edit says it is for; None where it names none.

    Lines that the source has are content. The name of a file in a folder is another one's if neither ends like the other.
    """
    name = _label(edit, path, source)
    return name if name is not None and not _same(name, path) else None


def without_own_label(edit: str, path: str, source: str) -> str:
    """The edit without the comment on top that only names the file it is for. Comments that the source has are content."""
    lines = edit.split("\n")
    top = next((n for n, line in enumerate(lines[:_MOST_LINES]) if line.strip("\ufeff \t\r")), 0)
    at = top + lines[top].lstrip("\ufeff ").startswith(("```", "~~~"))
    line = lines[at] if at < len(lines) else ""
    found = _OWN.fullmatch(line) if 0 < len(line) <= _LONGEST else None
    if found is None or not _same(found["path"], path) or f"\n{line.strip()}\n" in f"\n{source}\n":
        return edit
    return "\n".join([*lines[:at], *lines[at + 1 :]])


def _label(edit: str, path: str, source: str) -> str | None:
    lines = edit.lstrip("\ufeff\n").split("\n", _MOST_LINES)[:_MOST_LINES]
    fence = next((n for n, line in enumerate(lines) if line.lstrip().startswith(("```", "~~~"))), -1)
    near = [n for n in (fence - 2, fence - 1, fence + 1) if 0 <= n < len(lines)] if fence >= 0 else [0]
    for number in near:
        name = _named(lines[number], path, is_above=number < fence, is_top=number == fence + 1)
        if name is not None and f"\n{lines[number].strip()}\n" not in f"\n{source}\n":
            return name
    return None


def _named(line: str, path: str, *, is_above: bool, is_top: bool) -> str | None:
    """The name of a file that a line gives: above a fence, on top of the code, or anywhere near."""
    if len(line) > _LONGEST:
        return None
    if found := _LABEL.fullmatch(line) or (_ABOVE.fullmatch(line) if is_above else None):
        return found["path"]
    bare = _BARE.fullmatch(line) if is_top else None
    if bare and language_of(bare["path"]) is not None and language_of(bare["path"]) == language_of(path):
        return bare["path"]
    return None


def _same(name: str, path: str) -> bool:
    one, other = (PurePosixPath(each.replace("\\", "/")).parts for each in (name, path))
    one = tuple(part for part in one if part not in (".", "/"))
    length = min(len(one), len(other))
    return length > 0 and one[-length:] == other[-length:]
