"""Place of a file, and what it says about secrets in it: whether it is no part of what runs, and how values are written. Pure.

Folders are known by the words of their names (`kaptar.checks.secrets.folder_words`): ``Foo.Tests``, ``androidTest``.
"""

import re
from itertools import pairwise

from kaptar.checks.secrets.folder_words import helps_tests, is_of_builds, is_of_documentation, is_of_tests

_NAMES = re.compile(
    r"(?i)(?:test_[^/]{0,200}|[^/]{0,200}[_.-](?:tests?|spec|mock|fixture|example|sample|template|dist|tmpl|stories)(?:\.[^/.]{1,20})?"
    r"|(?:examples?|samples?|fixtures?)(?:[-_.0-9][^/]{0,200})?|METADATA|PKG-INFO"
    r"|conftest\.py|(?:readme|changelog|changes|history|contributing|news)(?:\.[^/]{0,20})?"
    r"|[^/]{0,200}\.(?:md|mdx|markdown|rst|adoc|asciidoc|textile|org|pod|man|ipynb_checkpoint|po|pot|snap))"
)
_TEST_NAMES = re.compile(
    r"(?i)(?:test|stub|mock|fake)_[^/]{0,200}|[^/]{0,200}[_.-](?:tests?|spec|(?:mock|stub|fake|fixture)s?)(?:\.[^/.]{1,20})?|conftest\.py"
    r"|(?:tests?|testing|(?:mock|stub|fixture)s?)\.[^/.]{1,20}|[^/]{0,200}[_.-]testing(?:[-.][^/]{0,40})?"
    r"|(?:phpunit|jest|vitest|karma|cypress|playwright|pytest|codeception|behat|wdio)(?:[.-][^/]{1,40})?\.[a-z]{1,10}"
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_](?:[A-Z]{2}|[A-Z][a-z]{3}|[0-9]{3}))(?:\.[a-z]{1,12}){1,2}")
"""A file named by a language and its country: ``ja-JP.json``."""
_CASED = re.compile(r"[^/]{0,200}(?:Tests?|Spec|(?:Mock|Stub|Fixture)s?)\.[A-Za-z]{1,10}|(?:Mock|Stub|Fake)[A-Z][^/]{0,200}")
_BUILD_NAMES = re.compile(
    r"(?i)migrations?\.py|(?:gulpfile|gruntfile|jakefile|noxfile|setup|fabfile|makefile)(?:\.[a-z0-9]{1,10}){1,2}|[^/]{1,100}\.config\.[cm]?[jt]s"
)

_BROUGHT = frozenset(
    {
        "vendor", "vendors", "vendored", "_vendor", "_vendored", "third_party", "third-party", "thirdparty", "node_modules",
        "bower_components", "dist",
    }
)  # fmt: skip
_OF_PAGES = frozenset({"js", "javascript", "static", "assets", "public"})
_MINIFIED = re.compile(r"[.-](?:min|bundle)\.[cm]?js\Z")
_RELEASE = re.compile(r"[a-z0-9][-@]v?[0-9]{1,5}\.[0-9]{1,6}\.[0-9]{1,6}(?![0-9])")
"""A folder with one release of a library, which is unpacked and not written here: ``codemirror-5.17.0``."""


def is_aside(path: str) -> bool:
    """Whether a file is no part of what runs: a test, a fixture, documentation, an example, a translation.

    Args:
        path: relative to the repository with ``/``: what lies around that says nothing.
    """
    folders, _, name = path.rpartition("/")
    return bool(is_of_documentation(folders) or _NAMES.fullmatch(name) or _LANGUAGE.fullmatch(name)) or is_test(path)


def is_test(path: str) -> bool:
    """Whether a file is a test or what tests need: it talks to servers and data of its own.

    Args:
        path: as of `is_aside`.
    """
    folders, _, name = path.rpartition("/")
    named = _TEST_NAMES.fullmatch(name) or _CASED.fullmatch(name)
    return bool(named) or is_of_tests(folders) or helps_tests(name.partition(".")[0])


def is_only_for_developers(path: str) -> bool:
    """Whether nobody but who works on the project runs a file: a test, a build script, an example, a page of documentation.

    Args:
        path: as of `is_aside`.
    """
    folders, _, name = path.rpartition("/")
    return is_test(path) or is_of_documentation(folders) or is_of_builds(folders) or _is_step(folders, name)


def _is_step(folders: str, name: str) -> bool:
    """Whether a file is one of a build, or of a migration, which runs once over the project's own data."""
    return "migrations" in folders.split("/") or bool(_BUILD_NAMES.fullmatch(name))


def is_brought_in(path: str) -> bool:
    """Whether nobody writes a file here: a bundle, a minified file, a copy of others' code.

    Args:
        path: as of `is_aside`.
    """
    folders, _, name = path.lower().rpartition("/")
    parts = folders.split("/")
    libraries = any(one in _OF_PAGES and two in ("lib", "libs") for one, two in pairwise(parts))
    brought = not _BROUGHT.isdisjoint(parts) or any(map(_RELEASE.search, parts))
    return libraries or brought or _MINIFIED.search(name) is not None


_BARE = (
    ".env", ".envrc", ".ini", ".cfg", ".conf", ".properties", ".yml", ".yaml", ".npmrc", ".pypirc", ".tfvars", ".sh",
    ".bash", ".zsh", ".service", "dockerfile", ".bat", ".cmd", "makefile", ".mk", ".http", ".rest",
)  # fmt: skip


_SETTING = re.compile(rb"[ \t]{0,40}+(?:export[ \t]{1,9}+)?[A-Za-z][\w.-]{0,100}+[ \t]{0,40}+=(?![=>])[^(){}]*+")
_BESIDE_SETTINGS = re.compile(rb"[ \t]{0,40}+(?:[#;!][^\n]*+|\[[^\[\]\n]{1,200}+\][ \t]{0,40}+)?")
_LOOKED_AT = 16_384
_FEWEST = 2
"""Settings of a file that is known by them."""


def has_bare_values(name: str, content: bytes = b"") -> bool:
    """Whether values stand without quotes in this kind of file: by its name, or since all of its lines are settings.

    Args:
        content: looked at where the name has no ending of a language that has no such values.
    """
    low = name.lower()
    return low.startswith((".env", "dockerfile")) or low.endswith(_BARE) or is_of_settings(content)


def is_of_settings(content: bytes) -> bool:
    """Whether each line of a text is a setting (``name = value``), the head of a section, a comment or blank."""
    lines = content[:_LOOKED_AT].replace(b"\r\n", b"\n").split(b"\n")
    whole = lines if len(content) <= _LOOKED_AT else lines[:-1]
    settings = sum(_SETTING.fullmatch(line) is not None for line in whole)
    return settings >= _FEWEST and all(_SETTING.fullmatch(line) or _BESIDE_SETTINGS.fullmatch(line) for line in whole)
