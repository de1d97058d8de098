"""The account where no table tells what a line is: by lines and their indentation alone."""

import re

from kaptar.edit.account.facts.declared import block_head, declared
from kaptar.edit.account.facts.lines import Difference, Exchange, columns
from kaptar.edit.account.facts.rows import CLOSERS, CODE, is_telling, may_be_marker, says_something
from kaptar.edit.account.facts.shown import Shown, is_kept_trivia
from kaptar.edit.account.facts.words import removes_lines
from kaptar.edit.account.rules.blocks import HEADING
from kaptar.edit.account.rules.depths import heads
from kaptar.edit.account.rules.neighbours import are_versions, opened_by
from kaptar.edit.outcome import Complaint

_TARGET = re.compile(r"^[\"']?([\w.$@/-]+)[\"']?\s*[:=]")
_IMPORT = re.compile(
    r"^(?:import\b.*?\bfrom\s+|import\s+|from\s+(?=\S+\s+import)|use\s+|using\s+|#include\s+|.*\brequire\(\s*)([^\s;,({]+)"
)


def check_by_lines(difference: Difference, shown: Shown) -> Complaint | None:
    """Every line that goes stands between two shown lines that its block has once.

    A line with a block of its own goes only where the edit has no marker at all. A line that gives a name its value may be
    replaced by another that does, where its block has no second one.
    """
    indents = [columns(line) for line in difference.raw]
    if (double := _doubled(difference, shown, indents)) is not None:
        return "ambiguous", f"the line {difference.new[double][:80]!r} would be there twice; show the lines around it"
    if (
        complaint := _unbalanced(difference)
        or _misplaced(difference, shown)
        or _declared_twice(difference, shown)
        or _imported_twice(difference, shown)
        or _hidden_rest(difference, shown, indents)
    ):
        return complaint
    for run in difference.runs:
        gone = [n for n in range(run.old, run.old_end) if difference.old[n] and not _is_named_again(difference, run, n)]
        if not gone or _is_told(difference, shown, run, gone):
            continue
        head, last = _block(difference, indents, gone)
        opens = any(_is_of_block(difference, indents, n) for n in gone)
        if (opens and shown.has_markers) or not _is_held(difference, shown, run, range(head, last + 1), gone):
            text = difference.old[gone[0]][:80]
            return "unaccounted_removal", (
                f"{text!r} (line {gone[0] + 1}) would be deleted, but the edit does not show it between two lines that stand "
                "there once; show the lines above and below it, or put a marker in its place"
            )
    return None


def has_sections(difference: Difference) -> bool:
    """Whether a text has more than one heading of a section, as TOML does."""
    return sum(line[:1] == "[" and HEADING.fullmatch(line) is not None for line in difference.old) > 1


def _unbalanced(difference: Difference) -> Complaint | None:
    """Braces and square brackets pair as they did."""
    gone = [line for run in difference.runs for line in difference.old[run.old : run.old_end]]
    came = [line for run in difference.runs for line in difference.new[run.new : run.new_end]]
    for opener, closer in ("{}", "[]"):
        was, now = (sum(line.count(opener) - line.count(closer) for line in lines) for lines in (gone, came))
        if was != now:
            return "would_break_syntax", f"the number of {opener!r} and {closer!r} would not match any more as it did"
    return None


def _declared_twice(difference: Difference, shown: Shown) -> Complaint | None:
    """No new line declares a name that a hidden line of its block declares with the same word."""
    hidden: dict[tuple[str, ...], list[int]] = {}
    for line, text in enumerate(difference.new):
        if shown.row_of[line] < 0 and (found := declared(text)):
            hidden.setdefault(found, []).append(line)
    for line in (n for run in difference.runs for n in range(run.new, run.new_end)) if hidden else ():
        found = declared(difference.new[line])
        for twin in hidden.get(found, []) if found else ():
            if difference.indent(twin) == difference.indent(line) and block_head(difference, twin) == block_head(
                difference, line
            ):
                return "ambiguous", f"{difference.new[line][:80]!r} would be there twice (line {twin + 1}); show both"
    return None


def _imported_twice(difference: Difference, shown: Shown) -> Complaint | None:
    """No import comes of a source of which a hidden import is there."""
    hidden = {
        _module(found[1]) for n, line in enumerate(difference.new) if shown.row_of[n] < 0 and (found := _IMPORT.match(line))
    }
    for line in (difference.new[n] for run in difference.runs for n in range(run.new, run.new_end)):
        if (found := _IMPORT.match(line)) and _module(found[1]) in hidden:
            return "ambiguous", f"{found[1][:80]!r} would be imported twice; show both imports"
    return None


def _module(source: str) -> str:
    """The path of a module without the name behind it (Rust)."""
    return source.removesuffix("::") if source.endswith("::") else source.rsplit("::", 1)[0]


def _hidden_rest(difference: Difference, shown: Shown, indents: list[int]) -> Complaint | None:
    """An edit without a marker does not leave lines of its block hidden below its last row."""
    lines = [n for n in shown.line_of if n >= 0]
    if shown.has_markers or not lines:
        return None
    below = next((n for n in range(max(lines) + 1, len(difference.new)) if difference.new[n]), -1)
    first = next(row for row in shown.rows if row.kind is CODE)
    if below < 0 or difference.origin[below] < 0 or shown.rows[0] is not first or first.kind is not CODE:
        return None
    head = difference.indent(min(lines))
    if indents[difference.origin[below]] <= head or len(lines) == 1:
        return None
    text = difference.new[below][:80]
    return (
        "ambiguous",
        f"the line {text!r} could stay or go: the edit has no marker for it; show it, or put a marker there",
    )


def _doubled(difference: Difference, shown: Shown, indents: list[int]) -> int | None:
    """A line that comes, and that the old text has once as the head of a block that is not shown."""
    for line in (n for run in difference.runs for n in range(run.new, run.new_end) if difference.new[n]):
        text = difference.new[line]
        for was in (n for n, old in enumerate(difference.old) if old == text and is_telling(text)):
            below = next((n for n in range(was + 1, len(difference.old)) if difference.old[n]), was)
            stays = difference.target[was] >= 0 and shown.row_of[difference.target[was]] < 0
            begins = indents[below] > indents[was] or text.startswith("@")
            if stays and begins and block_head(difference, difference.target[was]) == block_head(difference, line):
                return line
    return None


def _is_of_block(difference: Difference, indents: list[int], line: int) -> bool:
    """Whether a line begins or ends a block."""
    below = next((n for n in range(line + 1, len(difference.old)) if difference.old[n]), line)
    return indents[below] > indents[line] or difference.old[line].startswith(CLOSERS)


def _is_named_again(difference: Difference, run: Exchange, line: int) -> bool:
    found = _TARGET.match(difference.old[line])
    if found is None:
        return False
    again = [n for n in range(run.new, run.new_end) if (m := _TARGET.match(difference.new[n])) and m[1] == found[1]]
    return len(again) == 1 and sum((m := _TARGET.match(text)) is not None and m[1] == found[1] for text in difference.old) == 1


def _is_told(difference: Difference, shown: Shown, run: Exchange, gone: list[int]) -> bool:
    if not shown.removals:
        return False
    above, below = run.new - 1, run.new_end
    while above >= 0 and not difference.new[above]:
        above -= 1
    while below < len(difference.new) and not difference.new[below]:
        below += 1
    depth = min(columns(difference.raw[n]) for n in gone)
    tops = [
        n
        for n in gone
        if columns(difference.raw[n]) == depth and is_telling(difference.old[n]) and not difference.is_comment(difference.old[n])
    ]
    if (
        tops
        and gone[-1] > tops[-1]
        and difference.is_comment(difference.old[gone[-1]])
        and columns(difference.raw[gone[-1]]) == depth
    ):
        return False  # the last comment belongs to the line below, which stays
    return len(tops) <= 1 and removes_lines(shown, difference, [difference.old[n] for n in gone], (above, below))


def _misplaced(difference: Difference, shown: Shown) -> Complaint | None:
    """A row that comes lies in the block, by indentation, of the rows that it stands deeper below."""
    for line in (n for run in difference.runs for n in range(run.new, run.new_end) if difference.new[n]):
        for head in heads(shown, shown.row_of[line]):
            top = shown.line_of[head]
            depth = difference.indent(top)
            if any(difference.new[n] and difference.indent(n) < depth for n in range(top + 1, line)) or any(
                difference.new[n] and difference.indent(n) == depth and not difference.new[n].startswith(CLOSERS)
                for n in range(top + 1, line)
            ):
                text = difference.new[line][:80]
                return "ambiguous", f"the line {text!r} would stand outside of {difference.new[top][:80]!r}"
    return None


def _block(difference: Difference, indents: list[int], gone: list[int]) -> tuple[int, int]:
    """First and last line of the block around some lines: those of less indentation around it."""
    own = min(indents[n] for n in gone)
    if own == 0:
        return 0, len(difference.old) - 1
    head, last = gone[0], gone[-1]
    while head > 0 and (not difference.old[head] or indents[head] >= own):
        head -= 1
    while last < len(difference.old) - 1 and (not difference.old[last] or indents[last] >= own):
        last += 1
    return head, last if difference.old[last].startswith(CLOSERS) else last - 1


def _is_held(difference: Difference, shown: Shown, run: Exchange, block: range, gone: list[int]) -> bool:
    """Whether lines that the edit shows tell that others go. Beside the head or the end of a block no more go than come."""
    came = [n for n in range(run.new, run.new_end) if difference.new[n]]
    above = _anchor(difference, shown, range(run.new - 1, -1, -1), block, range(block.start, gone[0]))
    below = _anchor(difference, shown, range(run.new_end, len(difference.new)), block, range(gone[-1] + 1, block.stop))
    is_faint = above >= 0 and not says_something(difference.new[above]) and not are_versions(difference, came, gone)
    if is_faint or below in opened_by(difference, came, gone):
        return False
    if above < 0 or below < 0 or shown.segment_of[above] != shown.segment_of[below]:
        return False
    return len(gone) <= len(came) or (block.start < difference.origin[above] and difference.origin[below] < block.stop - 1)


def _anchor(difference: Difference, shown: Shown, lines: range, block: range, allowed: range) -> int:
    segment = -1
    for line in lines:
        if not difference.new[line] or (shown.row_of[line] < 0 and is_kept_trivia(difference, line)):
            continue
        segment = shown.segment_of[line] if segment < 0 else segment
        if segment < 0 or shown.segment_of[line] != segment:
            return -1
        old = difference.origin[line]
        if old < 0:
            continue
        if old not in allowed:
            return -1
        text = difference.new[line]
        if not may_be_marker(text) and difference.old[block.start : block.stop].count(text) == 1:
            return line
    return -1
