"""Runners: programs of package managers and interpreters that start a tool by its name. Pure: a table."""

from collections.abc import Mapping
from typing import NamedTuple

from kaptar.shell.texts import ShellWord
from kaptar.shell.tools import TOOLS


class Starter(NamedTuple):
    """One runner.

    Attributes:
        verbs: words behind which the tool stands; an empty one where it stands behind the runner itself.
        valued: options with a value in a word of its own.
        known: without a verb, or behind ``run``, only a tool of the table is started: other words are commands of the runner's
            own, or scripts.
    """

    verbs: tuple[str, ...] = ("",)
    valued: str = ""
    known: bool = False


_UV = "--with --from -p --python --with-requirements --env-file --extra --group --project --directory --index -w --package"
_NODE = "-p --package -w --workspace -C --dir --prefix -F --filter --cwd"
_RUNNERS: Mapping[str, Starter] = {
    "npx": Starter(valued=_NODE), "bunx": Starter(valued=_NODE), "pnpx": Starter(valued=_NODE),
    "npm": Starter(("exec", "x"), _NODE), "pnpm": Starter(("exec", "dlx", ""), _NODE, known=True),
    "yarn": Starter(("exec", "dlx", "run", ""), _NODE, known=True),
    "bun": Starter(("x", "run", ""), _NODE, known=True),
    "uv": Starter(("run", "tool run"), _UV), "uvx": Starter(valued=_UV),
    "pipx": Starter(("run",), "--spec --python --pip-args"),
    "poetry": Starter(("run",), "-C -P --directory --project"), "pipenv": Starter(("run",)),
    "pdm": Starter(("run",), "-p --project"),
    "hatch": Starter(("run",), "-e --env"), "rye": Starter(("run",)), "pixi": Starter(("run", "exec"), "-e -s --spec"),
    "bundle": Starter(("exec",)), "composer": Starter(("exec",)), "mise": Starter(("exec", "x")), "direnv": Starter(("exec .",)),
    "conda": Starter(("run",), "-n --name -p --prefix"), "mamba": Starter(("run",), "-n --name -p --prefix"),
    "dotnet": Starter(("tool run",)), "nix": Starter(("run",)),
}  # fmt: skip
_OR_SCRIPTS = ("", "run")
_INTERPRETERS = ("python", "pypy", "py")
_OF_PYTHON = frozenset(("-W", "-X", "--check-hash-based-pycs"))


def started_by(words: tuple[ShellWord, ...]) -> tuple[ShellWord, ...]:
    """The words of the tool that a runner starts: ``uvx black@24 .`` starts ``black .``. Empty where none is known."""
    name = words[0].text.rpartition("/")[2] if words and words[0].kind == "known" else ""
    if name.rstrip("0123456789.") in _INTERPRETERS:
        return _of_module(words)
    runner = _RUNNERS.get(name)
    if runner is None:
        return ()
    for verb in runner.verbs:
        rest = _behind(words[1:], verb.split(), frozenset(runner.valued.split()))
        tool = _unversioned(rest[0]) if rest else None
        if tool is not None and (verb not in _OR_SCRIPTS or not runner.known or tool.text in TOOLS):
            return (tool, *rest[1:])
    return ()


def _of_module(words: tuple[ShellWord, ...]) -> tuple[ShellWord, ...]:
    """The words behind ``-m`` of an interpreter; its options stand before it."""
    at = 1
    while at < len(words) and words[at].text.startswith("-") and words[at].text not in ("-m", "-c", "-"):
        at += 2 if words[at].text in _OF_PYTHON else 1
    return words[at + 1 :] if at + 1 < len(words) and words[at].text == "-m" else ()


def _behind(words: tuple[ShellWord, ...], verb: list[str], valued: frozenset[str]) -> tuple[ShellWord, ...]:
    """The words behind a verb of some words, options before and behind it passed over; none where it is another one."""
    left, at = list(verb), 0
    while at < len(words):
        text = words[at].text
        if text == "--" and not left:
            return words[at + 1 :]
        if text.startswith("-"):
            at += 2 if text in valued else 1
        elif left and text == left[0]:
            left, at = left[1:], at + 1
        else:
            return () if left else words[at:]
    return ()


def _unversioned(word: ShellWord) -> ShellWord:
    """The name of a tool without the version that is asked for, and without the scope of its package."""
    text = word.text
    if text.rfind("@") > 0:
        text = text[: text.rfind("@")]
    return ShellWord(text.rpartition("/")[2].partition("==")[0], word.kind)
