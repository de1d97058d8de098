"""Guards are asked first: what they say holds, whatever breaks afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.checks.conftest import Make, event, result, rules

from kaptar.api.programs import Runtime
from kaptar.checks.checker import Checker
from kaptar.checks.event import CommandEvent, EditEvent, FileChange
from kaptar.checks.guards.guard import Guard, Refusal, Touched
from kaptar.checks.settings import Settings, make_settings
from kaptar.config.sections import Config, HooksConfig
from kaptar.errors import ConfigError, InputError

RESET = Guard(
    "git", "a test's own", command=lambda event, _s: Refusal("git/reset", "error", event.command, "stash it")
    if event.command.startswith("git reset --hard") else None,
)  # fmt: skip


def command(text: str) -> CommandEvent:
    return CommandEvent("claude", "PreToolUse", "before", "s", "/", "Bash", text)


def fails(_touched: Touched, _settings: Settings) -> Refusal | None:
    raise ZeroDivisionError("boom")


@pytest.fixture
def checker(runtime: Runtime) -> Iterator[Checker]:
    checker = Checker(runtime, guards={"git": RESET, "broken": Guard("broken", "a test's own", file=fails)})
    yield checker
    checker.close()


def settings(root: Path, **hooks: object) -> Settings:
    config = Config(hooks=HooksConfig(**hooks))  # type: ignore[arg-type]
    return make_settings(config, root, guards={"git": RESET, "broken": Guard("broken", "a test's own", file=fails)})


def test_a_protected_path_is_stopped_when_its_content_cannot_be_looked_at(
    make: Make, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("kaptar.checks.checker.take", breaks)
    verdict = make().check_event(event(FileChange(str(root / ".env"), content=b"A=1\n"), phase="before"), 30)
    assert (verdict.outcome, rules(verdict)) == ("block", ["protected/env-file"])
    assert result(verdict, "file").state == "broke"


def test_all_files_of_an_edit_are_asked_about_before_one_is_read(root: Path, runtime: Runtime) -> None:
    (root / "a.txt").write_text("x\n")
    asked: list[str] = []

    def note(touched: Touched, _settings: Settings) -> Refusal | None:
        asked.append(touched.place.path)
        (root / "a.txt").unlink(missing_ok=True)
        return None

    guards = {"note": Guard("note", "a test's own", file=note)}
    checker = Checker(runtime, guards=guards)
    made = make_settings(Config(), root, guards=guards)
    verdict = checker.check_event(event(FileChange(str(root / "a.txt")), FileChange(str(root / "b.txt"))), lambda _: made, 30)
    checker.close()
    assert asked == ["a.txt", "b.txt"]
    assert [r.reason for r in verdict.results if r.check == "file"] == ["there is no such file"] * 2


def test_a_command_is_judged_by_the_guards_of_commands_alone(checker: Checker, root: Path) -> None:
    stopped = checker.check_command(command("git reset --hard HEAD~3"), settings(root))
    assert (stopped.outcome, [(f.check, f.rule, f.path) for f in stopped.findings]) == ("block", [("git", "git/reset", "")])
    free = checker.check_command(command("git status"), settings(root))
    assert (free.outcome, [(r.check, r.state) for r in free.results]) == ("pass", [("git", "passed")])


def test_settings_switch_a_guard_off_and_soften_it(checker: Checker, root: Path) -> None:
    hard = command("git reset --hard")
    off = checker.check_command(hard, settings(root, checks={"git": False}))
    assert (off.outcome, off.complete, off.results[0].reason) == ("pass", True, "off")
    assert checker.check_command(hard, settings(root, severity={"git": "warning"})).outcome == "warn"
    with pytest.raises(ConfigError, match="gti"):
        settings(root, checks={"gti": False})


def test_a_guard_that_breaks_blocks_nobody_and_leaves_the_verdict_incomplete(checker: Checker, root: Path) -> None:
    made = settings(root)
    edit = EditEvent("claude", "PreToolUse", "before", "s", "/", "Edit", (FileChange(str(root / "a.txt"), content=b"x\n"),))
    verdict = checker.check_event(edit, lambda _path: made, 30)
    found = result(verdict, "broken")
    assert (verdict.outcome, verdict.complete, found.state, found.reason) == ("pass", False, "broke", "ZeroDivisionError: boom")


@pytest.mark.parametrize("problem", [ValueError("too many choices"), RecursionError("deep"), OSError("disk"), InputError("x")])
def test_a_guard_that_breaks_by_what_it_is_asked_stops_before_an_edit(problem: Exception, root: Path, runtime: Runtime) -> None:
    def breaks(_touched: Touched, _settings: Settings) -> Refusal | None:
        raise problem

    guards = {"broken": Guard("broken", "a test's own", file=breaks)}
    checker, made = Checker(runtime, guards=guards), make_settings(Config(), root, guards=guards)
    change = FileChange(str(root / "a.txt"), content=b"x\n")
    before = checker.check_event(event(change, phase="before"), lambda _: made, 30)
    after = checker.check_event(event(change), lambda _: made, 30)
    checker.close()
    assert (before.outcome, rules(before)) == ("block", ["broken/broke"])
    assert str(problem) in before.findings[0].message
    assert (after.outcome, after.complete) == ("pass", False)
