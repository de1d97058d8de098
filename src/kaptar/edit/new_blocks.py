"""Blocks that are surely new beside a marker: whoever changes a block that a marker hides can't leave out its name."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from kaptar.edit.account.facts.comments import is_comment
from kaptar.edit.account.facts.lines import columns
from kaptar.edit.account.facts.own_blocks import name_of
from kaptar.edit.account.facts.rows import CLOSERS, is_telling

_WORD = re.compile(r"\w+")
_LEADS = ("@", "#[", "[[")
_MODIFIERS = (
    r"(?:(?:export|extern|static|public|private|protected|internal|final|pub|async|abstract|override|default|readonly)\b"
    r"[ (]*+[^ ]{0,9}+ *+){0,4}"
)
_DECLARES = re.compile(
    _MODIFIERS + r"(?:def|class|function|fn|func|fun|const|let|var|val|struct|enum|trait|interface|type|typedef|mod|module"
    r"|namespace|extern|static|record)\s"
)
"""The beginning of a line that declares a name."""
_NAMES = re.compile(
    _DECLARES.pattern
    + r" *+(?:\([^()]{1,80}\) *+)?[\w$.:]{0,80}|(?:[\w.$]{1,60}|[\w.$]{1,40}\.[\w$]{1,40})[( ]{1,2}[\"'`][^\"'`]{1,200}[\"'`]"
    r"|-? ?[\w.\"'-]{1,80}: *$"
    r"|[\w./%-]{1,80}+:(?= [^{}()=]{1,200}+$)|\[{1,2}[\w.\"' -]{1,80}\]{1,2}$|case\b[^:]{0,200}|[.#@&:\w][^{(=]{0,200}\{$"
    r"|(?!(?:if|for|while|switch|catch|return|else|with|match|unless|until|do|try)\b)"
    r"(?>(?:[\w:<>*&\[\],?]{1,60}+ ++){0,6})[\w$#:~]{1,60}+ ?\((?=[^{}=]{0,200}+\)?[^{}]{0,60}+\{?$)"
)
"""The beginning of a head that names its block: a declaration, a call with a text, a key, a section, a case, a selector."""
_TAKES = re.compile(r"\b(?!func ?\()(\w{1,80}+) ?\((?![\"'`])")
"""The name in a head before what it takes, unless that is a text. In front of a receiver of Go stands none."""
_SHARED = 0.5
"""How many words two blocks have in common, of 1, one of which may be the other's new version."""
_LONGEST = 400
"""Characters of a line that is looked at, at most."""
_ALIKE = 0.75
"""How alike two names are, of 1, one of which may be the other one's new spelling."""


class _Block(NamedTuple):
    """A head, and the lines below it that are deeper or close it."""

    head: str
    body: tuple[str, ...]

    def words(self) -> Counter[str]:
        """How often the block has each word."""
        return Counter(word for line in (self.head, *self.body) for word in _WORD.findall(line[:_LONGEST]))


def ends_with_name(lines: Sequence[str], depth: int) -> bool:
    """Whether the last lines at a depth are a block with a name of its own: another one like it may follow.

    Below a call that starts what stands above, or one that takes all that is left, nothing is added without being told so.
    """
    last = deque(_blocks(lines, depth), maxlen=1)
    return any(block.body and _NAMES.match(block.head) for block in last)


def are_new_blocks(new: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether new lines are whole blocks or declarations, each with a head and a body that none of the file has.

    A line alone, or a block without a name of its own, has hardly the words of another one, either.

    Args:
        new: the lines that come, without blank ones.
        lines: the lines of the file, without blank ones.
    """
    depth = columns(new[0])
    blocks = [*_blocks(new, depth)]
    if not blocks or not all(_is_told(block) for block in blocks):
        return False
    there = [*_blocks(lines, depth)]
    bare = [line.strip().lstrip("#/*-; ") for line in lines]
    text = "\n".join(("", *bare, ""))
    return not any(_is_there(block, there, text) for block in blocks)


def _is_told(block: _Block) -> bool:
    """Whether a block has a head that says what it is, be it by a name of one letter, and a body where it is no declaration."""
    says = is_telling(block.head) or name_of(block.head) != ""
    return says and (block.body != () or _DECLARES.match(block.head) is not None)


def _is_there(block: _Block, there: Sequence[_Block], text: str) -> bool:
    """Whether a block can be another version of one of the file. ``text``: the file's lines without their comment signs."""
    body = "\n".join(("", *(line.lstrip("#/*-; ") for line in block.body), ""))
    if f"\n{block.head.lstrip('#/*-; ')}\n" in text or (sum(map(is_telling, block.body)) and body in text):
        return True
    head, words, name = _WORD.findall(block.head), block.words(), _NAMES.match(block.head)
    for other in there:
        theirs_name = _NAMES.match(other.head)
        if _is_version(head, _WORD.findall(other.head)) or (name and theirs_name and name[0] == theirs_name[0]):
            return True
        if (own := _TAKES.search(block.head)) and own[1] in _TAKES.findall(other.head):
            return True
        if not (name and block.body):
            theirs = other.words()
            if 2 * (words & theirs).total() >= _SHARED * (words.total() + theirs.total()):
                return True
    return False


def _blocks(lines: Sequence[str], depth: int) -> Iterator[_Block]:
    """The blocks whose heads stand at a depth. Comments and decorators above a head belong to it, and are left out."""
    head, body = "", list[str]()
    for line in lines:
        text, own = line.strip(), columns(line)
        if own > depth or (own == depth and head and text.startswith((*CLOSERS, "{"))):
            body.append(text)
            continue
        if head:
            yield _Block(head, tuple(body))
        is_head = own == depth and not text.startswith((*CLOSERS, *_LEADS)) and not is_comment(text)
        head, body = (text[:_LONGEST] if is_head else ""), []
    if head:
        yield _Block(head, tuple(body))


def _is_version(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two heads have the same words, but for one that is spelt a little otherwise."""
    if len(one) != len(other):
        return False
    apart = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return not apart or (len(apart) == 1 and _are_alike(*apart[0]))


def _are_alike(one: str, other: str) -> bool:
    if one.isdigit() or other.isdigit():
        return False
    starts = one.startswith(other) or other.startswith(one)
    return starts or SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
