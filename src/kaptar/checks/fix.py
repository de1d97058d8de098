"""``kaptar check --fix``: files written with their linter's safe fixes, and as their formatter wants them."""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kaptar.checks.check import CheckContext
from kaptar.checks.refusal import NewContent, Others
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools.format import formatted
from kaptar.checks.tools.lint_fix import lint_fixed
from kaptar.repository.differences import changed_lines
from kaptar.repository.writer import NotWritten, Step, write_below


class Fixed(NamedTuple):
    """A file that is as its tools want it, as far as they could be asked.

    Attributes:
        by: who changed it, in turn; none: nothing was to do.
        lines: how many were changed, added or taken away.
        told: what the user must know besides, such as a tool that may not run, or a disk that did not confirm the write.
    """

    by: tuple[str, ...] = ()
    lines: int = 0
    told: tuple[str, ...] = ()


class _Content(NamedTuple):
    """Content after some tools.

    Attributes:
        by: who changed it.
        unfixed: why the linter did not run.
        unformatted: why the formatter did not.
    """

    snapshot: Snapshot
    by: tuple[str, ...] = ()
    unfixed: Skipped | None = None
    unformatted: Skipped | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """What was not done, for the user."""
        return tuple(f"not done: {each.reason}" for each in (self.unfixed, self.unformatted) if each is not None)

    def after(self, content: bytes, by: str) -> "_Content":
        if content == self.snapshot.content:
            return self
        snapshot = self.snapshot._replace(content=content, digest=sha256(content).hexdigest(), on_disk=False)
        return self._replace(snapshot=snapshot, by=(*self.by, by))


def fix(snapshot: Snapshot, context: CheckContext, others: Others | None = None) -> Fixed | Skipped:
    """Write what the linter fixes and then the formatter formats. What either writes is compared with what it was given.

    Answers Skipped where the formatter did not run and the linter changed nothing.

    Raises ToolFailed where a tool gives no answer.
    """
    if snapshot.content is None:
        return snapshot.missing or Skipped("there is no content")
    done = _format(_lint(_Content(snapshot), context), context)
    if done.snapshot.content == snapshot.content:
        return done.unformatted or Fixed(told=done.told)
    new = NewContent(Path(snapshot.path), done.snapshot.content, "update", errors_compared=True)
    if others is not None and (why := others.held([new])):
        return Skipped(why)
    written = _write(snapshot, done)
    if others is not None and isinstance(written, Fixed):
        others.written([new])
    return written


def _lint(given: _Content, context: CheckContext) -> _Content:
    outcome = lint_fixed(given.snapshot, context)
    if not isinstance(outcome, Skipped):
        return given.after(outcome.content, f"fixes of {outcome.by}")
    return given._replace(unfixed=outcome) if outcome.due else given


def _format(given: _Content, context: CheckContext) -> _Content:
    outcome = formatted(given.snapshot, context)
    if isinstance(outcome, Skipped):
        return given._replace(unformatted=outcome)
    return given.after(outcome.content, f"format of {outcome.by}")


def _write(snapshot: Snapshot, done: _Content) -> Fixed | Skipped:
    old, new = snapshot.content or b"", done.snapshot.content or b""
    written = write_below(snapshot.file.parent, [Step(snapshot.file.name, old, new)])
    if not isinstance(written, NotWritten):
        return Fixed(done.by, _lines(old, new), (*done.told, *written.told))
    if written.kind == "stale":
        return Skipped("the file was changed meanwhile", "run it again")
    return Skipped(f"the file cannot be written: {written.said}", "make it writable, then run it again")


def _lines(old: bytes, new: bytes) -> int:
    texts = (text.decode("utf-8", "replace").split("\n") for text in (old, new))
    return sum(max(change.old_end - change.old, change.new_end - change.new) for change in changed_lines(*texts))
