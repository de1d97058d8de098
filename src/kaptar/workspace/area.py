"""Area: the files that an effect of a command is on, and whether a file lies there. Pure."""

import re
from typing import NamedTuple

from kaptar.errors import InvalidArgument
from kaptar.globs import compile_globs
from kaptar.shell.effects import Effect
from kaptar.shell.runs import joined
from kaptar.shell.texts import ShellWord

_MAGIC = re.compile(r":(?:\(top\)|/)")
_EXCLUDES = re.compile(r":(?:\(exclude\)|[!^])")


class Area(NamedTuple):
    """Files and folders, with all that is in these, and patterns. All are absolute."""

    places: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    def has(self, file: str) -> bool:
        """Whether a file lies there. ``file`` is absolute."""
        if any(file == place or file.startswith(f"{place.rstrip('/')}/") for place in self.places):
            return True
        return any(_matches(pattern, file) for pattern in self.patterns)


def area_of(effect: Effect, folder: str, root: str) -> Area:
    """The files of an effect.

    Args:
        folder: absolute, that the effect's paths are relative to.
        root: the top of the worktree, for an effect on all of it.
    """
    if effect.paths is None:
        return Area((root,))
    places, patterns = list[str](), list[str]()
    for word in effect.paths:
        if _EXCLUDES.match(word.text):
            continue  # what is left out is at most less
        is_top = _MAGIC.match(word.text)
        path = joined(root if is_top else folder, word.text[is_top.end() :] if is_top else word.text)
        if path is None or word.kind == "unknown":
            if _is_of_git(effect):
                places.append(root)  # whatever it is, it is of this worktree
        elif word.kind == "pattern" or _is_pathspec(word, effect):
            patterns.append(path)
        else:
            places.append(path)
    return Area(tuple(places), tuple(patterns))


def _is_pathspec(word: ShellWord, effect: Effect) -> bool:
    """Whether git itself reads a quoted word as a pattern."""
    return _is_of_git(effect) and any(sign in word.text for sign in "*?[")


def _is_of_git(effect: Effect) -> bool:
    return effect.said.startswith("git ")


def _matches(pattern: str, file: str) -> bool:
    """As a shell or git would, or more: git's ``*`` may stand for folders, and all that is in a folder that matches is there."""
    folder, _, name = pattern.lstrip("/").rpartition("/")
    wider = f"{folder}/**/{name}"
    try:
        return compile_globs((pattern.lstrip("/"), f"{pattern.lstrip('/')}/**", wider, f"{wider}/**"))(file.lstrip("/"))
    except InvalidArgument:
        return True  # a pattern that nobody can read may name everything
