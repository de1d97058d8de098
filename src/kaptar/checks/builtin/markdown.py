"""Check `markdown`: relative links that lead to no file or heading, and code fences that are never closed."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from kaptar.checks.check import WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.snapshot import Skipped, Snapshot, late
from kaptar.clock import precise

_FENCE = re.compile(r" {0,3}(?:[-*+] +|\d{1,9}[.)] +|> ?){0,8} {0,8}(`{3,}|~{3,})(.*)")
_TICKS = re.compile(r"`+")
_LINK = re.compile(
    r"!?\[(?>(?:[^\[\]]|\[[^\[\]]{0,200}+\]){0,500})\]\(\s{0,8}+<?([^\s<>()]{1,1000}+(?:\([^\s()]{0,200}+\))?)>?[^()]{0,300}+\)"
)
_DEFINITION = re.compile(r" {0,3}\[[^\[\]]{1,200}+\]:\s{1,8}+<?([^\s<>]{1,1000}+)>?")
_HEADING = re.compile(r" {0,3}#{1,6}\s++")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


MOST_LINE = 10_000
"""Characters of a line whose links are looked at; nobody has written a longer one by hand."""


class _Text(NamedTuple):
    """Lines outside of fences, with their numbers; headings; the line of a fence that stays open."""

    lines: list[tuple[int, str]]
    anchors: set[str]
    open_fence: int | None


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    assert snapshot.content is not None
    until = precise() + context.timeout_s

    def in_time() -> bool:
        return precise() < until

    found = tuple(findings(snapshot.content.decode("utf-8", "replace"), snapshot.file, context.root, in_time))
    return Ran(found) if in_time() else late(f"no answer within {context.timeout_s:g} s")


def _read(source: str) -> _Text:
    lines: list[tuple[int, str]] = []
    anchors: set[str] = set()
    fence, opened = "", 0
    for number, line in enumerate(source.splitlines(), 1):
        match = _FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence) and not match[2].strip():
                fence = ""
        elif match and "`" not in match[2]:
            fence, opened = match[1], number
        else:
            lines.append((number, line))
            anchors |= _anchors(line)
    return _Text(lines, anchors, opened if fence else None)


def _anchors(line: str) -> set[str]:
    heading = _HEADING.match(line)
    named = set(re.findall(r"<a\s{1,8}(?:id|name)=[\"']([^\"']{1,200})[\"']", line))
    return named | {slug(line[heading.end() :].rstrip().rstrip("#").rstrip())} if heading else named


def slug(heading: str) -> str:
    """The anchor that a heading has on the usual sites: lower case, no punctuation, hyphens for spaces."""
    plain = re.sub(r"!?\[([^\[\]]*+)\]\([^()]*+\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")


def findings(source: str, file: Path, root: Path, in_time: Callable[[], bool] = lambda: True) -> Iterator[Finding]:
    """The fence that stays open and the links that lead nowhere. Links are relative to ``file``, or to ``root`` with a slash.

    Args:
        in_time: whether to go on; asked before each line that may have a link.
    """
    text = _read(source)
    if text.open_fence is not None:
        yield _finding("markdown/fence", text.open_fence, 1, "this fence is never closed", "close it with the same characters")
    for number, line in text.lines:
        if "](" not in line and "]:" not in line:
            continue
        if not in_time():
            return
        for target, column in _targets(line):
            if problem := _problem(target, text, file, root):
                yield _finding("markdown/link", number, column, problem, "name a file or heading that exists")


def _targets(line: str) -> Iterator[tuple[str, int]]:
    if len(line) > MOST_LINE:
        return
    plain = _without_code(line)
    for match in (*_LINK.finditer(plain), *_DEFINITION.finditer(plain)):
        yield match[1], match.start() + 1


def _without_code(line: str) -> str:
    """A line with blanks in place of code, which begins and ends with the same number of backticks."""
    runs = [*_TICKS.finditer(line)]
    ends: dict[int, list[int]] = {}
    for at in reversed(range(len(runs))):
        ends.setdefault(len(runs[at][0]), []).append(at)
    kept, said, after = "", 0, 0
    for at, run in enumerate(runs):
        same = ends[len(run[0])]
        while same and same[-1] <= at:
            same.pop()
        if at >= after and same:
            after = same[-1] + 1
            kept += line[said : run.start()] + " " * (runs[after - 1].end() - run.start())
            said = runs[after - 1].end()
    return kept + line[said:]


def _problem(target: str, text: _Text, file: Path, root: Path) -> str:
    """Why a link leads nowhere; "" where it leads somewhere, or outside of the repository."""
    if _SCHEME.match(target):
        return ""
    path, _, anchor = unquote(target).partition("#")
    path = path.partition("?")[0]
    if not path:
        known = not anchor or anchor.lower() in text.anchors or re.fullmatch(r".*-\d+", anchor)
        return "" if known else f"there is no heading for #{anchor} in this file"
    there = root / path.lstrip("/") if path.startswith("/") else file.parent / path
    try:
        return "" if there.exists() else f"there is no file {path}"
    except (OSError, ValueError):
        return f"{path} is no path"


def _finding(rule: str, line: int, column: int, message: str, recommendation: str) -> Finding:
    return Finding(
        check="markdown", rule=rule, path="", line=line, column=column, severity="warning", message=message,
        recommendation=recommendation,
    )  # fmt: skip


CHECK = Check(
    name="markdown",
    summary="relative links lead to files and headings, and fences are closed",
    run=_run,
    example=Example("a.md", b"[x](no-such-file.md)\n```sh\nls\n", b"# A b\n[x](#a-b) `[y](no.md)`\n```sh\n[z](no.md)\n```\n"),
    languages=frozenset({"markdown"}),
    phases=WRITTEN,
    facts=lambda snapshot, _context: None,
)
