"""The list of checks: a new one is one file and one line here."""

from skep.hooks.checks import protected, secrets, security, suppressions, syntax
from skep.hooks.checks.check import Check

CHECKS: dict[str, Check] = {module.CHECK.name: module.CHECK for module in (protected, suppressions, secrets, syntax, security)}
