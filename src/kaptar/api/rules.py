"""Rules of the checks, explained."""

from kaptar.api.answers import RuleAnswer
from kaptar.checks.rules.rules import explained


def explain(name: str) -> RuleAnswer:
    """What a rule means and what to do. Raises UsageError for a rule that does not exist."""
    return RuleAnswer(*explained(name))
