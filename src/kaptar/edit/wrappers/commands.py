"""Commands of a shell around a patch: ``cd src && apply_patch <<'EOF'``."""

import re

from kaptar.edit.account.quoting.reading import NotRead

BEGIN = "*** Begin Patch"
_CD = re.compile(r"\s*cd\s+(?P<quote>['\"]?)(?P<folder>[^\s'\";&|]+)(?P=quote)\s*(?:(?:&&|;)\s*)?(?:$|(?=apply_?patch\b))")
_APPLY = re.compile(r"\s*apply_?patch\s*<<-?\s*(?P<quote>['\"]?)(?P<word>\w+)(?P=quote)\s*")
_HEADER = re.compile(r"(\*\*\* (?:Add File|Update File|Delete File|Move to): )(.*)")
_LONGEST = 1000
"""Characters of a command's line, at most."""


def patch_in(script: str) -> str | None:
    """The script itself where it is a patch, or the command that applies one, and nothing more; None for any other."""
    lines = script.replace("\r\n", "\n").strip().split("\n")
    if lines[0].strip() == BEGIN:
        return script if lines[-1].strip() == "*** End Patch" else None
    begin = next((n for n, line in enumerate(lines[:3]) if line.strip() == BEGIN), 0)
    if not begin or any(len(line) > _LONGEST for line in lines[:begin]):
        return None
    head = "\n".join(lines[:begin])
    folder = _CD.match(head)
    command = _APPLY.fullmatch(head, folder.end() if folder else 0)
    closed = command is not None and lines[-1].strip() == command["word"] and lines[-2].strip() == "*** End Patch"
    return script if closed else None


def in_folder(edit: str, *, named: bool) -> str:
    """The edit with the folder of a ``cd`` above its patch in the names of its files. Raises NotRead.

    Args:
        named: the caller names the file, whose folder is then known.
    """
    if BEGIN not in edit or "cd " not in edit:
        return edit
    lines = edit.split("\n")
    begin = next((n for n, line in enumerate(lines) if line.strip() == BEGIN), 0)
    near = [line for line in lines[max(begin - 3, 0) : begin] if len(line) <= _LONGEST]
    folders = [found["folder"] for line in near if (found := _CD.match(line))]
    folder = folders[-1].rstrip("/") if folders else ""
    if not folders or folder in (".", "") or (named and folder.startswith(("/", "~", "$"))):
        return edit
    if folder.startswith(("/", "~", "$", "..")) or len(folders) > 1 or lines[begin] != lines[begin].lstrip():
        raise NotRead(f"the patch is for the folder {folder[:80]!r}; give names below the root in the patch itself")
    end = next((n for n in range(begin, len(lines)) if lines[n].rstrip() == "*** End Patch"), len(lines))
    for number in range(begin, end):
        if (found := _HEADER.match(lines[number])) and not found[2].startswith("/"):
            lines[number] = f"{found[1]}{folder}/{found[2].strip().removeprefix('./')}"
    return "\n".join(lines)
