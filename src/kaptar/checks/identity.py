"""Identity of a finding: its rule and the text of its place, never its line, so that code which moves keeps it. Pure.

Layout does not count: blanks, the kind of quotes, a comma before a closing bracket, a comment that silences the finding. A
place that has an end is compared to that end, and other text on its lines does not count: a secret is known by its value. Of a
check that measures functions the message stands in for the text; of one whose places move with each edit only the rule counts.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, NamedTuple

import msgspec

from kaptar.checks.finding import Finding
from kaptar.checks.suppress import without_comment

Compared = Literal["place", "value", "message", "number", "never"]
"""By what a finding is known: the text of its ``place``, else rule and message within the lines that an edit changes; the text of
its place alone, which is a ``value``; its ``message``; the ``number`` of findings; or ``never``.
"""

_MOST_LINES = 64
"""Lines of a finding's place that are compared."""
_DIGEST_BYTES = 16
_LAST_COMMA = re.compile(rb",(?=[)\]}])")


class Identity(NamedTuple):
    """The rule of a finding, the file that it is in, and the text that it is known by."""

    rule: str
    path: str
    text: bytes


def identities(findings: Iterable[Finding], content: bytes, compared: Compared, path: str) -> Iterator[Identity]:
    """For each finding with a path what it is known by.

    Args:
        content: of the file that was checked.
        path: of that file. A finding in another one is known by its message: its line is none of the content.
    """
    text: Callable[[Finding], bytes] | None = None
    for each in findings:
        if compared == "message" or each.path != path:
            yield Identity(each.rule, each.path, each.message.encode("utf-8", "replace"))
            continue
        text = text or _texts(content)
        yield Identity(each.rule, each.path, text(each))


def fingerprinted(findings: Iterable[Finding], content: bytes, compared: Compared, path: str) -> tuple[Finding, ...]:
    """The findings with their fingerprints: digests of what they are known by, the same in each run and on each machine.

    Of two findings with the same text it is the same. See `identities` for the arguments.
    """
    findings = tuple(findings)
    if compared == "never":
        return findings
    known_by = identities(findings, content, compared, path)
    return tuple(
        msgspec.structs.replace(each, fingerprint=_digest(each.rule, b"" if compared == "number" else of.text))
        for each, of in zip(findings, known_by, strict=True)
    )


def _digest(rule: str, text: bytes) -> str:
    return blake2b(rule.encode() + b"\0" + text, digest_size=_DIGEST_BYTES).hexdigest()


def _texts(content: bytes) -> Callable[[Finding], bytes]:
    """A function that gives the text of a finding's place, without layout; of a whole file nothing.

    What it has made of the last lines is kept: a line may be as long as the file, and thousands of findings may be on it.
    """
    lines = content.split(b"\n")

    @lru_cache(maxsize=2)
    def decoded(number: int) -> str:
        return lines[number - 1].decode("utf-8", "replace")

    @lru_cache(maxsize=2)
    def whole(first: int, last: int) -> bytes:
        return _compact(lines[first - 1 : last])

    def text(finding: Finding) -> bytes:
        first, last = finding.line, max(finding.line, finding.end_line)
        if not 0 < first <= len(lines):
            return b""
        if not (finding.column and finding.end_column and (last, finding.end_column) > (first, finding.column)):
            return whole(first, min(last, first + _MOST_LINES))
        if last == first:
            return decoded(first)[finding.column - 1 : finding.end_column - 1].encode()
        between = lines[first : min(last - 1, first + _MOST_LINES)]
        end = decoded(last)[: finding.end_column - 1] if last <= min(len(lines), first + _MOST_LINES) else ""
        return _compact([decoded(first)[finding.column - 1 :].encode(), *between, end.encode()])

    return text


def _compact(lines: Iterable[bytes]) -> bytes:
    """Text without what a formatter changes: blanks, the kind of quotes, commas before closing brackets."""
    return _LAST_COMMA.sub(b"", b"".join(b" ".join(map(without_comment, lines)).split()).replace(b"'", b'"'))
