"""Wrappers: programs that start others, such as ``env``, ``xargs`` and ``bash -c``, seen through to what they start. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kaptar.shell.options import options
from kaptar.shell.runners import started_by
from kaptar.shell.texts import UNKNOWN, ShellWord

MOST = 12
"""Wrappers around each other."""

_VALUED: Mapping[str, frozenset[str]] = {
    "env": frozenset(("-u", "--unset")),
    "sudo": frozenset(("-u", "-g", "-h", "-p", "-C", "-T", "-r", "-t", "-U", "--user", "--group")),
    "doas": frozenset(("-u", "-C")),
    "command": frozenset(), "builtin": frozenset(), "exec": frozenset(("-a",)), "nohup": frozenset(), "setsid": frozenset(),
    "time": frozenset(("-o", "-f", "--format", "--output")), "noglob": frozenset(), "unbuffer": frozenset(),
    "nice": frozenset(("-n", "--adjustment")), "ionice": frozenset(("-c", "-n", "-p")),
    "timeout": frozenset(("-k", "-s", "--kill-after", "--signal")),
    "stdbuf": frozenset(("-i", "-o", "-e")), "chronic": frozenset(), "caffeinate": frozenset(("-t", "-w")),
    "xargs": frozenset(("-I", "-n", "-P", "-L", "-d", "-s", "-a", "-E", "--max-args", "--max-procs", "--replace", "--delimiter")),
    "watch": frozenset(("-n", "--interval")), "strace": frozenset(("-e", "-o", "-p", "-s")), "busybox": frozenset(),
    "flock": frozenset(("-w", "-E", "--timeout")), "coproc": frozenset(), "taskset": frozenset(), "chrt": frozenset(),
    "setpriv": frozenset(), "unshare": frozenset(), "runuser": frozenset(("-u",)),
}  # fmt: skip
"""Programs that start what stands behind their options, and the options that have a word of their own."""

_BEFORE = {"timeout": 1, "flock": 1, "taskset": 1, "chrt": 1}
"""Words of a wrapper that stand before the program that it starts."""

SHELLS = frozenset(("sh", "bash", "zsh", "dash", "ksh", "ash", "fish"))


class Inner(NamedTuple):
    """Something that is started: a program with its words, or a line for a shell.

    Attributes:
        folder: that it is started in, where the wrapper names one.
        settings: variables that the wrapper sets.
    """

    words: tuple[ShellWord, ...] = ()
    line: str | None = None
    folder: str | None = None
    settings: Mapping[str, str] = {}


def unwrapped(words: tuple[ShellWord, ...], given: Sequence[str] = ()) -> tuple[Inner, ...]:
    """What a program starts in the end: itself, where it starts nothing. Several where it starts several.

    Args:
        given: texts that it reads, which a shell would run.
    """
    folder, settings = None, dict[str, str]()
    for _ in range(MOST):
        name = _name(words)
        if name == "find":
            return (Inner(words, None, folder, settings), *_started_by_find(words))
        if name == "eval":
            return (Inner((), " ".join(word.text for word in words[1:]), folder, settings),)
        if name in SHELLS:
            return _of_shell(words, given, folder, settings)
        if (line := _line_of(name, words)) is not None:
            return (Inner((), line, folder, settings),)
        if rest := started_by(words):
            words = rest
            continue
        if name not in _VALUED:
            return (Inner(words, None, folder, settings),)
        rest = _behind_options(words, name)
        while name in ("env", "sudo") and rest and "=" in rest[0].text:
            key, _, value = rest[0].text.partition("=")
            settings[key], rest = value, rest[1:]
        if name == "env":
            folder = _env_folder(words) or folder
        rest = rest[_BEFORE.get(name, 0) :]
        if not rest:
            return (Inner(words, None, folder, settings),)
        words = (*rest, UNKNOWN) if name == "xargs" else rest
    return (Inner(words, None, folder, settings),)


_BEHIND_C: Mapping[str, frozenset[str]] = {
    "su": frozenset(("-c", "--command", "-s", "--shell", "-g", "-G", "-w")),
    "runuser": frozenset(("-c", "--command", "-s", "-u", "-g", "-G")),
    "script": frozenset(("-c", "--command", "-I", "-O", "-B", "-T", "-m", "-o", "-E")),
    "flock": frozenset(("-c", "--command", "-w", "-E", "--timeout", "--wait")),
}
"""Programs with an option that has a line for a shell."""


def _line_of(name: str, words: Sequence[ShellWord]) -> str | None:
    """The line that a program hands to a shell; None for none."""
    if name == "trap" and len(words) > 2:
        return words[1].text
    if name == "watch" and " " in words[-1].text:
        return words[-1].text
    if name == "env":
        at = next((at for at, word in enumerate(words[:-1]) if word.text in ("-S", "--split-string")), 0)
        return " ".join(word.text for word in words[at + 1 :]) if at else None
    if name not in _BEHIND_C:
        return None
    lines = options(words[1:], _BEHIND_C[name]).of("-c", "--command")
    return lines[0].text if lines else None


def _name(words: Sequence[ShellWord]) -> str:
    return words[0].text.rpartition("/")[2] if words and words[0].kind == "known" else ""


def _behind_options(words: tuple[ShellWord, ...], name: str) -> tuple[ShellWord, ...]:
    at, valued = 1, _VALUED[name]
    while at < len(words) and words[at].text.startswith("-") and (words[at].text != "-" or name == "env"):
        option = words[at].text
        if option == "--":
            return words[at + 1 :]
        at += 2 if option in valued or (name == "env" and option in ("-C", "--chdir")) else 1
    return words[at:]


def _env_folder(words: Sequence[ShellWord]) -> str | None:
    for at, word in enumerate(words[1:-1], 1):
        if word.text in ("-C", "--chdir"):
            return words[at + 1].text
        if word.text.startswith("--chdir="):
            return word.text.partition("=")[2]
    return None


def _of_shell(
    words: tuple[ShellWord, ...], given: Sequence[str], folder: str | None, settings: Mapping[str, str]
) -> tuple[Inner, ...]:
    """The line behind ``-c``, else the texts that the shell reads; a script of its own is a program like others."""
    for at, word in enumerate(words[1:], 1):
        if word.text.startswith("-") and not word.text.startswith("--") and "c" in word.text[1:] and at + 1 < len(words):
            return (Inner((), words[at + 1].text, folder, settings),)
        is_value = words[at - 1].text.endswith(("o", "O")) and words[at - 1].text.startswith(("-", "+"))
        if not word.text.startswith(("-", "+")) and not is_value:
            break
    if given:
        return tuple(Inner((), text, folder, settings) for text in given)
    return (Inner(words, None, folder, settings),)


def _started_by_find(words: tuple[ShellWord, ...]) -> tuple[Inner, ...]:
    """The programs behind ``-exec`` and its kind; where the names stand that are found, nobody knows the word."""
    out = []
    for at, word in enumerate(words):
        if word.text in ("-exec", "-execdir", "-ok", "-okdir"):
            end = next((n for n in range(at + 1, len(words)) if words[n].text in (";", "+")), len(words))
            out.append(Inner(tuple(UNKNOWN if "{}" in each.text else each for each in words[at + 1 : end])))
    return tuple(each for each in out if each.words)
