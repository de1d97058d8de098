"""Area: the files that an effect of a command is on, and whether a file lies there. Pure but for who resolves links."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from kaptar.errors import InvalidArgument
from kaptar.globs import compile_globs, overlap
from kaptar.shell.effects import Effect
from kaptar.shell.runs import joined
from kaptar.shell.texts import ShellWord

MOST_PATTERNS = 200
"""Patterns of one effect that are compared; with more the effect is on all of its worktree."""

_MAGIC = re.compile(r":(?:\(([a-z,:=]{0,80})\)|([/!^]{1,3}):?)")
_SIGNS = frozenset("*?[{")


class Area:
    """Files and folders, with all that is in these, and patterns. All are absolute.

    Args:
        without: what is left out again.
    """

    def __init__(self, places: Iterable[str], patterns: Iterable[str] = (), without: "Area | None" = None) -> None:
        self.places, self.patterns, self._without = tuple(places), tuple(patterns), without

    def has(self, file: str) -> bool:
        """Whether a file lies there. ``file`` is absolute."""
        if self._without is not None and self._without.has(file):
            return False
        if any(file == place or file.startswith(f"{place.rstrip('/')}/") for place in self.places):
            return True
        return bool(self.patterns) and self._matches(file.lstrip("/"))

    def meets(self, pattern: str, is_file: Callable[[str], bool]) -> bool:
        """Whether a file of an absolute pattern may lie there.

        Args:
            is_file: whether a place is a file, so that nothing is below it.
        """
        wanted = pattern.lstrip("/")
        own = [place.lstrip("/") for place in self.places]
        own += [f"{place.strip('/')}/**" for place in self.places if not is_file(place)]
        try:
            return any(overlap(each, wanted) for each in (*own, *(each.lstrip("/") for each in self.patterns)))
        except InvalidArgument:
            return True

    @cached_property
    def _matches(self) -> Callable[[str], bool]:
        globs = [each for pattern in self.patterns for each in (pattern.lstrip("/"), f"{pattern.strip('/')}/**")]
        try:
            return compile_globs(globs)
        except InvalidArgument:
            return lambda _file: True  # a pattern that nobody can read may name everything


class _Named(NamedTuple):
    """A word of git's as a path: from which folder on, whether it leaves files out, and whether it names more than it says."""

    text: str
    folder: str
    excludes: bool = False
    is_wide: bool = False


def area_of(effect: Effect, folder: str, root: str, real: Callable[[str], str]) -> Area:
    """The files of an effect.

    Args:
        folder: absolute, that the effect's paths are relative to.
        root: the top of the worktree, for an effect on all of it.
        real: gives a path behind all links.
    """
    if effect.paths is None:
        return Area((root,))
    if sum(word.kind == "pattern" for word in effect.paths) > MOST_PATTERNS:
        return Area((root,))
    of_git = effect.said.startswith("git ")
    named = [_named(word, folder, root) if of_git else _Named(word.text, folder) for word in effect.paths]
    pairs = list(zip(effect.paths, named, strict=True))
    chosen = [(word, each) for word, each in pairs if not each.excludes]
    left_out = [(word, each) for word, each in pairs if each.excludes]
    without = _area(left_out, root, real, of_git=of_git) if left_out and not any(each.is_wide for _, each in left_out) else None
    if of_git and left_out and not chosen:
        return Area((folder,), without=without)
    found = _area(chosen, root, real, of_git=of_git)
    return Area(found.places, found.patterns, without)


def _area(pairs: Sequence[tuple[ShellWord, _Named]], root: str, real: Callable[[str], str], *, of_git: bool) -> Area:
    places, patterns = list[str](), list[str]()
    for word, named in pairs:
        path = joined(named.folder, named.text)
        if word.kind == "unknown" or named.is_wide or path is None:
            places += [root] if of_git else []  # git's: whatever it is, it is of this worktree
        elif word.kind == "pattern" or (of_git and not _SIGNS.isdisjoint(named.text)):
            patterns += _patterns(path, real, of_git=of_git)
        else:
            places += _ways(path, root, real)
    return Area(dict.fromkeys(places), dict.fromkeys(patterns))


def _ways(path: str, root: str, real: Callable[[str], str]) -> Iterator[str]:
    """A path as it is named, and where links lead to. Git's own folder stands for the whole worktree."""
    for way in (path, real(path)):
        yield root if way == f"{root}/.git" or way.startswith(f"{root}/.git/") else way


def _patterns(path: str, real: Callable[[str], str], *, of_git: bool) -> Iterator[str]:
    """A pattern, its folder behind all links; git's ``*`` stands for folders too."""
    first = next((at for at, sign in enumerate(path) if sign in _SIGNS), len(path))
    folder = path[:first].rpartition("/")[0]
    for way in dict.fromkeys((path, f"{real(folder or '/').rstrip('/')}{path[len(folder) :]}")):
        yield way
        if of_git:
            above, _, name = way.rpartition("/")
            yield f"{above}/**/{name}"


def _named(word: ShellWord, folder: str, root: str) -> _Named:
    """A word of git's without its magic."""
    found = _MAGIC.match(word.text)
    if not found:
        return _Named(word.text, folder)
    words = (found[1] or "").split(",") if found[1] is not None else []
    short = found[2] or ""
    excludes = "exclude" in words or "!" in short or "^" in short
    is_top = "top" in words or "/" in short
    return _Named(word.text[found.end() :], root if is_top else folder, excludes, "icase" in words or "attr" in found[0])
