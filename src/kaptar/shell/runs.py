"""Runs: the programs that a command line starts, each with the folder that it runs in, also behind programs that start others.

Pure but for the reader of lines. What is not known before the line runs is an unknown word, or an unknown folder.
"""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kaptar.shell.line import Line, ReadLine, SimpleCommand
from kaptar.shell.texts import UNKNOWN, ShellWord, texts_of
from kaptar.shell.wrappers import Inner, unwrapped

DEEPEST = 8
"""Command lines inside of each other, such as ``bash -c``."""

MOST = 500
"""LineRuns of one line."""


class ProgramRun(NamedTuple):
    """A program that would run.

    Attributes:
        words: the program's name without its folder, then its arguments.
        folder: that it runs in; None where that is not known.
        writes: files that redirections write.
        given: texts that it reads.
        settings: variables that are set for it alone.
    """

    words: tuple[ShellWord, ...]
    folder: str | None
    writes: tuple[ShellWord, ...] = ()
    given: tuple[str, ...] = ()
    settings: Mapping[str, str] = {}

    @property
    def program(self) -> str:
        """The name of the program; "" for redirections alone, and where it is not known."""
        return self.words[0].text if self.words and self.words[0].kind == "known" else ""


class LineRuns(NamedTuple):
    """All runs of a line. ``broken``: it may do more than they say."""

    runs: tuple[ProgramRun, ...]
    broken: bool


class Around(NamedTuple):
    """The things around a line: the folder that it begins in, the variables that it finds, and the home in place of a tilde."""

    folder: str | None
    variables: Mapping[str, tuple[ShellWord, ...]]
    home: str


def runs_of(text: str, around: Around, read: ReadLine) -> LineRuns:
    """The runs of a line, in order."""
    reading = _Reading(read)
    found = tuple(reading.of(text, around, 0))
    return LineRuns(found[:MOST], reading.broken or len(found) > MOST)


class _Reading:
    """Reads one line, and those inside of it."""

    def __init__(self, read: ReadLine) -> None:
        self._read = read
        self.broken = False

    def of(self, text: str, around: Around, depth: int) -> Iterator[ProgramRun]:
        line = self._read(text) if depth < DEEPEST else None
        if line is None:
            self.broken = True
            return
        self.broken = self.broken or line.broken
        yield from self._runs(line, around, depth)

    def _runs(self, line: Line, around: Around, depth: int) -> Iterator[ProgramRun]:
        variables = {"HOME": (ShellWord(around.home),), **around.variables}
        folders: dict[tuple[int, ...], str | None] = {(): around.folder}
        for command in line.commands:
            folder = _folder_of(command.scope, folders)
            here = Around(folder, {**variables, "PWD": (ShellWord(folder),) if folder else (UNKNOWN,)}, around.home)
            run = _run(command, here)
            for name, value in command.sets:
                variables[name] = (*variables.get(name, ()), *texts_of(value, here.variables, here.home))
            for inner in unwrapped(run.words, run.given):
                yield from self._inner(inner, run, here, depth)
                if inner.words and inner.words[0].text in _MOVERS and inner.words[0].kind == "known":
                    folders[command.scope] = moved(here.folder, inner.words, here.home)

    def _inner(self, inner: Inner, run: ProgramRun, around: Around, depth: int) -> Iterator[ProgramRun]:
        folder = joined(around.folder, inner.folder) if inner.folder is not None else around.folder
        if inner.line is not None:
            yield from self.of(inner.line, around._replace(folder=folder), depth + 1)
        if inner.words or run.writes:
            words = (
                (ShellWord(posixpath.basename(inner.words[0].text), inner.words[0].kind), *inner.words[1:]) if inner.words else ()
            )
            yield ProgramRun(words, folder, run.writes, run.given, {**run.settings, **inner.settings})


_MOVERS = frozenset(("cd", "pushd", "chdir", "popd"))


def moved(folder: str | None, words: Sequence[ShellWord], home: str) -> str | None:
    """The folder that a ``cd`` leads to; None where that is not known."""
    named = [word for word in words[1:] if not (word.kind == "known" and word.text in ("-P", "-L", "-e", "--"))]
    if not named:
        return home if words[0].text == "cd" else None
    target = named[0]
    return joined(folder, target.text) if target.kind == "known" and not target.text.startswith("-") else None


def joined(folder: str | None, path: str) -> str | None:
    """A path below a folder, without ``..``; None where the folder is not known."""
    if posixpath.isabs(path):
        return posixpath.normpath(path)
    return posixpath.normpath(posixpath.join(folder, path)) if folder is not None else None


def _folder_of(scope: tuple[int, ...], folders: dict[tuple[int, ...], str | None]) -> str | None:
    """The folder in a subshell, which begins in that of the one around it."""
    if scope not in folders:
        folders[scope] = _folder_of(scope[:-1], folders)
    return folders[scope]


def _run(command: SimpleCommand, here: Around) -> ProgramRun:
    words = tuple(text for word in command.words for text in texts_of(word, here.variables, here.home))
    writes = tuple(text for word in command.writes for text in texts_of(word, here.variables, here.home))
    given = tuple("".join(piece.text for piece in word) for word in command.given)
    settings = {
        name: texts[0].text
        for name, value in command.sets
        if (texts := texts_of(value, here.variables, here.home)) and command.words
    }
    return ProgramRun(words, here.folder, writes, given, settings)
