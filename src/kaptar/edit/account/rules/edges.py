"""The rule for the first and the last statement of a file, in an answer that is only taken for the whole file."""

import re
from collections.abc import Iterator

from kaptar.edit.account.facts.alike import are_alike, has_most_of
from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.outcome import Complaint

_WORD = re.compile(r"\w+")
_COMMON = frozenset(("export", "const", "let", "var", "public", "static", "async", "pub", "return", "app", "self", "this"))
"""First words that very different statements begin with."""
_JUDGED = ("import ", "from ", "use ", "using ", "#", "@", "[", "package ")
"""What other rules judge: imports, directives and decorators."""


def check_edges(difference: Difference) -> Complaint | None:
    """The first and the last statement of a file stay, or a version of them comes in their place.

    A model that shows nearly all of a file and adds something at its end leaves out the last call or what the file gives out;
    then as many lines come as go. Where the line stands elsewhere in the new text it has moved.
    """
    tops = [*_tops(difference)]
    for line in dict.fromkeys((*tops[:1], *tops[-1:])):
        text = difference.old[line]
        if difference.target[line] >= 0 or text in difference.new or text.startswith(_JUDGED):
            continue
        run = next((run for run in difference.runs if run.old <= line < run.old_end), None)
        came = [*_tops_of(difference, run, difference.old_indent(line))] if run else []
        if run and not any(_is_version(each, text) for each in came):
            end = "first" if line == tops[0] else "last"
            return "unaccounted_removal", (
                f"{text[:80]!r} (line {line + 1}) is the {end} statement of the file; it would go, and nothing like it comes; "
                "show it, or say that the edit is the whole file (--format whole_file)"
            )
    return None


def _tops(difference: Difference) -> Iterator[int]:
    """The lines at the file's own depth that begin a statement."""
    filled = [n for n, text in enumerate(difference.old) if text and not difference.is_comment(text)]
    depth = min((difference.old_indent(n) for n in filled), default=0)
    return (n for n in filled if difference.old_indent(n) == depth and not difference.old[n].startswith(CLOSERS))


def _tops_of(difference: Difference, run: Exchange, depth: int) -> Iterator[str]:
    """The lines that come at a place, no deeper than the file's own depth."""
    return (difference.new[n] for n in range(run.new, run.new_end) if difference.new[n] and difference.indent(n) <= depth)


def _is_version(line: str, of: str) -> bool:
    first, other = _WORD.search(line), _WORD.search(of)
    named = first is not None and other is not None and first[0] == other[0] and first[0] not in _COMMON
    return named or has_most_of(line, of) or are_alike(line, of)
