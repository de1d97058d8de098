"""Lines of an edit's own syntax, which never come into a file: markers, separators, fences, headers of patches, line numbers.

The edit guest holds the same rules (`foreign.rs`); this module does not ask it. Pure: texts in, a line out.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kaptar.edit.account.facts.comments import words_in_other
from kaptar.edit.account.facts.rows import is_marker, says_stays
from kaptar.edit.answer_ends import answer_ends
from kaptar.edit.placeholders import (
    BEGINS,
    INNER,
    MAYBE_REST,
    is_hidden_text,
    is_invitation,
    is_marker_in_text,
    is_spoken_marker,
    says_rest_stays,
    stands_for_code,
)
from kaptar.edit.stand_for_lines import comment_that_stays
from kaptar.edit.wrapper_lines import wraps
from kaptar.languages import language_of

_DOTS = r"(?:\.\.\.|\u2026)"
_SIGN = r"(?:\{/\*|<!--|/\*\*?|///?|--|#+|;+|%+|\*|\(\*)"
_BRACKET = r"[(\[]"
_CLOSE = r"(?:\*/\}?|-->|\*\)|[)\]])?"
_SAYS = r"\b(?:existing|unchanged|rest of|remain(?:s|ing)?|same as before|previous|omitted|truncated|snipped|keep)\b"
_NOUN = r"(?:code|contents?|file|functions?|methods?|class|component|implementation|module|imports|logic|script|page|document)"
_STAYS = r"(?:unchanged|remains?|stays?|the|same|is|are|here|as|before|it|goes|omitted|above|below|continues)"
_PHRASE = re.compile(
    rf"(?:{_SIGN}|{_BRACKET})?\s*{_DOTS}.*{_SAYS}.*"
    rf"|(?:{_SIGN}|{_BRACKET})\s*(?:rest of|keep|existing|other|remaining)\b.*{_DOTS}\s*{_CLOSE}",
    re.IGNORECASE,
)
"""Dots, and a word that says that something is left out."""
_DOTTED = re.compile(rf"(?!\*){_SIGN}\s*(?:{_BRACKET}?\s*{_DOTS}\.?\s*[)\]]?\s*{_CLOSE}|{_DOTS}(?!\w*\().*)")
"""A comment of dots, or one that begins with dots."""
_ALL_STAYS = re.compile(
    rf"(?:{_SIGN}|{_BRACKET})\W*(?:(?:(?:keep|all|the|leave|your)\W+)*(?:"
    rf"rest\W+of\W+(?:(?:the|your|this)\W+)*{_NOUN}(?:\W+{_STAYS})*"
    rf"|(?:existing|remaining|unchanged)\W+(?:(?:the|your|this)\W+)*(?:code|content|{_NOUN}(?:\W+{_STAYS})+)(?:\W+{_STAYS})*"
    r")\W*|.*omitted for brevity.*)",
    re.IGNORECASE,
)
"""A comment without dots that says that code stays, and nothing more."""
_SAME = rf"(?:{_STAYS}|same|not|shown|follows?|continue|stay)"
_LEFT_OUT = re.compile(
    rf"{_SIGN}\W*(?:"
    r"same\W+as\W+(?:before|above)|no\W+(?:other\W+)?changes?(?:\W+(?:here|needed))?|nothing\W+else\W+changes"
    r"|(?:unchanged|truncated|omitted|elided|snip|snipped)|\d+\W+more\W+lines?"
    r"|(?:(?:the|your)\W+)*(?:previous|original)\W+code|existing\W+(?:\w+\W+)?code"
    rf"|(?:keep|leave)\W+(?:(?:the|all|your|other|existing|remaining|rest|of)\W+)+{_NOUN}(?:\W+{_SAME})*"
    rf"|(?:(?:the|all|your)\W+)*(?:previous|original|existing|other|remaining)\W+(?:\w+\W+)?{_NOUN}(?:\W+{_SAME})+"
    rf"|(?:the\W+)?(?:rest|{_NOUN})(?:\W+of\W+(?:the\W+)?\w+)?\W+(?:is|are|remains?|stays?)\W+(?:the\W+)?(?:same|unchanged)"
    r")\W*",
    re.IGNORECASE,
)
"""More comments that say nothing but that something is left out."""
_INSIDE = re.compile(
    rf"(?:(?:^|\s)(?:#+|//|--|/\*)\s*{_DOTS}\s*(?:the\s+)?(?:existing|rest of|remaining|unchanged|previous)\b"
    rf"|{_DOTS}\s*(?:the\s+)?(?:existing|rest of|remaining|unchanged|previous)\b.{{0,60}}{_DOTS})",
    re.IGNORECASE,
)
"""Dots with words that say that something is left out, somewhere in a line: behind code, or in any other comment."""
_SEPARATOR = re.compile(
    r"(?:<{7}|>{7}|\|{7})(?: .*)?|<{5,9} ?(?:SEARCH|ORIGINAL)>*|-{5,9} ?SEARCH>*|>{5,9} ?(?:REPLACE|UPDATED)>*|\+{5,9} ?REPLACE>*"
)
_PATCH = re.compile(r"\*\*\* (?:(?:Begin|End) Patch|End of File|(?:Add|Update|Delete) File: .*|Move to: .*)")
_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? ?@@.*")
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([^`]*)")
_NUMBER = re.compile(r"\s*(\d{1,9})(?:\t|\u2192| *\|(?!\|))")
_MAYBE = re.compile(rb"\s*(?:[^\x00-\x7f]|[-<>|+*@#/;%({\[.0-9])")
"""How the lines begin that can be one of these: most lines of code do not."""
_MAY_BEGIN = re.compile(rb"\s*(?:(?i:rem|dnl)\b|::|pass\s|[\"'@!<])|" + BEGINS)
_INNER = re.compile(INNER)
_LONGEST_MARKER = 120
_NUMBERED = 3
"""Lines with rising numbers in front, at least."""

_MARKDOWN = frozenset(["md", "markdown", "mdx", "mdown", "mkd", "rmd", "qmd"])
_TEXTS = {"rst", "rest", "txt", "text", "adoc", "asciidoc", "asc", "org", "tex", "latex", "textile", "pod", "csv", "tsv", "log"}
_LISTS = frozenset(("csv", "tsv", "log"))
"""Endings of texts that are made of entries, one a line."""
_DOCUMENTS = _MARKDOWN | _TEXTS
_NAMES = frozenset((
    "license", "licence", "copying", "copyright", "notice", "patents", "readme", "changelog", "changes", "news", "history",
    "authors",
    "contributors", "contributing", "maintainers", "credits", "thanks", "todo", "install", "security",
    "support", "upgrading", "faq",
))  # fmt: skip
"""Files without an ending that are texts for people. Others may be scripts or lists."""
_BARE_DOTS = frozenset(["python", "c", "cpp", "yaml", "html", "php", "bash", "markdown"])
"""Languages in which dots alone may be a line."""
_BEFORE_DOTS = (b":", b'"""', b"'''", b",", b"(", b"[", b"=", b"\\")
"""What a line of Python ends with that can stand above a line of dots which does something."""
_BLANKS = b" \t\r\n\xef\xbb\xbf"


class Foreign(NamedTuple):
    """A line that belongs to the syntax of an edit: where it begins in bytes, its text, and what it is."""

    start: int
    line: str
    what: str


MARKER = "stands for code left out"
REST = "says that text stays"
SPOKEN = "can stand for code left out"
INVITATION = "says where code is to be written"
ANSWER_END = "ends a call or an answer"


def foreign_line(source: bytes, text: bytes, touched: Sequence[tuple[int, int]], path: str) -> Foreign | None:
    """The first line of an edit's syntax that comes into a file.

    A line that the source has may stay. In a document, a line inside of a closed fence or of an indented example is its own,
    except a marker that says what it leaves out of a file that had text before. A file of patches may hold anything.

    Args:
        text: the file as it will be.
        touched: the byte ranges of `text` that are new, each from the start to the end of a line.
    """
    _, ending = _name_of(path)
    if ending in ("diff", "patch"):
        return None
    document = is_document(path)
    suspects = [*_suspects(source, text, touched, path, document=document)]
    if not suspects:
        return None
    own = {line.strip() for line in source.decode("utf-8", "replace").split("\n")}
    shown = _shown(text, tildes=ending in _MARKDOWN) if document else frozenset()
    fresh = not source.strip()
    loses = not own <= {line.strip() for line in text.decode("utf-8", "replace").split("\n")}
    idle = {*((INVITATION, SPOKEN) if fresh else ()), *(() if loses else (REST,))}
    for each in sorted(each for each in suspects if each.what not in idle):
        left_out = each.what == MARKER and not fresh and _PHRASE.fullmatch(each.line)
        if each.line not in own and (each.start not in shown or left_out):
            return each
    return None


def is_document(path: str) -> bool:
    """Whether a file is a text for people, by its name: Markdown, plain text, or one like ``LICENSE``."""
    name, ending = _name_of(path)
    return (ending in _DOCUMENTS and name != "cmakelists.txt") or name in _NAMES


def is_markdown(path: str) -> bool:
    """Whether a file is written in Markdown, by its name."""
    return _name_of(path)[1] in _MARKDOWN


def is_prose(path: str) -> bool:
    """Whether a file is a document whose sentences come and go freely: no list of entries."""
    return is_document(path) and _name_of(path)[1] not in _LISTS


def _name_of(path: str) -> tuple[str, str]:
    """A file's name and its ending, in lower case."""
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    return name, name.rpartition(".")[2] if "." in name else ""


def _suspects(source: bytes, text: bytes, touched: Sequence[tuple[int, int]], path: str, *, document: bool) -> Iterator[Foreign]:
    edges = _edges(text, path, document=document)
    yield from (Foreign(*found, ANSWER_END) for found in answer_ends(source, text, touched))
    for start, end in touched:
        yield from (each for each in edges if start <= each.start < end)
        at, run, last, above = start, 0, -1, b""
        for prior, raw in pairwise((b"", *text[start:end].split(b"\n"))):
            idle = raw.strip() == b"..." and not document and not (above or text[:start].rstrip()[-3:]).endswith(_BEFORE_DOTS)
            above = raw.strip() or above
            if idle and (language := language_of(path)) is not None and language.dialect == "python":
                yield Foreign(at, "...", MARKER)
            if not (_may_be_syntax(raw) or (document and MAYBE_REST.search(raw))):
                at, run = at + len(raw) + 1, 0
                continue
            line = raw.decode("utf-8", "replace").strip()
            if line and (what := _what(line, path, document=document)):
                yield Foreign(at, line, what)
            elif line and _is_spoken(line, prior, path, document=document):
                yield Foreign(at, line, SPOKEN)
            number = _NUMBER.match(line) if line[:1].isdigit() and not document else None
            now = int(number[1]) if number else -1
            run = 0 if number is None else run + 1 if run and now == last + 1 else 1
            last = now
            if run == _NUMBERED:
                yield Foreign(at, line, "begins with the number of a line")
            at += len(raw) + 1


def _may_be_syntax(raw: bytes) -> bool:
    """Whether a line can belong to the syntax of an edit, by what it begins with and the dots in it."""
    if _MAYBE.match(raw) or _MAY_BEGIN.match(raw) or b"..." in raw or b"\xe2\x80\xa6" in raw:
        return True
    return any(sign in raw for sign in (b"/*", b"..", b"#", b"//")) and _INNER.search(raw) is not None


def _what(line: str, path: str, *, document: bool) -> str:
    if line[0] in "<>|+-" and _SEPARATOR.fullmatch(line):
        return "separates the parts of an edit or of a conflict"
    if line[0] == "*" and _PATCH.fullmatch(line):
        return "belongs to a patch"
    if line[0] == "@" and _HUNK.fullmatch(line):
        return "is the header of a hunk"
    dots = "..." in line or "\u2026" in line
    if line in ("...", "\u2026"):
        language = language_of(path)
        return MARKER if language and language.dialect not in _BARE_DOTS else ""
    if dots and (_PHRASE.fullmatch(line) or (not document and _DOTTED.fullmatch(line))):
        return MARKER
    if document and says_rest_stays(line):
        return REST
    if is_hidden_text(line, _name_of(path)[1]) if document else (_is_left_out(line) or stands_for_code(line)):
        return MARKER
    if not document and is_invitation(line):
        return INVITATION
    said = len(line) <= _LONGEST_MARKER and (_ALL_STAYS.fullmatch(line) or _LEFT_OUT.fullmatch(line))
    return MARKER if said and (not document or line.startswith("<!--")) else ""


def _is_spoken(line: str, prior: bytes, path: str, *, document: bool) -> bool:
    if document:
        return is_marker_in_text(line, _name_of(path)[1])
    return is_spoken_marker(line, prior.decode("utf-8", "replace").strip()) or comment_that_stays(line)


def _is_left_out(line: str) -> bool:
    """Whether a line of code is what a snippet's reader takes for a marker, in any comment, or has dots that say so inside."""
    if len(line) > _LONGEST_MARKER:
        return False
    other = words_in_other(line)
    if says_stays(line) or _INSIDE.search(line):
        return True
    return other is not None and (says_stays(f"# {other}") or is_marker(f"# {other}"))


def _edges(text: bytes, path: str, *, document: bool) -> list[Foreign]:
    """Lines of a wrapper, fences round a file that is no document, and the headers that a diff begins with."""
    first = text.rfind(b"\n", 0, len(text) - len(text.lstrip(_BLANKS)) + 1) + 1
    last = text.rfind(b"\n", 0, len(text.rstrip(_BLANKS))) + 1
    found = []
    for start in dict.fromkeys((first, last)):
        line = _line(text, start)
        if wraps(line, path):
            found.append(Foreign(start, line.strip(), "is a wrapper's line"))
        if not document and _FENCE.fullmatch(line.rstrip()):
            found.append(Foreign(start, line.strip(), "is a fence round the text"))
    top = _line(text, first)
    below = _line(text, text.find(b"\n", first) + 1)
    if top.startswith(("diff --git ", "@@ ")) or top.rstrip() == "@@" or (top.startswith("--- ") and below.startswith("+++ ")):
        found.append(Foreign(first, top.strip(), "is the header of a diff"))
    return found


def _line(text: bytes, start: int) -> str:
    end = text.find(b"\n", start)
    return text[start : end if end >= 0 else len(text)].decode("utf-8", "replace").removeprefix("\ufeff")


def _shown(text: bytes, *, tildes: bool) -> frozenset[int]:
    """Where lines begin that stand inside of a closed fence, or are indented as an example is."""
    shown, inside = set[int](), set[int]()
    opened = ""
    at = 0
    for raw in text.split(b"\n"):
        if raw.startswith((b"    ", b"\t")):
            shown.add(at)
        signs = b"```" in raw or (tildes and b"~~~" in raw)
        match = _FENCE.fullmatch(raw.decode("utf-8", "replace").strip()) if signs else None
        if match and not opened:
            opened, inside = match[1], set()
        elif match and match[1].startswith(opened) and not match[2].strip():
            shown |= inside
            opened = ""
        elif opened:
            inside.add(at)
        at += len(raw) + 1
    return frozenset(shown)
