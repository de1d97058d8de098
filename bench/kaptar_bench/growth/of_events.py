"""Checks and hooks of growing size."""

import time
from collections.abc import Callable

from kaptar.checks.checker import Checker
from kaptar.checks.event import EditEvent, FileChange, SessionNews
from kaptar.checks.settings import make_settings
from kaptar.checks.verdict import CheckResult, Verdict
from kaptar.checks.worktrees import Worktrees, fixed
from kaptar.cli.check import lines_of
from kaptar.clients.shell import remember
from kaptar.repository.staged import staged_contents
from kaptar.repository.steering import SETTLED_NS
from kaptar.repository.trust import Trust
from kaptar_bench.growth.ground import Ground, Subject, git, repository


def _text(_: Ground, files: int) -> Callable[[], object]:
    results = tuple(
        CheckResult(check=check, path=f"f{number}.py", state="not_run", reason=f"no {check}")
        for number in range(files)
        for check in ("types", "lint", "format")
    )
    verdict = Verdict(outcome="pass", complete=False, results=results)
    return lambda: list(lines_of(verdict))


def _staged(ground: Ground, files: int) -> Callable[[], object]:
    paths = [str(path) for path in repository(ground.folder, files)]

    def work() -> None:
        assert len(list(staged_contents(ground.folder, paths))) == files

    return work


def _checked(ground: Ground, files: int) -> Callable[[], object]:
    return _checking(ground, [str(path) for path in repository(ground.folder, files)])


def _checking(ground: Ground, paths: list[str]) -> Callable[[], object]:
    """Files as they are, without the cache of an earlier time."""
    settings = make_settings(ground.config, ground.folder, trust=Trust(ground.folder))

    def work() -> None:
        checker = Checker(ground.runtime)
        try:
            assert checker.check_files(paths, lambda _: settings).results
        finally:
            checker.close()

    return work


def _events(ground: Ground, events: int) -> Callable[[], object]:
    """One session's edits of one file, each time with other content."""
    (path,) = repository(ground.folder, 1)
    settings = make_settings(ground.config, ground.folder, trust=Trust(ground.folder))

    def work() -> None:
        checker = Checker(ground.runtime)
        try:
            for number in range(events):
                change = FileChange(str(path), content=b"x = %d\n" % number)
                event = EditEvent("cli", "Edit", "before", "s", str(ground.folder), "Edit", (change,))
                assert checker.check_event(event, lambda _: settings, 60).results
        finally:
            checker.close()

    return work


def _folders(ground: Ground, folders: int) -> Callable[[], object]:
    """Settings for one file in each folder, ten times."""
    git(ground.folder, "init", "-q")
    paths = [ground.folder / f"d{number}" / "a.py" for number in range(folders)]
    for path in paths:
        path.parent.mkdir()
    worktrees = Worktrees(ground.folder, fixed(ground.config))
    return lambda: [worktrees.of(str(path)) for _ in range(10) for path in paths]


def _sessions(ground: Ground, sessions: int) -> Callable[[], object]:
    """The begin of sessions, one after the other, in one worktree."""
    repository(ground.folder, 20)

    def work() -> None:
        for number in range(sessions):
            remember(SessionNews("cli", "SessionStart", f"s{number}", str(ground.folder), ended=False))

    return work


def _long(ground: Ground, lines: int) -> Callable[[], object]:
    (path,) = repository(ground.folder, 1, "".join(f"x{number} = {number}\n" for number in range(lines)))
    return _checking(ground, [str(path)])


def _silenced(ground: Ground, lines: int) -> Callable[[], object]:
    """A file in which each line has a finding, and each second one a comment that silences it."""
    quiet = "  # kaptar: " + "ignore[security/eval] -- a bench"  # in two parts: this is no comment of this file
    text = "".join(f"eval(x{number}){quiet * (number % 2)}\n" for number in range(lines))
    (path,) = repository(ground.folder, 1, text)
    return _checking(ground, [str(path)])


def _trusted(ground: Ground, folders: int) -> Callable[[], object]:
    """Looks at the trust of a repository whose folders stand still, ten times: as many edits."""
    git(ground.folder, "init", "-q")
    for number in range(folders):
        (ground.folder / f"d{number}").mkdir()
        (ground.folder / f"d{number}" / "pyproject.toml").write_text("")
    later_ns = time.time_ns() + 2 * SETTLED_NS  # none of them is too young to be remembered
    trust = Trust(ground.folder, ground.folder / "trust", now_ns=lambda: later_ns)
    trust.grant()

    def work() -> None:
        for _ in range(10):
            assert not trust.problem()

    return work


EVENTS = (
    Subject("text of check", "files", (800, 1600, 3200), _text),
    Subject("content of staged files", "files", (400, 800, 1600), _staged),
    Subject("check of many files", "files", (80, 160, 320), _checked),
    Subject("check of one long file", "lines", (8000, 16_000, 32_000), _long),
    Subject("check of a file with findings that are silenced", "lines", (1000, 2000, 4000), _silenced),
    Subject("trust of a repository with many folders", "folders", (400, 800, 1600), _trusted),
    Subject("edits of one session", "events", (160, 320, 640), _events),
    Subject("settings in many folders", "folders", (80, 160, 320), _folders),
    Subject("begins of sessions", "sessions", (16, 32, 64), _sessions),
)
