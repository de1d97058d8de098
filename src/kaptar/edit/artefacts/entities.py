"""Entities of HTML in new lines that are no markup, or that stand for the signs of the lines that go: ``&quot;`` for ``"``.

What an entity means is told by the file. Where it has entities, or text that is shown as HTML, some may come. Pure.
"""

import re
from collections.abc import Sequence
from html import unescape

from kaptar.edit.account.facts.comment_signs import signs_of
from kaptar.edit.artefacts.held import held_lines
from kaptar.edit.artefacts.new_lines import Exchanged

_OPERATORS = re.compile(r"&amp;&amp;|&[lg]t;=|[=-]&gt;|&lt;-|\s&[lg]t;\s")
"""Operators of code whose signs are entities."""
_ENTITY = re.compile(r"&(?:amp|[lg]t|quot|apos|#0?39|#34|#x27|#x22);", re.IGNORECASE)
_TAG = re.compile(r"&lt;/?([A-Za-z?!%][\w:.-]{0,60}+)")
_NAME = re.compile(r"</?([A-Za-z?!%][\w:.-]{0,60}+)")
_KEY = re.compile(r"(?>(?:- )?)(?>(?:[\w.-]{1,80}+ ?+[:=] ?+)?)")
_MARKUP = frozenset((
    "html", "htm", "xhtml", "xml", "svg", "vue", "svelte", "jsx", "tsx", "astro", "php", "erb", "ejs", "hbs", "j2", "jinja",
    "jinja2", "liquid", "twig", "plist", "csproj", "xaml", "resx", "rss", "heex", "leex", "cshtml", "razor", "jsp", "ftl", "tmpl",
    "tpl", "haml", "pug", "storyboard", "xib", "wxs", "props", "targets", "pom", "cls",
))  # fmt: skip
"""Endings of files in which entities are usual."""
_VALUES = frozenset((
    "yaml", "yml", "properties", "ini", "cfg", "conf", "env", "po", "pot", "csv", "tsv", "strings", "toml", "json", "arb",
))  # fmt: skip
"""Endings of files whose values may be texts without quotes, which a page may show."""
_LONGEST = 20_000
"""Characters of a line that is looked at."""


def escaped_signs(runs: Sequence[Exchanged], source: str, text: str, path: str, *, document: bool) -> str:
    """An entity that stands for a sign of code in lines that come; "" for none."""
    if not any("&" in line and _ENTITY.search(line) for run in runs for line in run.came):
        return ""
    ending = path.lower().rpartition(".")[2]
    if ending in _MARKUP:
        return next(filter(None, map(_tag, runs)), "")
    if _ENTITY.search(source):
        return ""
    each = "\n".join(line for run in runs for line in run.came if len(line) <= _LONGEST)
    found = _OPERATORS.search(each)
    if found and (document or not signs_of(path).is_comment(_line_of(each, found.start()))):
        return found[0].strip()
    if document:
        return ""
    if quote := next(filter(None, map(_for_plain, runs)), ""):
        return quote
    return _in_value(each) if ending in _VALUES else _in_code(runs, text, path)


def _line_of(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0].strip()


def _tag(run: Exchanged) -> str:
    """A tag of the lines that go, in entities, where the lines that come have no tag any more."""
    gone, came = "\n".join(run.gone), "\n".join(run.came)
    if "<" in came or "<" not in gone:
        return ""
    names = set(_NAME.findall(gone))
    return next((found[0] for found in _TAG.finditer(came) if found[1] in names), "")


def _for_plain(run: Exchanged) -> str:
    """An entity of a quote where the lines that go have that quote, and those that come have none."""
    gone, came = "\n".join(run.gone), "\n".join(run.came)
    quotes = {sign for sign in "\"'" if sign in gone and sign not in came}
    return next((found[0] for found in _ENTITY.finditer(came) if unescape(found[0]) in quotes), "")


def _in_value(text: str) -> str:
    """An entity of a quote that begins and ends a value."""
    for line in text.split("\n"):
        value = line.strip()
        key = _KEY.match(value)
        value = value[key.end() :] if key else value
        found = _ENTITY.match(value)
        if found and unescape(found[0]) in "\"'" and value.endswith(found[0]) and len(value) > found.end():
            return found[0]
    return ""


def _in_code(runs: Sequence[Exchanged], text: str, path: str) -> str:
    """An entity outside of strings and comments, in a line that does not have its sign as well."""
    is_comment, held = signs_of(path).is_comment, frozenset[int]()
    for run in runs:
        for n, line in enumerate(run.came, run.new):
            if "&" not in line or len(line) > _LONGEST or is_comment(line.strip()):
                continue
            bare = _unquoted(line)
            found = next((found[0] for found in _ENTITY.finditer(bare) if unescape(found[0]) not in _ENTITY.sub("", line)), "")
            held = held or held_lines(text.split("\n"), path) | {-1} if found else held
            if found and n not in held:
                return found
    return ""


def _unquoted(line: str) -> str:
    """A line without its strings. A quote that nothing closes begins none."""
    kept, at = list[str](), 0
    while at < len(line):
        sign = line[at]
        if sign == "\\":
            at += 2
            continue
        end = _string_end(line, at) if sign in "\"'`" else -1
        kept += [] if end >= 0 else [sign]
        at = end + 1 if end >= 0 else at + 1
    return "".join(kept)


def _string_end(line: str, at: int) -> int:
    """Where the string ends that begins at a quote; -1 for nowhere."""
    end = line.find(line[at], at + 1)
    while end > 0 and line[end - 1] == "\\" and line[end - 2] != "\\":
        end = line.find(line[at], end + 1)
    return end
