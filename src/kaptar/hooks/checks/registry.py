"""The list of checks: a new one is one file and one line here."""

from kaptar.hooks.checks import (
    complexity,
    coverage,
    format,
    lint,
    markdown,
    protected,
    secrets,
    security,
    size,
    suppressions,
    syntax,
    tdd,
    tests,
    types,
)
from kaptar.hooks.checks.check import Check

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
