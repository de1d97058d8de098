"""git: a hook of its own that checks what is about to be committed."""

import shlex

from kaptar.clients.install.block import ANY, Block
from kaptar.clients.install.facts import Install, InstallFacts
from kaptar.clients.install.part import ClientFile
from kaptar.errors import InputError

_OF_HUSKY = (
    "if command -v kaptar >/dev/null; then",
    "    kaptar check --staged || exit 1",
    "else",
    "    echo 'kaptar is not on the PATH: not checked' >&2",
    "fi",
)
"""Husky writes git's folder of hooks anew at each install, and runs the file above it, which git tracks: no path of a machine."""


def _targets(facts: InstallFacts) -> tuple[ClientFile, ...]:
    """A commit is stopped by a finding that blocks, or where nothing could be checked.

    Raises InputError where git's hooks are outside of the repository: other repositories use them too.
    """
    if not any(facts.git_hooks.is_relative_to(folder) for folder in (facts.root, facts.exclude.parents[1])):
        raise InputError(f"git's hooks are in {facts.git_hooks} (core.hooksPath); call `kaptar check --staged` there by hand")
    other = (
        r"\A(?!#!.*\b(?:sh|bash|dash|zsh|ksh)\b)(?=.)",
        "it is not a shell script; call `kaptar check --staged` in it by hand",
    )
    known = (_lines(facts._replace(python=ANY)), _former_lines(ANY))
    if facts.git_hooks.name == "_" and (facts.git_hooks / "h").is_file():
        return (ClientFile(facts.git_hooks.parent / "pre-commit", Block(_OF_HUSKY, after=r"\A(?:#!.*)?", known=(_OF_HUSKY,))),)
    block = Block(_lines(facts), after=r"\A#!.*$", head="#!/bin/sh\n", refuse=other, known=known)
    return (ClientFile(facts.git_hooks / "pre-commit", block, mode=0o755),)


def _lines(facts: InstallFacts) -> tuple[str, ...]:
    return (
        f"if test -x {shlex.quote(facts.python)}; then",
        f"    {facts.check_command('--staged')} || exit 1",
        "else",
        "    echo 'kaptar: its interpreter is gone: not checked; run kaptar init again' >&2",
        "fi",
    )


def _former_lines(python: str) -> tuple[str, ...]:
    """The lines of former versions, which `kaptar init` replaces and ``--undo`` takes out."""
    return (
        f"if test -x {python}; then",
        f"    {{ {python} -P -m kaptar check --staged; test $? -ne 1; }} || exit 1",
        "else",
        "    echo 'kaptar: its interpreter is gone: not checked; run kaptar init again' >&2",
        "fi",
    )


INSTALL = Install(
    "git", _targets, None, "Commits are checked from now on; `git commit --no-verify` leaves the check out."
)  # fmt: skip
