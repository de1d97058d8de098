"""The lists of guards and checks: a new one is one file and one line here."""

from kaptar.checks.builtin import complexity, markdown, secrets, security, size, suppressions, syntax
from kaptar.checks.check import Check
from kaptar.checks.guards import protected
from kaptar.checks.guards.guard import Guard
from kaptar.checks.proof import coverage, tdd, tests
from kaptar.checks.tools import format, lint, types

_GUARDS = (protected.GUARD,)
_CHECKS = (
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
GUARDS: dict[str, Guard] = {guard.name: guard for guard in _GUARDS}
CHECKS: dict[str, Check] = {check.name: check for check in _CHECKS}
