"""Comments that say nothing but that something stays, or was left out, in the words of many languages.

A comment is a marker by its words only if all of its words are on the lists of one language, and one of them says that something
stays. A comment with a word of its own ("the rest of the header") is left to the rules about places.
"""

import re
from collections.abc import Callable, Collection
from functools import cache
from unicodedata import category, normalize

from kaptar.edit.account.facts.marker_words import ALONE_BESIDE, ENGLISH, JOINED, OTHERS

_MOST_WORDS = 10
"""Words of a comment that can be a marker, at most."""
_LONGEST = 120
"""Characters of a comment that can be a marker, at most."""
_PARTED = re.compile(r"[^\w\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff]+|_+")
_LINE = r"(?:lines?|zeilen?|lignes?|l[ií]neas?|linhas?|righe|строк[иа]?|行)"
_LINES = re.compile(
    rf"\W*(?:{_LINE}\W*\d+(?:\W+(?:to\W+)?\d+)?|l\d+\W+l?\d+|\d+\W+(?:more\W+|other\W+|unchanged\W+)?{_LINE})\W*", re.IGNORECASE
)
"""The numbers of lines, or how many there are."""
_SIGNS = re.compile(r"[\s\[\](){}<>]*(?:\u22ee|\u22ef|\ufe19|\u22f1|\u2702|8<|>8|\*\*\*|~~~|\.(?: \.)+)[\s\[\](){}<>-]*")
"""Signs that stand for what is left out."""
ALONE = frozenset((
    "skip", "skipped", "cut", "keep", "kept", "stay", "stays", "same", "hidden", "fold", "folded", "continued",
    "continues", "cont", "remains", "unmodified", "more", "rest", "above", "before", "original", "previous",
))  # fmt: skip
"""English words that are markers alone, or beside words such as "the" and "code"."""
_LETTERS = str.maketrans("\u0131\u0142\u00f8\u00e6", "iloa")
"""Letters of which no accent can be taken off."""
_SHARED = frozenset(("todo", "code", "fmt", "etc", "import", "imports"))
"""Words that stand in comments of any language."""
_CODE = r"(?:code|body|logic|implementation)"
_WHOLE = r"(?:code|file|implementation|logic|contents?|body|functions|methods|stuff|things|steps|parts)"
_BEFORE = rf"(?:above|below|before|previously|earlier|original(?: {_WHOLE})?|file|it was|is)"
_HERE = r"(?: (?:here|below|above|needed|required|after|from|this|that|point|in|part|section|file))*"
_ON = r"(?: (?:here|stays?|remains?|goes|continues?|follows|below|above|unchanged|as|is|before))*"
_PHRASES = re.compile(
    rf"(?:(?:intentionally|deliberately) )?(?:left|cut) out"
    rf"|(?:and )?so on(?: and so forth)?|to be continued|cont d|code continues{_ON}"
    rf"|(?:code )?(?:as|like|see|same as|copy from|refer to|identical to|as in) (?:in )?(?:the )?{_BEFORE}"
    rf"|(?:leave|left|keep|kept|stays?|remains?) (?:(?:it|this|them|everything|all|the|code) )*"
    rf"(?:as (?:is|it is|it was|before|they are)|here|alone)"
    rf"|(?:not|nothing|no|none|never|un) ?(?:(?:other|else|further|more|code|is|was|has|been|here) )*"
    rf"(?:changed?|changes|modified|modifications?|shown|displayed|altered|touched|included|edits?){_HERE}"
    rf"|(?:the )?(?:current|original|previous|prior|earlier|old|other|more|some|your) (?:{_CODE}|contents?|stuff|things){_ON}"
    rf"|(?:the )?{_CODE} (?:stays|remains|continues|omitted|here)(?: here| the same)*"
    rf"|placeholder(?: for (?:the )?(?:(?:existing|original|rest|of|the) )*{_WHOLE})?"
    rf"|(?:include|insert|keep|leave|add|copy|paste|retain|preserve) (?:(?:the|all|of|your) )*"
    rf"(?:rest|remaining|existing|original|previous|current|other|old)(?: of (?:the |your )?)?(?: ?{_WHOLE})?{_ON}"
)
"""Sayings of English that are markers, of words that are none by themselves."""
_EARLIER = re.compile(
    r"(?:as|like|wie|comme|igual que|continues as) (?:in|im|dans|en|you|we)? ?(?:(?:the|your|l|el) )?"
    r"(?:current |original |old )?(?:file|original|version|had it|code)"
    r"|(?:(?:the|your|all|other|and) )*(?:previous|previously|original|earlier|old|other)(?: defined| declared)?"
    r" (?:helpers|functions|methods|handlers|classes|routes|tests|types|code|members|fields|definitions|stuff)"
    r"(?: (?:here|go|goes|come|above|below|continue|follow|stay|unchanged|as|before|they|were))+"
    r"|(?:(?:the|your|all) )*(?:previous|previously|original)(?: defined| declared)?"
    r" (?:helpers|functions|methods|handlers|classes|routes|tests|types|code|members|fields|definitions|stuff)"
)
_EARLIER_WORDS = frozenset(("file", "original", "version", "had", "code", "previous", "previously", "earlier", "old", "other"))
"""Words of which each text that `_EARLIER` fits has one."""
"""Sayings that the file's own code stands there, of comments that stand alone."""


def says_left_out(text: str) -> bool:
    """Whether the words of a comment say nothing but that something stays or was left out, in one of the languages here.

    Args:
        text: what the comment says, without the signs that begin and end it.
    """
    if len(text) > _LONGEST:
        return False
    if _SIGNS.fullmatch(text) or (any(map(str.isdigit, text)) and _LINES.fullmatch(text)):
        return True
    words = [word for word in _PARTED.split(_plain(text)) if word and not word.isdigit()]
    if not 0 < len(words) <= _MOST_WORDS:
        return False
    if text.isascii() and (_PHRASES.fullmatch(" ".join(words)) or _is_alone(words)):
        return True
    if any(language.says(words) for language in _languages()):
        return True
    joined = "" if text.isascii() else "".join(words)
    return any(there.fullmatch(joined) and core.search(joined) for there, core in joined_markers()) if joined else False


def is_foreign(text: str) -> bool:
    """Whether a text has a word of another language than English that says that something stays, and none of English."""
    words = _PARTED.split(_plain(text))
    english, *others = _languages()
    return not english.has_core(words) and any(each.has_core(words) for each in others)


def may_say_left_out(text: str, names: Callable[[], Collection[str]], *, stands_apart: bool) -> bool:
    """Whether a comment that stands alone on its line can say that something stays, by more words than `says_left_out` has.

    Args:
        names: gives the words that name something of the file. It is asked only for a comment that has a word of the lists.
        stands_apart: blank lines part it from the code: then one word of four may be another.
    """
    if len(text) > _LONGEST:
        return False
    every = [word for word in _PARTED.split(_plain(text)) if word and not word.isdigit()]
    if _EARLIER_WORDS.isdisjoint(every) and not any(each.has_core(every) for each in _languages_alone()):
        return False
    plain = {_plain(name) for name in names()}
    words = [word for word in every if word not in plain]
    if not 0 < len(words) <= _MOST_WORDS:
        return False
    if text.isascii() and _EARLIER.fullmatch(" ".join(words)):
        return True
    return any(each.mostly_says(words) if stands_apart else each.says(words) for each in _languages_alone())


def _is_alone(words: list[str]) -> bool:
    rest = [word for word in words if word not in ("the", "this", "it", "code", "as", "is", "here", "all", "of", "todo")]
    return len(rest) == 1 and rest[0] in ALONE


def _plain(text: str) -> str:
    """In lower case and without accents."""
    parted = normalize("NFKD", text.casefold())
    return "".join(sign for sign in parted if category(sign) != "Mn").translate(_LETTERS)


class _Language:
    """The words of one language."""

    def __init__(self, core: str, beside: str) -> None:
        self._core, self._core_stems = _read(core)
        self._beside, self._beside_stems = _read(beside)

    def has_core(self, words: list[str]) -> bool:
        """Whether one of the words says that something stays."""
        return any(map(self._is_core, words))

    def says(self, words: list[str]) -> bool:
        """Whether all words are of this language's lists, and one of them says that something stays."""
        return all(self._is_core(word) or self._is_beside(word) for word in words) and self.has_core(words)

    def mostly_says(self, words: list[str]) -> bool:
        """As `says`, where one word of four may be another."""
        known = sum(self._is_core(word) or self._is_beside(word) for word in words)
        return 4 * known >= 3 * len(words) and self.has_core(words)

    def _is_core(self, word: str) -> bool:
        return word in self._core or word.startswith(self._core_stems)

    def _is_beside(self, word: str) -> bool:
        return word in self._beside or word in _SHARED or word.startswith(self._beside_stems)


def _read(words: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Whole words, and beginnings of words."""
    all_words = _plain(words).split()
    return frozenset(word for word in all_words if word[-1] != "-"), tuple(word[:-1] for word in all_words if word[-1] == "-")


@cache
def _languages() -> tuple[_Language, ...]:
    return tuple(_Language(*each) for each in (ENGLISH, *OTHERS))


@cache
def _languages_alone() -> tuple[_Language, ...]:
    more = (ALONE_BESIDE.get(number, ("", "")) for number in range(len(OTHERS) + 1))
    return tuple(_Language(f"{a} {c}", f"{b} {d}") for (a, b), (c, d) in zip((ENGLISH, *OTHERS), more, strict=True))


@cache
def joined_markers() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """For each language the text that is made of its words alone, and the words that say that something stays."""
    return tuple((re.compile(f"(?>(?:{_either(core, beside)})+)"), re.compile(_either(core))) for core, beside in JOINED)


def _either(*words: str) -> str:
    every = {word for each in words for word in _plain(each).split()}
    return "|".join(map(re.escape, sorted(every, key=lambda word: (-len(word), word))))
