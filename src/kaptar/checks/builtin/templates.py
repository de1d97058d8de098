"""Templates: files that become YAML, JSON or code once a program has filled them in. No parser of the result is theirs. Pure.

A template is known by front matter at its head (Jekyll, Eleventy), by a name (``values.yaml.tmpl.yaml``, a folder
``{{cookiecutter.name}}``) or by its own signs (``{{ … }}``, ``{% … %}``, ``<% … %>``, ``${NAME}``, ``%{ … }``) where the language
has no place for them.
"""

import re
from itertools import islice

_INNER = frozenset({
    "j2", "jinja", "jinja2", "tmpl", "tpl", "gotmpl", "tmplt", "template", "tera", "erb", "ejs", "hbs", "handlebars",
    "mustache", "liquid", "njk", "nunjucks", "twig", "mako", "tftpl", "in", "dist-template", "cookiecutter", "copier",
})  # fmt: skip
"""Endings of a name before its last one: ``deploy.j2.yaml``."""
_CLOUD_INIT = re.compile(rb"\A(?:\xef\xbb\xbf)?##[ \t]*template:[ \t]*(\w{1,40})")
_SIGNS = {
    "yaml": re.compile(rb"(?<![$'\"\x60])\{\{[-~#/>^!&]?[ \t]*[\w.$(\"]|\{%[-+~]?[ \t]*\w|\{#|<%|%\{[-~]?[ \t]*\w"),
    "json": re.compile(
        rb"\{\{[-~#/>^!&]?[ \t]*[\w.$(]|\{%[-+~]?[ \t]*\w|\{#|<%|%\{[-~]?[ \t]*\w|[$#]\{\w|\$\w|@\w{1,80}@|\$\[\["
    ),
    "toml": re.compile(rb"\{\{[-~#/>^!&]?[ \t]*[\w.$(]|\{%[-+~]?[ \t]*\w|<%|[$#]\{\w|@\w{1,80}@"),
}
"""In data: outside of quotation marks none of these is a part of the language, or a plain word of YAML."""
_SIGN_IN_CODE = re.compile(
    rb"\{%[-+~]?[ \t]*\w|<%[-=#_\w \t]|\{\{[-~]?[ \t]*[#/>^!&]|\{\{[-~]?[ \t]*(?:cookiecutter|copier)\b"
    rb"|(?<![$=({\[,:])\{\{[-~]?[ \t]*+[.$\w]++(?:[ \t]*+\|[^{}\n]{0,200}+)?[ \t]*+[-~]?\}\}"
)
"""In code an error has to stand on its line, besides."""
_FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]{0,9}+\r?\n(?:[^\n]{0,2000}+\n){0,200}?---[ \t]{0,9}+\r?(?:\n|\Z)")
_OWN_FRONT_MATTER = frozenset({"markdown", "yaml"})
"""Languages that it does not make a template of: two lines of dashes are a part of them."""
_STRING = re.compile(rb"\"(?:[^\"\\]|\\.?)*+(\"?)|'(?:[^'\\]|\\.?)*+('?)|`(?:[^`\\]|\\.?)*+(`?)", re.DOTALL)
"""A string in a line, with what closes it, if that is there."""
_MOST_LINES = 20_000
_MOST_SIGNS = 100
"""In one line of code: what stands before each is read."""


def by_name(path: str) -> str:
    """What kind of template a path names, or ""."""
    *folders, name = path.split("/")
    if any("{{" in folder or "{%" in folder for folder in (*folders, name)):
        return "a path with places to fill in"
    inner = name.lower().split(".")[1:-1]
    return f".{inner[-1]}" if inner and inner[-1] in _INNER else ""


def by_head(source: bytes, dialect: str) -> str:
    """What kind of template the first lines tell, or ""."""
    return "front matter" if dialect not in _OWN_FRONT_MATTER and has_front_matter(source) else ""


def has_front_matter(source: bytes) -> bool:
    """Whether a source begins with settings between two lines of dashes."""
    return _FRONT_MATTER.match(source) is not None


def by_content(source: bytes, dialect: str, errors: frozenset[int]) -> str:
    """The sign of a template in a source that does not parse, or "".

    Args:
        errors: the lines of its parse errors, from 1.
    """
    if found := _CLOUD_INIT.match(source):
        return f"## template: {found[1].decode()}"
    lines = enumerate(source.split(b"\n", _MOST_LINES)[:_MOST_LINES], 1)
    if dialect in _SIGNS:
        return next((sign for _, line in lines if (sign := _outside_quotes(line, dialect))), "")
    near = {*errors, *(line - 1 for line in errors)}
    return next((sign for number, line in lines if number in near and (sign := _outside_strings(line))), "")


def _outside_strings(line: bytes) -> str:
    """The first sign in a line of code that stands in no string: there it is a text of the program for another one."""
    signs = islice(_SIGN_IN_CODE.finditer(line), _MOST_SIGNS)
    begins = (found for found in signs if not _is_in_string(line[: found.start()]))
    return next((_shown(found) for found in begins), "")


def _is_in_string(before: bytes) -> bool:
    """Whether a string that begins in a line is not closed before a place of it."""
    return any(found.lastindex is not None and not found[found.lastindex] for found in _STRING.finditer(before))


def _outside_quotes(line: bytes, dialect: str) -> str:
    found = _SIGNS[dialect].search(line)
    if found is None or (dialect == "yaml" and line.lstrip().startswith(b"#")):
        return ""
    before = line[: found.start()]
    if before.count(b'"') % 2 or (dialect != "json" and before.count(b"'") % 2):
        return ""
    return _shown(found)


def _shown(found: re.Match[bytes]) -> str:
    return found[0].decode("utf-8", "replace").strip()
