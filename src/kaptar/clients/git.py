"""git: a hook of its own that checks what is about to be committed."""

import shlex

from kaptar.clients.install.facts import Install, InstallFacts
from kaptar.clients.install.part import Block, ClientFile
from kaptar.errors import InputError


def _targets(facts: InstallFacts) -> tuple[ClientFile, ...]:
    """A commit is stopped by a finding that blocks, and by nothing else.

    Raises InputError where git's hooks are outside of the repository: other repositories use them too.
    """
    if not any(facts.git_hooks.is_relative_to(folder) for folder in (facts.root, facts.exclude.parents[1])):
        raise InputError(f"git's hooks are in {facts.git_hooks} (core.hooksPath); call `kaptar check --staged` there by hand")
    python = shlex.quote(facts.python)
    lines = (
        f"if test -x {python}; then",
        f"    {{ {facts.check_command('--staged')}; }} || exit 1",
        "else",
        "    echo 'kaptar: its interpreter is gone: not checked; run kaptar init again' >&2",
        "fi",
    )
    other = (
        r"\A(?!#!.*\b(?:sh|bash|dash|zsh|ksh)\b)(?=.)",
        "it is not a shell script; call `kaptar check --staged` in it by hand",
    )
    block = Block(lines, after=r"\A#!.*$", head="#!/bin/sh\n", refuse=other)
    return (ClientFile(facts.git_hooks / "pre-commit", block, mode=0o755),)


INSTALL = Install(
    "git", _targets, None, "Commits are checked from now on; `git commit --no-verify` leaves the check out."
)  # fmt: skip
