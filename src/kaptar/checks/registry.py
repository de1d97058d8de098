"""The list of checks: a new one is one file and one line here."""

from kaptar.checks.builtin import complexity, markdown, protected, secrets, security, size, suppressions, syntax
from kaptar.checks.check import Check
from kaptar.checks.proof import coverage, tdd, tests
from kaptar.checks.tools import format, lint, types

_ALL = (
    protected.CHECK,
    suppressions.CHECK,
    secrets.CHECK,
    syntax.CHECK,
    security.CHECK,
    size.CHECK,
    complexity.CHECK,
    markdown.CHECK,
    format.CHECK,
    lint.CHECK,
    types.CHECK,
    tests.CHECK,
    coverage.CHECK,
    tdd.CHECK,
)
CHECKS: dict[str, Check] = {check.name: check for check in _ALL}
