"""Shell commands before they run: no guard judges them, and the documentation promises no more."""

import re
from pathlib import Path

import pytest

from kaptar.checks.checker import Checker
from kaptar.checks.event import CommandEvent
from kaptar.checks.registry import GUARDS
from kaptar.checks.settings import make_settings
from kaptar.config.sections import Config
from kaptar.runtime.runtime import Runtime

SECURITY = (Path(__file__).parents[3] / "docs" / "security.md").read_text("utf-8")
COMMANDS = [
    "echo x > .git/config",
    "rm -rf .git",
    "tee kaptar.toml",
    "echo x > .env",
    "apply_patch <<EOF\n*** Update File: .env\nEOF",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_not_judged_before_it_runs(runtime: Runtime, root: Path, command: str) -> None:
    event = CommandEvent("claude", "PreToolUse", "before", "s", str(root), "Bash", command)
    checker = Checker(runtime)
    try:
        assert checker.check_command(event, make_settings(Config(), root)).outcome == "pass"
    finally:
        checker.close()


def test_the_documentation_says_so_as_long_as_it_is_true() -> None:
    """A guard that judges commands changes what docs/security.md says at its beginning and of links and programs."""
    assert [guard.name for guard in GUARDS.values() if guard.command is not None] == []
    words = re.sub(r"\s+", " ", SECURITY)
    assert "a shell command is seen after it has run: nothing that it names is judged before" in words
    assert "Not promised: what a shell command does (it is seen after it has run)" in words
    assert "are judged before" not in words
