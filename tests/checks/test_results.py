"""Results of checks that gave no answer: whose fault that is, and what to do."""

import pytest

from kaptar.checks.results import broke
from kaptar.errors import ConfigError, GuestTrap, MemoryExceeded


@pytest.mark.parametrize(
    "problem",
    [
        ConfigError("wasm.memory_limit is 209,715,200 bytes, and the module mine needs 262,144,000 to start: raise it"),
        MemoryExceeded("python.inspect: it had 16 MiB and wanted more than its 16 MiB; raise wasm.memory_limit"),
    ],
)
def test_a_setting_that_is_too_small_is_no_bug_and_no_reason_to_switch_a_check_off(problem: Exception) -> None:
    found = broke("syntax", "a.py", problem)
    assert (found.state, found.missed) == ("not_run", True)
    assert "raise" in found.reason
    assert "report" not in found.remedy + found.reason
    assert "syntax = false" not in found.remedy


@pytest.mark.parametrize("problem", [ZeroDivisionError("boom"), GuestTrap("python.inspect: unreachable")])
def test_what_is_a_bug_is_to_be_reported(problem: Exception) -> None:
    found = broke("syntax", "a.py", problem)
    assert (found.state, "report it" in found.remedy) == ("broke", True)
