"""Judged lines: all effects of a command line. Pure but for the reader of lines and who gives aliases."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from kaptar.shell.effects import Effect
from kaptar.shell.file_effects import file_effects
from kaptar.shell.git_effects import git_effect
from kaptar.shell.git_words import AliasOf, GitCall, git_calls
from kaptar.shell.line import ReadLine
from kaptar.shell.runs import Around, ProgramRun, runs_of
from kaptar.shell.texts import ShellWord


class JudgedLine(NamedTuple):
    """All that a line does.

    Attributes:
        effects: in order.
        runs: the programs but git.
        broken: it may do more than that.
    """

    effects: tuple[Effect, ...]
    runs: tuple[ProgramRun, ...]
    broken: bool


IsPath = Callable[[str | None, ShellWord], bool]
"""Whether a word names a file below a folder that is there, and no commit."""


def judged(text: str, around: Around, read: ReadLine, alias_of: AliasOf, is_path: IsPath) -> JudgedLine:
    """The effects of a line.

    Args:
        around: the folder that it begins in, and what it finds there.
    """
    found = runs_of(text, around, read)
    effects, others = list[Effect](), list[ProgramRun]()
    for run in found.runs:
        for each in git_calls(run, alias_of, read, around.home) if run.program == "git" else (run,):
            if isinstance(each, GitCall):
                if effect := git_effect(each, partial(is_path, each.folder)):
                    effects.append(effect)
            else:
                others.append(each)
                effects += file_effects(each, around.is_folder)
        if run.program == "git" and run.writes:
            effects += file_effects(run)
    return JudgedLine(tuple(effects), tuple(others), found.broken)
