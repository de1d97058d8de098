"""Pairs that an edit parts, in files whose parser says nothing of them: braces, `\\begin` and `\\end`, tags."""

import re
from collections import Counter
from collections.abc import Collection

_TEX = re.compile(r"\\(begin|end)\{([^{}\n]{1,80}+)\}")
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]{0,60}+)(?>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*)>")
_XML = (
    ".xml", ".xhtml", ".svg", ".xsl", ".xslt", ".xsd", ".wsdl", ".xaml", ".axaml", ".plist", ".resx", ".csproj", ".fsproj",
    ".vbproj", ".vcxproj", ".props", ".targets", ".nuspec", ".storyboard", ".xib", ".fxml", ".xlf", ".xliff", ".rss",
    ".atom", ".kml", ".gpx",
)  # fmt: skip
"""Ends of names of files in which each element is closed."""
_PAGES = (
    ".html", ".htm", ".vue", ".svelte", ".astro", ".blade.php", ".twig", ".jinja", ".jinja2", ".njk", ".liquid", ".hbs",
    ".handlebars", ".mustache", ".erb", ".gohtml", ".mjml", ".wxml",
)  # fmt: skip
"""The same for pages and their templates, which may leave the ends of some elements out."""
_NEED_NO_END = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "li",
    "dt", "dd", "p", "rt", "rp", "optgroup", "option", "colgroup", "caption", "thead", "tbody", "tfoot", "tr", "td", "th",
    "html", "head", "body",
))  # fmt: skip
"""Elements that are not closed, or need not be."""
_NO_MARKUP = (("<script", "</script"), ("<style", "</style"))
"""Parts of a page in another language, by their signs in small letters."""
_BRANCH = re.compile(r"\{%-?\s?else|@else|@case|\{\{-?\s?else|\{\{\^|\}\s?else|else\s?:?\s?(?:%>|\?>)|\{:else|v-else")
"""What begins another way through a template."""
_MACRO = re.compile(r"\\(?:(?:re)?new(?:command|environment)|def|(?:Declare|New|Provide)\w+)")
"""A line that defines a command, which may have one half of a pair."""


def lost_pair(source: bytes, text: bytes, path: str, *, is_prose: bool = False) -> str:
    """What paired in the old text and does not in the new one; "" for nothing. Braces are none in a text for people."""
    old, new = source.decode("utf-8", "replace"), text.decode("utf-8", "replace")
    name = path.lower()
    if name.endswith(_XML):
        before, after = (_tags(_without(each, "<![cdata[", "]]>")) for each in (old, new))
        return _odd(before, after, "</{}>")
    if name.endswith(_PAGES):
        before, after = _tags(_own(old)), _tags(_own(new))
        if len(_BRANCH.findall(new)) > len(_BRANCH.findall(old)):  # a new element may begin in each branch and end once
            after = Counter({name: count for name, count in after.items() if name in before})
        return _odd(before, after, "</{}>", _NEED_NO_END)
    if odd := _odd(_environments(old), _environments(new), "\\end{{{}}}"):
        return odd
    counts = [(each.count("{") - each.count("}"), _by_lines(each)) for each in (old, new)]
    if not is_prose and counts[0] == (0, 0) and counts[1][0] * counts[1][1] > 0:
        return "the braces { and } do not pair any more"
    return ""


def _odd(old: Counter[str], new: Counter[str], end: str, need_none: Collection[str] = ()) -> str:
    """The first name that the old text opens as often as it closes it, and the new one does not.

    One that the old text has not at all counts where all of its others pair: half of a page may be in another file.

    Args:
        need_none: names in small letters that may come without an end.
    """
    paired = {name for name, count in old.items() if not count}
    is_whole = bool(old) and all(name in paired or name.lower() in need_none for name in old)
    for name, count in new.items():
        if count and (name in paired or (is_whole and name not in old and name.lower() not in need_none)):
            return f"{end.format(name)} does not pair with its beginning"
    return ""


def _tags(text: str) -> Counter[str]:
    """How many more of an element are opened than closed. One that is never closed, such as ``br``, may be written both ways."""
    found = Counter[str]()
    closed = set[str]()
    for match in _TAG.finditer(_without(text, "<!--", "-->")):
        if match[1]:
            closed.add(match[2])
        found[match[2]] += -1 if match[1] else 0 if match[0].endswith("/>") else 1
    return Counter({name: count for name, count in found.items() if count or name in closed})


def _own(page: str) -> str:
    """A page without its scripts and styles, and without the code that one of Astro begins with."""
    if page.startswith("---\n"):
        page = page[max(page.find("\n---", 3), 0) :]
    for begin, end in _NO_MARKUP:
        page = _without(page, begin, end)
    return page


def _without(text: str, begin: str, end: str) -> str:
    """A text without all that stands between two signs, given in small letters."""
    low, parts, at = text.lower(), list[str](), 0
    while (start := low.find(begin, at)) >= 0:
        parts.append(text[at:start])
        stop = low.find(end, start)
        at = stop + len(end) if stop >= 0 else len(text)
    return "".join([*parts, text[at:]])


def _environments(text: str) -> Counter[str]:
    found = Counter[str]()
    for line in text.split("\n"):
        for match in _TEX.finditer(line) if not _MACRO.search(line) else ():
            found[match[2]] += 1 if match[1] == "begin" else -1
    return found


def _by_lines(text: str) -> int:
    """How many more lines end with an opening brace than begin with a closing one."""
    return sum(_opens(line) for line in text.split("\n"))


def _opens(line: str) -> int:
    bare = line.strip()
    return bare.endswith("{") - bare.startswith("}")
