"""aider: it has no hooks. ``kaptar check`` is its lint command, which runs after each edit."""

import json
import shlex

from kaptar.clients.install.facts import Install, InstallFacts
from kaptar.clients.install.part import Block, ClientFile


def _targets(facts: InstallFacts) -> tuple[ClientFile, ...]:
    """Its lint command is given the edited files; what it prints goes to the model when it fails."""
    check = facts.check_command('"$@"')
    script = f"test -x {shlex.quote(facts.python)} || exit 0; {check}"
    line = f"lint-cmd: {json.dumps('sh -c ' + shlex.quote(script) + ' kaptar')}"
    taken = (r"^\s*lint-cmd\s*:", "it has a lint-cmd already; add `kaptar check` to it by hand")
    return (ClientFile(facts.root / ".aider.conf.yml", Block((line, "auto-lint: true"), refuse=taken)),)


INSTALL = Install("aider", _targets, (".aider.conf.yml",))
