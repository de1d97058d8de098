"""Languages: which one a file is written in, its parser's dialect, and the guest modules that parse it."""

import re
from itertools import islice
from pathlib import PurePath
from typing import NamedTuple


class Language(NamedTuple):
    """A language or dialect.

    Attributes:
        dialect: the name that grammar guests take.
        number: the dialect's number in a `kaptar-table/2` header.
        module: the guest module that parses it.
        tolerant: the error-tolerant guest module for sources that do not parse; often the same.
    """

    dialect: str
    number: int
    module: str
    tolerant: str


LANGUAGES: dict[str, Language] = {
    language.dialect: language
    for language in (
        Language("javascript", 1, "javascript", "tree_javascript"),
        Language("mjs", 6, "javascript", "tree_javascript"),
        Language("cjs", 7, "javascript", "tree_javascript"),
        Language("typescript", 2, "javascript", "tree_typescript"),
        Language("dts", 5, "javascript", "tree_typescript"),
        Language("tsx", 3, "javascript", "tree_typescript"),
        Language("python", 4, "python", "tree_python"),
        Language("json", 10, "tree_json", "tree_json"),
        Language("go", 11, "tree_go", "tree_go"),
        Language("rust", 12, "tree_rust", "tree_rust"),
        Language("java", 13, "tree_java", "tree_java"),
        Language("c", 14, "tree_c", "tree_c"),
        Language("cpp", 15, "tree_cpp", "tree_cpp"),
        Language("csharp", 16, "tree_csharp", "tree_csharp"),
        Language("ruby", 17, "tree_ruby", "tree_ruby"),
        Language("php", 18, "tree_php", "tree_php"),
        Language("kotlin", 19, "tree_kotlin", "tree_kotlin"),
        Language("swift", 20, "tree_swift", "tree_swift"),
        Language("scala", 21, "tree_scala", "tree_scala"),
        Language("lua", 22, "tree_lua", "tree_lua"),
        Language("yaml", 23, "tree_yaml", "tree_yaml"),
        Language("toml", 24, "tree_toml", "tree_toml"),
        Language("css", 25, "tree_css", "tree_css"),
        Language("html", 26, "tree_html", "tree_html"),
        Language("markdown", 27, "tree_markdown", "tree_markdown"),
        Language("bash", 28, "tree_bash", "tree_bash"),
    )
}

MOST_DOCUMENTS = 500
"""Here documents of a shell script that no command stands in front of. Scripts have one in some thousand lines."""
_DOCUMENT = re.compile(rb"(?<!<)<<(?!<)")
_BEFORE_COMMAND = re.compile(rb"[\n;&|(){}!`\0\r\\]\Z|\b(?:then|do|else)\Z")
_WINDOW = 64
"""Bytes in front of a here document that tell whether a command stands there."""


def why_not_parsed(source: bytes, dialect: str) -> str:
    """Why a source is not given to a parser whose time would grow with its square; "" where it is.

    The parser of shell scripts tries several readings of a here document without a command in front of it, as in lines ``<<A``.
    """
    if dialect != "bash" or source.count(b"<<") <= MOST_DOCUMENTS:
        return ""
    alone = (found for found in _DOCUMENT.finditer(source) if _is_alone(source[max(found.start() - _WINDOW, 0) : found.start()]))
    many = next(islice(alone, MOST_DOCUMENTS, None), None) is not None
    return f"more than {MOST_DOCUMENTS} here documents without a command" if many else ""


def _is_alone(before: bytes) -> bool:
    """Whether no command stands in front of a here document, by the bytes there."""
    text = before.rstrip(b" \t")
    return not text or _BEFORE_COMMAND.search(text[-5:]) is not None


_SUFFIXES: dict[str, str] = {
    "js": "javascript", "jsx": "javascript", "mjs": "mjs", "cjs": "cjs",
    "ts": "typescript", "mts": "typescript", "cts": "typescript", "tsx": "tsx",
    "py": "python", "pyi": "python", "pyw": "python",
    "json": "json", "jsonc": "json", "ipynb": "json", "go": "go", "rs": "rust", "java": "java", "c": "c", "h": "c",
    "cc": "cpp", "cpp": "cpp", "cxx": "cpp", "hpp": "cpp", "hh": "cpp", "hxx": "cpp",
    "cs": "csharp", "rb": "ruby", "rake": "ruby", "php": "php", "kt": "kotlin", "kts": "kotlin",
    "swift": "swift", "scala": "scala", "sc": "scala", "lua": "lua", "yaml": "yaml", "yml": "yaml",
    "toml": "toml", "css": "css", "html": "html", "htm": "html",
    "md": "markdown", "markdown": "markdown", "sh": "bash", "bash": "bash",
}  # fmt: skip

_NAMES: dict[str, str] = {"Rakefile": "ruby", "Gemfile": "ruby", ".bashrc": "bash", "SConstruct": "python"}

_ALIASES: dict[str, str] = {
    "js": "javascript", "jsx": "javascript", "ts": "typescript", "py": "python", "sh": "bash", "shell": "bash",
    "c++": "cpp", "c#": "csharp", "cs": "csharp", "rs": "rust", "rb": "ruby", "kt": "kotlin", "md": "markdown", "yml": "yaml",
}  # fmt: skip


def language_of(path: str | PurePath) -> Language | None:
    """The language of a file by its name, or None where Kaptar has no parser for it."""
    # PurePath would take ten times as long, and each edit asks.
    name = str(path).replace("\\", "/").rstrip("/").rpartition("/")[2]
    if name.endswith((".d.ts", ".d.mts", ".d.cts")):
        return LANGUAGES["dts"]
    if name.endswith(".blade.php"):
        return None  # a template: for the parser of PHP it is one text
    dialect = _NAMES.get(name) or _SUFFIXES.get(name[name.rfind(".") + 1 :].lower() if name.rfind(".") > 0 else "")
    return LANGUAGES[dialect] if dialect else None


def language_named(name: str) -> Language | None:
    """The language with this name or common short name (``js``, ``py``, …), or None."""
    lowered = name.lower()
    return LANGUAGES.get(_ALIASES.get(lowered, lowered))
