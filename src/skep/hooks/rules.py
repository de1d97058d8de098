"""The catalogue of rules, for ``skep check --explain`` and for settings that name them.

What a tool of the project reports (``lint/…``, ``types/…``) is explained by that tool: here is one entry for all of it.
"""

from difflib import get_close_matches

from skep.errors import UsageError
from skep.hooks.rule import Rule
from skep.hooks.rules_of_secrets import SECRETS
from skep.hooks.rules_of_security import SECURITY

_STEERS = "an agent that changes it changes what may be done to the user's work, and nobody was asked"

_OTHERS = (
    Rule("syntax/parse", "text that the parser of its language does not accept", "the program does not start, or is another one",
         "def area(w, h:", "mend the place; an edit that adds no error to a broken file is only warned of"),
    Rule("protected/env-file", "an edit of .env and other files with secrets", "secrets belong to the user, not to a model",
         ".env.production", "ask the user; templates such as .env.example are free"),
    Rule("protected/key-file", "an edit of private keys and key stores", "secrets belong to the user, not to a model",
         "server.pem", "ask the user"),
    Rule("protected/git", "an edit inside of .git", "a hook or setting there runs code", ".git/hooks/post-commit",
         "use git's commands"),
    Rule("protected/skep", "an edit of skep.toml or .skep/", _STEERS, "skep.toml", "propose it to the user"),
    Rule("protected/hooks", "an edit of the files that steer agents' hooks", _STEERS, ".claude/settings.json",
         "propose it to the user"),
    Rule("protected/path", "an edit of a path that the user protects with hooks.protected", "the user has said so",
         "migrations/0001.sql", "propose it to the user"),
    Rule("suppressions/incomplete", "a comment that silences findings without a rule or a reason",
         "nobody can tell later whether it is still right", "# skep: " "ignore", "skep: " "ignore[rule] -- reason"),
)  # fmt: skip

RULES: dict[str, Rule] = {rule.id: rule for rule in (*_OTHERS, *SECRETS, *SECURITY)}


def explained(name: str) -> Rule:
    """The rule of this name. Raises UsageError with the nearest names, or all of them."""
    rule = RULES.get(name)
    if rule is None:
        near = get_close_matches(name, RULES, 3, 0.5) or sorted(RULES)
        raise UsageError(f"there is no rule {name!r}; there are {', '.join(near)}")
    return rule
