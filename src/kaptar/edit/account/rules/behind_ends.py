"""The rule for what ends a block or a program: behind it, where the edit hides it, nothing new comes that would never run."""

import re

from kaptar.edit.account.facts.leaving import GOES_ON, goes_another_way, leaves
from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_PROGRAM = re.compile(r"__END__$|__DATA__$|__halt_compiler\b|\\end\{document\}|\\endinput\b|\\bye\b|# SIG # Begin")
"""What ends a program, or what is read of a file."""
_PROGRAM_SIGNS = ("__END__", "__DATA__", "__halt_compiler", "\\end{document}", "\\endinput", "\\bye", "# SIG # Begin", "end.")
"""Of these every line that ends a program has one: texts without them are not read line by line."""
_PHP = re.compile(r"<\?(?:php|=)|<\?(?=\s|$)|(?<!\")\?>|</?(?:script|style)\b", re.IGNORECASE)
_OPENS = ("<?php", "<?=")
_CODE = re.compile(r"[;{}]$|\$\w|(?:function|class|if|foreach|use|namespace|return)\b")
"""A line of PHP that is no markup."""


def check_behind_ends(difference: Difference, shown: Shown) -> Complaint | None:
    """No new line of code comes behind a hidden statement that leaves its block, however long, or behind the program's end."""
    if difference.signs.is_prose:
        return None
    for run in difference.runs:
        came = _first_code(difference, run)
        if came < 0:
            continue
        end = _left(difference, shown, came)
        if end < 0:
            end = _ended(difference, shown, came)
        if end >= 0:
            return "ambiguous", (
                f"{difference.new[came][:80]!r} would stand behind {difference.new[end][:80]!r} (line "
                f"{difference.origin[end] + 1}), and never run; show that line, with the new ones above it"
            )
    return None


def _first_code(difference: Difference, run: Exchange) -> int:
    """The first new line of a run that is code and no end of a block; -1 for none."""
    lines = (n for n in range(run.new, run.new_end) if difference.new[n] and not difference.is_comment(difference.new[n]))
    return next((n for n in lines if not difference.new[n].startswith(CLOSERS)), -1)


def _left(difference: Difference, shown: Shown, came: int) -> int:
    """The hidden statement above a new line in its block, if it leaves the block: its first line; -1 for none."""
    depth = difference.indent(came)
    if goes_another_way(difference.new[came]):
        return -1
    for line in range(came - 1, -1, -1):
        text = difference.new[line]
        if not text or difference.indent(line) > depth or difference.is_comment(text):
            continue
        if difference.indent(line) < depth:
            return -1
        if text.startswith((*CLOSERS, *GOES_ON)) and not text.endswith(("{", "(", "[")):
            continue
        return line if leaves(text) and shown.row_of[line] < 0 <= difference.origin[line] else -1
    return -1


def _ended(difference: Difference, shown: Shown, came: int) -> int:
    """A hidden line above a new one that ends the program; -1 for none."""
    above = "\n".join(difference.new[:came])
    if any(sign in above for sign in _PROGRAM_SIGNS):
        for line in range(came - 1, -1, -1):
            text = difference.new[line]
            if text and shown.row_of[line] < 0 and _ends_a_program(text, difference):
                return line
    return _outside(difference, shown, came) if any(sign in above for sign in _OPENS) else -1


def _ends_a_program(text: str, difference: Difference) -> bool:
    return _PROGRAM.match(text) is not None or (text == "end." and difference.signs.is_surely("(* x"))


def _outside(difference: Difference, shown: Shown, came: int) -> int:
    """The hidden line above new code of PHP behind which the file is text; -1 for none."""
    if not _CODE.search(difference.new[came]):
        return -1
    for line in range(came - 1, -1, -1):
        signs = _PHP.findall(difference.new[line])
        if signs:
            return line if signs[-1] == "?>" and shown.row_of[line] < 0 else -1
    return -1
