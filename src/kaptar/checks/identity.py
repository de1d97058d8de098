"""Identity of a finding: its rule and the text of its place, never its line, so that code which moves keeps it. Pure.

Runs of blanks in the text count as one, and a comment that silences the finding as nothing. Of a check that measures functions
the message stands in for the text; of one whose places move with each edit only the rule counts.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Literal, NamedTuple

import msgspec

from kaptar.checks.finding import Finding
from kaptar.checks.suppress import without_comment

Compared = Literal["place", "message", "number", "never"]
"""By what a finding is known: the text of its ``place``; its ``message``; the ``number`` of findings; or ``never``."""

_MOST_LINES = 64
"""Lines of a finding's place that are compared."""
_DIGEST_BYTES = 16


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
    lines: list[bytes] = []
    for each in findings:
        if compared == "message" or each.path != path:
            yield Identity(each.rule, each.path, each.message.encode("utf-8", "replace"))
            continue
        lines = lines or content.split(b"\n")
        yield Identity(each.rule, each.path, _text(each, lines))


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


def _text(finding: Finding, lines: list[bytes]) -> bytes:
    """The text of a finding's place, with runs of blanks as one space; of a whole file nothing."""
    if not 0 < finding.line <= len(lines):
        return b""
    if finding.end_column > finding.column and finding.end_line in (0, finding.line):
        line = lines[finding.line - 1].decode("utf-8", "replace")
        return line[finding.column - 1 : finding.end_column - 1].encode()
    last = min(max(finding.line, finding.end_line), finding.line + _MOST_LINES)
    return b" ".join(b" ".join(map(without_comment, lines[finding.line - 1 : last])).split())
