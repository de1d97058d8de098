"""The sum of a quoted edit: how many more or fewer of each line the file has, by the edit's blocks and by the plan."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from kaptar.edit.account.lines import Difference

_PARTS = re.compile(r"@@|\*\*\* |diff --git |--- |Index: ")
"""Lines at which a new hunk begins."""
_PLACE = re.compile(r":(?:start|end)_line: ?\d+")
_RULE = re.compile(r"-{5,9}")
"""Lines at the head of a SEARCH part that are no lines of the file: a place, and a rule below it."""
_FEW = 12
_FILES = re.compile(r"^(?:\*\*\* (?:Add|Update|Delete) File: |\+\+\+ )(.*)$", re.MULTILINE)
"""Lines of an edit that name a file."""


def has_parts(edit: str) -> bool:
    """Whether a diff or patch has parts with a file name each. A plan is for one of them, and the sum cannot tell for which."""
    return len(_FILES.findall(edit)) > 1


def wrong_sum(difference: Difference, blocks: Iterable[Counter[str]]) -> str | None:
    """A line of which the plan leaves more or fewer than the blocks say; None where both agree.

    A block counts where its lines that go are in the old text, and not where all of its lines are there as it wants them already:
    it is one of another file, or was applied before. A block that only brings lines may create another file.
    """
    blocks = list(blocks)
    old = _counts(difference.old, {line for block in blocks for line in block})
    plan = Counter[str]()
    for run in difference.runs:
        plan.update(line for line in difference.new[run.new : run.new_end] if line)
        plan.subtract(line for line in difference.old[run.old : run.old_end] if line)
    asked, maybe = Counter[str](), list[Counter[str]]()
    for block in blocks:
        if all(old[line] + asked[line] >= -count for line, count in block.items() if count < 0):
            asked.update(block)
            maybe.append(block)
    for _ in range(len(maybe) + 1):
        wrong = next((line for line in {**plan, **asked} if plan[line] != asked[line]), None)
        if wrong is None:
            return None
        done = next((b for b in maybe if b[wrong] and (_is_done(old, b) or _creates_another(plan, b))), None)
        if done is None:
            return wrong
        maybe.remove(done)
        asked.subtract(done)
    return wrong


def _counts(lines: list[str], wanted: set[str]) -> Counter[str]:
    """How often lines stand in a text. A few are looked for one by one: that is faster than to count all."""
    if len(wanted) > _FEW:
        return Counter(lines)
    return Counter({line: lines.count(line) for line in wanted})


def _is_done(old: Counter[str], block: Counter[str]) -> bool:
    """Whether a block may have been applied before: the old text has all lines that it brings."""
    return all(old[line] >= count for line, count in block.items() if count > 0)


def wrong_count(difference: Difference, blocks: Iterable[Counter[str]]) -> str | None:
    """For quotations that are slightly wrong: a line that the blocks bring and the new text lacks, or one of those that go where
    not as many lines go and come as the blocks say; None where both agree."""
    grown, asked = 0, Counter[str]()
    for block in blocks:
        asked.update(block)
    for run in difference.runs:
        grown += sum(map(bool, difference.new[run.new : run.new_end])) - sum(map(bool, difference.old[run.old : run.old_end]))
    missing = next((line for line, count in asked.items() if count > 0 and line not in difference.new), None)
    if missing is not None or grown == sum(asked.values()):
        return missing
    return next(iter(asked), "")


def _creates_another(plan: Counter[str], block: Counter[str]) -> bool:
    return all(count >= 0 for count in block.values()) and not any(plan[line] for line in block)


def sums_of_blocks(lines: Iterable[tuple[str, str]]) -> Iterator[Counter[str]]:
    """The sums of SEARCH/REPLACE blocks, from their lines with "-" before the middle and "+" behind it."""
    sums, last, head = Counter[str](), "+", False
    for sign, line in lines:
        if sign == "-" and last == "+":
            yield sums
            sums, head = Counter[str](), True
        text = line.strip()
        about, rule = head and _PLACE.fullmatch(text), last == ":" and _RULE.fullmatch(text)
        last = ":" if about else sign
        head = head and bool(about)
        if text and not about and not rule:
            sums[text] += 1 if sign == "+" else -1
    yield sums


def sums_of_hunks(text: str) -> Iterator[Counter[str]]:
    """The sums of a diff's hunks."""
    lines = text.split("\n")
    sums = Counter[str]()
    at = 0
    while at < len(lines):
        line = lines[at]
        header = line.startswith("--- ") and lines[at + 1 : at + 2] and lines[at + 1].startswith("+++ ")
        if header or (_PARTS.match(line) and not line.startswith("--- ")):
            yield sums
            sums = Counter[str]()
        elif line[:1] in ("+", "-") and (text := line[1:].strip()):
            sums[text] += 1 if line[0] == "+" else -1
        at += 2 if header else 1
    yield sums


def lost_blank(lines: Iterable[tuple[str, str]], new: list[str]) -> str | None:
    """A new line of a diff that the edit parts from the new one above it by blank lines, and the new text does not.

    A blank line between two new ones is new, though models leave its sign out.
    """
    above, blank = "", 0
    for sign, line in lines:
        text = line.strip()
        if not text and sign != "-":
            blank += 1
            continue
        if sign == "+" and above and blank and not _follows(new, above, text, blank):
            return text
        above, blank = (text if sign == "+" else ""), 0
    return None


def _follows(new: list[str], above: str, text: str, blank: int) -> bool:
    """Whether a line stands below another with that many blank lines between them."""
    spots = (n for n, line in enumerate(new) if line == above)
    return any(new[n + 1 : n + 2 + blank] == [*[""] * blank, text] for n in spots)
