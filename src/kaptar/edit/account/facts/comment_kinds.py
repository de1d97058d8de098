"""Signs that begin comments, by kind of file: a table, and how a file's name tells its kind.

Texts for people have no signs of their own: any line there is content. See `comment_signs` for the two readings of a kind.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from kaptar.languages import language_of

_BLOCK = ("/*", "{/*", "*")
"""``*`` begins a line of a comment only below a line that has begun it."""
_SLASHES = ("//", *_BLOCK)
TEXTS = ('"""', "'''")
FOREIGN = ("# ", "// ", "/* ", "<!-- ", *TEXTS)
"""What begins comments of other languages, and with the blank hardly any code."""
BARE = frozenset(("#", "//"))
_LIKELY = (*_SLASHES, "# ", "## ", ";; ", "-- ", "<!--")
_HTML = ("<!--", "-->")
_MARKUP = ("<!--", *_SLASHES)
_DIRECTIVE = re.compile(r"#\s*+(?:if|el|end|def|undef|inc|pragma|import|error|line|warning|region|nullable|using)\w*+")
_ATTRIBUTE = re.compile(r"#!?\[")


def _is_property(text: str) -> bool:
    """Whether a line gives a CSS property its value."""
    name, colon, _ = text.partition(":")
    return colon != "" and name.startswith("--") and name.replace("-", "").strip().isalnum()


def _is_switch(text: str) -> bool:
    """Whether a line of Pascal tells the compiler something."""
    return text.startswith("{$")


def _is_none(_: str) -> bool:
    return False


class Kind(NamedTuple):
    """A kind of file.

    Attributes:
        own: what begins comments; None for texts for people.
        code: whether a line has such a sign, or a foreign one, and is code.
        wide: signs of other languages, with which hardly any code of this kind begins; None: those of all languages.
        is_starred: whether a star begins a comment by itself, and not only below a line that has begun one.
        blocks: what begins a comment over several lines, and what ends it, where the lines between have no sign.
    """

    own: tuple[str, ...] | None
    code: Callable[[str], object] = _is_none
    wide: tuple[str, ...] | None = FOREIGN
    is_starred: bool = False
    blocks: tuple[tuple[str, str], ...] = ()


_STARS = (("/*", "*/"),)
_C = Kind(_SLASHES, _DIRECTIVE.match, blocks=_STARS)
_HASH = Kind(("#",), _ATTRIBUTE.match)
_DASHES = Kind(("--",))
_UNKNOWN = Kind(_LIKELY, _is_property, None)
_MIXED = Kind(_MARKUP, _is_property, None, blocks=(_HTML,))
_PROSE = Kind(None, wide=None)


def _template(*signs: str | tuple[str, str]) -> Kind:
    """A kind of file that has text of any other kind around its own signs: those that begin a comment, or begin and end it."""
    blocks = tuple(sign for sign in signs if isinstance(sign, tuple))
    own = tuple(sign if isinstance(sign, str) else sign[0] for sign in signs)
    return Kind((*own, *_LIKELY), _is_property, None, blocks=(*blocks, _HTML))


_POD = ("=pod", "=head", "=begin", "=over", "=item", "=for", "=encoding")

_KINDS: tuple[tuple[Kind, str], ...] = (
    (Kind(_SLASHES, blocks=_STARS), "javascript mjs cjs typescript dts tsx"),
    (Kind(_SLASHES, blocks=_STARS), "go java kotlin scala dart groovy gradle proto sol zig v"),
    (Kind(_SLASHES, _ATTRIBUTE.match, blocks=_STARS), "rust"),
    (_C, "c cpp csharp swift mm cu glsl hlsl vert frag wgsl metal ino"),
    (Kind(("%", *_SLASHES), _DIRECTIVE.match), "m"),
    (Kind(("/+", *_SLASHES), blocks=(("/+", "+/"),)), "d"),
    (Kind(("#", *_SLASHES), _ATTRIBUTE.match, blocks=_STARS), "php"),
    (Kind(("{{--", "#", *_MARKUP), _ATTRIBUTE.match, blocks=(("{{--", "--}}"), _HTML)), "blade.php"),
    (_template(("{{--", "--}}")), "edge"),
    (_template("-#", "/"), "haml slim"),
    (_template(("{#", "#}")), "twig jinja jinja2 j2 njk tera"),
    (_template(("{% comment", "endcomment"), ("{%- comment", "endcomment")), "liquid"),
    (_template(("<#--", "-->")), "ftl ftlh"),
    (_template(("<%!--", "--%>"), ("<%--", "--%>"), ("<%#", "%>")), "heex leex eex erb ejs jsp"),
    (_template(("{{!--", "--}}"), ("{{!", "}}")), "hbs handlebars mustache"),
    (_template(("{{/*", "*/"), ("{{- /*", "*/")), "tpl gotmpl tmpl"),
    (_template(("@*", "*@")), "cshtml razor"),
    (Kind(("#", *_SLASHES)), "tf tfvars hcl nix thrift"),
    (_HASH, "python yaml toml bash zsh fish ksh r jl ex exs cr tcl env conf awk sed bzl bazel star"),
    (Kind(("#", "=begin", "=end"), blocks=(("=begin", "=end"),)), "ruby"),
    (Kind(("#", "=cut", *_POD), blocks=tuple((sign, "=cut") for sign in _POD)), "pl pm"),
    (Kind(("#",), blocks=(("#[[", "]]"), ("#[", "]#"))), "nim cmake"),
    (Kind(("#", "@#", "-@#", "@: #", ": #"), _ATTRIBUTE.match), "makefile gnumakefile mk"),
    (Kind(("*",), is_starred=True), "cob cbl cpy cobol abap"),
    (_HASH, "gitignore dockerignore gitattributes editorconfig dockerfile justfile codeowners procfile"),
    (_HASH, "graphql gql requirements po"),
    (Kind(("#", "<#"), blocks=(("<#", "#>"),)), "ps1 psm1 psd1"),
    (Kind(("--",), blocks=(("--[[", "]]"),)), "lua"),
    (Kind(("--", "{-"), blocks=(("{-", "-}"),)), "hs lhs elm purs agda idr"),
    (_DASHES, "ada adb ads vhd vhdl applescript"),
    (Kind(("--", "/*", "*", "#"), blocks=_STARS), "sql psql mysql pgsql ddl dml hql plsql pks pkb"),
    (Kind(("%",)), "tex sty cls bib bst erl hrl ps"),
    (Kind(("%", "/*", "*")), "pro prolog"),
    (Kind((";", "#|"), blocks=(("#|", "|#"),)), "lisp lsp cl el scm ss rkt fnl hy"),
    (Kind((";", "#_", "(comment ")), "clj cljs cljc edn"),
    (Kind((";", "#")), "ini cfg inf desktop service properties reg"),
    (Kind((";", "#", *_SLASHES)), "asm s nasm"),
    (Kind(("(*", "*")), "ml mli"),
    (Kind(("//", "(*", "*")), "fs fsi fsx"),
    (Kind(("//", "(*", "*", "{"), _is_switch, blocks=(("{", "}"),)), "pas pp dpr"),
    (Kind(("/*", "*"), blocks=_STARS), "css pcss"),
    (Kind(_SLASHES, blocks=_STARS), "scss less sass styl json jsonc json5"),
    (Kind(("<!--",), blocks=(_HTML,)), "xml svg xsl xsd csproj plist"),
    (_MIXED, "html vue svelte astro htm"),
    (_PROSE, "markdown txt rst text adoc"),
)  # fmt: skip
_BY_NAME = {name: kind for kind, names in _KINDS for name in names.split()}
_NAMES = {"dockerfile": "dockerfile", "containerfile": "dockerfile", ".env": "env", "requirements": "requirements",
          "cmakelists.txt": "cmake", "makefile": "makefile"}  # fmt: skip
"""What names of files begin with that tell more than their ends."""


def kind_of(name: str, dialect: str) -> Kind:
    """The kind of a file by its name in lower case, or by the dialect of its table where the name says nothing."""
    known = language_of(name)
    begins = next((kind for begin, kind in _NAMES.items() if name.startswith(begin)), "")
    two = ".".join(name.rsplit(".", 2)[-2:])
    for each in (two, known.dialect if known else "", begins, name.rpartition(".")[2], dialect):
        if each in _BY_NAME:
            return _BY_NAME[each]
    return _UNKNOWN
