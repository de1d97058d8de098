"""The signs of comments by kind of file, so that code of one language is not taken for a comment of another.

There are two readings. The wide one is for what comes, and for the lines around a change: a comment may not take the place of
code, also where it has the signs of another language. The narrow one is for what goes: comments go more freely than code, so
only a line that is a comment for sure counts as one. For a kind of file that is listed here the two differ by signs with which no
line of code begins there. Of any other kind the wide reading has the signs of all languages, and the narrow one those that begin
code in hardly any. Texts for people have one reading: any line there is content, and each sign is taken for that of a comment.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from kaptar.edit.account.facts import comments
from kaptar.languages import LANGUAGES, language_of

_BLOCK = ("/*", "{/*", "*")
"""``*`` begins a line of a comment only below a line that has begun it."""
_SLASHES = ("//", *_BLOCK)
_TEXTS = ('"""', "'''")
_FOREIGN = ("# ", "// ", "/* ", "<!-- ", *_TEXTS)
"""What begins comments of other languages, and with the blank hardly any code."""
_BARE = frozenset(("#", "//"))
_LIKELY = (*_SLASHES, "# ", "## ", ";; ", "-- ", "<!--")
_MARKUP = ("<!--", *_SLASHES)
_DIRECTIVE = re.compile(r"#\s*+(?:if|el|end|def|undef|inc|pragma|import|error|line|warning|region|nullable|using)\w*+")
_ATTRIBUTE = re.compile(r"#!?\[")


def _is_property(text: str) -> bool:
    """Whether a line gives a CSS property its value."""
    name, colon, _ = text.partition(":")
    return colon != "" and name.startswith("--") and name.replace("-", "").strip().isalnum()


def _is_none(_: str) -> bool:
    return False


class _Kind(NamedTuple):
    """``own``: what begins comments; ``code``: what has such a sign, or a foreign one, and is code; ``wide``: see the module."""

    own: tuple[str, ...] | None
    code: Callable[[str], object] = _is_none
    wide: tuple[str, ...] | None = _FOREIGN


_C = _Kind(_SLASHES, _DIRECTIVE.match)
_HASH = _Kind(("#",), _ATTRIBUTE.match)
_DASHES = _Kind(("--",))
_UNKNOWN = _Kind(_LIKELY, _is_property, None)
_MIXED = _Kind(_MARKUP, _is_property, None)
_PROSE = _Kind(None, wide=None)

_KINDS: tuple[tuple[_Kind, str], ...] = (
    (_Kind(_SLASHES), "javascript mjs cjs typescript dts tsx go java kotlin scala dart groovy gradle proto sol zig v"),
    (_Kind(_SLASHES, _ATTRIBUTE.match), "rust"),
    (_C, "c cpp csharp swift m mm cu glsl hlsl vert frag wgsl metal d ino"),
    (_Kind(("#", *_SLASHES), _ATTRIBUTE.match), "php"),
    (_Kind(("#", *_SLASHES)), "tf tfvars hcl nix thrift"),
    (_HASH, "python ruby yaml toml bash zsh fish ksh mk cmake pl pm r jl ex exs cr nim tcl env conf awk sed bzl bazel star"),
    (_HASH, "gitignore dockerignore gitattributes editorconfig dockerfile makefile gnumakefile justfile codeowners procfile"),
    (_HASH, "graphql gql requirements po"),
    (_Kind(("#", "<#")), "ps1 psm1 psd1"),
    (_DASHES, "lua hs lhs elm purs agda idr ada adb ads vhd vhdl applescript"),
    (_Kind(("--", "/*", "*", "#")), "sql psql mysql pgsql ddl dml hql plsql pks pkb"),
    (_Kind(("%",)), "tex sty cls bib bst erl hrl ps"),
    (_Kind(("%", "/*", "*")), "pro prolog"),
    (_Kind((";", "#|")), "lisp lsp cl el scm ss rkt clj cljs cljc edn fnl hy"),
    (_Kind((";", "#")), "ini cfg inf desktop service properties reg"),
    (_Kind((";", "#", *_SLASHES)), "asm s nasm"),
    (_Kind(("(*", "*")), "ml mli"),
    (_Kind(("//", "(*", "*")), "fs fsi fsx pas pp dpr"),
    (_Kind(("/*", "*")), "css pcss"),
    (_Kind(_SLASHES), "scss less sass styl json jsonc json5"),
    (_Kind(("<!--",)), "xml svg xsl xsd csproj plist"),
    (_MIXED, "html vue svelte astro htm"),
    (_PROSE, "markdown txt rst text adoc"),
)  # fmt: skip
_BY_NAME = {name: kind for kind, names in _KINDS for name in names.split()}
_NAMES = {"dockerfile": "dockerfile", "containerfile": "dockerfile", ".env": "env", "requirements": "requirements",
          "cmakelists.txt": "cmake", "makefile": "makefile"}  # fmt: skip
"""What names of files begin with that tell more than their ends."""
_DIALECTS = {language.number: language.dialect for language in LANGUAGES.values()}


class CommentSigns:
    """Tells the comments of one file.

    Args:
        kind: what is known of the kind of file.
        texts: gives the lines of the old and the new text, stripped: they are read where a line begins with ``*``.
    """

    def __init__(self, kind: _Kind, texts: Callable[[], Iterable[Iterable[str]]]) -> None:
        self._kind, self._texts = kind, texts
        self._own = None if kind.own is None else (*kind.own, *_TEXTS)
        self._wide = None if self._own is None or kind.wide is None else (*self._own, *kind.wide)
        self._starred: frozenset[str] | None = None

    @property
    def is_prose(self) -> bool:
        """Whether the file is a text for people."""
        return self._own is None

    def is_comment(self, text: str) -> bool:
        """Whether a stripped line may be a comment, or belong to one: the wide reading."""
        if self._wide is not None:
            return self._has(self._wide, text)
        return comments.is_comment(text) and (self._own is None or not self._is_code(text))

    def is_surely(self, text: str) -> bool:
        """Whether a stripped line is a comment, or belongs to one, for sure: the narrow reading."""
        if self._own is None:
            return self.is_comment(text)
        return not text.startswith("#!") and self._has(self._own, text)

    def begins(self, text: str) -> bool:
        """Whether a stripped line may be all of a comment, or its first line."""
        return comments.begins_comment(text) if text.startswith(comments.OTHER) else self._begins(text, self.is_comment)

    def surely_begins(self, text: str) -> bool:
        """Whether a stripped line is for sure all of a comment, or its first line."""
        return self._begins(text, self.is_surely)

    def _begins(self, text: str, is_comment: Callable[[str], bool]) -> bool:
        ends = text.find("*/") if text.startswith("/*") else -1
        return not text.startswith(("*", *_TEXTS)) and not 0 <= ends < len(text) - 2 and is_comment(text)

    def _has(self, signs: tuple[str, ...], text: str) -> bool:
        if not text.startswith(signs):
            return signs is self._wide and text in _BARE
        return not self._is_code(text)

    def _is_code(self, text: str) -> bool:
        """Whether a line is code with a sign of a comment: the kind says so, or its star stands somewhere outside of comments."""
        if text[:1] != "*" or text.startswith("*/"):
            return bool(self._kind.code(text))
        if self._starred is None:
            self._starred = frozenset(line for lines in self._texts() for line in _starred_code(lines))
        return text in self._starred


def _starred_code(lines: Iterable[str]) -> Iterator[str]:
    """The lines that begin with a star and stand in no comment that has begun above them."""
    inside = False
    for text in lines:
        if inside:
            inside = "*/" not in text and "*)" not in text
            continue
        if text[:1] == "*":
            yield text
        for sign, end in (("/*", "*/"), ("(*", "*)")):
            if text.startswith((sign, "{" + sign)) or f" {sign}" in text:
                inside = inside or end not in text[text.index(sign) + 2 :]


def signs_of(path: str, dialect: int = 0, texts: Callable[[], Iterable[Iterable[str]]] = tuple) -> CommentSigns:
    """The signs of a file by its name, or by the dialect of its table where the name says nothing."""
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    return CommentSigns(_kind_of(name, _DIALECTS.get(dialect, "")), texts)


def _kind_of(name: str, dialect: str) -> _Kind:
    known = language_of(name)
    begins = next((kind for begin, kind in _NAMES.items() if name.startswith(begin)), "")
    for each in (known.dialect if known else "", begins, name.rpartition(".")[2], dialect):
        if each in _BY_NAME:
            return _BY_NAME[each]
    return _UNKNOWN
