"""New lines that were escaped once too often: a line end as two characters, quotes with backslashes.

Such text has two readings, so it is refused where it stands in a place in which the file has nothing of the kind. Pure.
"""

from kaptar.edit.edit_syntax import is_document
from kaptar.edit.escaped_comments import has_joined_lines, has_lost_lines
from kaptar.languages import language_of

_TEX = (".tex", ".sty", ".cls", ".bib", ".dtx", ".rtf")
_COMMENT = ("#", "//", "*", "/*", "--", ";", "%", "<!--", '"', "'")
_LONGEST = 20_000
"""Characters of a line that is looked at."""


def escaped_twice(old: str, new: str, source: str, path: str) -> str:
    """What was escaped once too often in new lines; "" for nothing.

    Args:
        old: the lines of the file that go.
        new: the lines that come. In a language with a strict parser a line end of two characters would not parse.
    """
    if "\\n" in new and is_document(path):
        return "\\n" if has_joined_lines(new, [line.strip() for line in old.split("\n")]) else ""
    if "\\" not in new or is_document(path) or path.lower().endswith(_TEX):
        return ""
    language = language_of(path)
    is_strict = language is not None and not language.module.startswith("tree_")
    if not is_strict and _has_line_end(new) and not _has_line_end(source):
        return "\\n"
    known = [line.strip() for line in f"{source}\n{old}".split("\n")] if "\\n" in new else []
    if "\\n" in new and has_lost_lines(new, known) and not has_lost_lines(source, ()):
        return "\\n"
    quotes = new.count('"')
    if quotes > 1 and new.count('\\"') == quotes and '"' in old and '\\"' not in old:
        return '\\"'
    return ""


def _has_line_end(text: str) -> bool:
    """Whether a line end stands as two characters outside of strings and comments, where nothing else can be meant."""
    alone = "\n" not in text.rstrip("\n")
    places = [
        rest for line in text.split("\n") if "\\n" in line and not line.lstrip().startswith(_COMMENT) for rest in _behind(line)
    ]
    sure = any(not rest.strip() or rest.startswith(("  ", "\t", "\\n", "\\t")) or rest[0].isupper() for rest in places)
    return bool(places) and (sure or (alone and len(places) > 1))


def _behind(line: str) -> list[str]:
    """What stands behind each line end of two characters that is outside of quotes."""
    found, quote, at = list[str](), "", 0
    while at < min(len(line), _LONGEST):
        sign = line[at]
        if sign == "\\":
            if not quote and line.startswith("\\n", at):
                found.append(line[at + 2 :])
            at += 2
            continue
        if quote:
            quote = "" if sign == quote else quote
        elif sign in '"`' or (sign == "'" and not line[at - 1 : at].isalnum()):
            quote = sign
        at += 1
    return found
