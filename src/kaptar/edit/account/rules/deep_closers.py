"""The rule for lines that end a block: they do not stand deeper than the block's last line."""

from kaptar.edit.account.facts.comments import is_directive
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import is_telling, says_something
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_ENDS = ("}", ")", "]", "end")
_GOES_ON = ("{", "(", "[", ",", "\\", "=", ":", "+", "&", "|", "?", "<", ">")
"""What a line ends with that the lines below it go on."""


def check_deep_closers(difference: Difference, shown: Shown) -> Complaint | None:
    """A line that comes, and that only ends a block, stands no deeper than the row above it, which the file has.

    Else the edit has lost the indentation of that row, or of those below.
    """
    for segment, lines, origins in zip(shown.segments, shown.lines, shown.origins, strict=True):
        for at in range(1, len(segment.codes)):
            text, above = shown.rows[segment.codes[at]].text, shown.rows[segment.codes[at - 1]].text
            comes = origins[at] < 0 <= origins[at - 1]
            if not comes or not text.startswith(_ENDS) or says_something(text.removeprefix("end")):
                continue
            if not is_telling(above) or difference.is_comment(above) or is_directive(above) or above.endswith(_GOES_ON):
                continue
            if difference.indent(lines[at]) > difference.indent(lines[at - 1]):
                return "malformed_edit", (
                    f"{text[:80]!r} would stand deeper than {above[:80]!r} above it; indent the edit's lines as the file does"
                )
    return None
