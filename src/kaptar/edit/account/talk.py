"""Words to the user above or below a text that is taken for the whole file: "OK", "I changed …", "Let me know …".

Many kinds of files accept any line, and a lone word is a statement in many languages. So new lines at the two ends of a text that
could be said to the user have two meanings.
"""

import re
from collections.abc import Sequence

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.findings import Reach
from kaptar.edit.outcome import Complaint

_LONGEST = 300
"""Characters of a line that is looked at, at most."""
_FEW_WORDS = 3
"""Plain words that a line of a text for people has."""
_MOST_LINES = 60
"""New lines at an end of a text that are looked at, at most."""
_ICON = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\s]++")
_SAID = re.compile(
    r"(?:OK(?:AY)?|Okay|Sure(?: thing)?|Done|All done|Certainly|Absolutely|Of course|Great|Perfect|Understood|Got it|No problem"
    r"|Updated|Fixed|Finished|Here you go|Alright|Yes|EOF|EOT|END[_ ]OF[_ ]FILE)(?:\s*+[.!:,]++)?",
)
"""A word to the user, or to a tool, that is all of its line."""
_BEGINS = re.compile(
    r"(?:I|I['\u2019](?:ve|ll|m)|We|We['\u2019]ve|Let me|Please|Feel free|If you|You can|As requested|As you|Hope|Note that"
    r"|Here(?: is| are|['\u2019]s)|(?:This|These|That|With|The) (?:this|change|changes|edit|update|updated|version|fix|file"
    r"|should|will|rest|above|only|following)|Nothing else|No other|Everything else|Only the|Sure|OK|Okay|Certainly|Done"
    r"|Great|Updated|Full file|Summary|Explanation)\b"
)
"""The beginning of a sentence to the user."""
_TO_USER = re.compile(
    r"I(?:['\u2019]ve| have)? (?:also |only )?(?:\w+ed|made|kept|left|rewrote|put)\b"
    r"|(?:That is|That['\u2019]s) (?:all|it)\b"
    r"|(?:Let me know|Feel free|I hope|Hope (?:this|that)|As (?:you )?(?:requested|asked)|(?:Nothing|Everything) else"
    r"|(?:This|That) (?:change|edit|update|should|fixes))\b"
)
"""The beginning of a sentence that says what was done, or what the user may do."""
_LABEL = re.compile(
    r"(?:The |Key |Main |Summary of (?:the )?|What )?(?:[Cc]hanges?|[Cc]hanged|[Uu]pdates?|[Uu]pdated|[Ff]ix(?:es)?|Explanation"
    r"|Summary|Notes?|Full|New|Modified)(?>(?: (?:made|applied|files?|code|below|version|config|summary|the)){0,4})\W*"
)
"""A heading of what was done."""
_BOLD = re.compile(r"\*\*([^*]{1,80})\*\*:?")
_PLAIN = re.compile(r"[\w'\u2019`\"(),.!?:*/\u2014\s-]++")
_KEY = re.compile(r"[\w.-]++:\s")
_SMALL = re.compile(
    r"\b(?:the|a|an|is|are|was|were|you|your|it|its|to|for|of|in|with|as|and|this|that|me|if|need|all|now|not|be|has|have"
    r"|die|der|das|und|ist|ein|eine|habe|le|la|les|et|est|une?|el|los|una?|es|que|os|um|uma|di|il)\b"
)
"""Words that sentences have, and code hardly has."""
_WORDS = re.compile(r"[^\W\d_]{2,}")
_ANY = re.compile(r"\w+")
_LONE = re.compile(r"([A-Z][a-z]{1,20}|[A-Z]{2,6})[.!:]?")
"""A lone word in capital letters, or with one: in code it does nothing."""
_LOUD = re.compile(r"[A-Z]\w{1,20}!")
_ENDS = ".!?:\u3002\uff01\uff1f\uff1a"
_ONCE = ("#!", "<?php", "<?xml", "<!doctype")
"""The beginnings of lines above which no other may stand."""
_TITLE = re.compile(r"#{1,2}\s|<h1|<p\s+align|---$", re.IGNORECASE)
_UNDER = re.compile(r"(?:={3,}|-{3,})$")


def check_talk(difference: Difference, reach: Reach, *, is_fenced: bool) -> Complaint | None:
    """No new line at an end of a text could be said to the user.

    Args:
        is_fenced: the text stood in a fence: then a sentence of a document is its own.
    """
    head, tail = _ends(difference)
    if reach is not Reach.PROSE:
        told = _above_the_first(difference, head) or _talk(head, reach, difference) or _talk(tail[::-1], reach, difference)
    else:
        told = "" if is_fenced else _above_a_title(difference, head) or _told_below(tail)
    return _two_meanings(told, "leave it out, or say --format whole_file") if told else None


def check_talk_around(difference: Difference, reach: Reach) -> Complaint | None:
    """No line that a snippet brings above the first or below the last line of a file could be said to the user.

    In a text for people a sentence may come there. It is said to the user where it begins as such sentences do, with nothing new
    between it and the file's own lines below the last one. A text without any words, such as a list of names, gets none.
    """
    head, tail = _ends(difference)
    if not head and not tail:
        return None
    if reach is not Reach.PROSE or not any(map(_has_words, difference.old)):
        told = _talk(head, reach, difference) or _talk(tail[::-1], reach, difference)
    else:
        handed = next((line.strip() for line in head[:1] if _is_to_user(line, _BEGINS)), "")
        told = handed or _above_a_title(difference, head) or _told_below(tail[:1])
    return _two_meanings(told, "leave it out, or quote a line beside it in a block") if told else None


def _two_meanings(told: str, way_out: str) -> Complaint:
    return "ambiguous", f"the line {told[:80]!r} could be said to the user, or be a line of the file; {way_out}"


def _ends(difference: Difference) -> tuple[list[str], list[str]]:
    """The new lines above the first and below the last line that the file had, from top to bottom; blanks mark indented ones."""
    new, known = difference.new, {line for line in difference.old if line}
    first = next((n for n, line in enumerate(new) if line in known), len(new))
    last = next((n for n in range(len(new) - 1, -1, -1) if new[n] in known), -1)
    numbers = range(min(first, _MOST_LINES)), range(max(last + 1, len(new) - _MOST_LINES), len(new))
    head, tail = ([" " * min(difference.indent(n), 1) + new[n] for n in lines] for lines in numbers)
    return _trimmed(head), _trimmed(tail)


def _trimmed(lines: list[str]) -> list[str]:
    filled = [n for n, line in enumerate(lines) if line.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _talk(lines: Sequence[str], reach: Reach, difference: Difference) -> str:
    """The line of talk among new lines at one end of code or data, the outermost one first; "" for none."""
    if not lines:
        return ""
    outer = _bare(lines[0])
    if _SAID.fullmatch(outer) or _LOUD.fullmatch(outer):
        return "" if _ends_a_text(outer, difference.new) else lines[0].strip()
    if reach is Reach.CODE and (lone := _LONE.fullmatch(outer)) and not _is_said_elsewhere(lone[1], outer, difference.new):
        return lines[0].strip()
    if _is_sentence(lines[0]):
        return lines[0].strip()
    return next((line.strip() for line in lines if _is_heading(line) or _is_to_user(line, _BEGINS)), "")


def _ends_a_text(word: str, lines: Sequence[str]) -> bool:
    """Whether a word ends a text that a line above begins with it, as in ``cat <<EOF``."""
    return any("<<" in line and word in _ANY.findall(line) for line in lines)


def _is_said_elsewhere(word: str, line: str, lines: Sequence[str]) -> bool:
    """Whether another line has a word: then it names something."""
    return any(word in other and word in _ANY.findall(other) for other in lines if _bare(other) != line)


def _bare(line: str) -> str:
    """A line without an icon in front, and without emphasis."""
    text = line.strip()
    icon = _ICON.match(text)
    text = text[icon.end() :] if icon else text
    bold = _BOLD.fullmatch(text)
    return bold[1].strip() if bold else text.replace("**", "")


def _is_heading(line: str) -> bool:
    """Whether a line is a heading of what was done: in bold, behind an icon, or with a colon."""
    text = line.strip()
    if line[:1] == " " or len(text) > _LONGEST or not any(map(str.isalpha, text)):
        return False
    if _BOLD.fullmatch(text) or (text[-1] == ":" and _LABEL.fullmatch(text)):
        return True
    return _ICON.match(text) is not None and text[-1] in _ENDS


def _is_sentence(line: str) -> bool:
    """Whether a line that is not indented is a sentence in plain words."""
    return line.strip()[-1:] in _ENDS and _is_plain(line)


def _has_words(line: str) -> bool:
    """Whether a line that is no comment or heading has several plain words, as those of a list of names have not."""
    return line[:1] != "#" and sum(word.strip(_ENDS + ",").isalpha() for word in line[:_LONGEST].split()) >= _FEW_WORDS


def _is_to_user(line: str, begins: re.Pattern[str]) -> bool:
    """Whether a line that is not indented is in plain words, and begins as what is said to the user."""
    return begins.match(_bare(line)) is not None and _is_plain(line)


def _is_plain(line: str) -> bool:
    text = _bare(line)
    if line[:1] == " " or not 0 < len(text) <= _LONGEST or _KEY.match(text):
        return False
    if not _PLAIN.fullmatch("".join(text.split("`")[::2]).strip(_ENDS) or "-"):
        return False
    if _is_foreign(text):
        return True
    return text[0].isupper() and len(_WORDS.findall(text)) >= 3 and _SMALL.search(text) is not None


def _is_foreign(text: str) -> bool:
    """Whether a text is in letters that hardly any code has."""
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) >= 4 and 2 * sum(not sign.isascii() for sign in letters) > len(letters)


def _above_the_first(difference: Difference, head: Sequence[str]) -> str:
    """A new line above one that no line may stand above; "" for none."""
    first = next((line for line in difference.old if line), "").lower()
    stays = first.startswith(_ONCE) and any(line.lower() == first for line in difference.new)
    return next((text for line in head if (text := line.strip()) and not text.startswith(("#!", "<"))), "") if stays else ""


def _above_a_title(difference: Difference, head: Sequence[str]) -> str:
    """A new paragraph of words above the title of a document; "" for none."""
    filled = [line for line in difference.old if line][:2]
    if not head or not filled or filled[0] not in difference.new:
        return ""
    is_title = _TITLE.match(filled[0]) is not None or (len(filled) > 1 and _UNDER.match(filled[1]) is not None)
    text = _bare(head[0])
    is_entry = any(_UNDER.match(line.strip()) for line in head[:3]) or re.match(r"[vV]?\d", text) is not None
    return head[0].strip() if is_title and text[:1].isalnum() and not is_entry else ""


def _told_below(tail: Sequence[str]) -> str:
    """A new line below a document that only says what was done, or what the user may do; "" for none."""
    for line in tail:
        text = _bare(line)
        if len(text) > _LONGEST or line[:1] == " ":
            continue
        is_label = _BOLD.fullmatch(line.strip()) is not None and _LABEL.fullmatch(text) is not None
        if is_label or _SAID.fullmatch(text) or _is_to_user(line, _TO_USER):
            return line.strip()
    return ""
