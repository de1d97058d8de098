"""aider: it has no hooks. ``kaptar check`` is its lint command, which runs after each edit."""

import json
import shlex

from kaptar.clients.install.block import ANY, Block
from kaptar.clients.install.facts import Install, InstallFacts
from kaptar.clients.install.part import ClientFile


def _targets(facts: InstallFacts) -> tuple[ClientFile, ...]:
    """Its lint command is given the edited files; what it prints goes to the model when it fails."""
    taken = (r"^\s*lint-cmd\s*:", "it has a lint-cmd already; add `kaptar check` to it by hand")
    block = Block(_lines(facts), refuse=taken, known=(_lines(facts._replace(python=ANY)), *map(_lint, _FORMER)))
    return (ClientFile(facts.root / ".aider.conf.yml", block),)


def _lines(facts: InstallFacts) -> tuple[str, ...]:
    check = facts.check_command('"$@"')
    return _lint(f"test -x {shlex.quote(facts.python)} || exit 0; {check}")


def _lint(script: str) -> tuple[str, ...]:
    return (f"lint-cmd: {json.dumps('sh -c ' + shlex.quote(script) + ' kaptar')}", "auto-lint: true")


_FORMER = (
    f'test -x {ANY} || exit 0; {ANY} -P -m kaptar check "$@"; test $? -ne 1',
    f'test -x {ANY} || exit 0; {ANY} -E -P -m kaptar check "$@"',
)
"""The scripts of former versions, which `kaptar init` replaces."""

INSTALL = Install("aider", _targets, (".aider.conf.yml",))
