"""The rule for entries of lists: beside a marker a changed first line may be another entry, so it is refused."""

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.verify import Complaint


def check_entries(difference: Difference, shown: Shown) -> Complaint | None:
    """An edit with markers does not change the line that an entry begins with: ``- name: a``, or the one below ``[[bin]]``."""
    for run in difference.runs if shown.has_markers else ():
        gone = next((n for n in range(run.old, run.old_end) if difference.old[n]), -1)
        came = next((n for n in range(run.new, run.new_end) if difference.new[n]), -1)
        if gone >= 0 and came >= 0 and _begins_entry(difference, run, gone, came):
            return "ambiguous", (
                f"{difference.new[came][:80]!r} could come beside {difference.old[gone][:80]!r} or in its place; "
                "show both entries, or use a format that quotes the line"
            )
    return None


def _begins_entry(difference: Difference, run: Exchange, gone: int, came: int) -> bool:
    if difference.old[gone].startswith("- ") and difference.new[came].startswith("- "):
        return True
    above = run.old - 1
    while above >= 0 and not difference.old[above]:
        above -= 1
    return above >= 0 and difference.old[above].startswith("[[") and difference.old[above].endswith("]]")
