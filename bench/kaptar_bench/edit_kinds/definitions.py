"""The definitions of a file with what stands above them: comments, decorators, attributes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kaptar_bench.edit_corpus.changes import indent_of
from kaptar_bench.edit_corpus.definitions import MAX_DEFINITION, only_definition
from kaptar_bench.edit_corpus.scopes import Outline, Scope
from kaptar_bench.edit_kinds.sources import Source

MAX_HEADER = 6
_CLOSERS = ("}", "};", "end")
_COMMENT = re.compile(r"^\s*(//|#(?![!\[]|include\b|define\b|if|endif\b|else\b|pragma\b)|/\*|\*)")
_DIRECTIVE = re.compile(
    r"eslint|prettier|tslint|istanbul|@ts-|noqa|type:\s*ignore|pragma|pylint|mypy|region\b|copyright|licen[sc]e|coding[:=]|"
    r"-{4,}|={4,}|#{3,}|\*{4,}|#__|@__|\bc8 \b|v8 ignore|fmt:|nosec|isort",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Definition:
    """A function, method, class or rule with its leading comments and decorators; line numbers as in `Scope`.

    Attributes:
        top: first line of the comment directly above, decorators included; ``scope.start`` where there is none.
        start: first line of decorators and attributes; the first line of the header where there are none.
        chain: the classes around it, outermost first.
    """

    scope: Scope
    top: int
    start: int
    chain: tuple[Scope, ...]

    @property
    def end(self) -> int:
        return self.scope.end

    @property
    def sig(self) -> int:
        return self.scope.sig

    @property
    def name(self) -> str:
        return self.scope.name.rsplit("·", 1)[-1]

    @property
    def comment(self) -> range:
        return range(self.top, self.start)

    @property
    def decorators(self) -> range:
        return range(self.start, self.scope.sig)

    @property
    def code(self) -> range:
        """From the first line of the header to the last line."""
        return range(self.scope.sig, self.scope.end + 1)


@cache
def definitions(source: Source) -> tuple[Definition, ...]:
    """The definitions of a file that one can name: known by their header alone, in classes or at the top."""
    every = all_definitions(source.lines, source.outline, source.language.family)
    return tuple(d for d in every if is_only(source, d))


def all_definitions(lines: Sequence[str], info: Outline, family: str) -> list[Definition]:
    """All definitions whose leading lines and end are beyond doubt."""
    return [d for scope in info.scopes for d in _definition(lines, info, scope, family)]


def _definition(lines: Sequence[str], info: Outline, scope: Scope, family: str) -> Iterator[Definition]:
    wanted = ("other",) if family == "style" else ("function", "class")
    if scope.kind not in wanted or (scope.closer is not None and lines[scope.end].strip() not in _CLOSERS):
        return
    if scope.header_end - scope.sig > MAX_HEADER or scope.end - scope.start > MAX_DEFINITION:
        return
    chain = tuple(s for s in info.scopes if s.header_end < scope.start and scope.end <= s.end and s is not scope)
    start = _attributes_from(lines, info, scope)
    top = None if start is None else _comment_from(lines, info, start)
    if start is None or top is None or any(is_comment(lines[i]) for i in range(start, scope.sig)):
        return
    if any(s.kind != "class" for s in chain) or (indent_of(lines[start]) and not chain):
        return
    yield Definition(scope, top, start, chain)


def _attributes_from(lines: Sequence[str], info: Outline, scope: Scope) -> int | None:
    """The first line of the decorators; None where it can't be told."""
    start = scope.start
    while start > 0:
        above = lines[start - 1].strip()
        if re.fullmatch(r"#\[.*\]|@.*\w|@.*\)", above):
            start -= 1
        elif re.fullmatch(r"[})\]]*\)", above):  # the end of a call over several lines: a decorator's, or not known
            opened = [a for a, b in info.statements if b == start - 1]
            if not opened or not lines[min(opened)].strip().startswith("@"):
                return None
            start = min(opened)
        else:
            return None if above.endswith((",", "(", "[", "{{")) or above.startswith(("@", "#[")) else start
    return start


def _comment_from(lines: Sequence[str], info: Outline, start: int) -> int | None:
    """The first line of the comment that ends directly above ``start``; None for a comment of several parts."""
    top = start
    units = {b: a for a, b in info.units}
    if start > 0 and start - 1 in units and lines[start - 1].strip().endswith("*/"):
        top = units[start - 1]
        if not lines[top].strip().startswith("/*"):
            return None
        return None if _goes_on(lines, top) else top
    while top > 0 and is_comment(lines[top - 1]):
        top -= 1
    block = [lines[i].strip() for i in range(top, start)]
    if any(b.endswith("*/") or b.startswith(("/*", "*")) for b in block) and len(block) > 1:
        return None
    return None if block and (block[0].startswith("*") or _goes_on(lines, top)) else top


def _goes_on(lines: Sequence[str], top: int) -> bool:
    """Whether directly above a comment stands another one, or a decorator."""
    return top > 0 and (is_comment(lines[top - 1]) or lines[top - 1].strip().startswith(("@", "#[")))


def is_comment(line: str) -> bool:
    """Whether a line is nothing but a comment, or a part of one."""
    return bool(_COMMENT.match(line))


def is_only(source: Source, found: Definition) -> bool:
    """Whether the header of a definition stands in the file once, and no other definition has its name."""
    header = source.lines[found.sig].strip()
    return (
        sum(line.strip() == header for line in source.lines) == 1
        and len(header) > 4
        and source.outline.by_path(found.scope.path) is not None
        and all(source.outline.by_path(s.path) is not None and len(s.header) <= MAX_HEADER for s in found.chain)
        and all(sum(ln == source.lines[s.sig] for ln in source.lines) == 1 for s in found.chain)
        and (source.language.family == "style" or only_definition(source.as_change, found.scope))
    )


def above(lines: Sequence[str], line: int) -> str:
    """The last line with text above a line; "" where there is none."""
    return next((lines[i] for i in range(line - 1, -1, -1) if lines[i].strip()), "")


def has_loose_comment(source: Source, found: Definition) -> bool:
    """Whether a comment stands above a definition with blank lines between, which may or may not belong to it."""
    return is_comment(above(source.lines, found.top))


def is_plain_comment(lines: Sequence[str]) -> bool:
    """Whether comment lines say something to readers: no switch of a tool, no licence, no ruler."""
    return bool(lines) and not any(_DIRECTIVE.search(ln) for ln in lines) and any(re.search("[A-Za-z]{3}", ln) for ln in lines)


def indent_at(source: Source, found: Definition) -> str:
    return indent_of(source.lines[found.sig])


def siblings(source: Source, found: Sequence[Definition]) -> list[list[Definition]]:
    """The definitions of each container in file order."""
    groups: dict[tuple[str, ...], list[Definition]] = {}
    for one in found:
        groups.setdefault(tuple(s.path for s in one.chain), []).append(one)
    return [sorted(group, key=lambda d: d.top) for group in groups.values()]
