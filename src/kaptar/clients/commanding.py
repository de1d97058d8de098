"""Commanding: shell commands that sessions are about to run, judged by what they would do to the work of other sessions."""

import os.path
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.checks.event import CommandEvent
from kaptar.checks.settings import Settings
from kaptar.clients.holding import HeldByOther, holder_of
from kaptar.errors import InputError
from kaptar.repository.git import alias_of
from kaptar.repository.staged import commit_of, staged_files
from kaptar.repository.worktree import common_directory, root_of
from kaptar.shell.copies import written_by_copy
from kaptar.shell.effects import Effect, Kind
from kaptar.shell.file_effects import reads_alone
from kaptar.shell.judged import JudgedLine, judged
from kaptar.shell.line import ReadLine
from kaptar.shell.narrow import narrowed_line, wide_line
from kaptar.shell.runs import Around, ProgramRun, joined
from kaptar.shell.texts import ShellWord
from kaptar.workspace.area import Area, area_of
from kaptar.workspace.denial import Asking, again
from kaptar.workspace.harm import Harmed, OwnChanges, harm, narrowed
from kaptar.workspace.leases.book import LeaseBook
from kaptar.workspace.leases.model import Holder, Lease
from kaptar.workspace.ledger.denials import DenialBook
from kaptar.workspace.resources import Resource, overlaps
from kaptar.workspace.uncommitted import Ledger, UncommittedFile, comparable

_SINCE_MS = 24 * 3600 * 1000
_LIVE_MS = 10 * 60 * 1000
"""Edits of others that are older than a day count for nothing; after ten minutes only their loss is prevented."""


class _Others(NamedTuple):
    """What other sessions have: leases, and files that they have changed, by worktree.

    ``sessions`` have changed something and not ended; those ``at_work`` have done so a short time ago.
    """

    leases: tuple[Lease, ...]
    files: dict[str, list[str]]
    sessions: frozenset[tuple[str, str]]
    at_work: frozenset[tuple[str, str]]

    def counts(self, owner: Holder, kind: Kind) -> bool:
        """Whether work of a session is protected: from its loss for a day, from all else while the session is at work."""
        return (owner.client, owner.session) in (self.sessions if kind == "loses" else self.at_work)


class _Harm(NamedTuple):
    """What an effect, in a folder of a worktree, would touch."""

    effect: Effect
    root: str
    folder: str
    found: list[Harmed]


class Commanding(NamedTuple):
    """Judges commands of one repository.

    Attributes:
        repository: git's common directory; what happens to other repositories is not looked at.
        leases, ledger, denials: give the books.
        wall_ms: milliseconds since 1970.
        home: in place of a tilde.
    """

    repository: Path
    leases: Callable[[], LeaseBook]
    ledger: Callable[[], Ledger]
    denials: Callable[[], DenialBook]
    wall_ms: Callable[[], int]
    home: str

    def before(self, event: CommandEvent, settings: Settings, read: ReadLine, *, narrows: bool = False) -> HeldByOther | None:
        """The stop of a command that would touch what others have; None where nothing speaks against it.

        Args:
            settings: of the folder that the client works in.
            read: reads command lines; where it cannot, nothing is known of the command, and it goes on.
            narrows: whether the client takes another command in place of this one.
        """
        mode, by = settings.config.workspace.leases, holder_of(event)
        if not event.session or not event.command or settings.repository != self.repository or mode == "off":
            return None
        others = self._others(by)
        if not others.leases and not others.files:
            return None
        said = self._said(event, read, others, by)
        if said and narrows and mode == "enforce" and (instead := self._narrowed(event, read, others, by)) is not None:
            return instead
        return None if not said else HeldByOther("denied" if mode == "enforce" else "advised", said)

    def _said(self, event: CommandEvent, read: ReadLine, others: _Others, by: Holder) -> str:
        """The text for what speaks against a command; "" for nothing."""
        line = judged(event.command, Around(event.cwd, {}, self.home, os.path.isdir), read, cache(_alias), cache(_is_path))
        return self._harm(line.effects, event.cwd, others, by) or self._again(line, event, others, by)

    def _narrowed(self, event: CommandEvent, read: ReadLine, others: _Others, by: Holder) -> HeldByOther | None:
        """The same command for the session's own files, against which nothing speaks; None where anything is unclear."""
        wide = wide_line(event.command, read) if event.tool != "PowerShell" else None
        if wide is None:
            return None
        line = judged(event.command, Around(event.cwd, {}, self.home, os.path.isdir), read, cache(_alias), cache(_is_path))
        for effect, root, folder, found in self._harms(line.effects, event.cwd, others, by):
            files, area = self._own(root, folder, by, others).whole, area_of(effect, folder, root, _real)
            own = [each for each in files if area.has(os.path.normpath(os.path.join(folder, each)))]
            names = {os.path.normpath(os.path.join(folder, each)) for each in own}
            command = narrowed_line(wide, own)
            if not command or (wide.commits and not _staged(root) <= names):
                return None
            if self._said(msgspec.structs.replace(event, command=command), read, others, by):
                return None
            return HeldByOther("narrowed", narrowed(effect, found, command), command)
        return None

    def harm_of(self, effects: Sequence[Effect], cwd: str, by: Holder) -> str:
        """The text for the first of some effects that touches something of others; "" for none.

        Args:
            cwd: where a session's command runs.
        """
        others = self._others(by)
        return self._harm(effects, cwd, others, by) if others.leases or others.files else ""

    @staticmethod
    def is_path(folder: str | None, word: ShellWord) -> bool:
        """Whether a word names a file that is there, and no commit."""
        return _is_path(folder, word)

    def _others(self, by: Holder) -> _Others:
        leases = tuple(lease for lease in self.leases().living() if not _same(lease.holder, by))
        files, now_ms, sessions = dict[str, list[str]](), self.wall_ms(), dict[tuple[str, str], int]()
        for edit in self.ledger().book.of_others(by, now_ms - _SINCE_MS):
            files.setdefault(edit.worktree, []).append(edit.path)
            newest = sessions.get((edit.client, edit.session), 0)
            sessions[edit.client, edit.session] = max(newest, edit.at_ms)
        at_work = frozenset(session for session, at_ms in sessions.items() if at_ms >= now_ms - _LIVE_MS)
        return _Others(
            leases, {worktree: list(dict.fromkeys(paths)) for worktree, paths in files.items()}, frozenset(sessions), at_work
        )

    def _harm(self, effects: Sequence[Effect], cwd: str, others: _Others, by: Holder) -> str:
        for each in self._harms(effects, cwd, others, by):
            return harm(each.effect, each.found, by, self._own(each.root, each.folder, by, others))
        return ""

    def _harms(self, effects: Sequence[Effect], cwd: str, others: _Others, by: Holder) -> Iterator[_Harm]:
        changed = cache(lambda top: comparable(Path(top), self.ledger(), others.files.get(top, ())))
        known = cache(self._worktree)
        for effect in effects:
            folder = os.path.realpath(effect.folder or cwd)
            for root, part in self._parts(effect, folder, known):
                area = area_of(part, folder, root, _real)
                leases = self._lost(root, by, others) if effect.kind == "publishes" else others.leases
                found = [*_leases_in(part, area, leases), *_work_in(part, area.has, root, changed, others)]
                if found:
                    yield _Harm(effect, root, folder, found)

    def _parts(self, effect: Effect, folder: str, known: Callable[[str], str | None]) -> Iterator[tuple[str, Effect]]:
        """An effect for each worktree of the repository that its paths lie in, or that lies in one of them."""
        if effect.paths is None:
            if (root := known(folder)) is not None:
                yield root, effect
            return
        parts: dict[str, list[ShellWord]] = {}
        here = known(folder)
        for word in effect.paths:
            path = joined(folder, word.text) or folder
            for root in dict.fromkeys((known(path), here if here and _is_in(here, path) else None)):
                if root is not None:
                    parts.setdefault(root, []).append(word)
        if any(word.text.startswith(":") for word in effect.paths) and here is not None:
            parts = {here: list(effect.paths)}
        for root, words in parts.items():
            yield root, effect._replace(paths=tuple(words))

    def _worktree(self, path: str) -> str | None:
        """The worktree of the repository that a path lies in; None where it is in none."""
        folder = os.path.realpath(path)
        while not os.path.isdir(folder):
            folder = os.path.dirname(folder)
        root = root_of(Path(folder))
        return str(root) if common_directory(root) == self.repository else None

    def _lost(self, root: str, by: Holder, others: _Others) -> list[Lease]:
        """Leases of others on files that the session has changed: it held them once, and does no more."""
        changed = set(self.ledger().book.paths_of(root, by))
        return [each for each in others.leases if each.resource.worktree == root and each.resource.path in changed]

    def _own(self, root: str, folder: str, by: Holder, others: _Others) -> OwnChanges:
        """The files that the session has changed and not committed."""
        mine = comparable(Path(root), self.ledger(), self.ledger().book.paths_of(root, by))
        alone = [file.path for file in mine if file.path not in others.files.get(root, ())]
        named = tuple(os.path.relpath(os.path.join(root, path), folder) for path in alone)
        is_whole = len(alone) == len(mine) and all(_same(owner, by) for file in mine for owner in file.owners)
        return OwnChanges(named, bool(mine), named if is_whole else ())

    def _again(self, line: JudgedLine, event: CommandEvent, others: _Others, by: Holder) -> str:
        """The text for a command about a file of which an edit was denied just now, and that is held still; "" for none."""
        for worktree, path in self.denials().recent(by, self.wall_ms()):
            file = Resource(worktree, path)
            held = [each for each in others.leases if overlaps(each.resource, file)]
            if held and any(_may_write(run, os.path.join(worktree, path)) for run in line.runs):
                return again(held[0], Asking(by, os.path.realpath(event.cwd)), self.wall_ms() / 1000)
        return ""


def _may_write(run: ProgramRun, file: str) -> bool:
    """Whether a program that may write names a file: as one of its words, or within a text that it runs."""
    if run.program not in _RUN_THEIR_WORDS and not run.given and reads_alone(run._replace(writes=())):
        return False  # its words are names, whatever signs these have
    written = written_by_copy(run, os.path.isdir)
    if written is not None and not any(_is_in(file, os.path.realpath(path)) for path in written):
        return False
    name = os.path.basename(file)
    words = [word.text for word in run.words[1:] if _names(word.text, name)]
    programs = [*run.given, *(text for text in words if not _is_one_path(text))]
    if any(_names(text, name) for text in programs):
        return True  # a program within the words, such as that of `python -c` or `sed`
    named = [text for text in words if joined(run.folder, text) in (file, None)]
    is_run_itself = run.program in _INTERPRETERS and named == [word.text for word in run.words[1:2]]
    return bool(named) and not reads_alone(run._replace(writes=())) and not is_run_itself


_RUN_THEIR_WORDS = frozenset(("sed", "awk", "find"))
"""Programs that mostly read, and one of whose words may be a program."""
_INTERPRETERS = frozenset(("python", "python3", "node", "deno", "bun", "ruby", "perl", "bash", "sh", "php"))


def _same(one: Holder, other: Holder) -> bool:
    """Whether two holders are of one session: a session may do to its sub-agents what it likes."""
    return (one.client, one.session) == (other.client, other.session)


def _real(path: str) -> str:
    """A path behind all links, but for one at its end: a command that removes or replaces it leaves its target."""
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path)) if path != "/" else path


def _is_in(root: str, path: str) -> bool:
    """Whether a worktree lies in a folder."""
    return root == path or root.startswith(f"{path.rstrip('/')}/")


def _leases_in(effect: Effect, area: Area, leases: Sequence[Lease]) -> Iterator[Harmed]:
    if effect.kind == "takes":
        return
    for lease in leases:
        path = os.path.join(lease.resource.worktree, lease.resource.path)
        if area.meets(path, os.path.isfile) if lease.resource.is_pattern else area.has(path):
            yield Harmed(str(lease.resource), lease.holder, is_work=False)


def _work_in(
    effect: Effect, has: Callable[[str], bool], root: str, changed: Callable[[str], list[UncommittedFile]], others: _Others
) -> Iterator[Harmed]:
    if effect.kind in ("writes", "publishes"):
        return
    staged = _staged(root) if effect.of_index and changed(root) else frozenset()
    by_path = not effect.of_index or effect.paths is not None
    for file in changed(root):
        if (path := os.path.join(root, file.path)) in staged or (by_path and has(path)):
            yield from (Harmed(file.path, each, is_work=True) for each in file.owners if others.counts(each, effect.kind))


def _staged(root: str) -> frozenset[str]:
    """The files that the index would commit; none where git does not say."""
    try:
        return frozenset(staged_files(Path(root)))
    except InputError:
        return frozenset()


def _alias(name: str, folder: str | None) -> str:
    return alias_of(Path(folder), name) if folder is not None and os.path.isdir(folder) else ""


def _is_path(folder: str | None, word: ShellWord) -> bool:
    """Whether a word names a file that is there, and no commit."""
    if word.kind == "pattern" or word.text.startswith(":"):
        return True
    path = joined(folder, word.text)
    if word.kind != "known" or path is None or not os.path.lexists(path):
        return False
    try:
        return not commit_of(root_of(Path(folder or "/")), word.text)
    except InputError:
        return True


def _names(text: str, name: str) -> bool:
    """Whether a text has a file's name as a word of its own."""
    at = text.find(name)
    while at >= 0:
        before, behind = text[at - 1 : at], text[at + len(name) :][:1]
        if not (before.isalnum() or before in (".", "-", "_")) and not (behind.isalnum() or behind in ("-", "_")):
            return True
        at = text.find(name, at + 1)
    return False


def _is_one_path(text: str) -> bool:
    """Whether a word can be nothing but a path."""
    return not any(sign in text for sign in " ()'\";=|<>\n")
