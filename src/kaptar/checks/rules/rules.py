"""Catalogue of rules, for ``kaptar check --explain`` and for settings that name them.

What a tool of the project reports (``lint/…``, ``types/…``) is explained by that tool: here is one entry for all of it.
"""

from difflib import get_close_matches

from kaptar.checks.rules.rule import Rule
from kaptar.checks.rules.rules_of_secrets import SECRETS
from kaptar.checks.rules.rules_of_security import SECURITY
from kaptar.errors import UsageError

_STEERS = "an agent that changes it changes what may be done to the user's work, and nobody was asked"

_OTHERS = (
    Rule("syntax/parse", "text that the parser of its language does not accept", "the program does not start, or is another one",
         "def area(w, h:", "mend the place; an edit that adds no error to a broken file is only warned of"),
    Rule("protected/env-file", "an edit of .env and other files with secrets", "secrets belong to the user, not to a model",
         ".env.production", "ask the user; templates such as .env.example are free"),
    Rule("protected/key-file", "an edit of private keys and key stores", "secrets belong to the user, not to a model",
         "server.pem", "ask the user"),
    Rule("protected/git", "an edit inside of .git, of what steers a bare repository, or one that makes a folder a repository",
         "a hook or setting there runs code", ".git/hooks/post-commit", "use git's commands"),
    Rule("protected/kaptar", "an edit of kaptar.toml or .kaptar/", _STEERS, "kaptar.toml", "propose it to the user"),
    Rule("protected/hooks", "an edit of the files that steer agents' hooks", _STEERS, ".claude/settings.json",
         "propose it to the user"),
    Rule("protected/path", "an edit of a path that the user protects with hooks.protected", "the user has said so",
         "migrations/0001.sql", "propose it to the user"),
    Rule("protected/own-place", "an edit of a place that is Kaptar's or git's own, wherever it lies", _STEERS,
         "~/.local/share/kaptar/trust/1.json", "the user changes it, with Kaptar's or git's own commands"),
    Rule("protected/broke", "an edit that the guard of protected paths could not judge", "what nobody has judged may be anything",
         "a bug in Kaptar", "report it"),
    Rule("size/file", "a file of more lines than hooks.limits.file_lines", "nobody reads it as a whole any more",
         "801 lines where 800 is the limit", "split it where it has a second subject"),
    Rule("complexity/branches", "a function with more ways through it than hooks.limits.complexity",
         "each way wants a test, and is easily got wrong", "16 ifs in a row", "a table, early returns, parts with names"),
    Rule("complexity/length", "a function of more lines than hooks.limits.function_lines", "it does more than its name says",
         "101 lines where 100 is the limit", "give parts of it names of their own"),
    Rule("complexity/nesting", "a function that nests deeper than hooks.limits.nesting",
         "a reader has to keep all of it in mind",
         "an if in a for in an if in a try in a with in a for", "return early, or name the inner part"),
    Rule("markdown/link", "a relative link to a file or heading that does not exist", "readers are led nowhere",
         "[guide](docs/gone.md)", "name a file or heading that exists"),
    Rule("markdown/fence", "a code fence that is never closed", "all that follows is shown as code", "``` and no second one",
         "close it with the same characters"),
    Rule("format/differs", "a file that the project's formatter would write in another way",
         "the next one who formats it changes lines that were none of his business", "x  =  1", "kaptar check --fix"),
    Rule("tests/failed", "a test that belongs to the file and fails", "what it stands for does not work any more",
         "assert area(2, 3) == 7", "mend the code or, where it stands for something else now, the test"),
    Rule("tests/none-ran", "tests that belong to the file, and none of them runs", "nobody has seen the file work",
         "a conftest.py with an import that fails", "run them, and look at what the runner says, at its selection and at skips"),
    Rule("coverage/changed-lines", "changed lines that no test of the file runs", "nobody has seen them work",
         "a new branch without a test", "test what was changed"),
    Rule("tdd/no-test", "a changed file without a test", "nobody has seen the change work", "area.py without test_area.py",
         "write the test that shows what the change is for"),
    Rule("tdd/no-proof", "a change that no test notices: the same ones pass without it",
         "the tests would pass if the change were lost", "a new function that no test calls",
         "write a test that fails without the change"),
    Rule("suppressions/incomplete", "a comment that silences findings without a rule or a reason",
         "nobody can tell later whether it is still right", "# kaptar: " "ignore", "kaptar: " "ignore[rule] -- reason"),
)  # fmt: skip

RULES: dict[str, Rule] = {rule.id: rule for rule in (*_OTHERS, *SECRETS, *SECURITY)}


def explained(name: str) -> Rule:
    """The rule of this name. Raises UsageError with the rules of a check of this name, the nearest names, or all of them."""
    rule = RULES.get(name)
    if rule is None and (own := sorted(each for each in RULES if each.startswith(f"{name}/"))):
        raise UsageError(f"{name!r} is a check; explain one of its rules: {', '.join(own)}")
    if rule is None:
        near = get_close_matches(name, RULES, 3, 0.5) or sorted(RULES)
        raise UsageError(f"there is no rule {name!r}; there are {', '.join(near)}")
    return rule
