"""Copies: programs that read the files which they are given and write others, all of which their words tell. Pure."""

from collections.abc import Callable

from kaptar.shell.file_effects import file_effects
from kaptar.shell.options import options
from kaptar.shell.runs import ProgramRun, joined
from kaptar.shell.texts import ShellWord

_COPIERS = frozenset(("cp", "install", "rsync", "dd"))
_LINKS = ("-l", "-s", "--link", "--symbolic-link")
"""With these `cp` makes another name of the file: who writes there writes the file."""

_PACKS, _UNCLEAR = frozenset("crut"), frozenset("xAbgHIKLNTVX")
"""Letters of `tar`: those that put files into an archive or list it; those that take them out, or have values besides ``f``."""
_UNCLEAR_LONG = ("--ext", "--ge", "--to", "--use", "--ca", "--con", "--di")
"""Options of `tar`, also cut short, that take files out, start programs or read names from a file."""


def written_by_copy(run: ProgramRun, is_folder: Callable[[str], bool]) -> tuple[str, ...] | None:
    """The absolute paths that a copy or an archive writes or removes; None for other runs, and where not all are known.

    Args:
        is_folder: as of `file_effects`.
    """
    if run.given or run.folder is None:
        return None
    if run.program in _COPIERS:
        if (run.program == "cp" and _makes_links(run)) or (run.program == "rsync" and _starts_others(run)):
            return None
        words = tuple(word for effect in file_effects(run, is_folder) for word in effect.paths or ())
    elif run.program == "tar":
        archive = _archive(run.words[1:])
        if archive is None:
            return None
        words = (*archive, *(word for effect in file_effects(run) for word in effect.paths or ()))
    else:
        return None
    paths = [joined(run.folder, word.text) if word.kind == "known" else None for word in words]
    known = tuple(path for path in paths if path is not None)
    return known if len(known) == len(words) else None


def _makes_links(run: ProgramRun) -> bool:
    said = options(run.words[1:], frozenset(("-t", "--target-directory", "-S", "--suffix")))
    long = (name for name in said.names if name.startswith("--") and len(name) > len("--s"))
    return said.has(_LINKS) or any(each.startswith(name) for name in long for each in _LINKS)


def _starts_others(run: ProgramRun) -> bool:
    """Whether `rsync` is told a program."""
    said = options(run.words[1:], frozenset(("-e", "--rsh", "--rsync-path")))
    return any(name == "-e" or name.startswith(("--rs", "--log", "--write")) for name in said.names)


def _archive(words: tuple[ShellWord, ...]) -> tuple[ShellWord, ...] | None:
    """The archives that `tar` writes, none where that is its output; None where it unpacks, or that is not clear."""
    letters = words[0].text.removeprefix("-") if words and words[0].kind == "known" else ""
    if _PACKS.isdisjoint(letters) or not letters.isalpha():
        return None
    groups = [letters, *(word.text[1:] for word in words[1:] if word.text.startswith("-") and not word.text.startswith("--"))]
    long = [word.text for word in words if word.text.startswith("--")]
    if any(not _UNCLEAR.isdisjoint(group) for group in groups) or any(text.startswith(_UNCLEAR_LONG) for text in long):
        return None
    out = [ShellWord(text.partition("=")[2]) for text in long if text.startswith("--file=")]
    for at, word in enumerate(words):
        group = word.text.removeprefix("-")
        if word.text == "--file" or (group in groups and "f" in group):
            if at + 1 == len(words) or (word.text != "--file" and not group.endswith("f") and at):
                return None
            out.append(words[at + 1])
    return tuple(out)
