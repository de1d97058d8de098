"""Words of a folder's name, and what they say of the files below it: tests, documentation, builds. Pure.

A name is split at its signs and where a capital begins (``Foo.Tests``, ``androidTest``), and at ``test`` within a word
that such words make (``caddytest``, ``testutil``). English words that only end so (``latest``) are none.
"""

import re
from functools import lru_cache
from itertools import takewhile


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD = re.compile(r"[A-Z]?[a-z0-9]++|[A-Z](?>(?:[A-Z](?![a-z]))*)")
_SAID_OF_TESTS = frozenset(
    [
        "test",
        "tests",
        "testing",
        "spec",
        "specs",
        "testdata",
        "fixture",
        "fixtures",
        "mock",
        "mocks",
        "mocking",
        "stub",
        "stubs",
        "fake",
        "fakes",
        "snapshots",
        "cassettes",
        "e2e",
        "cypress",
        "playwright",
        "benchmark",
        "benchmarks",
        "bench",
        "benches",
        "integtest",
        "testcase",
        "testcases",
        "unittests",
    ]
)
_ALONE = _set("ci playground playgrounds")
"""Folders of tests where the whole name is this, with or without a dot: ``ci`` of a chart."""
_AT_THE_TOP = _set("integration molecule")
_BEFORE_TEST = frozenset(
    [
        "la",
        "con",
        "pro",
        "at",
        "de",
        "fas",
        "grea",
        "shor",
        "ligh",
        "brigh",
        "smar",
        "swee",
        "nea",
        "sof",
        "stric",
        "shar",
        "quie",
        "tigh",
        "exac",
        "fla",
        "cu",
        "stou",
        "faire",
        "lef",
        "bra",
        "ho",
        "we",
        "fi",
        "mu",
    ]
)
"""What stands before ``test`` in English words: ``latest``, ``contest``, ``fastest``."""
_BEHIND_TEST = frozenset(
    [
        "data",
        "util",
        "utils",
        "suite",
        "suites",
        "kit",
        "bed",
        "case",
        "cases",
        "lib",
        "libs",
        "helper",
        "helpers",
        "support",
        "server",
        "env",
        "tool",
        "tools",
        "tooling",
        "pkg",
        "resources",
        "files",
        "fixture",
        "fixtures",
        "app",
        "apps",
        "project",
        "projects",
        "common",
        "base",
        "framework",
        "harness",
        "runner",
        "certs",
        "keys",
        "assets",
        "proj",
        "ing",
    ]
)
_BESIDE_TESTS = _set("data util utils helper helpers support fixture fixtures harness")
"""What stands behind ``test`` in the name of a file that only tests use. Others (``test server``) a program may have itself."""
_OF_DOCUMENTATION = _set("doc docs documentation example examples sample samples demo demos tutorial tutorials")
_WHOLE = _set("man i18n l10n intl locale locales translation translations lang language languages")
_OF_BUILDS = _set("build builds seed seeds seeders scripts script devtools hack .github .circleci .gitlab")
_OF_BUILDS_AT_THE_TOP = _set("dev builder tools tooling external")
_OF_SOURCES = _set("src lib app source sources")


def is_of_tests(folders: str) -> bool:
    """Whether one of the folders holds tests, or what they need.

    Args:
        folders: a path relative to the repository, with ``/``.
    """
    names = folders.split("/")
    alone = {name.lower().removeprefix(".") for name in names}
    return any(_tests(name) for name in names) or names[0].lower() in _AT_THE_TOP or not _ALONE.isdisjoint(alone)


def is_of_documentation(folders: str) -> bool:
    """Whether one of the folders holds documentation, examples or translations."""
    return any(_documentation(name) for name in folders.split("/"))


def is_of_builds(folders: str) -> bool:
    """Whether one of the folders holds what builds and keeps the project, and lies in no folder of sources."""
    names = folders.lower().split("/")
    outside = list(takewhile(lambda name: name not in _OF_SOURCES, names))
    return names[0] in _OF_BUILDS_AT_THE_TOP or not _OF_BUILDS.isdisjoint(outside)


def helps_tests(stem: str) -> bool:
    """Whether the name of a file, without its ending, says that tests use it: ``cryptoTestUtils``, ``auth_test_helpers``."""
    words = _words(stem)
    return len(words) > 1 and words[-2] == "test" and words[-1] in _BESIDE_TESTS


@lru_cache(1024)
def _tests(name: str) -> bool:
    return name.lower() in _SAID_OF_TESTS or any(word in _SAID_OF_TESTS or _has_test(word) for word in _words(name))


@lru_cache(1024)
def _documentation(name: str) -> bool:
    return name.lower() in _WHOLE or not _OF_DOCUMENTATION.isdisjoint(_words(name))


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name[:256])]


def _has_test(word: str) -> bool:
    """Whether a word in small letters is made of ``test`` and another one."""
    word = word.rstrip("0123456789")
    for end in ("tests", "test"):
        if word.endswith(end):
            return word[: -len(end)] not in _BEFORE_TEST
    return word.startswith("test") and word[4:] in _BEHIND_TEST
