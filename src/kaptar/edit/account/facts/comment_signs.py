"""The signs of comments by kind of file, so that code of one language is not taken for a comment of another.

There are two readings. The wide one is for what comes, and for the lines around a change: a comment may not take the place of
code, also where it has the signs of another language. The narrow one is for what goes: comments go more freely than code, so
only a line that is a comment for sure counts as one. For a kind of file that is listed here the two differ by signs with which no
line of code begins there. Of any other kind the wide reading has the signs of all languages, and the narrow one those that begin
code in hardly any. Texts for people have one reading: any line there is content, and each sign is taken for that of a comment.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from kaptar.edit.account.facts import comments
from kaptar.edit.account.facts.comment_kinds import BARE, TEXTS, Kind, kind_of
from kaptar.edit.said import is_mirrored
from kaptar.languages import LANGUAGES

_DIALECTS = {language.number: language.dialect for language in LANGUAGES.values()}


class CommentSigns:
    """Tells the comments of one file.

    Args:
        kind: what is known of the kind of file.
        texts: gives the lines of the old and the new text, stripped: they are read where a line begins with ``*``.
    """

    def __init__(self, kind: Kind, texts: Callable[[], Iterable[Iterable[str]]]) -> None:
        self._kind, self._texts = kind, texts
        self._own = None if kind.own is None else (*kind.own, *TEXTS)
        self._wide = None if self._own is None or kind.wide is None else (*self._own, *kind.wide)
        self._starred: frozenset[str] | None = None
        self._inside: frozenset[str] | None = None

    @property
    def is_prose(self) -> bool:
        """Whether the file is a text for people."""
        return self._own is None

    def is_comment(self, text: str) -> bool:
        """Whether a stripped line may be a comment, or belong to one: the wide reading."""
        if is_shaped(text) or (self._kind.blocks and self._is_inside(text)):
            return True
        if self._wide is not None:
            return self._has(self._wide, text)
        if self._own is not None and (self._is_code(text) or self._has(self._own, text)):
            return not self._is_code(text)
        return comments.is_comment(text)

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
        return not text.startswith(("*", *TEXTS)) and not 0 <= ends < len(text) - 2 and is_comment(text)

    def _has(self, signs: tuple[str, ...], text: str) -> bool:
        if not text.startswith(signs):
            return signs is self._wide and text in BARE
        return not self._is_code(text)

    def _is_code(self, text: str) -> bool:
        """Whether a line is code with a sign of a comment: the kind says so, or its star stands somewhere outside of comments."""
        if text[:1] != "*" or text.startswith("*/") or self._kind.is_starred:
            return bool(self._kind.code(text))
        if self._starred is None:
            self._starred = frozenset(line for lines in self._texts() for line in _starred_code(lines))
        return text in self._starred

    def _is_inside(self, text: str) -> bool:
        """Whether a line stands in comments over several lines alone, that have no sign on each line."""
        if self._inside is None:
            self._inside = _inside_alone([*map(list, self._texts())], self._kind.blocks)
        return text in self._inside


_BRACKETS = frozenset("([{<")
_SIGNS = re.compile(r"[^\w\s]{2,6}+")


def is_shaped(text: str) -> bool:
    """Whether a line is a comment by its shape, in any language: ``{{-- x --}}``, ``<#-- x -->``, ``{{/* x */}}``."""
    if text[:1] not in _BRACKETS or text[-1:].isalnum():
        return False
    before, behind = _SIGNS.match(text), _SIGNS.match(text[::-1])
    if before is None or behind is None or before.end() + behind.end() >= len(text):
        return False
    return is_mirrored(before[0], behind[0][::-1])


def _inside_alone(texts: list[list[str]], blocks: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """The lines with text that stand in comments over several lines alone, below the first line of each."""
    inside: Counter[str] = Counter()
    for lines in texts:
        for start, end in _comments_below(lines, blocks):
            inside.update(filter(None, lines[start:end]))
    if not inside:
        return frozenset()
    everywhere = Counter(text for lines in texts for text in lines if text in inside)
    return frozenset(text for text, count in inside.items() if count == everywhere[text])


def _comments_below(lines: list[str], blocks: tuple[tuple[str, str], ...]) -> Iterator[tuple[int, int]]:
    """Where the comments over several lines stand, without their first lines, and without a last line that has code behind."""
    signs, below = tuple(sign for sign, _ in blocks), 0
    for number in [number for number, text in enumerate(lines) if text.startswith(signs)]:
        if number < below:
            continue
        text = lines[number]
        sign, end = next(each for each in blocks if text.startswith(each[0]))
        if end in text[len(sign) :]:
            continue
        last = next((n for n in range(number + 1, len(lines)) if end in lines[n]), len(lines))
        below = last + 1
        has_code = last < len(lines) and any(map(str.isalnum, lines[last].partition(end)[2]))
        yield number + 1, last if has_code else below


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
    return CommentSigns(kind_of(name, _DIALECTS.get(dialect, "")), texts)
