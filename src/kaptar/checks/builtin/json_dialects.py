"""JSON as its readers read it: which files may hold comments and commas at the end, and the plain JSON that is left of them.

The name of a file tells its reader. Pure.
"""

import re
from fnmatch import fnmatchcase
from typing import Literal

JsonDialect = Literal["json", "jsonc", "json5"]
"""RFC 8259; the same with comments and commas before a closing bracket; JSON5, of which only the part like ``jsonc`` is known."""

NOTEBOOK_BYTES = 16 << 20
"""Of a notebook that is judged: nearly all of a large one is the pictures that its cells made."""
BOM = b"\xef\xbb\xbf"

_WITH_COMMENTS = (
    "*.jsonc", "tsconfig*.json", "*.tsconfig.json", "jsconfig*.json", "tslint*.json", "tsdoc.json", "typedoc*.json",
    "api-extractor*.json", "rush*.json", "heft*.json", "rig.json", "deno.json", "deno.lock", "turbo.json", "nx.json",
    "project.json", "workspace.json", "_category_.json", "angular.json", ".angular-cli.json", "lage.config.json", "biome.json",
    ".biome.json", "rome.json", "dprint.json", ".dprint.json", ".oxlintrc.json", "oxlint*.json", ".oxfmtrc.json",
    "pyrightconfig*.json", "basedpyrightconfig.json", "wrangler.json", "devcontainer*.json", ".devcontainer*.json",
    ".eslintrc*.json", ".jshintrc.json", ".jscsrc.json", ".hintrc.json", "jsdoc*.json", ".swcrc.json", "swc*.json",
    ".mocharc.json", ".nycrc.json", ".c8rc.json", ".markdownlint*.json", ".stylelintrc.json", "cspell*.json",
    ".cspell.json", ".luarc.json", "knip.json", ".knip.json", "firebase.json", "appsettings*.json", "launchsettings.json",
    "global.json", "host.json", "local.settings.json", "omnisharp.json", "settings.json", "launch.json", "tasks.json",
    "extensions.json", "keybindings.json", "keymap.json", "language-configuration.json", "*-color-theme.json",
    "*.tmlanguage.json", "c_cpp_properties.json", "argv.json", "opencode.json", "rescript.json", "bsconfig.json",
    ".jsbeautifyrc.json", "bundleconfig.json", "compilerconfig.json", "libman.json", "cmakepresets.json", "cmakeuserpresets.json",
    "cmakesettings.json", "coc-settings.json", ".vimspector.json", ".gadgets.json", "stylecop.json",
    "hosting.json", "ocelot*.json", ".textlintrc.json", "jsr.json",
)  # fmt: skip
_JSON5 = (
    "*.json5", "babel.config.json", ".babelrc.json", ".babelrc*.json", "renovate*.json", ".renovaterc.json",
    ".lintstagedrc.json", ".parcelrc.json", ".prettierrc.json",
)  # fmt: skip
"""Patterns of names in small letters."""

_ONE_VALUE = (
    "package.json", "*-lock.json", "*.lock.json", "composer.json", "bower.json", "manifest*.json", "app.json", "*config*.json",
    "settings*.json", "vercel.json", "lerna.json", ".*.json", "*rc.json", "*schema*.json", "vcpkg.json", "*.ipynb",
)  # fmt: skip
"""Files that a program reads by the standard."""

_FOLDERS = frozenset({
    ".vscode", ".vscode-insiders", ".vscode-test", ".cursor", ".windsurf", ".devcontainer", ".zed", ".fleet", ".theia",
    ".gemini", ".opencode", ".codesandbox", "rush", "snippets", "themes", "syntaxes",
})  # fmt: skip
"""Folders of programs that read all their JSON with comments."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.?)*+"?', re.DOTALL)
"""One that has no end goes to the end of the text."""
_BEGINNING = re.compile(rb'"|//|/\*')
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.?)*+"?|[\[\]{},]|[^"\[\]{}, \t\r\n]', re.DOTALL)
_VALUE = re.compile(rb'"(?:[^"\\]|\\.?)*+"?|[\[\]{}]|[^"\[\]{} \t\r\n]', re.DOTALL)
_NOT_A_LINE_END = re.compile(rb"[^\r\n]")
_NO_NUMBER = re.compile(rb'"(?:[^"\\]|\\.?)*+"?|-?(?:NaN|Infinity)', re.DOTALL)
"""What Python writes for numbers that JSON has not, or a string, which is passed over."""
_OF_WORDS = re.compile(rb"[\w.]")


def dialect_of(path: str) -> JsonDialect:
    """The dialect of a file by its path, with ``/``."""
    *folders, name = path.lower().split("/")
    if any(fnmatchcase(name, pattern) for pattern in _JSON5):
        return "json5"
    if any(fnmatchcase(name, pattern) for pattern in _WITH_COMMENTS) or not _FOLDERS.isdisjoint(folders):
        return "jsonc"
    return "json"


def is_of_a_program(path: str) -> bool:
    """Whether one program reads a file, by its name: one value then."""
    name = path.lower().rpartition("/")[2]
    return dialect_of(path) != "json" or any(fnmatchcase(name, pattern) for pattern in _ONE_VALUE)


def is_notebook(path: str) -> bool:
    """Whether a file is a notebook of Jupyter, by its name."""
    return path.endswith(".ipynb")


def plain(source: bytes) -> bytes:
    """The source with blanks for comments, and for commas before a closing bracket: each byte keeps its place.

    A comment without an end stays, and so does a comma behind no value.
    """
    text = bytearray(without_comments(source))
    earlier, last, at = b"{", b"{", 0
    for found in _TOKEN.finditer(bytes(text)):
        token = found[0]
        if token in (b"]", b"}") and last == b"," and earlier not in (b"[", b"{", b",", b":"):
            text[at : at + 1] = b" "
        earlier, last, at = last, token, found.start()
    return bytes(text)


def with_numbers(source: bytes) -> bytes:
    """The source with a number for each NaN and Infinity: each byte keeps its place."""
    return _NO_NUMBER.sub(_number, source)


def _number(found: re.Match[bytes]) -> bytes:
    text, source, start, end = found[0], found.string, found.start(), found.end()
    of_a_word = _OF_WORDS.match(source, end) or (start > 0 and _OF_WORDS.match(source, start - 1))
    return text if text.startswith(b'"') or of_a_word else b"1".ljust(len(text))


def without_comments(source: bytes) -> bytes:
    """The source with blanks for comments."""
    parts: list[bytes] = []
    done, found = 0, _BEGINNING.search(source)
    while found is not None:
        start = found.start()
        end = _end(source, found[0], start)
        if end is None:
            break
        if found[0] != b'"':
            parts += (source[done:start], _NOT_A_LINE_END.sub(b" ", source[start:end]))
            done = end
        found = _BEGINNING.search(source, end)
    return b"".join((*parts, source[done:])) if parts else source


def _end(source: bytes, beginning: bytes, start: int) -> int | None:
    """Where a string or a comment ends; None where a comment does not."""
    match beginning:
        case b'"':
            string = _STRING.match(source, start)
            assert string is not None
            return string.end()
        case b"//":
            end = source.find(b"\n", start)
            return end if end >= 0 else len(source)
        case _:
            end = source.find(b"*/", start + 2)
            return end + 2 if end >= 0 else None


def as_list(source: bytes) -> bytes | None:
    """Values one after another, as one list; None where there are fewer than two."""
    starts: list[int] = []
    depth, word = 0, -1
    for found in _VALUE.finditer(source):
        token = found[0]
        if token in (b"]", b"}"):
            depth -= 1
            if depth < 0:
                return None
            continue
        goes_on, word = found.start() == word, found.end() if token[:1] not in (b'"', b"[", b"{") else -1
        if not depth and not (goes_on and word > 0):
            starts.append(found.start())
        depth += token in (b"[", b"{")
    ends = [*starts[1:], len(source)]
    return b"[" + b",".join(source[a:b] for a, b in zip(starts, ends, strict=True)) + b"]" if len(starts) > 1 else None


def is_lines(source: bytes) -> bool:
    """Whether a file holds a value on each line (JSON Lines), by its first two."""
    first = [line for line in source[: 1 << 20].split(b"\n", 64)[:64] if line.strip()][:2]
    return len(first) == 2 and all(line.strip()[:1] + line.strip()[-1:] in (b"{}", b"[]") for line in first)
