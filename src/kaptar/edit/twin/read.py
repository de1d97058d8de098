"""Hunks of an edit's text, for the formats that quote what they replace."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from kaptar.edit.outcome import Refused


class QuotedHunk(NamedTuple):
    """Replace ``old`` by ``new``. ``lines``: both are whole lines; ``everywhere``: each occurrence is meant."""

    old: str
    new: str
    lines: bool = True
    everywhere: bool = False


_MARK = re.compile(r"^(?:<{5,9} SEARCH>?[ \t]*\n|={5,9}[ \t]*\n|>{5,9} REPLACE[ \t]*$)", re.MULTILINE)
_HUNK_HEAD = re.compile(r"@@(?: -\d+(?:,\d+)? \+\d+(?:,\d+)?)? ?@@|@@ \.\.\. @@")
_ENVELOPE = re.compile(r"\A\*\*\* Begin Patch\n\*\*\* Update File: [^\n]+\n(.*)^\*\*\* End Patch\s*\Z", re.MULTILINE | re.DOTALL)
_MORE_THAN_TEXT = (
    "rename ", "copy ", "deleted file mode", "new file mode", "old mode", "new mode", "GIT binary patch", "Binary files ",
    "similarity index", "Only in ",
)  # fmt: skip
_NAMES = {"str_replace": "str_replace", "search_replace": "search_replace", "udiff": "udiff", "v4a": "v4a"}


def read_hunks(edit: str, format: str) -> tuple[str, list[QuotedHunk]] | Refused:
    """(format, hunks) of an edit, or why the twin does not read it."""
    text = edit.replace("\r\n", "\n")
    if format not in ("auto", *_NAMES):
        return _cannot(f"the format {format!r}")
    marks = {
        "v4a": "*** Begin Patch" in text,
        "search_replace": bool(re.search(r"^<{5,9} SEARCH", text, re.MULTILINE)),
        "udiff": bool(re.search(r"^@@.*@@", text, re.MULTILINE)),
        "str_replace": text.lstrip().startswith("{"),
    }
    found = [name for name, there in marks.items() if there]
    if len(found) != 1 or format not in ("auto", found[0]):
        return _cannot("an edit that is not plainly of one exact format")
    hunks = {"v4a": _v4a, "search_replace": _search_replace, "udiff": _udiff, "str_replace": _str_replace}[found[0]](text)
    return hunks if isinstance(hunks, Refused) else (found[0], hunks)


def _search_replace(text: str) -> list[QuotedHunk] | Refused:
    blocks = list(_blocks(text))
    if not blocks or len(blocks) != len(re.findall(r"^[<>]{5,9} (?:SEARCH|REPLACE)", text, re.MULTILINE)) / 2:
        return Refused(
            "malformed_edit", "a SEARCH/REPLACE block is not closed; send the whole block again", format="search_replace"
        )
    if any(not old.strip() or re.search(r"^(?:[<=>]{5,9}|:start_line:|-{5,})", old + new, re.MULTILINE) for old, new in blocks):
        return _cannot("a block with an empty SEARCH or with separators inside")
    return [QuotedHunk(old, new) for old, new in blocks]


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The two sides of each block, in one pass over the lines that separate them."""
    head = middle = None
    for mark in _MARK.finditer(text):
        kind = mark[0][0]
        if kind == "<" and head is None:
            head = mark
        elif kind == "=" and head is not None and middle is None:
            middle = mark
        elif kind == ">" and head is not None and middle is not None:
            yield text[head.end() : middle.start()], text[middle.end() : mark.start()]
            head = middle = None


def _str_replace(text: str) -> list[QuotedHunk] | Refused:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as problem:
        return Refused("malformed_edit", f"the JSON ends or breaks: {problem}; send it again in full", format="str_replace")
    old = fields.get("old_string", fields.get("old_str")) if isinstance(fields, dict) else None
    new = fields.get("new_string", fields.get("new_str")) if isinstance(fields, dict) else None
    if not isinstance(old, str) or not isinstance(new, str) or not old.strip():
        return _cannot("JSON without an old and a new text")
    everywhere = fields.get("replace_all", fields.get("allow_multiple", False))
    return [QuotedHunk(old, new, lines=False, everywhere=everywhere is True)]


def _udiff(text: str) -> list[QuotedHunk] | Refused:
    lines = text.split("\n")
    if any(line.startswith(_MORE_THAN_TEXT) for line in lines):
        return _cannot("a diff that does more than change lines")
    heads = [i for i, line in enumerate(lines) if line.startswith("--- ")]
    if len(heads) != 1 or not lines[heads[0] + 1].startswith("+++ ") or "/dev/null" in "".join(lines[heads[0] : heads[0] + 2]):
        return _cannot("a diff that does not change exactly one file")
    body = lines[heads[0] + 2 :]
    while body and (not body[-1].strip() or body[-1].startswith("```")):
        body.pop()
    hunks = list(_diff_hunks(body))
    return _cannot("a diff with lines that belong to no hunk") if None in hunks or not hunks else [h for h in hunks if h]


def _v4a(text: str) -> list[QuotedHunk] | Refused:
    match = _ENVELOPE.match(text.strip() + "\n")
    if match is None:
        return _cannot("a patch that is not one plain Update File")
    body = match[1].rstrip("\n").split("\n")
    if any(line.startswith("*** ") or re.match(r"@@ \S", line) for line in body):
        return _cannot("a patch with anchors, a move, or End of File")
    hunks = list(_diff_hunks(["@@ @@" if line.strip() == "@@" else line for line in body]))
    return _cannot("a patch with lines that belong to no hunk") if None in hunks or not hunks else [h for h in hunks if h]


def _diff_hunks(lines: list[str]) -> Iterator[QuotedHunk | None]:
    """Hunks of ' ', '-' and '+' lines under ``@@`` heads; None for a line that is neither."""
    old: list[str] = []
    new: list[str] = []
    for line in [*lines, "@@ @@"]:
        if _HUNK_HEAD.match(line):
            if any(o.strip() for o in old):
                yield QuotedHunk("".join(old), "".join(new))
            elif old or new:
                yield None
            old, new = [], []
        elif line[:1] in (" ", "-", "+"):
            if line[0] != "+":
                old.append(line[1:] + "\n")
            if line[0] != "-":
                new.append(line[1:] + "\n")
        else:
            yield None


def _cannot(what: str) -> Refused:
    return Refused("unavailable", f"without guests, {what} cannot be applied; switch WASM on, or quote the old lines exactly")
