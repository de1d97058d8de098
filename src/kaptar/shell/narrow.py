"""Narrowed lines: ``git add -A`` and ``git commit -a`` that name a session's own files instead. Pure.

Only a line that is this one command, or has ``cd FOLDER &&`` before it, and of which nothing is unclear.
"""

import shlex
from collections.abc import Sequence
from typing import NamedTuple

from kaptar.shell.known_texts import with_known_texts
from kaptar.shell.line import ReadLine
from kaptar.shell.texts import texts_of

_LONGEST, _MOST_FILES = 4000, 100
_STAY = {"-m": True, "--message": True, "-q": False, "--quiet": False, "-s": False, "--signoff": False}
"""Options of ``commit`` that stay, and whether they have a value."""
_VALUED = frozenset(name for name, has_value in _STAY.items() if has_value)
_GIT = "git"
_PATTERN_SIGNS = frozenset("*?[\\")


class WideLine(NamedTuple):
    """A line that takes everything. ``first``: what stands before git; ``commits``: the commit that follows, "" for none."""

    first: str
    commits: str


def wide_line(text: str, read: ReadLine) -> WideLine | None:
    """A line as one that can be narrowed; None for all others."""
    text = with_known_texts(text)
    line, source = read(text), text.encode("utf-8", "replace")
    if line is None or line.broken or not 1 <= len(line.commands) <= 2:
        return None
    words = list[list[str]]()
    for command in line.commands:
        if command.sets or command.writes or command.given or command.scope:
            return None
        found = [
            texts[0].text for word in command.words if len(texts := texts_of(word, {}, "~")) == 1 and texts[0].kind == "known"
        ]
        if found != _split(source[command.start : command.end]):
            return None
        words.append(found)
    last = line.commands[-1]
    if source[: line.commands[0].start].strip() or source[last.end :].strip():
        return None
    if len(words) == 2 and (words[0][:1] != ["cd"] or len(words[0]) != 2 or words[0][1].startswith("-")):
        return None
    if len(words) == 2 and source[line.commands[0].end : last.start].strip(b" ") != b"&&":
        return None
    commits = _commit(words[-1][2:]) if words[-1][:2] == [_GIT, "commit"] else None
    if commits is None and not _adds_all(words[-1]):
        return None
    return WideLine(source[: last.start].decode(), commits or "")


def narrowed_line(line: WideLine, files: Sequence[str]) -> str:
    """The line for these files alone, which are relative to git's folder; "" where it would be too long, or a name is no text."""
    if not 0 < len(files) <= _MOST_FILES or not all(map(_is_text, files)):
        return ""
    text = f"{line.first}{add_command(files)}" + (f" && {line.commits}" if line.commits else "")
    return text if len(text) <= _LONGEST else ""


def add_command(files: Sequence[str]) -> str:
    """The command that adds files by their names, whatever signs these have."""
    is_odd = any(name.startswith(":") or not _PATTERN_SIGNS.isdisjoint(name) for name in files)
    return f"git {'--literal-pathspecs ' if is_odd else ''}add -- {shlex.join(files)}"


def _adds_all(words: Sequence[str]) -> bool:
    """Whether words are ``git add -A``, or add the folder that git runs in."""
    rest = [word for word in words[2:] if word not in ("-A", "--all")]
    return list(words[:2]) == [_GIT, "add"] and len(words) > 2 and rest in ([], ["."])


def _commit(words: Sequence[str]) -> str | None:
    """The commit without its ``-a``; None where it has none, no message, or an option that is not known to stay as it is."""
    left, kept, is_wide = list(words), list[str](), False
    while left:
        word = left.pop(0)
        if word in ("-a", "--all"):
            is_wide = True
            continue
        name, sign, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if name.startswith("-") and not name.startswith("--") and name not in _STAY and len(name) > 2:
            if any(f"-{letter}" in _VALUED for letter in name[1:-1]):
                return None  # a value that is glued on
            left[:0] = [f"-{letter}" for letter in name[1:]]
            continue
        if name not in _STAY or (sign and not _STAY[name]) or (_STAY[name] and not sign and not left):
            return None
        kept += [name, value if sign else left.pop(0)] if _STAY[name] else [name]
    return shlex.join([_GIT, "commit", *kept]) if is_wide and not {"-m", "--message"}.isdisjoint(kept) else None


def _split(source: bytes) -> list[str]:
    """Words as a shell would make them of a text without expansions and redirections; none where it has others."""
    try:
        return shlex.split(source.decode())
    except ValueError:
        return []


def _is_text(name: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in name)
