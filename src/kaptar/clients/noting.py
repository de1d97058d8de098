"""Noting: rows of one file of the ledger, what they come to, and what each session has seen of the file."""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from kaptar.clients.tracked import TrackedFile
from kaptar.repository.committable import as_git
from kaptar.workspace.explaining import Intent, carried, explained, own_part
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.book import EditBook, FileEdit
from kaptar.workspace.ledger.intents import NotedIntent
from kaptar.workspace.ledger.versions import LARGEST, Versions, try_to_keep

_MOST_ROWS = 20
"""Rows of a file that are looked at to see who changed it just now."""


class Reached(NamedTuple):
    """A content that the rows of a file come to, None where it is not kept; and its digest, "" of no file."""

    content: bytes | None
    digest: str

    @property
    def is_known(self) -> bool:
        """Whether its lines can be compared."""
        return self.content is not None or not self.digest


class FileNotes(NamedTuple):
    """One file at one moment, over the books of its repository.

    Attributes:
        now_ms: since 1970.
        keeps: contents are kept; else their digests alone are known.
    """

    file: TrackedFile
    book: EditBook
    versions: Versions
    now_ms: int
    keeps: bool = True

    @property
    def last(self) -> FileEdit | None:
        """The newest row."""
        return self.book.last(self.file.resource.worktree, self.file.resource.path)

    @property
    def rows(self) -> list[FileEdit]:
        """The newest rows, the newest first."""
        return self.book.history(self.file.resource.worktree, self.file.resource.path, _MOST_ROWS)

    @property
    def intents(self) -> list[NotedIntent]:
        """What sessions were about to do to the file, the oldest first."""
        return self.book.intents.of(self.file.resource.worktree, self.file.resource.path, self.now_ms)

    @property
    def now(self) -> Reached:
        return Reached(self.file.content, self.file.digest)

    def is_noted(self, row: FileEdit | None) -> bool:
        """Whether a row has the file as it is."""
        if row is None or row.after != self.file.digest:
            return False
        return not row.mode or as_git(row.mode) == as_git(self.file.mode)

    def reached(self, last: FileEdit | None, committed: bytes | None = None) -> Reached:
        """What the rows come to. ``committed``: the content in the last commit, for a file without rows."""
        if last is None:
            return Reached(committed, self.kept(committed) if committed is not None else "")
        return self.now if last.after == self.file.digest else Reached(self.content(last.after), last.after)

    def content(self, digest: str) -> bytes | None:
        """A content that is kept; None where it is not, or there was no file."""
        return self.versions.content(digest) if digest else None

    def kept(self, content: bytes) -> str:
        """The digest of a content, which is kept."""
        return try_to_keep(self.versions, content) if self.keeps else sha256(content).hexdigest()

    def intends(self, by: Holder, tool: str) -> None:
        """A tool is about to write the file; nothing is noted where its content is not known."""
        change, resource = self.file.change, self.file.resource
        if change.problem or (change.content is None and change.op != "delete"):
            return
        if self.file.content is not None:
            self.kept(self.file.content)
        wanted = "" if change.content is None else self.kept(change.content)
        self.book.intents.note(
            NotedIntent(resource.worktree, resource.path, by, tool, self.file.digest, wanted), self.now_ms
        )  # fmt: skip

    def note(self, by: Holder, tool: str, before: Reached, after: Reached, sees: str = "", mode: str = "") -> FileEdit:
        """Write a row. ``sees``: as of `EditBook.note`; ``mode``: of the file after it."""
        if after.digest == self.file.digest and after.content is not None:
            self.kept(after.content)
        resource = self.file.resource
        where = (self.now_ms, resource.worktree, resource.path)
        edit = FileEdit(0, *where, by, tool, before.digest, after.digest, mode if after.digest else "")
        self.book.note(edit, sees if by.session else "")
        return edit

    def explained(self, reached: Reached, noted: Sequence[NotedIntent]) -> tuple[Reached, list[NotedIntent]]:
        """Note the edits that sessions were about to make, as far as the file has them.

        Returns:
            What the rows come to then, and the edits that were made, now or before.
        """
        known = [(each, intent) for each in noted if (intent := self._intent(each)) is not None]
        made = list[NotedIntent]()
        for part in explained(reached.content or b"", self.file.content or b"", [intent for _, intent in known]):
            own = known[part.intent][0]
            made.append(own)
            if part.content != (reached.content or b""):
                after = self.version(part.content, own)
                self.note(own.by, own.tool, reached, after, self.seen_by(own), self.mode_kept())
                reached = after
        return reached, made

    def version(self, content: bytes, intent: NotedIntent | None = None) -> Reached:
        """A content, which is kept; no file where it is empty and nothing else is there or wanted."""
        if content == (self.file.content or b""):
            return self.now
        if not content and intent is not None and not intent.wanted:
            return Reached(None, "")
        return Reached(content, self.kept(content))

    def nearest(self, noted: Sequence[NotedIntent], reached: Reached) -> tuple[list[NotedIntent], Reached]:
        """The first intent in whose place something has changed, if not as it was wanted; and the content with that part."""
        for each in noted if reached.digest != self.file.digest else ():
            part = self._near(each, reached)
            if part.digest != reached.digest:
                return [each], part
        return [], reached

    def _near(self, intent: NotedIntent, reached: Reached) -> Reached:
        known = self._intent(intent)
        wanted = carried(known.base, known.wanted, reached.content or b"") if known is not None else None
        if wanted is None or self.file.content is None:
            return self.now
        return self.version(own_part(reached.content or b"", wanted, self.file.content))

    def mode_kept(self) -> str:
        """The mode of a file that a tool has edited: what it was, since editing changes none."""
        last = self.last
        return (last.mode if last is not None else "") or self.file.mode

    def sees(self, by: Holder, digest: str) -> None:
        """A session has seen a content of the file."""
        if by.session and digest:
            self.book.see(self.file.resource.worktree, self.file.resource.path, by, digest, self.now_ms)

    def seen(self, by: Holder) -> str | None:
        """The digest that a session has last seen."""
        return self.book.seen(self.file.resource.worktree, self.file.resource.path, by)

    def seen_by(self, intent: NotedIntent) -> str:
        """What a session has seen of the file after its edit: what it had seen, with its edit; "" where nobody can tell."""
        seen = self.seen(intent.by)
        if seen in (None, intent.base, intent.wanted):
            return intent.wanted
        return self._carried(self.content(intent.base) or b"", self.content(intent.wanted) or b"", seen or "")

    def seen_after(self, by: Holder, former: Reached, now: Reached) -> str:
        """As `seen_by`, for a change that nobody announced. "" too where the session has never seen the file."""
        seen = self.seen(by)
        if seen is None or seen == former.digest:
            return now.digest if seen is not None else ""
        return self._carried(former.content or b"", now.content or b"", seen)

    def _carried(self, base: bytes, wanted: bytes, seen: str) -> str:
        held = self.content(seen)
        if held is None or max(map(len, (base, wanted, held))) > LARGEST:
            return ""
        content = carried(base, wanted, held)
        return "" if content is None else self.kept(content)

    def _intent(self, noted: NotedIntent) -> Intent | None:
        base, wanted = (self.content(each) if each else b"" for each in (noted.base, noted.wanted))
        return None if base is None or wanted is None else Intent(base, wanted)
