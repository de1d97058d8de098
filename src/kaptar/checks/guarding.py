"""The files of an edit with what the guards say of each, before anything is read."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, NoReturn

import msgspec

from kaptar.checks.adding import Said, told
from kaptar.checks.event import CommandEvent, EditEvent, FileChange
from kaptar.checks.guards.guard import Guard, Touched, ask_about_file
from kaptar.checks.identity import fingerprinted
from kaptar.checks.registry import GUARDS
from kaptar.checks.results import skipped
from kaptar.checks.settings import Settings, SettingsOf
from kaptar.checks.snapshot import FilePlace, Skipped, locate
from kaptar.checks.staged_changes import place_in_index, settings_in_index
from kaptar.checks.verdict import CheckResult, Judged, State, Verdict, judge
from kaptar.clock import precise


class GuardedFile(NamedTuple):
    """A file of an event: where it is, the settings of its worktree, and what the guards say of it.

    ``beside``: other settings have judged it already, and these only add to that.
    """

    change: FileChange
    place: FilePlace
    settings: Settings
    guarded: list[CheckResult]
    beside: bool = False

    def says(self, result: CheckResult) -> Said:
        """A result of this file's settings."""
        return Said(result, self.settings.root, self.settings.policy.blocks_from, self.beside)


def guarded(guards: Iterable[Guard], event: EditEvent, settings_of: SettingsOf) -> list[GuardedFile]:
    """The files of an event, each with the answers of the guards. Where a link leads into another worktree, both judge it.

    So do the settings beside those of the file, of an agent's event.
    """
    return [
        GuardedFile(change, place, each, ask_about_file(guards, Touched(place, change, event), each), beside=number > 0)
        for named in event.files
        for change, at, settings in _judging(named, settings_of)
        for number, each in enumerate(settings.every if event.phase != "check" else (settings,))
        for place in (at if each.root == settings.root else locate(change.path, each.root),)
    ]


def _judging(change: FileChange, settings_of: SettingsOf) -> Iterator[tuple[FileChange, FilePlace, Settings]]:
    if change.index:
        yield change, place_in_index(change), settings_in_index(change, settings_of)
        return
    settings = settings_of(change.path)
    place = locate(change.path, settings.root)
    yield change, place, settings
    if place.outside is None or place.unnamed:
        return
    real = str(place.file)
    other = settings_of(real)
    if other.root != settings.root and place.file.is_relative_to(other.root):
        yield msgspec.structs.replace(change, path=real), locate(real, other.root), other


def beyond_baseline(file: GuardedFile) -> GuardedFile:
    """A file with what guards say of it beyond its worktree's baseline, which holds for the user's own question alone."""
    return file._replace(guarded=[_unless_known(result, file) for result in file.guarded])


def _unless_known(result: CheckResult, file: GuardedFile) -> CheckResult:
    found = fingerprinted(result.findings, b"", "place", result.path)
    counted, known, unmatched = file.settings.baseline.sift(result.check, result.path, found)
    state: State = "passed" if result.state == "findings" and not counted else result.state
    return msgspec.structs.replace(result, state=state, findings=counted, baseline=known, unmatched=unmatched)


def verdict_by_names(guards: Iterable[Guard], event: EditEvent, settings_of: SettingsOf) -> Verdict:
    """The verdict of the guards alone."""
    started = precise()
    files = guarded(tuple(guards), event, settings_of)
    judged = told(file.says(each) for file in files for each in file.guarded)
    return judge([*judged, *unread_settings(files)], micros=(precise() - started) * 1e6)


def unread_settings(files: Iterable[GuardedFile]) -> Iterator[Judged]:
    """For each worktree whose newest settings cannot be used: that its files were judged by older ones."""
    first: dict[Path, GuardedFile] = {}
    for file in files:
        if file.settings.problem:
            first.setdefault(file.settings.root, file)
    for file in first.values():
        why = Skipped(file.settings.problem, "correct them; until then the last good ones are in use")
        yield Judged(skipped("settings", str(file.place.file), why), file.settings.policy.blocks_from)


class GuardsAlone(NamedTuple):
    """Stands in for a `Checker` where none can be made: guards answer, and whatever else is asked raises the reason."""

    why: Exception

    def check_names(self, event: EditEvent, settings_of: SettingsOf) -> Verdict:
        return verdict_by_names(GUARDS.values(), event, settings_of)

    def check_event(self, event: EditEvent, settings_of: SettingsOf, deadline_s: float) -> NoReturn:
        raise self.why

    def check_command(self, event: CommandEvent, settings: Settings) -> NoReturn:
        raise self.why
