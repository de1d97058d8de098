"""Variables of the environment that say where files lie which steer Kaptar, git or a client.

A hive answers for clients whose variables lead where its own do; for others a hook answers by itself.
"""

from collections.abc import Mapping
from hashlib import blake2s

DIGEST_BYTES = 16
STEERING = (
    ("HOME", ""), ("XDG_CONFIG_HOME", "/.config"), ("XDG_DATA_HOME", "/.local/share"), ("XDG_STATE_HOME", "/.local/state"),
    ("XDG_CACHE_HOME", "/.cache"), ("GIT_CONFIG_GLOBAL", ""), ("GIT_CONFIG_SYSTEM", ""), ("KAPTAR_CONFIG", ""),
    ("CLAUDE_CONFIG_DIR", ""), ("CODEX_HOME", ""), ("GEMINI_CLI_SYSTEM_SETTINGS_PATH", ""), ("OPENCODE_CONFIG_DIR", ""),
)  # fmt: skip
"""Each variable, and what it leads to below the home where it is missing or empty; "" where that is nothing."""


def digest_of(environment: Mapping[bytes, bytes]) -> str:
    """A digest of where the variables lead, in hex. `kaptar.clients.entry` computes the same.

    Args:
        environment: as the system has it, in bytes.
    """
    home = environment.get(b"HOME", b"")
    found = (environment.get(name.encode()) or (home + below.encode() if below else b"") for name, below in STEERING)
    return blake2s(b"\0".join(found), digest_size=DIGEST_BYTES).hexdigest()
