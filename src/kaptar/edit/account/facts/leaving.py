"""Statements that leave their block, and lines that can be reached behind one: another branch, a label, a directive."""

import re

_LEAVES = re.compile(
    r"(?:return|RETURN|raise|throw|break|continue|exit|_exit|die|abort|quit|goto|panic!?|unreachable!|fatalError|log\.Fatal\w{0,2}"
    r"|(?:sys|process|os|std::process|System|Deno|Kernel|Environment)(?:\.|::)_?[eE]xit|exec(?=\s++[\"$]))(?![\w$-]|\s*+[:=.])"
)
_CONDITIONS = frozenset(("if", "unless"))
GOES_ON = (".", "?", ":", "||", "&&", "+", "|>")
"""What a line begins with that goes on with the value above it."""
_REACHED = re.compile(
    r"(?:case|default|when|else|elif|elsif|except|catch|rescue|finally|ensure)\b|[\w$]{1,80}+:$|[#:})\]]|end\b|;;"
)


def leaves(text: str) -> bool:
    """Whether a line begins with a statement that leaves its block, on no condition.

    A condition stands behind it in Ruby and Perl. In Python the other value stands behind it.
    """
    if _LEAVES.match(text) is None:
        return False
    words = text.split()
    return _CONDITIONS.isdisjoint(words[1:]) or "else" in words


def goes_another_way(text: str) -> bool:
    """Whether a block goes on in a line, though something above has left it."""
    return _REACHED.match(text) is not None
