"""New blocks with names of their own: such a block is no version of a statement, and one of another block only by its body."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import CLOSERS

_LEADS = ("@", "#[", "[")
"""What a decorator, annotation or attribute above a head begins with."""
_KEYWORD = re.compile(
    r"(?:(?:export|default|extern|static|public|private|protected|internal|final|sealed|open|pub(?:\([^)]{0,40}\))?|async"
    r"|abstract|override|partial|local|inline|unsafe|const|suspend|data|mutating|fileprivate|virtual)\s++){0,6}"
    r"(?:def|defp|defmacro|class|function|fn|func|fun|sub|struct|enum|trait|interface|module|mod|namespace|record|object|protocol)"
    r"\b\s*+\*?\s*+(?:\([^()]{1,80}\)\s*+)?(?P<name>(?:[\w$]{1,80}[.:])?[\w$?!=]{1,80})"
)
"""The beginning of a head with a word that declares a name; a method of Go has its receiver in front."""
_MEMBER = re.compile(
    r"(?!(?:if|elsif|elif|else|for|foreach|while|switch|catch|return|with|match|unless|until|do|try|new|await|throw|yield|case"
    r"|when|in|using|lock|synchronized|guard|defer|go|assert|delete|super|this|loop|repeat|select)\b)"
    r"(?>(?:[\w:<>*&\[\],?.]{1,60}+ ++){0,6})"
    r"(?P<name>(?:[\w$]{1,60}+::){0,4}[~#*]?[\w$]{1,80})\s?\((?=[^{}=]{0,200}+\)?[^{}]{0,60}+\{?$)"
)
"""The beginning of the head of a function without such a word."""
_LONGEST = 400
"""Characters of a head that is looked at, at most."""
_ALIKE = 0.75
"""How alike two names are, of 1, one of which may be the other one's new spelling."""


class PlacedBlock(NamedTuple):
    """A block: the name that its head declares, "" for none, what its body says, and the line of its head."""

    name: str
    body: frozenset[str]
    head: int


def is_own_block(difference: Difference, run: Exchange, beside: int) -> bool:
    """Whether new lines are blocks with names that the file does not have, below a line of a block that has another one.

    None of them is another version of a block that is as deep: that would have its body.

    Args:
        run: where the lines come.
        beside: the line of the new text next to them.
    """
    came = [n for n in range(run.new, run.new_end) if difference.new[n]]
    depth = difference.indent(came[0])
    if beside >= run.new or not _ends_named_block(difference, beside, depth):
        return False
    if any(difference.indent(n) < depth for n in came):
        return False
    new = [*placed_blocks(difference, came, depth)]
    if not new or not all(block.name and block.body for block in new):
        return False
    rest = (n for n in range(len(difference.new)) if difference.new[n] and not run.new <= n < run.new_end)
    there = [block for block in placed_blocks(difference, rest, depth) if block.name]
    return not any(_is_version(block, other) for block in new for other in there)


def _is_version(new: PlacedBlock, other: PlacedBlock) -> bool:
    """Whether a block can be a hidden one renamed: more than half of the shorter body is in both.

    Where the names are alike too, one line is enough.
    """
    if new.name == other.name:
        return True
    both = len(new.body & other.body)
    if both and _are_alike(new.name, other.name):
        return True
    return 2 * both > min(len(new.body), len(other.body))


def _are_alike(one: str, other: str) -> bool:
    starts = one.startswith(other) or other.startswith(one)
    return starts or SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _ends_named_block(difference: Difference, line: int, depth: int) -> bool:
    """Whether a line is the last one of a block of a depth whose head declares a name: inside of it, or what closes it."""
    for at in range(line, -1, -1):
        text = difference.new[at]
        if not text or difference.indent(at) > depth or difference.is_comment(text):
            continue
        if difference.indent(at) == depth and text.startswith((*CLOSERS, "{")):
            continue
        return at < line and difference.indent(at) == depth and name_of(text) != ""
    return False


def name_of(head: str) -> str:
    """The name that the head of a block declares, "" for none."""
    found = _KEYWORD.match(head[:_LONGEST]) or _MEMBER.match(head[:_LONGEST])
    return found["name"] if found else ""


def placed_blocks(difference: Difference, lines: Iterable[int], depth: int) -> Iterator[PlacedBlock]:
    """The blocks whose heads stand at a depth; one without a name for other lines there, decorators and comments aside."""
    head, body = -1, list[str]()
    for line in lines:
        text, own = difference.new[line], difference.indent(line)
        if own > depth or (own == depth and head >= 0 and text.startswith((*CLOSERS, "{"))):
            body.append(text)
            continue
        if head >= 0:
            yield _placed(difference, head, body)
        is_head = own == depth and not text.startswith(_LEADS) and not difference.is_comment(text)
        head, body = (line if is_head else -1), []
    if head >= 0:
        yield _placed(difference, head, body)


def _placed(difference: Difference, head: int, body: Sequence[str]) -> PlacedBlock:
    return PlacedBlock(name_of(difference.new[head]), _said(difference, body), head)


def _said(difference: Difference, body: Sequence[str]) -> frozenset[str]:
    says = (text for text in body if not text.startswith(CLOSERS) and any(map(str.isalnum, text)))
    return frozenset(text for text in says if not difference.is_comment(text))
