"""Placeholders: lines that stand for code to come or to stay, without the dots of a marker. Pure: a line in, yes or no out."""

import re

from kaptar.edit.account.facts.rows import says_stays

_LONGEST = 400
"""Characters of a line that is looked at, at most: the patterns go back over what they have read."""
_HERE = re.compile(
    r"\W*(?:(?:the|your|add|put|insert|write|some|actual|real|more|own|rest|of)\W+)*"
    r"(?:code|implementation|logic|contents?|body|query|statements?)\W+(?:(?:goes|go|comes|is|to|be|continues)\W+)*here\W*",
    re.IGNORECASE,
)
"""The words of a comment that says where code is to be written, and nothing more."""
_COMMENT = re.compile(r"(?:\{/\*|<!--|/\*\*?|///?|--|#+|;+|%+|\(\*)\s*(.*?)\s*(?:\*/\}?|-->|\*\))?")
_INSIDE = re.compile(r"/\*\s*([^*]{1,80}?)\s*\*/")
"""A comment in a line that may hold code too."""
_EMPTY_BODY = re.compile(r".*\bfn\b[^{}]*\{\s*\.\.\s*\}")
"""A Rust function with two dots for its body."""
_PROSE = re.compile(
    r"[(\[]?(?:the\s+)?(?:rest|remainder)\s+of\s+(?:(?:the|this|your)\s+)?[\w ]{1,30}?\s*"
    r"(?:(?:is|are|remains?|stays?|continues?)\s+)?(?:the\s+same|unchanged|as\s+(?:is|before))\s*[)\]]?\.?"
    r"|[(\[]?everything\s+else\s+(?:is|remains?|stays?)\s+(?:the\s+same|unchanged|as\s+(?:is|before))\s*[)\]]?\.?",
    re.IGNORECASE,
)
"""A sentence that says that the rest stays."""
_SIGNS = {"tex": "%", "latex": "%", "rst": "..", "rest": "..", "org": "# ", "adoc": "//", "asciidoc": "//"}
"""What a comment of a document begins with."""

MAYBE = rb"/\*[^*]+\*/|\{\s*\.\.\s*\}|^\s*[(\[]?(?i:the\s+rest|rest|remainder|everything)\s"
"""What a line has that is a placeholder and does not begin as a comment."""


def is_invitation(line: str) -> bool:
    """Whether a line is a comment that says where code is to be written. A new file may hold one."""
    if len(line) > _LONGEST:
        return False
    comments = [found[1]] if (found := _COMMENT.fullmatch(line)) else _INSIDE.findall(line)
    return any(_HERE.fullmatch(words) for words in comments)


def stands_for_code(line: str) -> bool:
    """Whether a line of code says beside code, or in a bare sentence, that something stays."""
    if len(line) > _LONGEST:
        return False
    if any(says_stays(f"# {words}") for words in _INSIDE.findall(line)):
        return True
    return _EMPTY_BODY.fullmatch(line) is not None or _PROSE.fullmatch(line) is not None


def is_hidden_text(line: str, ending: str) -> bool:
    """Whether a comment of a document, by the ending of its name, says that text stays."""
    sign = _SIGNS.get(ending, "")
    return bool(sign) and len(line) <= _LONGEST and line.startswith(sign) and says_stays(f"# {line[len(sign) :]}")
