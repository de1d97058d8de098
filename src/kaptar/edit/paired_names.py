"""Names that come in pairs in a text: elements of markup, and environments of TeX.

Where a template has code inside of tags, its signs end no tag. What is no element of the text itself is not looked at: scripts,
styles, comments, code of templates, verbatim text.
"""

import re
from collections import Counter
from typing import NamedTuple

_TEX = re.compile(r"\\(begin|end)\{([^{}\n]{1,80}+)\}")
_TEX_FILES = (".tex", ".ltx")
_DEFINES = ("\\newcommand", "\\renewcommand", "\\providecommand", "\\newenvironment", "\\renewenvironment", "\\def", "\\let")
"""What begins a line that may have half of a pair."""
_VERBATIM = ("verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "comment")

_ATTRIBUTES = r"(?>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*)>"
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]{0,60}+)" + _ATTRIBUTES)
_BRACES = re.compile(r"\{(?:[^{}<]|<[\s=])*+\}")
_NEAR = 1000
"""Characters beside the sign of a branch in which an element is looked for."""
_DEEPEST = 4
"""Braces within braces that are code of a template, at most."""
_FIRST_TAG = re.compile(r"\s*+<[A-Za-z!?]")
_RAW = re.compile(r"<(script|style)\b" + _ATTRIBUTES, re.IGNORECASE)
_COMMENTS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("{{--", "--}}"), ("<%--", "--%>"))
_STATEMENTS = (("{# ", "#}"), ("{#\n", "#}"), ("{#-", "#}"), ("{%", "%}"), ("<%", "%>"), ("<?", "?>"))
"""Comments and code of templates."""
_BRANCH = re.compile(
    r"\{%-?\s{0,9}+el(?:se|if|sif)[^%]{0,400}+%\}|\{\{~?\s{0,9}+(?:else|\^)[^{}]{0,400}+\}\}|\{:else[^{}]{0,400}+\}"
    r"|<%-?\s{0,9}+(?:\}\s{0,9}+)?(?:else|elsif)[^%]{0,400}+%>|<\?(?:php)?\s{0,9}+(?:\}\s{0,9}+)?else[^?]{0,400}+\?>|@else(?:if\b[^\n<]{0,400}+)?"
)
"""Begins another text of a template for the same place."""

_PAGES = (".html", ".htm", ".vue", ".svelte", ".astro", ".blade.php", ".heex", ".cshtml", ".razor", ".jsp")
_TEMPLATES = (".erb", ".ejs", ".hbs", ".njk", ".twig", ".liquid", ".jinja", ".jinja2", ".j2", ".mustache", ".tmpl", ".tpl")
"""Templates of any kind of file; the ending in front of this one may tell which."""
_DATA = (".xml", ".xhtml", ".svg", ".xsl", ".xslt", ".xaml", ".csproj", ".plist")
_NO_END = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "li", "dt", "dd", "p", "rt", "rp", "optgroup", "option", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup",
    "html", "head", "body",
))  # fmt: skip
"""Elements of HTML that have no end, or may leave it out."""


class PairedNames(NamedTuple):
    """Names of a text, each with how often it begins without its end: less than 0 where it ends more often.

    Attributes:
        again: how often a template begins an element once more, in another branch than the same element directly above.
        alone: names that may stand without a pair, and what may be no element at all.
        is_judged: whether a new name has to come with its pair.
    """

    open: Counter[str]
    again: Counter[str]
    alone: frozenset[str] = frozenset()
    is_judged: bool = True


def has_elements(text: str, path: str) -> bool:
    """Whether a file is markup: by its name, or because it begins and ends with a tag."""
    if path.lower().endswith(_DATA) or _is_page(text, path):
        return True
    return _FIRST_TAG.match(text) is not None and text.rstrip().endswith(">")


def _is_page(text: str, path: str) -> bool:
    """Whether a file has elements of HTML: their ends may be left out."""
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    if not name.endswith(_TEMPLATES):
        return name.endswith(_PAGES)
    inner = name.rpartition(".")[0]
    return "</" in text and ("." not in inner or inner.endswith(_PAGES))


def tags(text: str, path: str) -> PairedNames:
    """The elements of a text. One that is never closed, such as ``br``, may be written both ways."""
    is_page = _is_page(text, path)
    shown = _without_scripts(_shown(text)) if is_page else _shown(text)
    seen = _without_code(shown) if is_page else shown
    found, closed, doubtful = Counter[str](), set[str](), set[str]()
    for match in _TAG.finditer(seen):
        name, ahead = match[2], seen[max(match.start() - 1, 0) : match.start()]
        if match[1]:
            closed.add(name)
        elif ahead.isalnum() or ahead in ("_", '"', "'", "`"):
            doubtful.add(name)  # as in `ref<string>`
        found[name] += -1 if match[1] else 0 if match[0].endswith("/>") else 1
    counts = Counter({name: count for name, count in found.items() if count or name in closed})
    alone = {name for name in found if name.lower() in _NO_END} if is_page else set[str]()
    return PairedNames(counts, _again(shown) if is_page else Counter(), frozenset(alone | doubtful), bool(text.strip()))


def _again(shown: str) -> Counter[str]:
    """How often an element begins, then another branch, and there the same element."""
    found = Counter[str]()
    for branch in _BRANCH.finditer(shown):
        above = shown[max(branch.start() - _NEAR, 0) : branch.start()].rstrip()
        below = _TAG.match(shown[branch.end() : branch.end() + _NEAR].lstrip())
        begins = above.rfind("<")
        last = _TAG.match(above, begins) if begins >= 0 else None
        if below and last and last.end() == len(above) and not last[1] and (last[1], last[2]) == (below[1], below[2]):
            found[last[2]] += 1
    return found


def environments(text: str, path: str) -> PairedNames:
    """The environments of a text. Those in definitions of TeX come in parts."""
    is_tex = path.lower().endswith(_TEX_FILES)
    if is_tex:
        bare = _without_each(text, tuple((f"\\begin{{{name}}}", f"\\end{{{name}}}") for name in _VERBATIM))
        lines = (line for line in bare.split("\n") if not line.lstrip().startswith(_DEFINES))
        text = "\n".join(line.replace("\\%", "").partition("%")[0] for line in lines)
    found = Counter[str]()
    for match in _TEX.finditer(text):
        found[match[2]] += 1 if match[1] == "begin" else -1
    return PairedNames(found, Counter(), is_judged=is_tex and bool(text.strip()))


def _shown(text: str) -> str:
    """A text without comments; one that is open hides the rest."""
    for begin, end in _COMMENTS:
        if (last := text.rfind(begin)) >= 0 and text.find(end, last) < 0:
            text = text[:last]
    return _without_each(text, _COMMENTS)


def _without_scripts(text: str) -> str:
    """A text without the content of scripts and styles."""
    parts, at, lower = list[str](), 0, text.lower()
    while (found := _RAW.search(text, at)) is not None:
        close = found.end() if found[0].endswith("/>") else lower.find(f"</{found[1].lower()}", found.end())
        if close < 0:
            break
        parts.append(text[at : found.end()])
        at = close
    return "".join([*parts, text[at:]])


def _without_code(text: str) -> str:
    """A text with one sign for each piece of a template's code: its signs end no tag."""
    text = _without_each(text, _STATEMENTS)
    for _ in range(_DEEPEST):
        text = _BRACES.sub(";", text)
    return text.replace("=>", "").replace("->", "")


def _without_each(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """A text with one sign for all that stands between two signs."""
    for begin, end in pairs:
        parts, at = list[str](), 0
        while (start := text.find(begin, at)) >= 0 and (close := text.find(end, start)) >= 0:
            parts += [text[at:start], ";"]
            at = close + len(end)
        text = "".join([*parts, text[at:]])
    return text
