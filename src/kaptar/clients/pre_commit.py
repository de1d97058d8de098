"""pre-commit: a local hook in its file that checks what is about to be committed."""

import json
import shlex

from kaptar.clients.install.block import Block
from kaptar.clients.install.facts import Install, InstallFacts
from kaptar.clients.install.part import ClientFile


def _targets(facts: InstallFacts) -> tuple[ClientFile, ...]:
    """The file is shared, so the command is looked up on each machine.

    A commit is stopped by a finding that blocks and that it brings, or where nothing could be checked.
    """
    other = (r"^repos:[ \t]*[^\s#]", "its list of repos is written in brackets; write it as lines with '- repo:'")
    known = (_lines('kaptar check "$@"; test $? -ne 1'),)
    lines = _lines('exec kaptar check --staged "$@"')
    block = Block(lines, after=r"^repos:", head="repos:\n", refuse=other, items=True, known=known)
    return (ClientFile(facts.root / ".pre-commit-config.yaml", block),)


def _lines(check: str) -> tuple[str, ...]:
    """The hook. Former versions called another command: `kaptar init` replaces it, and ``--undo`` takes it out."""
    script = "command -v kaptar >/dev/null || { echo 'kaptar is not installed: not checked' >&2; exit 0; }; " + check
    return (
        "- repo: local",
        "  hooks:",
        "    - id: kaptar-check",
        "      name: kaptar check",
        f"      entry: {json.dumps('sh -c ' + shlex.quote(script) + ' kaptar')}",
        "      language: system",
        "      types: [text]",
        "      verbose: true",
    )


INSTALL = Install("pre-commit", _targets, (".pre-commit-config.yaml",))
