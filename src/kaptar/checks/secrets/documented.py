"""Examples of documentation within a source: in comments that a generator reads, and under the name ``example``. Pure."""

import re

_MOST_LINES, _MOST_BYTES = 64, 8192
"""What is looked at before a place."""
_COMMENT = re.compile(rb"\s*+(?:\*|//|/\*|#|--|;|<!--)")
_TAG = re.compile(rb"@(?:swagger|openapi|example|api[A-Z][A-Za-z]{2,20}+)\b")
"""What begins a part of a comment that a generator of documentation reads: swagger-jsdoc, JSDoc, apiDoc."""
_NAMED = re.compile(rb"(?i)\bexamples?[\"']?[ ]{0,4}[:=][^,;{}]{0,200}+\Z")
_PARENT = re.compile(rb"(?i)[\s*#/-]*+[\"']?examples?[\"']?[ ]{0,4}+[:=]")


def is_example(content: bytes, at: int) -> bool:
    """Whether what begins at a place is an example of documentation that stands in a source."""
    start = content.rfind(b"\n", 0, at) + 1
    if _NAMED.search(content[max(start, at - 256) : at]):
        return True
    lines = content[max(0, start - _MOST_BYTES) : start].split(b"\n")[:-1][-_MOST_LINES:]
    return _under_example(lines, content[start : min(at, start + 256)]) or _in_documentation(lines, content[start:at])


def _in_documentation(lines: list[bytes], line: bytes) -> bool:
    if not _COMMENT.match(line):
        return False
    for each in reversed(lines):
        if not _COMMENT.match(each):
            return False
        if _TAG.search(each[:256]):
            return True
    return False


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
