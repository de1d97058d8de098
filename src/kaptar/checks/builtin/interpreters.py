"""Interpreter in the first line of a script (``#!/usr/bin/env ruby``): whether it runs another language than the name says."""

_LANGUAGES = {
    "python": ("python", "pypy", "ipython"),
    "javascript": ("node", "nodejs", "deno", "bun", "ts-node", "tsx"),
    "bash": ("sh", "bash", "dash", "ash", "ksh"),
    "zsh": ("zsh",),
    "fish": ("fish",),
    "csh": ("csh", "tcsh"),
    "ruby": ("ruby", "jruby"),
    "php": ("php",),
    "perl": ("perl",),
    "lua": ("lua", "luajit"),
    "scala": ("scala", "scala-cli"),
    "kotlin": ("kotlin", "kotlinc"),
    "swift": ("swift",),
    "r": ("Rscript",),
    "awk": ("awk", "gawk", "mawk"),
    "tcl": ("tclsh", "wish", "expect"),
    "groovy": ("groovy",),
    "julia": ("julia",),
    "powershell": ("pwsh",),
}
"""Languages and the interpreters that run them and nothing else. Of any other one nobody knows what it runs."""
_LANGUAGE_OF = {name: language for language, names in _LANGUAGES.items() for name in names}
_ONE = dict.fromkeys(("mjs", "cjs", "typescript", "tsx", "dts"), "javascript")
_MOST = 256


def other_interpreter(content: bytes, dialect: str) -> str:
    """The interpreter that a first line names, where it runs another language than ``dialect``; "" where it does not."""
    line = content[:_MOST].removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    if not line.startswith(b"#!"):
        return ""
    words = line[2:].decode("utf-8", "replace").split()
    if words and words[0].endswith("/env"):
        words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    name = words[0].rpartition("/")[2] if words else ""
    language = _LANGUAGE_OF.get(name) or _LANGUAGE_OF.get(name.rstrip("0123456789."), "")
    return name if language and language != _ONE.get(dialect, dialect) else ""
