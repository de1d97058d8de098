"""The syntax of git's files of settings, as git reads it: character by character, with git's own rules.

A comment ends with its line, whatever its last character is. Several headers and a setting may stand on one line. Where git
gives up on a file, what follows counts for nothing: git does not run with such a file at all. Pure.
"""

import re
from collections.abc import Iterator

_SPACE = " \t\n\r\f\v"
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b", "\\": "\\", '"': '"', "\n": ""}
_PLAIN = re.compile(r"[^\n\\\"#; \t\r\f\v]++")
_KEY = re.compile(r"[A-Za-z0-9-]*+")
_SECTION = re.compile(r"[A-Za-z0-9.-]*+")


class _Ends(Exception):
    """Git gives up here."""


def settings_in(content: bytes) -> Iterator[tuple[str, str]]:
    """Names and values, in their order; a value that versions of git read in two ways is there twice.

    A name has the section and the key in small letters, and ``*`` for what stands in quotes: ``includeif.*.path``.

    A setting without ``=`` is none that names a file.
    """
    text = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff").replace("\r\n", "\n") + "\n"
    try:
        yield from _Reader(text).settings()
    except _Ends:
        return


class _Reader:
    """Goes through a text once."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def settings(self) -> Iterator[tuple[str, str]]:
        section = ""
        while (char := self._next()) != "":
            if char in "#;":
                self._at = self._text.find("\n", self._at)
            elif char == "[":
                section = self._section()
            elif char not in _SPACE:
                key = self._key(char)
                for value in self._after_key():
                    yield f"{section}.{key}", value

    def _next(self) -> str:
        """The next character; "" at the end."""
        char = self._text[self._at : self._at + 1]
        self._at += 1
        return char

    def _section(self) -> str:
        found = _SECTION.match(self._text, self._at)
        name = found[0] if found else ""
        self._at += len(name)
        char = self._next()
        if char in _SPACE and char:
            self._quoted_part(char)
            name += ".*"
        elif char != "]":
            raise _Ends
        return name.lower()

    def _quoted_part(self, char: str) -> None:
        while char in _SPACE:
            if char in ("\n", ""):
                raise _Ends
            char = self._next()
        if char != '"':
            raise _Ends
        while (char := self._next()) != '"':
            char = self._next() if char == "\\" else char
            if char in ("\n", ""):
                raise _Ends
        if self._next() != "]":
            raise _Ends

    def _key(self, first: str) -> str:
        if not (first.isascii() and first.isalpha()):
            raise _Ends
        found = _KEY.match(self._text, self._at)
        rest = found[0] if found else ""
        self._at += len(rest)
        return (first + rest).lower()

    def _after_key(self) -> tuple[str, ...]:
        """The value; none where there is none."""
        while (char := self._next()) in (" ", "\t"):
            pass
        if char in ("\n", ""):
            return ()
        if char != "=":
            raise _Ends
        return self._value()

    def _value(self) -> tuple[str, ...]:
        """The value as it stands, and with a space for each blank between words: versions of git differ in that."""
        out: list[str] = []
        between: set[int] = set()
        blanks, quoted = "", False
        while True:
            if (plain := _PLAIN.match(self._text, self._at)) is not None:
                between.add(len(out))
                out += (blanks, plain[0])
                blanks, self._at = "", plain.end()
            char = self._next()
            if char in ("\n", ""):
                if quoted:
                    raise _Ends
                spaced = (" " * len(each) if at in between else each for at, each in enumerate(out))
                return tuple(dict.fromkeys(("".join(out), "".join(spaced))))
            if char in _SPACE and not quoted:
                blanks += char if out else ""
                continue
            if char in "#;" and not quoted:
                self._at = self._text.find("\n", self._at)
                continue
            between.add(len(out))
            out.append(blanks)
            blanks = ""
            if char == "\\":
                out.append(self._escaped())
            elif char == '"':
                quoted = not quoted
            else:
                out.append(char)

    def _escaped(self) -> str:
        char = self._next()
        if char not in _ESCAPES:
            raise _Ends
        return _ESCAPES[char]
