"""Strings over several lines by their signs alone, in any language: where no table tells what a line lies in."""

import re
from collections.abc import Callable, Iterator, Sequence

_QUOTES = ('"""', "'''", "`")
_HEREDOC = re.compile(r"<<(?:[-~]|<)?+ {0,4}+\\?+(['\"]?+)([A-Za-z_]\w*+)\1")
_SHELL = re.compile(r"(?:export |local |readonly )?\w+=(['\"])(?:(?!\1).)*")
"""A line of a shell that begins a string over several lines."""
_SIGNS = ("<<", "='", '="')
"""What lines have that begin a string of a shell."""
_PAIRS = (("<pre", "</pre"), ("<textarea", "</textarea"))
"""Elements whose blanks are content."""
_BRACKETS = re.compile(
    r"\[(?P<level>=++)\[|(?P<long>\[\[)[ \t]{0,40}+$|%[qQ](?P<kind>[(\[{<])"
    r"|\{(?P<mark>[a-z_]{0,40}+)\|(?![\w, *&]{0,40}+\|)|\[[a-z]\w{0,40}+(?P<quasi>\|)(?!\|)"
)
"""Lua and CMake, Ruby, OCaml, Haskell. A long bracket without a level begins a string where nothing else follows on its line."""
_DOCUMENTED = re.compile(r"=(?:pod|head\d|over|item|begin|for|encoding)\b")
"""A line that begins documentation in Perl and Ruby, in the first column."""
_DOCUMENTED_TO = ("=cut", "=end")
_CLOSES = {"(": ")", "[": "]", "{": "}", "<": ">"}
_ESCAPED = re.compile(r"\\.|'\"'")
_DOUBLE, _SINGLE = re.compile(r"\"[^\"]*+\""), re.compile(r"'[^']*+'")


def values_over_lines(lines: Sequence[str], is_comment: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """First and last lines of strings that begin behind other code, by the quotes that all languages have, and of heredocs."""
    text = "\n".join(lines)
    for quote in _QUOTES:
        opened = -1
        for n in _lines_with(quote, text):
            line = lines[n]
            if line.count(quote) % 2 == 0 or (opened < 0 and is_comment(line) and not line.startswith(quote)):
                continue
            if opened >= 0 and not lines[opened].startswith(quote):
                yield opened, n
            opened = n if opened < 0 else -1
    for n in sorted({n for sign in _SIGNS for n in _lines_with(sign, text)}):
        if (opening := _SHELL.fullmatch(lines[n])) and (
            end := next((m for m in range(n + 1, len(lines)) if opening[1] in lines[m]), 0)
        ):
            yield n, end
        if (heredoc := _HEREDOC.search(lines[n])) and (end := _end_of_heredoc(lines, n, heredoc[2])):
            yield n, end


def content_over_lines(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last lines of elements whose blanks are content."""
    text = "\n".join(lines)
    for begin, close in _PAIRS:
        for n in _lines_with(begin, text):
            if close not in lines[n] and (end := next((m for m in range(n + 1, len(lines)) if close in lines[m]), 0)):
                yield n, end


def open_quotes(lines: Sequence[str], is_comment: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """First and last lines of what a quote or a long bracket opens in a line and closes in a later one; wider than true."""
    end, never = -1, set[str]()
    for n, line in enumerate(lines):
        closer = _opened(line) if n > end and (not is_comment(line) or _DOCUMENTED.match(line)) else ""
        if not closer or closer in never:
            continue
        closers = _DOCUMENTED_TO if closer in _DOCUMENTED_TO else (closer,)
        close = next((m for m in range(n + 1, len(lines)) if any(each in lines[m] for each in closers)), -1)
        if close >= 0:
            end = close
            yield n, close
        else:
            never.add(closer)


def _opened(line: str) -> str:
    """What closes the string or the documentation that a line leaves open; "" where it leaves none open."""
    if _DOCUMENTED.match(line):
        return _DOCUMENTED_TO[0]
    if (found := _BRACKETS.search(line)) is not None:
        closer = _closer(found)
        return closer if closer not in line[found.end() :] else ""
    plain = _ESCAPED.sub("", line.removesuffix("\\"))
    if '"' in _DOUBLE.sub("", _SINGLE.sub("", plain)) and '"' in _DOUBLE.sub("", plain):
        return '"'
    return "'" if "'" in _SINGLE.sub("", _DOUBLE.sub("", plain)) else ""


def _closer(found: re.Match[str]) -> str:
    if found["level"] or found["long"]:
        return f"]{found['level'] or ''}]"
    if found["kind"]:
        return _CLOSES[found["kind"]]
    return "|]" if found["quasi"] else f"|{found['mark']}}}"


def _end_of_heredoc(lines: Sequence[str], first: int, tag: str) -> int:
    return next((n for n in range(first + 1, len(lines)) if lines[n].rstrip(";,) ") == tag), 0)


def _lines_with(sign: str, text: str) -> Iterator[int]:
    """The numbers of the lines that have a sign, in order."""
    at, line, counted = text.find(sign), 0, 0
    while at >= 0:
        line += text.count("\n", counted, at)
        counted = at
        yield line
        end = text.find("\n", at)
        at = text.find(sign, end) if end >= 0 else -1
