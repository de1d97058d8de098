"""Names of files that stand on a line of their own in an edit: a comment on top, or a heading above a fence.

They say which file the edit is for. They are no part of the file.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from kaptar.edit.account.quoting.reading.parts import names_file
from kaptar.edit.edit_syntax import is_document
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
_AROUND = "/#;%=*>-{}<! \t"
"""Signs around the words of a comment, a heading or an emphasis."""
_WORDS = frozenset((
    "file", "filename", "path", "filepath", "name", "updated", "update", "new", "modified", "changed", "full", "complete",
    "final", "here", "is", "the", "in", "for", "code", "contents", "content", "of", "below", "this", "version", "source",
    "script", "module",
))  # fmt: skip
"""Words beside the name of a file that say nothing more."""
_PATH = re.compile(r"[\w@./\\-]+")
_MOST_LABELS = 3
_MOST_LINES = 40
"""Lines above the code that are looked at, at most."""
_LONGEST = 200
_KEY = re.compile(
    r"[\s{](?:file|file_?name|path|file_?path|title)\s?[=:]\s?[\"'{]{0,2}(?P<path>[\w@./\\~-]{1,300}+)", re.IGNORECASE
)
_BEHIND_COLON = re.compile(r"(?:[\w+#-]{1,30}|\d{1,6}:\d{1,6}):(?P<path>[\w@./\\-]{1,300}+)")
"""The names of files in the first lines of fences."""
_FENCES = ("```", "~~~")


def other_file(edit: str, path: str, source: str) -> str | None:
    """The name of another file than ``path`` that the edit says it is for; None where it names none.

    Lines that the source has are content. See `names_file`.
    """
    name = _label(edit, path, source)
    return name if name is not None and not names_file(name, path) else None


def without_own_label(edit: str, path: str, source: str) -> str:
    """The edit without the lines on top that only name the file it is for. Lines that the source has are content."""
    lines = edit.split("\n")
    gone = set(_own_labels(lines, path, source))
    if not gone:
        return edit
    for number in sorted(gone):
        if all(n in gone or not lines[n].strip() for n in range(number)) or lines[number - 1].lstrip().startswith(_FENCES):
            below = number + 1
            while below < len(lines) and not lines[below].strip():
                gone.add(below)
                below += 1
    return "\n".join(line for n, line in enumerate(lines) if n not in gone)


def written_label(edit: str, path: str, source: str, text: str) -> str:
    """The line on top of an edit that only names its file, where it would come into the new text; "" for none."""
    lines = edit.split("\n")
    there = {line.strip() for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]}
    return next((line for n in _own_labels(lines, path, source) if (line := lines[n].strip()) in there), "")


class _OwnLines:
    """The lines of a file. They are told apart when somebody asks: few edits begin with a line that may name a file."""

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def _lines(self) -> frozenset[str]:
        return frozenset(line.strip() for line in self._source.split("\n"))

    def __contains__(self, line: str) -> bool:
        return line in self._lines


def _own_labels(lines: list[str], path: str, source: str) -> Iterator[int]:
    """The numbers of lines on top, and on top of the first fence, that only name the file."""
    own = _OwnLines(source)
    top = _labels_from(lines, 0, path, own)
    yield from top
    at = next((n for n in range(top[-1] + 1 if top else 0, len(lines)) if lines[n].strip("\ufeff \t\r")), 0)
    if not is_document(path):
        at = next((n for n in range(at, min(len(lines), _MOST_LINES)) if lines[n].lstrip().startswith(_FENCES)), at)
    if lines[at].lstrip("\ufeff ").startswith(_FENCES):
        yield from _labels_from(lines, at + 1, path, own)


def _labels_from(lines: list[str], first: int, path: str, own: "_OwnLines") -> list[int]:
    found: list[int] = []
    for number in range(first, min(len(lines), first + _MOST_LINES)):
        text = lines[number].strip("\ufeff \t\r")
        if not text:
            continue
        if len(found) == _MOST_LABELS or not _names_own(text, path, below=lines[number + 1 :], own=own) or text in own:
            break
        found.append(number)
    return found


def _names_own(text: str, path: str, *, below: list[str], own: "_OwnLines") -> bool:
    """Whether a line only names a file. A heading of a document is one where the file's own first lines follow."""
    if len(text) > _LONGEST or (text.startswith(('"""', "'''")) and path.endswith((".py", ".pyi"))):
        return False
    if is_document(path) and text.startswith("#"):
        following = next((line.strip() for line in below if line.strip()), "")
        if not following or following not in own:
            return False
    inner = text.strip(_AROUND)
    bare = [word if word.endswith("()") else word.strip("`*\"'()[]<>:,") for word in inner.split()]
    names = [word for word in bare if word and any(map(str.isalnum, word)) and word.lower() not in _WORDS]
    if len(names) != 1 or not _PATH.fullmatch(names[0]) or not names_file(names[0], path):
        return False
    return "." in names[0].lstrip(".") or "/" in names[0] or text != names[0]


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


def fenced_file(edit: str, path: str) -> str | None:
    """The name of another file that the fences of an edit say in their first lines; None where one of them names ``path``."""
    names = [name for line in edit.split("\n") if line.startswith(_FENCES) and (name := _in_info(line.strip()))]
    return None if not path or not names or any(names_file(name, path) for name in names) else names[0]


def _in_info(line: str) -> str:
    """The name of a file in the first line of a fence: ``tsx file="b.tsx"``, ``tsx:src/b.tsx``, ``12:15:src/b.tsx``."""
    if len(line) > _LONGEST:
        return ""
    found = _KEY.search(line) or _BEHIND_COLON.fullmatch(line.lstrip("`~").strip())
    name = found["path"].strip("\"'`{}") if found else ""
    return name if language_of(name) is not None or "/" in name else ""
