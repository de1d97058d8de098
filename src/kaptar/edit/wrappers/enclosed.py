"""Wrappers around the text of one file: the commands and tags that say "write this", on the first and the last line.

```text
cat > F <<'WORD' … WORD        <updated-code> … </updated-code>       [BEGIN FILE] … [END FILE]       === F === … === end ===
tee F <<'WORD' … WORD          <file path="F"> … </file>              // FILE: F … // END FILE        @' … '@ | Set-Content F
```

A wrapper is taken off where all of it is known and it names no other file. A fence may stand around it.
"""

import re
from typing import NamedTuple

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.account.quoting.reading.parts import FileChanges
from kaptar.edit.edit_syntax import is_document
from kaptar.edit.leftovers import code_beside

_LONGEST = 400
"""Characters of a wrapper's line, at most."""
_NAME = r"(?P<quote>['\"]?)(?P<path>[\w@./\\-]+)(?P=quote)"
_HEREDOC = re.compile(r"(?P<tool>cat|tee)\s(?P<rest>[^|;&`$()]*)")
_WORD = re.compile(r"<<(?P<tabs>-?)\s*(?P<sign>['\"\\]?)(?P<word>[\w.-]+)['\"]?")
_INTO = re.compile(rf"(?P<more>>{{1,2}})\s*{_NAME}")
_TAG = re.compile(
    r"<(?P<tag>(?:updated|new|final|modified|full|complete)[-_](?:code|file|content)|file|file_content)"
    rf"(?P<named>\s+(?:path|name|filename|file_path)={_NAME})?\s*>"
)
_BRACKET = re.compile(rf"\[(?:BEGIN|START)(?: OF)? FILE(?:: *{_NAME})?\]", re.IGNORECASE)
_COMMENT = re.compile(rf"(?P<sign>//|#|--|;|/\*|<!--)\s*(?:BEGIN |START )?FILE:? *{_NAME}\s*(?:\*/|-->)?", re.IGNORECASE)
_RULE = re.compile(rf"(?P<sign>=|-|#|\*|~)(?P=sign){{2,20}}\s*(?:BEGIN )?(?:FILE:? )?{_NAME}\s*(?P=sign){{3,20}}", re.IGNORECASE)
_HERE_STRING = re.compile(r"@(?P<sign>['\"])")
_SET = re.compile(
    rf"(?P<sign>['\"])@\s*\|\s*(?:Set-Content|Out-File)(?:\s+-(?:Encoding\s+\w+|NoNewline|Path|FilePath|LiteralPath))*\s+{_NAME}"
    r"(?:\s+-(?:Encoding\s+\w+|NoNewline))*",
    re.IGNORECASE,
)
_EXPANDED = re.compile(r"[$`\\]")
_FENCE_LINES = 2
_FENCE = re.compile(r"\s*```[\w+-]*\s*")


class _Found(NamedTuple):
    """What a wrapper's first line says: how the last line is spelled, and which file it is for ("" for none)."""

    closer: re.Pattern[str]
    path: str
    expands: bool = False
    strips_tabs: bool = False
    adds: bool = False
    sure: bool = False


def enclosed(edit: str, path: str) -> str | None:
    """The text inside of a wrapper; None where there is none that is known to be one. Raises NotRead.

    Args:
        path: the file that the caller names.
    """
    text = edit.removeprefix("\ufeff").replace("\r\n", "\n")
    lines = text.split("\n")
    inner = _fenced(lines)
    found = _inside(inner or lines, path)
    if found is not None and inner is not None and is_document(path) and len(inner) + _FENCE_LINES < _filled(lines):
        raise NotRead("the words around the command may be text of the file; send the text alone, or the command alone")
    return found


def _inside(lines: list[str], path: str) -> str | None:
    """The text inside of a wrapper that the first and the last of some lines are."""
    filled = [n for n, line in enumerate(lines) if line.strip()]
    if len(filled) < 2 or len(lines[filled[0]]) > _LONGEST:
        return None
    first, last = filled[0], filled[-1]
    found = _opened(lines[first].strip())
    if found is None:
        return _in_tag(lines[first : last + 1], path)
    closer = found.closer.fullmatch(lines[last].strip()) if len(lines[last]) <= _LONGEST else None
    named = found.path or (closer.groupdict().get("path") if closer else "") or ""
    if closer is None or not (named or found.sure) or not FileChanges((named,) if named else (), []).fits(path):
        return None
    content = lines[first + 1 : last]
    _check(found, content)
    return "".join(f"{line}\n" for line in content)


def _filled(lines: list[str]) -> int:
    """How many lines there are between the first and the last that are not blank."""
    return len("\n".join(lines).strip().split("\n"))


def _fenced(lines: list[str]) -> list[str] | None:
    """The lines inside of the only fence, where words around it are no code."""
    fences = [n for n, line in enumerate(lines) if line.startswith("```")]
    if len(fences) != 2 or not _FENCE.fullmatch(lines[fences[0]][:_LONGEST]) or lines[fences[1]].strip() != "```":
        return None
    words = "\n".join([*lines[: fences[0]], *lines[fences[1] + 1 :]])
    if code_beside(words) is not None:
        return None
    return lines[fences[0] + 1 : fences[1]]


def _opened(line: str) -> _Found | None:
    """What the first line of an answer says, where it opens a wrapper of lines."""
    if (found := _HEREDOC.fullmatch(line)) is not None:
        return _heredoc(found["tool"], found["rest"])
    if (found := _BRACKET.fullmatch(line)) is not None:
        return _Found(re.compile(r"\[END(?: OF)? FILE(?::[^\]]{0,200})?\]", re.IGNORECASE), found["path"] or "", sure=True)
    if (found := _COMMENT.fullmatch(line)) is not None:
        sign = re.escape(found["sign"])
        return _Found(re.compile(rf"{sign}\s*(?:END|EOF)(?: OF)?(?: FILE)?\b[^\n]{{0,200}}", re.IGNORECASE), found["path"])
    if (found := _RULE.fullmatch(line)) is not None:
        sign = re.escape(found["sign"])
        return _Found(re.compile(rf"{sign}{{3,}}(?:\s*(?:end|eof)\b[^\n]{{0,200}})?", re.IGNORECASE), found["path"])
    if (found := _HERE_STRING.fullmatch(line)) is not None:
        return _Found(_SET, "", expands=found["sign"] == '"')
    return None


def _heredoc(tool: str, rest: str) -> _Found | None:
    """``cat`` and ``tee`` with a word and a file, in either order."""
    word = _WORD.search(rest)
    if word is None:
        return None
    beside = (rest[: word.start()] + " " + rest[word.end() :]).strip()
    beside = re.sub(r">\s*/dev/null$", "", beside).strip() if tool == "tee" else beside
    into = (re.fullmatch(_NAME, beside) if tool == "tee" else _INTO.fullmatch(beside)) if beside else None
    if into is None:
        return None
    adds = tool == "cat" and into["more"] == ">>"
    return _Found(re.compile(re.escape(word["word"])), into["path"], not word["sign"], bool(word["tabs"]), adds)


def _check(found: _Found, content: list[str]) -> None:
    """The command writes these lines, and nothing else becomes of them. Raises NotRead."""
    if found.adds:
        raise NotRead("the command puts its text behind the end of the file (`>>`); quote the last lines, or send the whole file")
    if found.strips_tabs and any(line.startswith("\t") for line in content):
        raise NotRead("the command takes the tabs away at the beginning of lines (`<<-`); send the text alone")
    if found.expands and (line := next((line for line in content if _EXPANDED.search(line)), "")):
        raise NotRead(f"the command would change the signs in {line.strip()[:60]!r}; send the text alone")


def _in_tag(lines: list[str], path: str) -> str | None:
    """The text in a tag, which may begin and end on the lines of the tag."""
    opener = _TAG.match(lines[0].lstrip())
    if opener is None or (opener["tag"].startswith("file") and not opener["named"]):
        return None
    closer = f"</{opener['tag']}>"
    text = "\n".join(lines).strip()
    if not text.endswith(closer) or text.count(closer) > 1 or not FileChanges((opener["path"] or path,), []).fits(path):
        return None
    inner = text[opener.end() : -len(closer)].removeprefix("\n")
    return re.sub(r"\n[ \t]*\Z", "", inner) + "\n" if inner.strip() else None
