"""Comments, as all of the engine reads them: which lines are one, and what they say, in any language.

There are three strengths. `is_comment` has the signs of the languages with a grammar; `begins_comment` and `words_in_any` those
of templates and other languages too; `words_of_comment` gives the words where a snippet's marker may stand.
"""

import re

_OPENERS = r"(?:\{/\*|<!--|/\*\*?|///?|--|\#+|;+|%+|\(\*|'|\*)"
_CLOSERS = ("*/}", "*/", "-->", "*)")
_OPENER = re.compile(_OPENERS)
_HASHED = ("#[", "#![", "#include", "#define", "#undef", "#if", "#el", "#end", "#pragma", "#import", "#error", "#region")
"""What begins with a hash and is no comment."""
_SELECTOR = re.compile(r"#[\w-]+(?:[\s.:>#\[][^;]*)?\{$")
"""A CSS rule for one element."""
_STATEMENT = re.compile(r"\*+[\w(][^;]*=[^;]*;|\*[\w.]+(?:\+\+|--);|--[\w.]+(?:\[[^\]]*\])?;")
"""C writes through a pointer, or counts down."""
_LONGEST = 400
"""Characters of a line that is matched with a pattern that goes back, at most."""
_LINE = re.compile(r"(?:\{/\*|<!--|/\*\*?|///?|--|#+|;+|%+|\(\*)\s*(.*?)\s*(?:\*/\}?|-->|\*\))?")
"""A line that is all of a comment."""
_OTHER = re.compile(
    r"(?:\{#-?|\{\{!(?:--)?|<%(?:#|--)|@\*|\{-|REM\b|dnl\b|::|#(?:end)?region\b|(?:pass|\.\.\.)\s+#"
    r"|\"\"\"|'''|\"(?!.*\")|'(?!.*')|!)"
    r"\s*(.*?)\s*(?:-?#\}|(?:--)?\}\}|(?:--)?%>|\*@|-\}|\"\"\"|''')?",
    re.IGNORECASE,
)
"""Comments of templates and of languages without a grammar here, and strings and statements that stand for a comment."""
OTHER = ("{#", "{{!", "<%#", "<%--", "@*", "{-", "REM ", "rem ", "Rem ", ":: ", "#region ", "dnl ", "' ",
                   "! ", '" ', "=begin")  # fmt: skip
"""Signs that comments of templates and of languages without a grammar here begin with."""
_DIRECTIVES = (*_HASHED, "#nullable", "#warning", "#line", "#using")


def is_comment(text: str) -> bool:
    """Whether a stripped line is a comment, or belongs to one, in any language. Attributes and directives are none."""
    if text.startswith("#"):
        return not text.startswith(_HASHED) and _SELECTOR.match(text) is None
    if text.startswith(("*", "--")) and len(text) <= _LONGEST and _STATEMENT.match(text):
        return False
    return text.startswith(("//", "/*", "*", "<!--", "--", ";", "%", "{/*", "(*", '"""', "'''"))


def is_directive(text: str) -> bool:
    """Whether a stripped line is an attribute or a directive of a preprocessor, which may stand at any depth."""
    return text.startswith(_DIRECTIVES)


def begins_comment(text: str) -> bool:
    """Whether a line is all of a comment, or its first line."""
    if text.startswith(OTHER):
        return True
    ends = text.find("*/") if text.startswith("/*") else -1
    return is_comment(text) and not text.startswith(("*", '"""', "'''")) and not 0 <= ends < len(text) - 2


def words_of_comment(text: str) -> str | None:
    """The words of a stripped line that is a comment or may be one; None for any other line."""
    found = _OPENER.match(text)
    if found is None or text.startswith(("#[", "#![")):
        return None
    words = text[found.end() :].strip(" \t")
    if not words.endswith(_CLOSERS):
        return words
    closer = next(each for each in _CLOSERS if words.endswith(each))
    return words.removesuffix(closer).rstrip(" \t")


def words_of_line(line: str) -> str | None:
    """The words of a line that is all of a comment, without the signs around them; None for any other line."""
    found = _LINE.fullmatch(line)
    return found[1] if found else None


def words_in_other(line: str) -> str | None:
    """As `words_of_line`, for comments of templates and of languages without a grammar here."""
    found = _OTHER.fullmatch(line)
    return found[1] if found else None


def words_in_any(line: str) -> str | None:
    """As `words_of_line`, in any language."""
    words = words_of_line(line)
    return words if words is not None else words_in_other(line)
