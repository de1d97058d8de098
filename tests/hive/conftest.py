"""The fixtures of checks."""

from tests.checks.conftest import make, root, runtime, trust

__all__ = ["make", "root", "runtime", "trust"]
