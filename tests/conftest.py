"""Rules of the whole suite: skips are named and can be forbidden; without guests, tests that are about them stay out.

A run that has to end in time (``KAPTAR_TESTS_S``) skips what it has no time for, and says so.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kaptar.config.settings import read_bool

# The machine is shared and small: a slow example is not a failure. Bounds on time are tests of their own.
# In CI the examples are the same at every run: whether a change lands must not depend on luck. Everybody else explores.
settings.register_profile(
    "kaptar", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("kaptar")

NO_SKIPS = os.environ.get("KAPTAR_NO_SKIPS", "") == "1"
LIMIT_S = float(os.environ.get("KAPTAR_TESTS_S", "inf"))
"""Seconds after which a process begins no further test."""

BEGUN = time.monotonic()
NO_WASM = read_bool(os.environ.get("DISABLE_WASM") or "0")


SAME = ("database", "decoding", "globs", "repository")
"""Folders of tests of rooms below the runtime: `make test` runs them once."""
GATES = ("test_regexes.py", "test_words.py", "test_gates.py", "test_layers.py", "test_texts.py")


def is_the_same(path: Path) -> bool:
    """Whether a file's tests do the same with and without guests: gates over the sources, and rooms that call none."""
    inside = path.relative_to(Path(__file__).parent)
    return inside.parts[0] in SAME or inside.name in GATES


@pytest.fixture(scope="session", autouse=True)
def state_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Journals of writes, and of the processes that tests start, are kept in a folder of the run."""
    folder = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder))
        patch.setenv("KAPTAR_WASM_COMPILE_AHEAD", "false")  # no process may be left over
        yield folder


@pytest.fixture(scope="session", autouse=True)
def without_engine() -> Iterator[None]:
    """No process of a test loads the engine for secrets, which takes a second, but those of tests about it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAPTAR_HOOKS_SECRETS_ENGINE", "false")
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is the same with and without guests. With ``DISABLE_WASM=1`` tests marked ``guest`` are deselected."""
    for item in items:
        if is_the_same(item.path):
            item.add_marker("same")
    if not NO_WASM:
        return
    about_guests = [item for item in items if item.get_closest_marker("guest")]
    items[:] = [item for item in items if not item.get_closest_marker("guest")]
    config.hook.pytest_deselected(items=about_guests)


def pytest_runtest_setup() -> None:
    if time.monotonic() - BEGUN > LIMIT_S:
        pytest.skip(f"not run: no time is left of {LIMIT_S:g} s; run it again on a machine that does less besides")


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if NO_SKIPS and reporter else []
    if skipped and not hasattr(session.config, "workerinput"):
        reporter.write_line(f"\n{len(skipped)} skipped, and KAPTAR_NO_SKIPS=1 allows none:", red=True)
        for report in skipped:
            where, line, reason = report.longrepr
            reporter.write_line(f"  {where}:{line}: {reason}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
