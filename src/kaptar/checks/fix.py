"""``kaptar check --fix``: files written as the project's formatter wants them."""

from kaptar.atomic import write_atomically
from kaptar.checks.check import Context
from kaptar.checks.snapshot import Skipped, Snapshot, read
from kaptar.checks.tools.format import formatted

_LARGER = 2


def fix(snapshot: Snapshot, context: Context) -> str | Skipped:
    """Write the formatted content; the formatter's name, or "" where nothing was to change.

    Raises ToolFailed where the formatter gives no answer, OSError where the file cannot be written.
    """
    if snapshot.content is None:
        return snapshot.missing or Skipped("there is no content")
    outcome = formatted(snapshot, context)
    if isinstance(outcome, Skipped):
        return outcome
    if outcome.content == snapshot.content:
        return ""
    if read(snapshot.file, len(snapshot.content) * _LARGER) != snapshot.content:
        return Skipped("the file was changed meanwhile", "run it again")
    write_atomically(snapshot.file, outcome.content, snapshot.file.stat().st_mode & 0o7777)
    return outcome.by
