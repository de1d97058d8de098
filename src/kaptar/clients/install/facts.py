"""Facts that clients' configurations are made of, and the parts that several clients share.

Commands name this machine's interpreter and the hook's file, and test first that both are there: a deleted environment
must not stop every edit.
"""

import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kaptar.clients.install.json_part import Addition
from kaptar.clients.install.own_hooks import FORGET
from kaptar.clients.install.part import ClientFile
from kaptar.clients.install.switches import Switch

HOOK_FILE = Path(__file__).parents[1] / "entry" / "kaptar_hook.py"
HOOK_TIMEOUT_S = 45
"""More than a hook allows itself, so that the client's own limit is never what ends it."""


class HttpDoor(NamedTuple):
    """The loopback port and the token of the repository's hive."""

    port: int
    token: str


class InstallFacts(NamedTuple):
    """The facts that clients' configurations are made of.

    Attributes:
        root: the worktree.
        git_hooks: git's folder of hooks for this worktree.
        exclude: git's own list of ignored files.
        python: the interpreter that has Kaptar.
        http: for hooks that go by HTTP, which only the user's own setting asks for; None: all go by a command.
    """

    root: Path
    git_hooks: Path
    exclude: Path
    python: str
    http: HttpDoor | None
    strict: bool

    def command(self, client: str, event: str) -> str:
        """A line for a POSIX shell that runs the hook."""
        python, file = shlex.quote(self.python), shlex.quote(str(HOOK_FILE))
        flags = "--strict " if self.strict else ""
        return (
            f"if test -x {python} && test -f {file}; then {FORGET} exec {python} -I -S {file} {flags}{client} {event}; "
            f"else echo 'kaptar: {HOOK_FILE.name} or its interpreter is gone; run kaptar init again' >&2{self._end}; fi"
        )

    def check_command(self, words: str) -> str:
        """A line for a POSIX shell that runs ``kaptar check`` and fails where a finding blocks, or nothing could be checked."""
        return self.module_command("kaptar", f"check {words}")

    def module_command(self, module: str, words: str) -> str:
        """A line for a POSIX shell that runs a module of Kaptar's."""
        return f"({FORGET} exec {shlex.quote(self.python)} -E -P -m {module} {words})"

    @property
    def _end(self) -> str:
        return "; exit 2" if self.strict else ""


def nothing_besides(_facts: InstallFacts) -> Sequence[str]:
    """For a client of which nothing has to be known that depends on the repository."""
    return ()


class Install(NamedTuple):
    """The installation of Kaptar's hooks in one client.

    Attributes:
        targets: the files that ``kaptar init`` changes, and what it puts there. Raises InputError.
        traces: what in a repository tells that the client is used there. None: only who names it gets it.
        afterwards: what the user has to know or do then.
        switch: the client's setting that would keep all hooks from running.
        notes: what has to be known or done besides in this repository.
    """

    name: str
    targets: Callable[[InstallFacts], tuple[ClientFile, ...]]
    traces: tuple[str, ...] | None
    afterwards: str = ""
    switch: Switch | None = None
    notes: Callable[[InstallFacts], Sequence[str]] = nothing_besides


def matcher(*tools: str) -> str:
    """An expression that fits the names of these tools, as Claude Code, Codex, Gemini CLI and Cursor read it."""
    return "|".join(tools)


def group(event: str, tools: str | None, hook: Mapping[str, Any]) -> Addition:
    """A group of one hook, in the form that Claude Code, Codex and Gemini CLI share. ``tools``: a matcher, None for all."""
    content = {"hooks": [dict(hook)]}
    return Addition(("hooks", event), {"matcher": tools, **content} if tools else content)


def command_hook(facts: InstallFacts, client: str, event: str) -> dict[str, Any]:
    """A hook that runs a command."""
    return {"type": "command", "command": facts.command(client, event), "timeout": HOOK_TIMEOUT_S}
