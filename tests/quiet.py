"""Variables by which a process that a test starts loads no engine for secrets and compiles nothing ahead.

A command that is given them does not ask a hive, since it has settings of its own: they are for what starts a hive.
"""

import os

NAMES = ("KAPTAR_HOOKS_SECRETS_ENGINE", "KAPTAR_WASM_COMPILE_AHEAD")


def quiet() -> dict[str, str]:
    """The variables, as `tests/conftest.py` sets them."""
    return {name: os.environ[name] for name in NAMES}
