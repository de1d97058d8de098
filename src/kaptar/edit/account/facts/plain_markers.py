"""The grammar of markers that say nothing but that code stays: what stays, and that it does.

A marker is read clause by clause. A clause names what stays (``existing``, ``the rest of the``, ``other``, then a few nouns),
says that it stays (``unchanged``, ``as before``), or both. All else may be an instruction: words behind ``code`` (``existing code
reversed``), signs (``+ validation``), a clause about something that is not there (``no logging``), ``only``.
"""

import re
from collections.abc import Callable, Collection

from kaptar.edit.account.facts.marker_words import ALONE_BESIDE, ENGLISH
from kaptar.edit.account.facts.spoken_markers import is_foreign, says_left_out


def _read(words: str) -> frozenset[str]:
    return frozenset(words.split())


_EDGES = " \t.\u2026[](){}<>-*/#"
_CLAUSE = re.compile(r"[,;:()\u2013\u2014]|\s-{1,3}\s|\.\s")
_SIGNS = re.compile(r"[+=|~^%!?]|[-=]>")
"""Signs of a sum or a change."""
_WORD = re.compile(r"[\w$@][\w$.'\u2019/@-]*")
_LONGEST = 200
_MOST_NOUNS = 4
_CORE = frozenset(ENGLISH[0].split())
_CLOSED = _CORE | frozenset(f"{ENGLISH[1]} {' '.join(ALONE_BESIDE[0])}".split())
_FIRSTS = _read(
    "existing unchanged rest remaining remainder other others all the this previous original same current old more your our"
    " everything some any keep"
)
"""What begins a clause that names something which is there."""
_MASS = _read("code codes body logic implementation content contents text everything stuff rest remainder file")
"""Nouns that no other noun follows."""
_CALLED = _read(
    "function functions method methods class classes module modules component components section sections block blocks test tests"
    " step steps type types hook hooks route routes field fields"
)
"""Nouns that a name may follow."""
_THE = _read("the this that these those your our its each every")
_WHERE = _read("of for before after above below and or")
_IN = _read("in from on at")
_NEVER = _read("only just also no not none nothing never with to by but do does")
"""Words that say more, or no longer name what stays, beside a noun of its own."""
_OTHERS = _read("other others rest remaining all each every")


def is_plain(marker: str, names: Callable[[], Collection[str]]) -> bool:
    """Whether the words of a marker say nothing but that code stays.

    Args:
        marker: its words, without the signs of a comment.
        names: gives the words of the file.
    """
    text = marker.strip(_EDGES)
    if len(text) > _LONGEST:
        return False
    if not text or not text.isascii() or is_foreign(text):
        return True
    if _SIGNS.search(text) is not None:
        return False
    clauses = [words for part in _CLAUSE.split(text) if (words := _WORD.findall(part.replace("`", "")))]
    low = [[word.lower().rstrip(".") for word in words] for words in clauses]
    if any(map(_is_for_others, low)):
        return False
    if says_left_out(text):
        return True
    is_list = bool(low) and low[0][-1] not in _MASS
    return all(
        _is_entry(words, names) if number and is_list and words[0].lower() not in _FIRSTS else _is_plain(words, names, number)
        for number, words in enumerate(clauses)
    )


def _is_for_others(low: list[str]) -> bool:
    """Whether a clause says that something is done for others, too: ``etc. for other methods``, ``same for save``."""
    if "for" not in low:
        return False
    at = low.index("for")
    is_same = at > 0 and low[at - 1] == "same"
    return is_same or (low[0] not in _FIRSTS | _MASS and not _OTHERS.isdisjoint(low[at + 1 : at + 3]))


def _is_entry(words: list[str], names: Callable[[], Collection[str]]) -> bool:
    """Whether a clause is one more thing of a list: a word of the file, or a noun of many."""
    own = [word for word in words if word.lower() not in _CLOSED]
    return all(word in names() or (len(own) < _MOST_NOUNS and _is_many(word)) for word in own)


def _is_many(word: str) -> bool:
    return word.isalpha() and word.endswith("s") and not word.endswith("ss")


def _is_plain(words: list[str], names: Callable[[], Collection[str]], number: int) -> bool:
    low = [word.lower().rstrip(".") for word in words]
    own = [n for n, word in enumerate(low) if word not in _CLOSED]
    if not own:
        return True
    is_led = low[0] in _FIRSTS | _MASS
    if (number and not is_led) or len(own) > _MOST_NOUNS or not _NEVER.isdisjoint(low):
        return False
    return all(_may_stand(low, n, names, word=words[n], is_led=is_led) for n in own)


def _may_stand(low: list[str], at: int, names: Callable[[], Collection[str]], *, word: str, is_led: bool) -> bool:
    """Whether a word that is on no list is a noun of what stays, by the words beside it."""
    above = low[at - 1] if at else ""
    if word.lower().endswith("ly") and word not in names():
        return False
    if low[at + 1 : at + 2] and low[at + 1] in _THE:
        return False  # what has an article behind it is done to something: "sort these lines"
    if not above or above not in _CLOSED:
        return True
    if above in _IN:
        return is_led and word in names()
    if above in _WHERE:
        return (is_led or above in ("of", "and", "or")) and not (above in ("and", "or") and low[at - 2] in _MASS)
    if above in _THE:
        return True
    return above in _FIRSTS - _MASS or (above in _CALLED and word in names())
