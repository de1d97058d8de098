"""Rules of a language that its parser here forgives and others hold: a formatter must not break what it has kept.

Each is a count of places in a text. A formatted text that has more of them than before, or fewer, is not written. Pure.
"""

import re
from collections.abc import Callable, Mapping

_MOST_OF_KEY = 1024
"""Characters of a key without ``?`` in YAML, on one line (1.2.2, 7.4)."""
_KEY_OVER_LINES = re.compile(r"^[ \t]{0,400}+[\]}][ \t]{0,40}+:(?=[ \t\n]|\Z)", re.MULTILINE)
_LONG_KEY = re.compile(rf"^[^\n]{{{_MOST_OF_KEY}}}[^\n]*?:(?=[ \t\n]|\Z)", re.MULTILINE)
_DECORATOR = re.compile(r"@[ \t\n]{0,40}+\(")

_COUNTED: Mapping[str, tuple[tuple[re.Pattern[str], Callable[[int, int], bool], str], ...]] = {
    "yaml": (
        (_KEY_OVER_LINES, int.__gt__, "would write a key over several lines, which YAML allows behind `?` alone"),
        (_LONG_KEY, int.__gt__, f"would write a key of over {_MOST_OF_KEY:,} characters without `?`"),
    ),
    **dict.fromkeys(
        ("javascript", "jsx", "typescript", "tsx"),
        ((_DECORATOR, int.__ne__, "would take the parentheses off a decorator, which only names and one call stand without"),),
    ),
}
"""By dialect: places, when their number after (first) and before (second) is wrong, and what the formatter would do then."""


def stricter_fault(before: bytes, after: bytes, dialect: str) -> str:
    """What a formatter would do that a stricter reader of the language does not take; "" for nothing."""
    old, new = (text.decode("utf-8", "replace") for text in (before, after))
    for places, is_wrong, said in _COUNTED.get(dialect, ()):
        if is_wrong(sum(1 for _ in places.finditer(new)), sum(1 for _ in places.finditer(old))):
            return said
    return ""
