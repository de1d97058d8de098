"""Blocks of git's hooks that keep an agent's scripts from harming the work of another session: the lines of each hook."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from kaptar.clients.install.facts import InstallFacts

_NO_BRANCH_YET = "0" * 40
_STOPS = 9
"""As in `kaptar.clients.entry.git_hooks`."""


def blocks(facts: InstallFacts) -> Mapping[str, tuple[str, ...]]:
    """The lines of each hook in git's folder, with the interpreter of this machine."""
    python, gone = shlex.quote(facts.python), "kaptar: its interpreter is gone: not checked; run kaptar init again"
    return _blocks(f"test -x {python}", partial(facts.module_command, "kaptar.clients.entry.git_hooks"), gone)


def blocks_of_husky() -> Mapping[str, tuple[str, ...]]:
    """The lines of each hook in a file that a repository has, and that husky runs: no path of a machine."""
    return _blocks("command -v kaptar >/dev/null", "kaptar git-hook {}".format, "kaptar is not on the PATH: not checked")


def _blocks(test: str, command: Callable[[str], str], gone: str) -> Mapping[str, tuple[str, ...]]:
    return {
        "pre-push": _asking(test, command("pre-push"), gone),
        "pre-rebase": _asking(test, command("pre-rebase"), gone),
        "reference-transaction": _looking(_asking(test, command("reference-transaction"), gone)),
    }


def _asking(test: str, command: str, gone: str) -> tuple[str, ...]:
    """Only a decided stop stops git. What git tells the hook on stdin is left to the user's own lines."""
    return (
        f"if {test}; then",
        f"    {{ {command} </dev/null; test $? -ne {_STOPS}; }} || exit 1",
        "else",
        f"    echo '{gone}' >&2",
        "fi",
    )


def _looking(asking: Sequence[str]) -> tuple[str, ...]:
    """Git runs this hook several times for each reference that it writes, so the shell looks first, without starting Python:
    a stash, a merge, or a new branch at the commit of HEAD. What it has read of stdin it gives to the lines below it again.

    Each pattern has one fixed text: a shell goes back over a longer one, for each line that it has read.
    """
    return (
        'if test "$1" = prepared; then',
        "    kaptar_refs=$(cat)",
        "    kaptar_asks=",
        '    case "$kaptar_refs" in',
        "    *' refs/stash'* | *' ORIG_HEAD'*) kaptar_asks=yes ;;",
        "    *' refs/heads/'*)",
        '        case "$kaptar_refs" in',
        f"        *{_NO_BRANCH_YET}' '*)",
        '            case "$kaptar_refs" in',
        f'            *"{_NO_BRANCH_YET} $(git rev-parse -q --verify HEAD) refs/heads/"*) kaptar_asks=yes ;;',
        "            esac ;;",
        "        esac ;;",
        "    esac",
        '    if test -n "$kaptar_asks"; then',
        *(f"        {line}" for line in asking),
        "    fi",
        '    if test -n "$kaptar_refs"; then',
        "        exec <<KAPTAR_REFS",
        "$kaptar_refs",
        "KAPTAR_REFS",
        "    else",
        "        exec </dev/null",
        "    fi",
        "fi",
    )
