"""git: hooks of its own. One checks what is about to be committed; the others keep an agent's scripts from the work of others."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from kaptar.clients.git_blocks import blocks, blocks_of_husky
from kaptar.clients.install.block import ANY, Block
from kaptar.clients.install.facts import Install, InstallFacts
from kaptar.clients.install.managers import remarks, runs_files
from kaptar.clients.install.part import ClientFile
from kaptar.errors import InputError
from kaptar.repository.files import Unread, read_file

_MOST_BYTES = 1 << 20
_SHELL = re.compile(rb"#![^\n]{0,200}\b(?:sh|bash|dash|zsh|ksh)\b")
"""The first line of a shell script."""

_OF_HUSKY = (
    "if command -v kaptar >/dev/null; then",
    "    kaptar check --staged || exit 1",
    "else",
    "    echo 'kaptar is not on the PATH: not checked' >&2",
    "fi",
)
"""Husky writes git's folder of hooks anew at each install, and runs the file above it, which git tracks: no path of a machine."""

_IF_LOST = (
    'at() { test -e "$(git rev-parse --git-path "$1")"; }',
    'if grep -qs \'kaptar check --staged\' "$(dirname "$0")/pre-commit"; then',
    "    :",
    "elif at MERGE_HEAD || at CHERRY_PICK_HEAD || at REVERT_HEAD || at rebase-merge || at rebase-apply; then",
    "    :",
    "elif command -v kaptar >/dev/null; then",
    "    echo 'kaptar: .husky/pre-commit has lost its call; run kaptar init --client git again' >&2",
    "    kaptar check --staged || exit 1",
    "else",
    "    echo 'kaptar is not on the PATH: not checked' >&2",
    "fi",
)
"""Of ``commit-msg``: a checkout may bring back a ``pre-commit`` without the call. Git runs both with the same index.

Git runs ``commit-msg`` also for merges and the like, for which it runs no ``pre-commit``: there is nothing to make up for then.
"""

_SHIM = ('. "$(dirname "$0")/h"',)
"""A file of husky's folder: it runs the file of its name above the folder."""


def _targets(facts: InstallFacts) -> tuple[ClientFile, ...]:
    """A commit is stopped by a finding that blocks, or where nothing could be checked.

    Raises InputError where git's hooks are outside of the repository: other repositories use them too; and where git runs none.
    """
    if facts.git_hooks == facts.root:
        raise InputError(
            "core.hooksPath is empty (or the worktree itself), and git runs no hooks then; set a folder, or "
            "`git config --unset core.hooksPath`, then run the command again"
        )
    if not any(facts.git_hooks.is_relative_to(folder) for folder in (facts.root, facts.exclude.parents[1])):
        raise InputError(f"git's hooks are in {facts.git_hooks} (core.hooksPath); call `kaptar check --staged` there by hand")
    other = (
        r"\A(?!#!.*\b(?:sh|bash|dash|zsh|ksh)\b)(?=.)",
        "it is not a shell script; call `kaptar check --staged` in it by hand",
    )
    known = (_lines(facts._replace(python=ANY)), *map(_with_call, _FORMER))
    block = Block(_lines(facts), after=r"\A#!.*$", head="#!/bin/sh\n", refuse=other, known=known)
    if _is_of_husky(facts):
        hooks = facts.exclude.parents[1] / "hooks"
        before = (ClientFile(hooks / "pre-commit", block, mode=0o755), *_guards(facts, hooks))
        own = tuple(each for each in before if _has_block(each.path, block))
        return (*_of_husky(facts.git_hooks.parent), *_shims(facts.git_hooks), *own)
    later = _of_husky(facts.root / ".husky") if runs_files(facts.root) else ()
    guards = tuple(each for each in _guards(facts, facts.git_hooks) if not _why_not(each, facts))
    return (ClientFile(facts.git_hooks / "pre-commit", block, mode=0o755), *guards, *later)


def _is_of_husky(facts: InstallFacts) -> bool:
    """Whether git runs the hooks of husky's folder."""
    return facts.git_hooks.name == "_" and (facts.git_hooks / "h").is_file()


def _guards(facts: InstallFacts, folder: Path) -> tuple[ClientFile, ...]:
    """The hooks beside ``pre-commit``. Not each repository can have them: where one cannot, commits are checked all the same."""
    any_machine = blocks(facts._replace(python=ANY))
    return tuple(
        ClientFile(folder / name, Block(lines, after=r"\A#!.*$", head="#!/bin/sh\n", known=(any_machine[name],)), mode=0o755)
        for name, lines in blocks(facts).items()
    )


def _why_not(guard: ClientFile, facts: InstallFacts) -> str:
    """Why a hook cannot have the call beside what the user has there; "" where it can, or has it already."""
    found = read_file(guard.path, _MOST_BYTES)
    if _has_block(guard.path, Block(())) or (isinstance(found, Unread) and found.kind == "missing"):
        return ""
    inside = (os.path.realpath(folder) + os.sep for folder in (facts.root, facts.exclude.parents[1]))
    if isinstance(found, Unread):
        return found.reason
    if not os.path.realpath(guard.path).startswith(tuple(inside)):
        return "it leads out of the repository"
    if guard.not_run:
        return "it is not executable"
    return "" if not found or _SHELL.match(found) else "it is not a shell script"


def _of_husky(folder: Path) -> tuple[ClientFile, ...]:
    """The files of the user's that husky runs."""
    head = r"\A(?:#!.*)?"
    lines = {"pre-commit": _OF_HUSKY, "commit-msg": _IF_LOST, **blocks_of_husky()}
    return tuple(ClientFile(folder / name, Block(each, after=head, known=(each,))) for name, each in lines.items())


def _shims(folder: Path) -> Iterator[ClientFile]:
    """What husky's folder lacks to run the files above; husky itself writes most of it since version 9."""
    block = Block(_SHIM, after=r"\A#!.*$", head="#!/usr/bin/env sh\n", known=(_SHIM,))
    for path in (folder / name for name in ("commit-msg", *blocks_of_husky())):
        if not path.exists() or _has_block(path, block):
            yield ClientFile(path, block, mode=0o755)


def _has_block(path: Path, block: Block) -> bool:
    found = read_file(path, _MOST_BYTES)
    return not isinstance(found, Unread) and block.found(found.decode("utf-8", "replace"))


def call_is_lost(facts: InstallFacts) -> str:
    """Why git no longer runs the call that ``kaptar init`` has written; "" where it does."""
    try:
        runs = _targets(facts)[0]
    except InputError as problem:
        return str(problem)
    if _has_block(runs.path, Block(())):
        return f"{runs.not_run}: commits are not checked" if runs.not_run else ""
    return f"git runs {runs.path}, which has no call of Kaptar's: commits are not checked"


def _notes(facts: InstallFacts) -> tuple[str, ...]:
    """What has to be known or done so that the call lasts, for the manager of hooks that the repository names."""
    active = facts.git_hooks.name == "_"
    guards = () if _is_of_husky(facts) else _guards(facts, facts.git_hooks)
    left = [f"{each.path}: {why}; call `kaptar git-hook {each.path.name}` in it by hand" for each in guards
            if (why := _why_not(each, facts))]  # fmt: skip
    husky = (
        "husky is named in package.json: once it is installed, git no longer runs .git/hooks/pre-commit; the call stands in "
        ".husky/pre-commit too"
    )
    return (*([husky] if runs_files(facts.root) and not active else []), *left, *remarks(facts.root))


_FORMER = (f"{{ {ANY} -P -m kaptar check --staged; test $? -ne 1; }}", f"{ANY} -E -P -m kaptar check --staged")
"""The calls of former versions, which `kaptar init` replaces and ``--undo`` takes out."""


def _lines(facts: InstallFacts) -> tuple[str, ...]:
    return _with_call(facts.check_command("--staged"), shlex.quote(facts.python))


def _with_call(call: str, python: str = ANY) -> tuple[str, ...]:
    return (
        f"if test -x {python}; then",
        f"    {call} || exit 1",
        "else",
        "    echo 'kaptar: its interpreter is gone: not checked; run kaptar init again' >&2",
        "fi",
    )


INSTALL = Install(
    "git", _targets, None, "Commits are checked from now on; `git commit --no-verify` leaves the check out.", notes=_notes
)  # fmt: skip
