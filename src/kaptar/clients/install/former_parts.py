"""Parts that a version under the project's former name put into clients' files, in the shapes that all of its versions had."""

import json
import shlex
from collections.abc import Mapping

from kaptar.clients.install.block import ANY, Block, Marks
from kaptar.clients.install.facts import HOOK_FILE as HOOK_FILE_OF_TODAY
from kaptar.clients.install.json_part import Addition, JsonPart
from kaptar.clients.install.own_file import OwnFile
from kaptar.clients.install.own_hooks import OwnHooks, address
from kaptar.config.former import FORMER

HOOK_FILE = f"{FORMER}_hook.py"
"""In each command that the former version wrote for a client."""
MARKS = Marks.of(FORMER)
EVENTS = {
    "claude": ("PreToolUse", "PostToolUse", "SessionStart", "SessionEnd"),
    "codex": ("PreToolUse", "PostToolUse", "SessionStart", "SessionEnd"),
    "gemini": ("BeforeTool", "AfterTool", "SessionStart", "SessionEnd"),
    "cursor": ("preToolUse", "postToolUse", "afterFileEdit", "sessionStart", "sessionEnd"),
}
_CHECKED = f"{ANY} -P -m {FORMER} check"
_GIT = (f"if test -x {ANY}; then", f"    {{ {_CHECKED} --staged; test $? -ne 1; }} || exit 1", "fi")
_GONE = ("else", f"    echo '{FORMER}: its interpreter is gone: not checked; run {FORMER} init again' >&2")
_AIDER = f'test -x {ANY} || exit 0; {_CHECKED} "$@"; test $? -ne 1'
_SHARED = (
    f"command -v {FORMER} >/dev/null || {{ echo '{FORMER} is not installed: not checked' >&2; exit 0; }}; "
    f'{FORMER} check "$@"; test $? -ne 1'
)


def _called(script: str) -> str:
    return json.dumps(f"sh -c {shlex.quote(script)} {FORMER}")


_PRE_COMMIT = (
    "- repo: local",
    "  hooks:",
    f"    - id: {FORMER}-check",
    f"      name: {FORMER} check",
    f"      entry: {_called(_SHARED)}",
    "      language: system",
    "      types: [text]",
)
_VERBOSE = "      verbose: true"
BLOCKS: Mapping[str, Block] = {
    "claude": Block((), marks=MARKS, known=(("/.claude/settings.local.json",),)),
    "aider": Block((), marks=MARKS, known=((f"lint-cmd: {_called(_AIDER)}", "auto-lint: true"),)),
    "git": Block((), marks=MARKS, head="#!/bin/sh\n", known=(_GIT, (*_GIT[:2], *_GONE, _GIT[2]))),
    "pre-commit": Block((), marks=MARKS, head="repos:\n", items=True, known=(_PRE_COMMIT, (*_PRE_COMMIT, _VERBOSE))),
}
"""By client; that of Claude Code is in git's own list of ignored files. None of them is put anywhere."""

PLUGIN = OwnFile(
    "", HOOK_FILE, frozenset({
        "98b1272e7d12f8039dccb732ae6d36eb9ce4b6535f357f7688a10054be8c3941",
        "d8b71e732ab2a6e36ae4b6f16ab8db0fa18cc1d611f3ad1ff9d9ef770d164779",
    })
)  # fmt: skip
"""opencode's plugin, with the digests of both versions that there were."""


def hooks(client: str, text: str, port: str) -> JsonPart:
    """The hooks of a client in a file with this text. ``port``: of the former hive, "" where it is not known."""
    additions = tuple(Addition(("hooks", event), None) for event in EVENTS[client])
    part = JsonPart(additions, OwnHooks(HOOK_FILE, client))
    if client == "cursor":
        return part._replace(empty='{\n  "version": 1\n}\n')
    if client != "claude":
        return part
    return part._replace(own=part.own._replace(address=_address(part, text, port)))


def _address(commands: JsonPart, text: str, port: str) -> str:
    """That of Claude Code's HTTP hook is like that of a hook that Kaptar writes today, but for the port."""
    of_today = commands._replace(own=OwnHooks(HOOK_FILE_OF_TODAY.name, "claude"))
    if commands.found(text) and not of_today.found(text):
        return address()
    return address(port) if port.isdecimal() else ""
