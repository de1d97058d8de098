"""Effects of git: for each of its commands what it does to the worktree. Pure: a table, and few rules for options."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kaptar.shell.effects import Effect, Kind
from kaptar.shell.git_words import GitCall
from kaptar.shell.options import options
from kaptar.shell.texts import ShellWord

Rule = Callable[["_Args"], Effect | None]
_DRY = frozenset(("-n", "--dry-run"))
_HELP = frozenset(("-h", "--help"))


class _Args(NamedTuple):
    """The words behind a command: options, and other words before and behind ``--``."""

    call: GitCall
    options: frozenset[str]
    plain: tuple[ShellWord, ...]
    behind: tuple[ShellWord, ...] | None
    is_path: Callable[[ShellWord], bool]

    def has(self, *names: str) -> bool:
        """Whether one of the options is there: one letter also within a group such as ``-fd``, a long one also cut short."""
        return any(_means(option, name) for option in self.options for name in names)

    def effect(self, kind: Kind, paths: tuple[ShellWord, ...] | None = None, said: str = "") -> Effect:
        """An effect in the folder of the call."""
        return Effect(kind, said or self.call.said, self.call.folder, paths)


def _means(option: str, name: str) -> bool:
    return option == name or (len(option) > 3 and option.startswith("--") and name.startswith(option))


def git_effect(call: GitCall, is_path: Callable[[ShellWord], bool]) -> Effect | None:
    """What a command of git does to what others have; None: nothing, or it is not known.

    Args:
        is_path: whether a word names a file that is there and no commit.
    """
    rule = _RULES.get(call.command)
    if rule is None:
        return None
    args = _args(call, is_path)
    return None if not args.options.isdisjoint(_HELP) else rule(args)


def merged_revisions(call: GitCall) -> tuple[str, ...]:
    """What a merge takes, as git resolves it: the upstream where nothing is named."""
    args = _args(call, lambda _: False)
    named = tuple("@{-1}" if word.text == "-" else word.text for word in _paths(args))
    return named or ("@{upstream}",)


def _args(call: GitCall, is_path: Callable[[ShellWord], bool]) -> _Args:
    options, plain = set[str](), list[ShellWord]()
    valued, glued = _VALUED.get(call.command, frozenset()), _GLUED.get(call.command, "")
    words = list(call.words)
    behind: tuple[ShellWord, ...] | None = None
    while words:
        word = words.pop(0)
        if word.text == "--" and word.kind == "known":
            behind = tuple(words)
            break
        if not word.text.startswith("-") or word.text == "-":
            plain.append(word)
            continue
        name, _, value = word.text.partition("=")
        if name.startswith("--"):
            options.add(name)
            wants = name in valued and not value
        else:
            letters, wants = _letters(name, valued, glued)
            options |= letters
        if wants and words:
            words.pop(0)
    return _Args(call, frozenset(options), tuple(plain), behind, is_path)


def _letters(group: str, valued: frozenset[str], glued: str) -> tuple[set[str], bool]:
    """The options of a group such as ``-am``, and whether the next word is the value of the last one.

    What stands behind a letter with a value is this value: ``-m"add all"`` has one letter.
    """
    out = {group}
    for at, letter in enumerate(group[1:], 1):
        out.add(f"-{letter}")
        if f"-{letter}" in valued:
            return out, at == len(group) - 1
        if letter in glued:
            return out, False
    return out, False


_GLUED: Mapping[str, str] = {"commit": "uS"} | dict.fromkeys(("merge", "rebase", "pull", "cherry-pick", "revert", "am"), "S")
"""Letters whose value stands behind them in the same word, or nowhere."""

_VALUED: Mapping[str, frozenset[str]] = {
    "checkout": frozenset(("-b", "-B", "--conflict", "--orphan")),
    "switch": frozenset(("-c", "-C")),
    "restore": frozenset(("-s", "--source", "--conflict", "--pathspec-from-file")),
    "reset": frozenset(("--pathspec-from-file",)),
    "clean": frozenset(("-e", "--exclude")),
    "stash": frozenset(("-m", "--message", "--pathspec-from-file")),
    "commit": frozenset(
        ("-m", "--message", "-F", "--file", "-C", "-c", "--reuse-message", "--reedit-message", "--author", "--date", "--fixup",
         "--squash", "-t", "--template", "--cleanup", "--trailer", "--pathspec-from-file")
    ),
    "merge": frozenset(
        ("-X", "-s", "-m", "-F", "--strategy", "--strategy-option", "--message", "--file", "--cleanup", "--into-name")
    ),
    "rebase": frozenset(("-X", "-s", "-x", "-C", "--onto", "--exec", "--strategy", "--strategy-option")),
    "pull": frozenset(("-X", "-s", "-j", "-o", "--strategy", "--strategy-option")),
    "cherry-pick": frozenset(("-X", "-m", "--strategy", "--strategy-option")),
    "revert": frozenset(("-X", "-m", "--strategy", "--strategy-option")),
    "am": frozenset(("-C", "-p")), "apply": frozenset(("-C", "-p", "--directory", "--exclude", "--include")),
}  # fmt: skip
"""Options that have a value, in a word of their own or behind the letter."""


def _paths(args: _Args) -> tuple[ShellWord, ...]:
    return (*args.plain, *(args.behind or ()))


def _from_file(args: _Args) -> bool:
    return args.has("--pathspec-from-file")


def _reset(args: _Args) -> Effect | None:
    if args.has("--hard", "--merge", "--keep"):
        return args.effect("loses")
    names = [word for word in args.plain if not args.is_path(word)]
    if args.behind or _from_file(args) or args.has("-p", "--patch") or not names or names[0].text in ("HEAD", "@"):
        return None  # the index alone
    return args.effect("moves")


def _checkout(args: _Args) -> Effect | None:
    if _from_file(args):
        return args.effect("loses")
    if args.has("-p", "--patch"):
        named = args.plain if args.plain and args.is_path(args.plain[0]) else args.plain[1:]
        return args.effect("loses", args.behind or named or None)
    if args.behind:
        return args.effect("loses", args.behind)
    if args.has("-b", "-B", "--orphan"):
        return args.effect("loses" if args.has("-f", "--force") else "moves")
    if args.has("-f", "--force"):
        return args.effect("loses", _paths(args) if len(args.plain) > 1 else None)
    if len(args.plain) > 1:
        return args.effect("loses", args.plain if args.is_path(args.plain[0]) else args.plain[1:])
    if not args.plain:
        return args.effect("moves") if args.has("--detach", "-d") else None
    return args.effect("loses", args.plain) if args.is_path(args.plain[0]) else args.effect("moves")


def _switch(args: _Args) -> Effect | None:
    return args.effect("loses" if args.has("-f", "--force", "--discard-changes") else "moves")


def _restore(args: _Args) -> Effect | None:
    if args.has("--staged", "-S") and not args.has("--worktree", "-W"):
        return None
    return args.effect("loses", None if _from_file(args) else _paths(args) or None)


def _clean(args: _Args) -> Effect | None:
    ignored_alone = "-X" in args.options  # what git ignores is nobody's work
    return None if args.has(*_DRY) or ignored_alone else args.effect("loses", _paths(args) or None)


def _stash(args: _Args) -> Effect | None:
    verb = args.plain[0].text if args.plain else "push"
    if verb in ("list", "show", "create", "store", "drop", "clear"):
        return None  # the tree stays; whose stash it is, git does not know
    if verb in ("pop", "apply", "branch"):
        return args.effect("moves")
    named = args.plain[1:] if verb == "push" else ()
    return args.effect("loses", (*named, *(args.behind or ())) or None)


def _rm(args: _Args) -> Effect | None:
    return None if args.has(*_DRY, "--cached") else args.effect("loses", None if _from_file(args) else _paths(args))


def _mv(args: _Args) -> Effect | None:
    return None if args.has(*_DRY) else args.effect("loses", _paths(args))


def _add(args: _Args) -> Effect | None:
    if args.has(*_DRY, "-N", "--intent-to-add", "--refresh"):
        return None
    of_all = ("-p", "--patch", "-i", "--interactive", "-e", "--edit", "-A", "--all", "-u", "--update")
    everything = _from_file(args) or (args.has(*of_all) and not _paths(args))
    return args.effect("takes", None if everything else _paths(args))._replace(narrow="add")


def _commit(args: _Args) -> Effect | None:
    if args.has("--dry-run", "--short", "--porcelain"):
        return None
    paths, picks = _paths(args), args.has("-p", "--patch", "--interactive")
    if args.has("-a", "--all") or (picks and not paths) or _from_file(args):
        return args.effect("takes")._replace(narrow="commit")
    of_index = not paths or picks or args.has("-i", "--include")
    return args.effect("takes", paths or None)._replace(narrow="commit", of_index=of_index)


def _push(args: _Args) -> Effect | None:
    return None if args.has(*_DRY) else args.effect("publishes")


def _worktree(args: _Args) -> Effect | None:
    verb = args.plain[0].text if args.plain else ""
    if verb in ("remove", "move") and len(args.plain) > 1 and args.plain[1].kind == "known":
        return args.effect("loses", args.plain[1:2])
    return None


def _apply(args: _Args) -> Effect | None:
    harmless = ("--check", "--stat", "--numstat", "--summary", "--cached")
    if args.has(*harmless) and not args.has("--index", "--apply"):
        return None
    included = _values(args, "--include")
    return args.effect("moves", tuple(ShellWord(word.text, "pattern") for word in included) or None)


def _values(args: _Args, *names: str) -> tuple[ShellWord, ...]:
    """The values of some options."""
    return options(args.call.words, frozenset(names)).of(*names)


def _merge_file(args: _Args) -> Effect | None:
    said = options(args.call.words, frozenset(("-L", "--marker-size", "--diff-algorithm")))
    return None if said.has(("-p", "--stdout")) or not said.plain else args.effect("writes", said.plain[:1])


def _config(args: _Args) -> Effect | None:
    """A file that is given and written: with a name and a value, or a verb that writes."""
    said = options(args.call.words, frozenset(("-f", "--file", "--type", "--default", "--comment", "--value")))
    files, verb = said.of("-f", "--file"), said.plain[0].text if said.plain else ""
    writes = verb in ("set", "unset", "rename-section", "remove-section") or (verb not in ("get", "list") and len(said.plain) > 1)
    writes = writes or said.has(("--unset", "--unset-all", "--rename-section", "--remove-section"))
    reads = said.has(("--get", "--get-all", "--get-regexp", "--get-urlmatch", "-l", "--list"))
    return args.effect("writes", files) if files and writes and not reads else None


def _subtree(args: _Args) -> Effect | None:
    return args.effect("moves") if args.plain and args.plain[0].text in ("add", "merge", "pull") else None


def _going_on(args: _Args) -> Effect | None:
    """Commands that take commits: to give one up puts all files back."""
    if args.has("--quit", "--show-current-patch", "--edit-todo"):
        return None
    return args.effect("loses" if args.has("--abort", "--skip", "--autostash") else "moves")


def _bisect(args: _Args) -> Effect | None:
    verb = args.plain[0].text if args.plain else ""
    return None if verb in ("", "log", "view", "visualize", "terms", "help") else args.effect("moves")


def _sparse_checkout(args: _Args) -> Effect | None:
    return args.effect("moves") if args.plain and args.plain[0].text not in ("list", "check-rules") else None


def _symbolic_ref(args: _Args) -> Effect | None:
    """Two names set a reference; one alone is read."""
    return args.effect("moves") if len(args.plain) > 1 else None


def _update_ref(args: _Args) -> Effect | None:
    return args.effect("moves") if args.plain and args.plain[0].text in ("HEAD", "ORIG_HEAD") else None


def _checkout_index(args: _Args) -> Effect | None:
    if any(word.text.startswith("--prefix") for word in args.call.words):
        return None
    return args.effect("loses") if args.has("-f", "--force", "-a", "--all") else None


def _output(args: _Args) -> Effect | None:
    """The file that ``--output`` names, and ``-o`` of an archive."""
    named = _values(args, "--output", *(("-o",) if args.call.command == "archive" else ()))
    return args.effect("writes", named) if named else None


def _always(kind: Kind) -> Rule:
    return lambda args: args.effect(kind)


def _with_options(kind: Kind, *names: str) -> Rule:
    return lambda args: args.effect(kind) if args.has(*names) else None


_RULES: Mapping[str, Rule] = {
    "reset": _reset, "checkout": _checkout, "switch": _switch, "restore": _restore, "clean": _clean, "stash": _stash,
    "rm": _rm, "mv": _mv, "add": _add, "stage": _add, "commit": _commit, "worktree": _worktree, "push": _push, "apply": _apply,
    "merge": _going_on, "rebase": _going_on, "pull": _going_on, "cherry-pick": _going_on, "revert": _going_on, "am": _going_on,
    "bisect": _bisect, "diff": _output, "log": _output, "show": _output, "archive": _output, "format-patch": _output,
    "read-tree": _with_options("loses", "-u", "--reset"),
    "checkout-index": _checkout_index,
    "filter-branch": _always("moves"), "sparse-checkout": _sparse_checkout, "symbolic-ref": _symbolic_ref,
    "update-ref": _update_ref, "merge-file": _merge_file, "config": _config, "subtree": _subtree,
}  # fmt: skip
"""What is not here changes no file of the worktree, no index and no branch that others stand on."""
