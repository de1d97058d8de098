"""Git's words: the command of a call of git, behind its options and aliases. Pure but for who gives the aliases."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kaptar.shell.line import ReadLine
from kaptar.shell.runs import Around, ProgramRun, joined, runs_of
from kaptar.shell.texts import ShellWord

DEEPEST = 4
"""Aliases of aliases."""

_VALUED = frozenset(
    ("-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--super-prefix", "--config-env", "--attr-source")
)
AliasOf = Callable[[str, str | None], str]
"""Gives what an alias stands for, by its name and the folder; "" where there is none."""


class GitCall(NamedTuple):
    """One command of git, such as ``reset``, with the words behind it.

    Attributes:
        folder: that git works in; None where it is not known.
        command: "" where it is not known.
    """

    folder: str | None
    command: str
    words: tuple[ShellWord, ...]

    @property
    def said(self) -> str:
        """The call as people write it, without what is not known."""
        return f"git {' '.join((self.command, *(word.text for word in self.words if word.text)))}"[:120]


class _Head(NamedTuple):
    """The options before git's command."""

    folder: str | None
    settings: Mapping[str, str]
    words: tuple[ShellWord, ...]


def git_calls(run: ProgramRun, alias_of: AliasOf, read: ReadLine, home: str) -> tuple[GitCall | ProgramRun, ...]:
    """The commands of git that a run of git does; runs of other programs where an alias starts these.

    Args:
        home: in place of a tilde in an alias.
    """
    found: tuple[GitCall | ProgramRun, ...] = (run,)
    for _ in range(DEEPEST):
        if not any(isinstance(each, ProgramRun) and each.program == "git" for each in found):
            break
        found = tuple(inner for each in found for inner in _one(each, alias_of, read, home))
    return found


def _one(each: GitCall | ProgramRun, alias_of: AliasOf, read: ReadLine, home: str) -> tuple[GitCall | ProgramRun, ...]:
    if isinstance(each, GitCall) or each.program != "git":
        return (each,)
    head = _head(each)
    if not head.words:
        return ()
    name, *words = head.words
    if name.kind != "known":
        return (GitCall(head.folder, "", tuple(words)),)
    alias = "" if name.text in COMMANDS else head.settings.get(f"alias.{name.text.lower()}") or alias_of(name.text, head.folder)
    if not alias:
        return (GitCall(head.folder, name.text, tuple(words)),)
    line, is_shell = alias.removeprefix("!"), alias.startswith("!")
    inner = runs_of(line if is_shell else f"git {line}", Around(head.folder, {}, home), read).runs
    if not inner:
        return (GitCall(head.folder, "", tuple(words)),)
    last = inner[-1]._replace(words=(*inner[-1].words, *words))
    return (*inner[:-1], last)


def _head(run: ProgramRun) -> _Head:
    folder, settings, words = run.folder, dict[str, str](), run.words[1:]
    tree = run.settings.get("GIT_WORK_TREE")
    while words and words[0].text.startswith("-"):
        option, _, value = words[0].text.partition("=")
        words = words[1:]
        if option in _VALUED and not value and words:
            given, words = words[0], words[1:]
            value = given.text if given.kind == "known" else ""
            if option == "-C" and given.kind != "known":
                folder = None
        if option == "-C" and value:
            folder = joined(folder, value)
        elif option == "-c":
            key, _, said = value.partition("=")
            settings[key.lower()] = said
        elif option == "--work-tree":
            tree = value
    return _Head(joined(folder, tree) if tree else folder, settings, words)


_NAMES = """add am annotate apply archive bisect blame branch bundle cat-file check-attr check-ignore check-ref-format checkout
    checkout-index cherry cherry-pick clean clone commit commit-graph commit-tree config count-objects credential describe diff
    diff-files diff-index diff-tree difftool fast-export fast-import fetch filter-branch fmt-merge-msg for-each-ref format-patch
    fsck gc grep hash-object help init instaweb log ls-files ls-remote ls-tree maintenance merge merge-base merge-file merge-tree
    mergetool mktag mktree mv name-rev notes pack-objects prune pull push range-diff read-tree rebase reflog remote repack replace
    request-pull rerere reset restore rev-list rev-parse revert rm send-email shortlog show show-branch show-ref sparse-checkout
    stage stash status stripspace submodule subtree switch symbolic-ref tag unpack-file update-index update-ref var verify-commit
    verify-tag version whatchanged worktree write-tree"""
COMMANDS = frozenset(_NAMES.split())
"""Git's own commands: an alias of such a name is not asked."""
