"""Place of a file, and what it says about secrets in it: whether it is no part of what runs, and how values are written. Pure."""

import re

_FOLDERS = re.compile(
    r"(?i)(?:^|/)(?:tests?|__tests__|testing|specs?|testdata|test[-_]data|test[-_]?fixtures?|fixtures?|__fixtures__|__mocks__|mocks?"
    r"|__snapshots__|cassettes|e2e|cypress|docs?|documentation|examples?|samples?|demos?|man|i18n|locales?|translations?|lang(?:uages?)?)/"
)
_NAMES = re.compile(
    r"(?i)(?:test_[^/]{0,200}|[^/]{0,200}[_.-](?:tests?|spec|mock|fixture|example|sample|template|dist|tmpl|stories)(?:\.[^/.]{1,20})?"
    r"|(?:examples?|samples?|fixtures?)(?:[-_.0-9][^/]{0,200})?|METADATA|PKG-INFO"
    r"|conftest\.py|(?:readme|changelog|changes|history|contributing|news)(?:\.[^/]{0,20})?"
    r"|[^/]{0,200}\.(?:md|mdx|markdown|rst|adoc|asciidoc|textile|org|pod|man|ipynb_checkpoint|po|pot|snap))"
)
_TEST_FOLDERS = re.compile(
    r"(?i)(?:^|/)(?:tests?|__tests__|testing|specs?|testdata|test[-_]data|test[-_]?fixtures?|fixtures?|__fixtures__|__mocks__|mocks?"
    r"|__snapshots__|cassettes|e2e|cypress)/"
)
_TEST_NAMES = re.compile(r"(?i)test_[^/]{0,200}|[^/]{0,200}[_.-](?:tests?|spec|mock|fixture)(?:\.[^/.]{1,20})?|conftest\.py")
_CASED = re.compile(r"[^/]{0,200}(?:Tests?|Spec|Mock|Fixture)\.[A-Za-z]{1,10}")


def is_aside(path: str) -> bool:
    """Whether a file is no part of what runs: a test, a fixture, documentation, an example, a translation.

    Args:
        path: relative to the repository with ``/``: what lies around that says nothing.
    """
    name = path.rpartition("/")[2]
    return bool(_FOLDERS.search(path) or _NAMES.fullmatch(name) or _CASED.fullmatch(name))


def is_test(path: str) -> bool:
    """Whether a file is a test or what tests need: it talks to servers and data of its own.

    Args:
        path: as of `is_aside`.
    """
    name = path.rpartition("/")[2]
    return bool(_TEST_FOLDERS.search(path) or _TEST_NAMES.fullmatch(name) or _CASED.fullmatch(name))


_BARE = (
    ".env", ".envrc", ".ini", ".cfg", ".conf", ".properties", ".yml", ".yaml", ".npmrc", ".pypirc", ".tfvars", ".sh",
    ".bash", ".zsh", ".service", "dockerfile", ".bat", ".cmd", "makefile", ".mk", ".http", ".rest",
)  # fmt: skip


def has_bare_values(name: str) -> bool:
    """Whether values stand without quotes in this kind of file."""
    return name.lower().startswith((".env", "dockerfile")) or name.lower().endswith(_BARE)
