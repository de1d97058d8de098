"""For each client the files that ``kaptar init`` changes, and what it puts there.

Commands name this machine's interpreter and the hook's file, and test first that both are there: a deleted environment
must not stop every edit.
"""

import json
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kaptar.clients.install.part import Addition, Block, JsonPart, OwnFile, Target
from kaptar.errors import InputError

HOOK_FILE = Path(__file__).parents[1] / "entry" / "kaptar_hook.py"
OPENCODE_PLUGIN = Path(__file__).with_name("opencode_plugin.js")
HOOK_TIMEOUT_S = 45
"""More than a hook allows itself, so that the client's own limit is never what ends it."""


class Facts(NamedTuple):
    """What configurations are made of.

    Attributes:
        root: the worktree.
        git_hooks: git's folder of hooks for this worktree.
        exclude: git's own list of ignored files.
        python: the interpreter that has Kaptar.
        port, token: of the repository's hive.
    """

    root: Path
    git_hooks: Path
    exclude: Path
    python: str
    port: int
    token: str
    strict: bool

    def command(self, client: str, event: str) -> str:
        """A line for a POSIX shell that runs the hook."""
        python, file = shlex.quote(self.python), shlex.quote(str(HOOK_FILE))
        flags = "--strict " if self.strict else ""
        return (
            f"if test -x {python} && test -f {file}; then exec {python} -I -S {file} {flags}{client} {event}; "
            f"else echo 'kaptar: {HOOK_FILE.name} or its interpreter is gone; run kaptar init again' >&2{self._end}; fi"
        )

    def check_command(self, words: str) -> str:
        """A line for a POSIX shell that runs ``kaptar check`` and fails only where a finding blocks."""
        python = shlex.quote(self.python)
        return f"{python} -P -m kaptar check {words}; test $? -ne 1"

    @property
    def _end(self) -> str:
        return "; exit 2" if self.strict else ""


def claude(facts: Facts) -> tuple[Target, ...]:
    """Local settings, which hold paths of this machine and the token."""
    url = f"http://127.0.0.1:{facts.port}/hook/claude/PostToolUse?http=1"
    after = {"type": "http", "url": url, "headers": {"Authorization": f"Bearer {facts.token}"}, "timeout": HOOK_TIMEOUT_S}
    files, shells = "Edit|Write|NotebookEdit", "Bash|PowerShell"
    additions = (
        _group("PreToolUse", files, _run(facts, "claude", "PreToolUse")),
        _group("PostToolUse", f"{files}|{shells}", after),
        _group("SessionStart", None, _run(facts, "claude", "SessionStart")),
        _group("SessionEnd", None, _run(facts, "claude", "SessionEnd")),
    )
    part = JsonPart(additions, (HOOK_FILE.name, "/hook/claude/"))
    ignored = Block(("/.claude/settings.local.json",))
    return (Target(facts.exclude, ignored), Target(facts.root / ".claude" / "settings.local.json", part, private=True))


def codex(facts: Facts) -> tuple[Target, ...]:
    additions = (
        _group("PreToolUse", "apply_patch", _run(facts, "codex", "PreToolUse")),
        _group("PostToolUse", "apply_patch|Bash", _run(facts, "codex", "PostToolUse")),
        _group("SessionStart", None, _run(facts, "codex", "SessionStart")),
        _group("SessionEnd", None, _run(facts, "codex", "SessionEnd")),
    )
    return (Target(facts.root / ".codex" / "hooks.json", JsonPart(additions, (HOOK_FILE.name,))),)


def gemini(facts: Facts) -> tuple[Target, ...]:
    """Its time-outs are in milliseconds."""

    def run(event: str) -> dict[str, Any]:
        command = facts.command("gemini", event)
        return {"type": "command", "name": f"kaptar-{event}", "command": command, "timeout": HOOK_TIMEOUT_S * 1000}

    additions = (
        _group("BeforeTool", "write_file|replace", run("BeforeTool")),
        _group("AfterTool", "write_file|replace|run_shell_command", run("AfterTool")),
        _group("SessionStart", None, run("SessionStart")),
        _group("SessionEnd", None, run("SessionEnd")),
    )
    return (Target(facts.root / ".gemini" / "settings.json", JsonPart(additions, (HOOK_FILE.name,))),)


def cursor(facts: Facts) -> tuple[Target, ...]:
    def addition(event: str, matcher: str | None) -> Addition:
        hook: dict[str, Any] = {"command": facts.command("cursor", event), "timeout": HOOK_TIMEOUT_S}
        return Addition(("hooks", event), hook | ({"matcher": matcher} if matcher else {}))

    additions = (
        addition("preToolUse", "Write|Edit|Delete"),
        addition("postToolUse", "Write|Edit|Shell"),
        addition("afterFileEdit", None),
        addition("sessionStart", None),
        addition("sessionEnd", None),
    )
    part = JsonPart(additions, (HOOK_FILE.name,), empty='{\n  "version": 1\n}\n')
    return (Target(facts.root / ".cursor" / "hooks.json", part),)


def opencode(facts: Facts) -> tuple[Target, ...]:
    """It has no hook commands, but runs JavaScript."""
    words = [facts.python, "-I", "-S", str(HOOK_FILE), *(["--strict"] if facts.strict else []), "opencode"]
    content = OPENCODE_PLUGIN.read_text("utf-8").replace("__COMMAND__", json.dumps(words))
    content = content.replace("__STRICT__", json.dumps(facts.strict))
    return (Target(facts.root / ".opencode" / "plugins" / "kaptar.js", OwnFile(content, HOOK_FILE.name)),)


def aider(facts: Facts) -> tuple[Target, ...]:
    """Its lint command is given the edited files; what it prints goes to the model when it fails."""
    check = facts.check_command('"$@"')
    script = f"test -x {shlex.quote(facts.python)} || exit 0; {check}"
    line = f"lint-cmd: {json.dumps('sh -c ' + shlex.quote(script) + ' kaptar')}"
    taken = (r"^\s*lint-cmd\s*:", "it has a lint-cmd already; add `kaptar check` to it by hand")
    return (Target(facts.root / ".aider.conf.yml", Block((line, "auto-lint: true"), refuse=taken)),)


def git(facts: Facts) -> tuple[Target, ...]:
    """A commit is stopped by a finding that blocks, and by nothing else.

    Raises InputError where git's hooks are outside of the repository: other repositories use them too.
    """
    if not any(facts.git_hooks.is_relative_to(folder) for folder in (facts.root, facts.exclude.parents[1])):
        raise InputError(f"git's hooks are in {facts.git_hooks} (core.hooksPath); call `kaptar check --staged` there by hand")
    python = shlex.quote(facts.python)
    lines = (
        f"if test -x {python}; then",
        f"    {{ {facts.check_command('--staged')}; }} || exit 1",
        "else",
        "    echo 'kaptar: its interpreter is gone: not checked; run kaptar init again' >&2",
        "fi",
    )
    other = (
        r"\A(?!#!.*\b(?:sh|bash|dash|zsh|ksh)\b)(?=.)",
        "it is not a shell script; call `kaptar check --staged` in it by hand",
    )
    block = Block(lines, after=r"\A#!.*$", head="#!/bin/sh\n", refuse=other)
    return (Target(facts.git_hooks / "pre-commit", block, mode=0o755),)


def pre_commit(facts: Facts) -> tuple[Target, ...]:
    """The file is shared, so the command is looked up on each machine."""
    script = "command -v kaptar >/dev/null || { echo 'kaptar is not installed: not checked' >&2; exit 0; }; " + (
        'kaptar check "$@"; test $? -ne 1'
    )
    lines = (
        "- repo: local",
        "  hooks:",
        "    - id: kaptar-check",
        "      name: kaptar check",
        f"      entry: {json.dumps('sh -c ' + shlex.quote(script) + ' kaptar')}",
        "      language: system",
        "      types: [text]",
        "      verbose: true",
    )
    other = (r"^repos:[ \t]*[^\s#]", "its list of repos is written in brackets; write it as lines with '- repo:'")
    block = Block(lines, after=r"^repos:", head="repos:\n", refuse=other, items=True)
    return (Target(facts.root / ".pre-commit-config.yaml", block),)


TARGETS: Mapping[str, Callable[[Facts], tuple[Target, ...]]] = {
    "claude": claude, "codex": codex, "gemini": gemini, "cursor": cursor,
    "opencode": opencode, "aider": aider, "pre-commit": pre_commit, "git": git,
}  # fmt: skip
"""By the client's name."""


def _group(event: str, matcher: str | None, hook: Mapping[str, Any]) -> Addition:
    """A group of one hook, in the form that Claude Code, Codex and Gemini CLI share."""
    group = {"hooks": [dict(hook)]}
    return Addition(("hooks", event), {"matcher": matcher, **group} if matcher else group)


def _run(facts: Facts, client: str, event: str) -> dict[str, Any]:
    return {"type": "command", "command": facts.command(client, event), "timeout": HOOK_TIMEOUT_S}
