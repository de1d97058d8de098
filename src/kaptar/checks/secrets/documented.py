"""Examples of documentation within a source: in its comments and texts for readers, and under the name ``example``. Pure.

Documentation is what a generator reads: comments of its own form (``///``, ``/** … */``), indented lines below a sentence in
Go, texts under its names (``EXAMPLES`` of Ansible, ``@moduledoc`` of Elixir), docstrings.
"""

import re

_MOST_LINES, _MOST_BYTES = 64, 8192
"""What is looked at before a place."""
_MOST_TEXT = 32_768
"""Of a text in three quotes before a place."""
_COMMENT = re.compile(rb"\s*+(?:\*|//|/\*|#|--|;|<!--)")
_OF_DOCUMENTATION = re.compile(rb"\s*+(?://[/!]|>>> |\.\.\. |#' |-- \|)")
"""A line of documentation, as it begins: Rust, C#, Swift; a doctest; R, Haskell."""
_DESCRIBES = re.compile(rb"(?:\A|\n)[ \t{]{0,8}+[\"']?(?:openapi|swagger)[\"']?[ \t]{0,4}+:[ \t]{0,4}+[\"']?[123]\.")
"""What begins a description of an interface (OpenAPI, Swagger): all values in it are examples and defaults for readers."""
_HEAD = 4096
_STAR = re.compile(rb"\s*+\*(?!/)")
_OPENED = re.compile(rb"\s*+/\*[*!]")
_OF_GO = re.compile(rb"//(?:\t|[ ]{3,})")
_SIGNS_OF_CODE = re.compile(rb"[=({;]")
_TAG = re.compile(rb"@(?:swagger|openapi|example|api[A-Z][A-Za-z]{2,20}+)\b")
"""What begins a part of a comment that a generator of documentation reads: swagger-jsdoc, JSDoc, apiDoc."""
_NAMED = re.compile(rb"(?i)\b(?:examples?|placeholder)[\"']?[ ]{0,4}[:=][^,;{}]{0,200}+\Z")
_PARENT = re.compile(rb"(?i)[\s*#/-]*+[\"']?examples?[\"']?[ ]{0,4}+[:=]")
_HEAD_OF_TEXT = re.compile(
    rb"(?:DOCUMENTATION|EXAMPLES|RETURN)[ ]{0,4}=[ ]{0,4}[A-Za-z]{0,2}\Z|\s*+@(?:module|type|short)?doc[ ]{1,4}(?:~[sS])?\Z"
)
_ALONE = re.compile(rb"\s*+[rRuUbB]{0,2}\Z")
_FENCE, _BESIDE_FENCE = b"```", b" \t*#/\r"
_OWNER = re.compile(rb"\s*+(?:(?:async\s++)?def|class)\b|\s*+\)[^\n]{0,200}:\Z")
"""A line whose block may begin with a docstring."""


def is_example(content: bytes, at: int) -> bool:
    """Whether what begins at a place is an example of documentation that stands in a source."""
    start = content.rfind(b"\n", 0, at) + 1
    if _NAMED.search(content[max(start, at - 256) : at]) or _OF_DOCUMENTATION.match(content, start, at):
        return True
    if _DESCRIBES.search(content[:_HEAD]) or _in_block(content, at):
        return True
    lines = content[max(0, start - _MOST_BYTES) : start].split(b"\n")[:-1][-_MOST_LINES:]
    line = content[start : min(at, start + 256)]
    documented = _under_example(lines, line) or _in_documentation(lines, content[start:at]) or _in_text(content, at)
    return documented or _in_fence(lines, content[start:])


def _in_block(content: bytes, at: int) -> bool:
    """Whether a place stands in ``/** … */``, whose opener is alone before its text on a line."""
    low = max(0, at - _MOST_BYTES)
    opened = content.rfind(b"/**", low, at)
    if opened < 0 or content.find(b"*/", opened + 2, at) >= 0:
        return False
    return not content[content.rfind(b"\n", low, opened) + 1 : opened].strip()


def _in_fence(lines: list[bytes], rest: bytes) -> bool:
    """Whether a place stands between two lines of backticks, as code does in a text of Markdown."""
    fences = [line.strip(_BESIDE_FENCE) for line in lines if line.lstrip(_BESIDE_FENCE).startswith(_FENCE)]
    opens = bool(fences) and (fences[-1] != _FENCE or len(fences) % 2 == 1)
    after = rest[:_MOST_BYTES].split(b"\n")[1:_MOST_LINES]
    return opens and any(line.strip(_BESIDE_FENCE) == _FENCE for line in after)


def _in_documentation(lines: list[bytes], line: bytes) -> bool:
    """Whether a line stands in a comment that a generator of documentation reads."""
    if not _COMMENT.match(line):
        return False
    starred, of_go = _STAR.match(line), _OF_GO.match(line)
    for each in reversed(lines):
        if not _COMMENT.match(each):
            return False
        if _TAG.search(each[:256]) or (starred and _OPENED.match(each)) or (of_go and _is_prose(each)):
            return True
    return False


def _is_prose(comment: bytes) -> bool:
    """Whether a comment of one line holds text of Go's documentation, and no code that somebody took out."""
    words = comment.split()
    return len(words) > 2 and comment[2:3] == b" " and comment[3:4].isalpha() and _SIGNS_OF_CODE.search(comment[:256]) is None


def _in_text(content: bytes, at: int) -> bool:
    """Whether a place stands in a text between three quotes that is documentation, by what stands before its first quote."""
    low = max(0, at - _MOST_TEXT)
    opened = max(content.rfind(b'"""', low, at), content.rfind(b"'''", low, at))
    if opened < 0:
        return False
    start = content.rfind(b"\n", 0, opened) + 1
    head = content[start:opened][-256:]
    return bool(_HEAD_OF_TEXT.match(head)) or (bool(_ALONE.fullmatch(head)) and _has_docstring(content, start))


def _has_docstring(content: bytes, start: int) -> bool:
    """Whether the line before a place begins a function or a class, or only comments stand before it."""
    before = content[max(0, start - 1024) : start].rstrip()
    line = before[before.rfind(b"\n") + 1 :]
    if line.endswith(b":") and _OWNER.match(line):
        return True
    return start <= 1024 and all(not each.strip() or each.startswith(b"#") for each in before.split(b"\n"))


def _under_example(lines: list[bytes], line: bytes) -> bool:
    """Whether a line that is indented less, and all between are indented more than it, is named ``example``."""
    depth = _depth(line)
    for each in reversed(lines):
        if each.strip() and _depth(each) < depth:
            depth = _depth(each)
            if _PARENT.match(each[:256]):
                return True
    return False


def _depth(line: bytes) -> int:
    """Columns before the first sign of a line, and in a comment of the text in it."""
    return len(line) - len(line.lstrip(b" \t*#/"))
