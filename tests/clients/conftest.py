"""The fixtures of checks, which clients' events end in."""

from tests.checks.conftest import make, root, runtime, trust

__all__ = ["make", "root", "runtime", "trust"]
