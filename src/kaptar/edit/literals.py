"""Forms of comments and literals: each takes a text and the place where its signs begin, and tells where it ends.

A form gives `OPEN` for a string or character that ought to end on its line and does not.
"""

import re
from collections.abc import Callable

Form = Callable[[str, int], int]
OPEN = -1

_CHARACTER = re.compile(r"'(?:[^'\\\n]|\\[^\n]{1,10}?)'")
_CHARACTERS = re.compile(r"'(?:[^'\\\n]|\\[^\n]){1,8}+'")
_RAW_OF_C = re.compile(r'R"([^()\\\s]{0,16})\(')
_LONG_BRACKET = re.compile(r"(?:--)?\[(=*+)\[")
_QUASI_QUOTE = re.compile(r"\[\w[\w.]{0,60}+\|")
_DASHES = re.compile(r"--++(?![!#$%&*+./<=>?@\\^|~:])")
_HERE = re.compile(r"<<-?[ \t]{0,9}+(\w{1,60}+)[^\n]*+")
_REGEX = re.compile(r"/(?![*/])(?>(?:[^/\\\[\n]|\\[^\n]|\[(?>(?:[^\]\\\n]|\\[^\n])*)\])+)/")
_BEFORE_A_REGEX = frozenset("=(,:;!&|?{}[\n>")
_WORDS_BEFORE_A_REGEX = ("return", "typeof", "case", "else", "in", "of", "yield", "await", "throw")


def line_comment(text: str, at: int) -> int:
    """Up to the end of the line."""
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def until(begin: str, end: str) -> Form:
    """All from one sign to another, over lines."""
    return lambda text, at: _behind(text, end, at + len(begin))


def quoted(quote: str) -> Form:
    """A string with escapes that ends on its line."""
    return lambda text, at: _end(text, quote, at + 1, line_comment(text, at)) or OPEN


def going_on(quote: str) -> Form:
    """The same where a backslash takes the line end with it, as ``\\z`` of Lua does."""

    def read(text: str, at: int) -> int:
        stop = line_comment(text, at)
        while stop < len(text) and (_is_escaped(text, stop, at + 1) or text[stop - 2 : stop] == "\\z"):
            stop = line_comment(text, stop + 1)
        return _end(text, quote, at + 1, stop) or OPEN

    return read


def over_lines(quote: str) -> Form:
    """A string with escapes that may go over lines."""
    return lambda text, at: _end(text, quote, at + 1, len(text)) or len(text)


def doubled(quote: str) -> Form:
    """A string that ends on its line, in which a quote is written twice."""

    def read(text: str, at: int) -> int:
        end, stop = at + 1, line_comment(text, at)
        while (end := text.find(quote, end, stop)) >= 0:
            if text[end + 1 : end + 2] != quote:
                return end + 1
            end += 2
        return OPEN

    return read


def verbatim(text: str, at: int) -> int:
    """A string such as ``@"…"``, over lines, in which a quote is written twice."""
    end = text.index('"', at) + 1
    while (end := text.find('"', end)) >= 0:
        if text[end + 1 : end + 2] != '"':
            return end + 1
        end += 2
    return len(text)


def plain_or_named(text: str, at: int) -> int:
    """A string as in Nim: with a word in front of it a backslash is a sign like any other."""
    return doubled('"')(text, at) if at and text[at - 1].isalnum() else quoted('"')(text, at)


def character(text: str, at: int) -> int:
    """One character between single quotes, or a quote that is something else."""
    return _character(text, at, _CHARACTER)


def characters(text: str, at: int) -> int:
    """The same where several may stand between them, as in C."""
    return _character(text, at, _CHARACTERS)


def many_quotes(text: str, at: int) -> int:
    """A string of C# between three quotes or more, with as many at its end."""
    end = _behind_run(text, '"', at)
    return _behind(text, '"' * (end - at), end)


def with_signs(text: str, at: int) -> int:
    """A string with signs around its quotes, as many on both sides: ``#"…"#``."""
    quote = _behind_run(text, "#", at)
    return _behind(text, '"' + "#" * (quote - at), quote + 1) if text[quote : quote + 1] == '"' else quote


def raw_of_rust(text: str, at: int) -> int:
    """``r"…"`` and ``r#"…"#``."""
    return with_signs(text, at + 1) if text[at + 1] == "#" else _behind(text, '"', at + 2)


def raw_of_c(text: str, at: int) -> int:
    """``R"mark(…)mark"``."""
    found = _RAW_OF_C.match(text, at)
    return _behind(text, f'){found[1]}"', found.end()) if found else going_on('"')(text, at + 1)


def long_bracket(text: str, at: int) -> int:
    """Lua's strings and comments in brackets."""
    found = _LONG_BRACKET.match(text, at)
    if found is not None:
        return _behind(text, f"]{found[1]}]", found.end())
    return line_comment(text, at) if text[at] == "-" else at + 1


def quasi_quote(text: str, at: int) -> int:
    """Haskell's ``[name| … |]``."""
    found = _QUASI_QUOTE.match(text, at)
    return _behind(text, "|]", found.end()) if found else at + 1


def dashes(text: str, at: int) -> int:
    """A comment of Haskell, which two dashes begin that are no part of an operator."""
    return line_comment(text, at) if _DASHES.match(text, at) else at + 2


def here_document(text: str, at: int) -> int:
    """``<<END`` up to the line that says only that word."""
    found = _HERE.match(text, at)
    if found is None:
        return at + 2
    begin = found.end()
    while begin < len(text):
        end = line_comment(text, begin + 1)
        if text[begin + 1 : end].strip() == found[1]:
            return end
        begin = end
    return len(text)


def regex(text: str, at: int) -> int:
    """A regular expression of JavaScript, or a division."""
    before = text[max(0, at - 200) : at].rstrip(" \t")
    may_be_one = not before or before[-1] in _BEFORE_A_REGEX or before.endswith(_WORDS_BEFORE_A_REGEX)
    found = _REGEX.match(text, at) if may_be_one else None
    return found.end() if found else at + 1


def address(text: str, at: int) -> int:
    """``url(…)`` of a style sheet, whose text may have quotes that are none; one that begins with a quote is a string."""
    begin = at + len("url(")
    return begin if text[begin : begin + 1] in ('"', "'", " ") else min(_behind(text, ")", begin), line_comment(text, at))


def _behind(text: str, sign: str, at: int) -> int:
    end = text.find(sign, at)
    return end + len(sign) if end >= 0 else len(text)


def _behind_run(text: str, sign: str, at: int) -> int:
    while text[at : at + 1] == sign:
        at += 1
    return at


def _end(text: str, quote: str, at: int, stop: int) -> int:
    """Behind the next quote without a backslash in front of it; 0 for none before ``stop``."""
    begin = at
    while (at := text.find(quote, at, stop)) >= 0:
        if not _is_escaped(text, at, begin):
            return at + 1
        at += 1
    return 0


def _is_escaped(text: str, at: int, begin: int) -> bool:
    first = at
    while first > begin and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1


def _character(text: str, at: int, form: re.Pattern[str]) -> int:
    if (found := form.match(text, at)) is not None:
        return found.end()
    before = text[at - 1 : at] if at else ""
    is_alone = not (before.isalnum() or before in ("_", "'"))
    return OPEN if is_alone and text[at + 1 : at + 2] == "\n" else at + 1
