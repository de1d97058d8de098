"""Runs: the programs that a command line starts, each with the folder that it runs in, also behind programs that start others.

Pure but for the reader of lines. What is not known before the line runs is an unknown word, or an unknown folder.
"""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kaptar.shell.line import Line, ReadLine, SimpleCommand, Word
from kaptar.shell.texts import MADE, UNKNOWN, ShellWord, texts_of
from kaptar.shell.wrappers import Inner, unwrapped

DEEPEST = 8
"""Command lines inside of each other, such as ``bash -c``."""

_GIT = "git"
MOST = 500
"""Runs of one line."""


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
    """The things around a line: the folder that it begins in, the variables that it finds, and the home in place of a tilde.

    ``is_folder``: whether a folder is there, so that ``cd`` goes there. A folder that the line itself makes counts as one.
    """

    folder: str | None
    variables: Mapping[str, tuple[ShellWord, ...]]
    home: str
    is_folder: Callable[[str], bool] = lambda _path: True


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
        made = set[str]()
        variables = {"HOME": (ShellWord(around.home),), **around.variables}
        folders: dict[tuple[int, ...], str | None] = {(): around.folder}
        for command in line.commands:
            folder = _folder_of(command.scope, folders)
            pwd = (ShellWord(folder),) if folder else (UNKNOWN,)
            here = around._replace(folder=folder, variables={**variables, "PWD": pwd})
            run = _run(command, here)
            for name, value in command.sets:
                variables[name] = (*variables.get(name, ()), *texts_of(value, here.variables, here.home))
            for inner in unwrapped(run.words, run.given):
                yield from self._inner(inner, run, here, depth)
                made.update(_made(inner.words, here.folder))
                if inner.words and inner.words[0].text in _MOVERS and inner.words[0].kind == "known":
                    target = moved(here.folder, inner.words, here.home)
                    is_there = target is None or target in made or target.startswith(MADE) or around.is_folder(target)
                    folders[command.scope] = target if is_there else here.folder

    def _inner(self, inner: Inner, run: ProgramRun, around: Around, depth: int) -> Iterator[ProgramRun]:
        folder = joined(around.folder, inner.folder) if inner.folder is not None else around.folder
        if inner.line is not None:
            yield from self.of(inner.line, around._replace(folder=folder), depth + 1)
        if inner.words or run.writes:
            yield ProgramRun(_program(inner.words), folder, run.writes, run.given, {**run.settings, **inner.settings})


def _program(words: tuple[ShellWord, ...]) -> tuple[ShellWord, ...]:
    """The words of a program, its name without its folder; ``git-stash`` of git's own folder is ``git stash``."""
    if not words:
        return ()
    name, kind = posixpath.basename(words[0].text), words[0].kind
    if name.startswith("git-") and name != words[0].text:
        program, _, command = name.partition("-")
        return (ShellWord(program), ShellWord(command, kind), *words[1:])
    return (ShellWord(name, kind), *words[1:])


def _made(words: Sequence[ShellWord], folder: str | None) -> Iterator[str]:
    """The folders that a program makes: those that its words name, and those above them."""
    texts = [word.text for word in words if word.kind == "known"]
    if texts[:1] == ["mkdir"] or (texts[:1] == [_GIT] and texts[1:2] in (["clone"], ["init"], ["worktree"])):
        for text in texts[1:]:
            path = joined(folder, text.rpartition("/")[2].removesuffix(".git") if "://" in text or "@" in text else text)
            while path is not None and path not in ("/", folder):
                yield path
                path = posixpath.dirname(path)


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


def _split(word: Word, text: ShellWord) -> tuple[ShellWord, ...]:
    """The words that a shell makes of a variable's value, where nothing else stands beside it."""
    if len(word) != 1 or word[0].kind != "variable" or " " not in text.text:
        return (text,)
    return tuple(ShellWord(part, text.kind) for part in text.text.split()) or (text,)


def _run(command: SimpleCommand, here: Around) -> ProgramRun:
    words = tuple(
        part for word in command.words for text in texts_of(word, here.variables, here.home) for part in _split(word, text)
    )
    writes = tuple(text for word in command.writes for text in texts_of(word, here.variables, here.home))
    given = tuple("".join(piece.text for piece in word) for word in command.given)
    settings = {
        name: texts[0].text
        for name, value in command.sets
        if (texts := texts_of(value, here.variables, here.home)) and command.words
    }
    return ProgramRun(words, here.folder, writes, given, settings)
