"""The plugin of Claude Code asks for the events and tools that ``kaptar init`` asks for, and runs the hook that is shipped."""

import json
import re
from pathlib import Path
from typing import Any

from kaptar.clients.claude import FILE_TOOLS, INSTALL, SHELL_TOOLS
from kaptar.clients.install.facts import HOOK_FILE, HOOK_TIMEOUT_S, InstallFacts
from kaptar.clients.install.json_part import JsonPart

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "plugin"


def installed() -> dict[str, Any]:
    """What ``kaptar init`` puts in, by event."""
    facts = InstallFacts(ROOT, ROOT, ROOT, "/python", None, False)
    (part,) = (target.part for target in INSTALL.targets(facts) if isinstance(target.part, JsonPart))
    return {addition.path[-1]: addition.value for addition in part.additions}


def test_the_plugin_has_the_events_and_matchers_of_init() -> None:
    hooks = json.loads((PLUGIN / "hooks" / "hooks.json").read_text("utf-8"))["hooks"]
    assert list(hooks) == list(installed())
    for event, groups in hooks.items():
        (group,) = groups
        assert group.get("matcher") == installed()[event].get("matcher"), event


def test_the_matchers_are_the_tools_that_the_adapter_reads() -> None:
    for event in ("PreToolUse", "PostToolUse", "PostToolUseFailure"):
        assert installed()[event]["matcher"].split("|") == [*FILE_TOOLS, *SHELL_TOOLS], event


def test_each_of_its_commands_runs_the_hook_of_this_checkout() -> None:
    hooks = json.loads((PLUGIN / "hooks" / "hooks.json").read_text("utf-8"))["hooks"]
    for event, (group,) in hooks.items():
        (hook,) = group["hooks"]
        assert hook["type"] == "command"
        assert hook["timeout"] == HOOK_TIMEOUT_S
        (path, words) = re.findall(r'"\$\{CLAUDE_PLUGIN_ROOT\}/([^"]+)" ([^;]+);', hook["command"])[0]
        assert words == f"claude {event}"
        assert (PLUGIN / path).resolve() == HOOK_FILE.resolve()
