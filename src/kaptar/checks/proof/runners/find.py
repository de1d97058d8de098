"""The test runner of each language."""

from collections.abc import Callable

from kaptar.checks.check import JAVASCRIPT, CheckContext
from kaptar.checks.proof.runners import go, javascript, python, rust
from kaptar.checks.proof.runners.suite import Suite
from kaptar.checks.snapshot import Skipped, Snapshot

_FINDERS: dict[str, Callable[[Snapshot, CheckContext], Suite | Skipped]] = {
    "python": python.find,
    "go": go.find,
    "rust": rust.find,
    **dict.fromkeys(JAVASCRIPT, javascript.find),
}
LANGUAGES = frozenset(_FINDERS)
COMPILED = LANGUAGES - {"dts"}
"""Those with code that can run."""


def find_suite(snapshot: Snapshot, context: CheckContext) -> Suite | Skipped:
    """The tests that belong to a file, or why there is no way to run them. Raises ToolFailed."""
    assert snapshot.language is not None
    return _FINDERS[snapshot.language.dialect](snapshot, context)
