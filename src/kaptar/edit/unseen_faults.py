"""Faults that a grammar which recovers from errors does not see: a key twice in TOML, one `fi` too many, one `end` too few.

Each is looked for in both texts, so that only what an edit brings counts.
"""

import re
from collections.abc import Iterator

from kaptar.decoding.toml import NotToml, read_toml
from kaptar.shell.line import Line, ReadLine

_ONLY_INSIDE = frozenset(("then", "elif", "else", "fi", "do", "done", "esac", "}"))
"""Words of a shell that end or go on with a command, and never begin one."""

_LONGEST = 1000
"""Characters of a line of Ruby that is looked at, at most."""
_LINE_STRING = re.compile(r"\"(?:[^\"\\\n]++|\\.)*+\"?|'(?:[^'\\\n]++|\\.)*+'?")
_RUBY_COMMENT = re.compile(r"(?:^|\s)#(?!\{).*+")
_RUBY_TEXT = re.compile(r"<<[~-][\"'`]?(?P<end>[A-Za-z_]\w*+)")
"""The beginning of a text over several lines."""
_RUBY_OPENER = re.compile(
    r"(?:^|[=(\[{,|&;!]\s*|\b(?:then|else)\s+|<<\s*)(?:if|unless|while|until|case|for|begin|class|module)\b(?!:)"
    r"|(?<![.:\w])def\s+(?![\w.?!]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?\s+=\s)|(?<![.:\w])do\b(?!:)"
)
_RUBY_LOOP = re.compile(r"^\s*(?:while|until|for)\b.*\bdo\b")
_RUBY_END = re.compile(r"(?<![.:\w@$])end\b(?![?!:=]|\s*=[^=])")


def fault(source: bytes, text: bytes, dialect: str, read_shell: ReadLine) -> str | None:
    """What an edit breaks that its grammar does not see; "" for nothing, None where nobody could look.

    A text that had such a fault before may have it again.

    Args:
        dialect: a name of `kaptar.languages`.
    """
    if dialect == "toml":
        return "" if _wrong_toml(source) else _wrong_toml(text)
    if dialect == "bash":
        before, after = (read_shell(each.decode("utf-8", "replace")) for each in (source, text))
        return None if before is None or after is None else _ends_nothing(before, after)
    if dialect == "ruby" and _ruby_open(source) == 0 and (count := _ruby_open(text)) != 0:
        return f"it has {abs(count)} `end` too {'few' if count > 0 else 'many'}"
    return ""


def _wrong_toml(text: bytes) -> str:
    try:
        read_toml(text.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n"))
    except NotToml as problem:
        return str(problem)
    return ""


def _ends_nothing(before: Line, after: Line) -> str:
    """A word that ends or goes on with a command which nothing begins, where there are more of them than before."""
    words = _odd_words(after)
    return f"`{words[-1]}` belongs to no command" if len(words) > len(_odd_words(before)) else ""


def _odd_words(line: Line) -> list[str]:
    """The names of commands that no shell has: words that only stand inside of a command."""
    firsts = (command.words[0] for command in line.commands if command.words)
    return [word[0].text for word in firsts if len(word) == 1 and word[0].kind == "bare" and word[0].text in _ONLY_INSIDE]


def _ruby_open(text: bytes) -> int:
    """How many more blocks are opened than closed, as far as the words of lines tell."""
    return sum(_opened(line) for line in _ruby_lines(text.decode("utf-8", "replace")))


def _ruby_lines(text: str) -> Iterator[str]:
    """Lines without strings, comments, and texts over several lines."""
    inside, end = False, ""
    for line in text.split("\n"):
        if end:
            end = "" if line.strip() == end else end
        elif line.startswith("__END__"):
            return
        elif line.startswith(("=begin", "=end")):
            inside = line.startswith("=begin")
        elif not inside and len(line) <= _LONGEST:
            end = found["end"] if (found := _RUBY_TEXT.search(line)) else ""
            yield _RUBY_COMMENT.sub("", _LINE_STRING.sub('""', line))


def _opened(line: str) -> int:
    found = len(_RUBY_OPENER.findall(line.strip())) - (_RUBY_LOOP.match(line) is not None)
    return found - len(_RUBY_END.findall(line))
