"""The one place that runs git. It only reads: what git does for the user (a commit, a merge) is not done here.

There are two runners. `git` runs nothing that a configuration names: neither the repository's own, which came with a folder
from elsewhere, nor the user's, since a filter such as git-lfs runs programs that the repository's configuration names.
`trusted_git` runs the filters, and nothing else: for repositories whose tools the user trusts.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from kaptar.folders import relative_variables
from kaptar.repository.git_environment import reading
from kaptar.repository.git_pipes import pipe_of_git
from kaptar.repository.process import Ended, Finished, run
from kaptar.repository.worktree import git_directory, upwards
from kaptar.stop import Stop

TIMEOUT_S = 10.0
SHORT_S = 5.0
"""For questions that git answers from its settings and its index alone."""
MOST_OUTPUT = 64 << 20

READS = frozenset({"blame", "cat-file", "check-attr", "diff", "ls-files", "ls-tree", "rev-parse", "status"})
"""The commands of `git`. They write nothing, or an index that the caller names."""

_FORBIDDEN = frozenset({"--ext-diff", "--filters", "--textconv", "-m", "--modified"})
"""Options with which one of these commands would run a program, or compare where `_COMPARES` does not say so."""

_WITH_FILTERS = READS | {"read-tree", "checkout-index"}
_COMPARES = frozenset({"blame", "diff", "status"})
"""These read files of the work tree, and would have filters convert them."""

_FIXED: Mapping[str, str] = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",  # a missing object is not fetched: that would start programs that a remote names
    "GIT_ALLOW_PROTOCOL": "none",  # the same for versions of git that do not know the variable above
    "GIT_OPTIONAL_LOCKS": "0",  # the index is not refreshed, so that no hook is called for it
    "GIT_PAGER": "cat",
}
_SETTINGS: Mapping[str, str] = {
    "core.checkStat": "default",  # this and the next three: a repository's settings hide no change of a file
    "core.ignoreCase": "false",  # B.py beside b.py is new
    "core.ignoreStat": "false",
    "core.trustctime": "true",
    "core.fsmonitor": "false",
    "core.hooksPath": "/dev/null",
    "core.pager": "cat",
    "core.editor": "false",
    "core.askPass": "false",
    "core.sshCommand": "false",
    "core.alternateRefsCommand": "false",
    "credential.helper": "",
    "diff.ignoreSubmodules": "all",  # git would start itself in each, where their own configuration holds
    "gpg.program": "false",
    "log.showSignature": "false",
    "protocol.allow": "never",
    "status.submoduleSummary": "false",
    "submodule.recurse": "false",
}
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "blame": ("--no-textconv",),
    "diff": ("--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=all"),
    "status": ("--ignore-submodules=all",),
}
"""Options of single commands, without which their configuration could name a program."""

_NAMES = ("config", "--includes", "--null", "--name-only", "--list")
"""Asks for the names of all settings. Which of them count is decided here, by bytes: git's own expressions go by a locale, in
which a byte that is no letter of it matches nothing."""
_OF_FILTERS: Mapping[str, str] = {"clean": "", "smudge": "", "process": "", "required": "false"}
"""The settings of a filter, with the values by which it does nothing. All are given to each filter that has any setting."""
_MOST_NAMES = 10_000
_FATAL = 128
"""The least status with which git ends when it cannot work at all."""
_DISTRUST = b"safe.directory"
"""What git names, in every language, when a repository belongs to another user."""


class _Asked(NamedTuple):
    """How a command is run; see `git`. ``locale``: of the language, "" for the user's own, which filters that run may need."""

    timeout_s: float
    given: bytes = b""
    own_index: Path | None = None
    paths: Literal["names", "patterns"] = "names"
    stop: Stop | None = None
    locale: str = "C"


class _Named(NamedTuple):
    """Names of filters and hooks for which the settings, in whatever file, have anything."""

    filters: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()


def git(
    arguments: Sequence[str],
    folder: Path,
    *,
    timeout_s: float = TIMEOUT_S,
    given: bytes = b"",
    index: Path | None = None,
    paths: Literal["names", "patterns"] = "names",
    stop: Stop | None = None,
) -> Finished | Ended:
    """Run git in a folder to its end, with no program that a configuration names. A status other than 0 is an answer too.

    Files are compared without filters: one under a filter may count as changed whose filtered content is not. `filters_of`
    names these files. Submodules are left out.

    Args:
        arguments: the command, one of `READS`, with its options.
        given: what it reads on stdin.
        index: in place of the repository's own.
        paths: whether paths among the arguments are names (``[id].ts`` is one) or git's patterns.

    Returns:
        `Ended` where git does not start, takes too long, says more than `MOST_OUTPUT` bytes, or has a configuration that
        cannot be read.
    """
    if arguments[0] not in READS or not _FORBIDDEN.isdisjoint(arguments):
        raise ValueError(f"git {' '.join(arguments)} does not only read")
    named = _named(folder, timeout_s) if arguments[0] in _COMPARES else _Named()
    if isinstance(named, Ended):
        return named
    return _run(arguments, folder, named, _Asked(timeout_s, given, index, paths, stop))


def trusted_git(
    arguments: Sequence[str],
    folder: Path,
    *,
    timeout_s: float = TIMEOUT_S,
    given: bytes = b"",
    index: Path | None = None,
) -> Finished | Ended:
    """As `git`, and filters run. Only for a repository whose tools the user trusts."""
    if arguments[0] not in _WITH_FILTERS or not _FORBIDDEN.isdisjoint(arguments):
        raise ValueError(f"git {' '.join(arguments)} would run more than filters")
    named = _named(folder, timeout_s)
    if isinstance(named, Ended):
        return named
    return _run(arguments, folder, named._replace(filters=()), _Asked(timeout_s, given, index, locale=""))


def filters_of(root: Path, names: Sequence[str], timeout_s: float = TIMEOUT_S) -> frozenset[str] | Ended:
    """Which of these files are under a filter that a configuration defines: `git` does not compare them as git would.

    Args:
        root: the top of the worktree.
        names: relative to it.
    """
    named = _named(root, timeout_s) if names else _Named()
    if isinstance(named, Ended) or not named.filters:
        return named if isinstance(named, Ended) else frozenset()
    given = b"".join(os.fsencode(name) + b"\0" for name in names)
    done = git(["check-attr", "-z", "--stdin", "filter"], root, timeout_s=timeout_s, given=given)
    if isinstance(done, Ended) or done.code:
        return done if isinstance(done, Ended) else Ended(f"git check-attr: {done.complaint}")
    words = os.fsdecode(done.out).split("\0")[:-1]
    return frozenset(name for name, value in zip(words[::3], words[2::3], strict=True) if value in named.filters)


def _run(arguments: Sequence[str], folder: Path, named: _Named, asked: _Asked) -> Finished | Ended:
    name, *rest = arguments
    settings = {**_SETTINGS, **_harmless(named)}
    if name == "rev-parse":  # it runs no hooks, and tells where they are
        del settings["core.hooksPath"]
    command = ["git", "--no-pager", name, *_OPTIONS.get(name, ()), *rest]
    environment = _environment(folder, asked, settings)
    done = _answer_of(command, folder, asked, environment)
    if isinstance(done, Finished) and done.cut:
        return Ended(f"git {name} says more than {MOST_OUTPUT:,} bytes")
    if isinstance(done, Finished) and done.code >= _FATAL and _is_distrusted(folder, environment, asked.timeout_s):
        return Ended(
            "git does not read the repository, since it belongs to another user (dubious ownership); "
            f"if you trust it: git config --global --add safe.directory {folder}"
        )
    return done


def _answer_of(command: Sequence[str], folder: Path, asked: _Asked, environment: Mapping[str, str | None]) -> Finished | Ended:
    """The end of a command of git's; at once where it would wait for a named pipe."""
    if why := pipe_of_git(folder):
        return Ended(why)
    return run(
        command, folder, timeout_s=asked.timeout_s, given=asked.given, environment=environment, stop=asked.stop, most=MOST_OUTPUT
    )


def _is_distrusted(folder: Path, environment: Mapping[str, str | None], timeout_s: float) -> bool:
    """Whether git refuses the repository for its owner. Most commands say so; ``diff`` complains of its options instead."""
    done = _answer_of(["git", "rev-parse", "--git-dir"], folder, _Asked(timeout_s), environment)
    return isinstance(done, Finished) and done.code >= _FATAL and _DISTRUST in done.err


def _named(folder: Path, timeout_s: float) -> _Named | Ended:
    """The filters and hooks that settings name, in whatever file."""
    asked = _Asked(timeout_s)
    done = _answer_of(["git", *_NAMES], folder, asked, _environment(folder, asked, _SETTINGS))
    if isinstance(done, Ended):
        return done
    settings = done.out.split(b"\0")
    found = _Named(_subsections(settings, b"filter."), _subsections(settings, b"hook."))
    if done.code or done.cut or len(found.filters) + len(found.hooks) > _MOST_NAMES:
        said = done.complaint if done.code else f"more than {_MOST_NAMES:,} filters, or {MOST_OUTPUT:,} bytes of names"
        return Ended(f"git's configuration cannot be read: {said}")
    return found


def _subsections(settings: Sequence[bytes], section: bytes) -> tuple[str, ...]:
    """The names between a section, which git says in small letters, and the last dot."""
    inner = (name.removeprefix(section) for name in settings if name.startswith(section))
    return tuple(dict.fromkeys(os.fsdecode(name.rpartition(b".")[0]) for name in inner if b"." in name))


def _harmless(named: _Named) -> dict[str, str]:
    """Settings with which none of these runs; hooks in the configuration are known to versions of git from 2026 on."""
    filters = {f"filter.{name}.{key}": value for name in named.filters for key, value in _OF_FILTERS.items()}
    return filters | {f"hook.{name}.enabled": "false" for name in named.hooks}


def _environment(folder: Path, asked: _Asked, settings: Mapping[str, str]) -> dict[str, str | None]:
    out = {**reading(settings), **_FIXED}
    top = next((each for each in upwards(folder) if (each / ".git").exists()), None)
    if top is not None:
        out["GIT_WORK_TREE"] = str(top)  # a repository's core.worktree could name any folder
    if asked.own_index is not None:
        out["GIT_INDEX_FILE"] = str(asked.own_index)
    out |= dict.fromkeys(relative_variables())  # git would look for the user's settings in the folder that it runs in
    if asked.locale:
        out["LC_ALL"] = asked.locale
    if asked.paths == "names":
        out["GIT_LITERAL_PATHSPECS"] = "1"
    return out


def alias_of(folder: Path, name: str, timeout_s: float = SHORT_S) -> str:
    """The words that an alias of git's stands for; "" where there is none, or git does not say."""
    return setting_of(folder, f"alias.{name}", timeout_s) if name.replace("-", "").isalnum() and name.isascii() else ""


def setting_of(folder: Path, name: str, timeout_s: float = SHORT_S) -> str:
    """The value of a setting in a repository, but for those that are fixed here; "" where there is none, or git does not say."""
    asked = _Asked(timeout_s)
    done = _answer_of(["git", "config", "--includes", "--get", name], folder, asked, _environment(folder, asked, _SETTINGS))
    return "" if isinstance(done, Ended) or done.code or done.cut else os.fsdecode(done.out).strip("\n")


def why_silent(top: Path) -> str:
    """Why git does not answer in a worktree, as far as its settings and its index are concerned; "" where it does."""
    done = git(["ls-files", "--cached", "-z"], top, timeout_s=SHORT_S)
    if isinstance(done, Ended):
        return f"git does not answer: {done.reason}"
    return f"git fails: {done.complaint}" if done.code else ""


def hooks_folder(top: Path) -> Path | Ended:
    """Where git looks for the hooks of a worktree, as its configuration says."""
    done = git(["rev-parse", "--git-path", "hooks"], top, timeout_s=SHORT_S)
    if isinstance(done, Ended):
        return done
    if done.code:
        return top / ".git" / "hooks"
    return Path(os.path.normpath(top / os.fsdecode(done.out.removesuffix(b"\n"))))


def is_left_out(path: Path) -> bool:
    """Whether git has a file that a sparse checkout leaves out of the worktree: it is not there, and must not be made anew."""
    top = next((each for each in path.parents if (each / ".git").exists()), None)
    own = git_directory(top) if top is not None else None
    if top is None or own is None or not (own / "info" / "sparse-checkout").is_file():
        return False
    done = git(["ls-files", "-t", "-z", "--", str(path)], top)
    return isinstance(done, Finished) and done.out.startswith(b"S ")


def tracks(top: Path, path: Path) -> bool | Ended:
    """Whether git has a file of a worktree."""
    done = git(["ls-files", "--error-unmatch", "--", str(path)], top)
    return done if isinstance(done, Ended) else done.code == 0
