"""Pairs that an edit parts, in files whose parser says nothing of them: braces, `\\begin` and `\\end`, tags."""

import re
from collections import Counter

_TEX = re.compile(r"\\(begin|end)\{([^{}\n]{1,80}+)\}")
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]{0,60}+)(?>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*)>")
_MARKUP = (".html", ".htm", ".xml", ".xhtml", ".vue", ".svelte", ".svg", ".xsl", ".xslt", ".xaml", ".csproj", ".plist", ".astro")


def lost_pair(source: bytes, text: bytes, path: str, *, is_prose: bool = False) -> str:
    """What paired in the old text and does not in the new one; "" for nothing. Braces are none in a text for people."""
    old, new = source.decode("utf-8", "replace"), text.decode("utf-8", "replace")
    if path.lower().endswith(_MARKUP):
        return _odd(_tags(old), _tags(new), "</{}>")
    if odd := _odd(_environments(old), _environments(new), "\\end{{{}}}"):
        return odd
    counts = [(each.count("{") - each.count("}"), _by_lines(each)) for each in (old, new)]
    if not is_prose and counts[0] == (0, 0) and counts[1][0] * counts[1][1] > 0:
        return "the braces { and } do not pair any more"
    return ""


def _odd(old: Counter[str], new: Counter[str], end: str) -> str:
    """The first name that the old text opens and closes as often, and the new one does not."""
    names = (name for name, count in old.items() if count == 0 and new[name] != 0)
    return next((f"{end.format(name)} does not pair with its beginning any more" for name in names), "")


def _tags(text: str) -> Counter[str]:
    """How many more of an element are opened than closed. One that is never closed, such as ``br``, may be written both ways."""
    found = Counter[str]()
    closed = set[str]()
    for match in _TAG.finditer(_without_comments(text)):
        if match[1]:
            closed.add(match[2])
        found[match[2]] += -1 if match[1] else 0 if match[0].endswith("/>") else 1
    return Counter({name: count for name, count in found.items() if count or name in closed})


def _without_comments(text: str) -> str:
    parts, at = list[str](), 0
    while (start := text.find("<!--", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("-->", start)
        at = end + 3 if end >= 0 else len(text)
    return "".join([*parts, text[at:]])


def _environments(text: str) -> Counter[str]:
    found = Counter[str]()
    for match in _TEX.finditer(text):
        found[match[2]] += 1 if match[1] == "begin" else -1
    return found


def _by_lines(text: str) -> int:
    """How many more lines end with an opening brace than begin with a closing one."""
    return sum(_opens(line) for line in text.split("\n"))


def _opens(line: str) -> int:
    bare = line.strip()
    return bare.endswith("{") - bare.startswith("}")
