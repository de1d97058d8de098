"""What front ends and programs import: Skep with its operations and the user's configuration."""

from typing import Any

from skep.config import Config, load_config
from skep.ops import OPERATIONS
from skep.runtime import runtime


class Runtime(runtime.Runtime):
    """A runtime with all of Skep's operations.

    Args:
        config: limits, times and switches; by default what file and environment say for the current folder.
        options: passed on to `skep.runtime.runtime.Runtime`.
    Raises:
        ConfigError: the configuration has an unknown key or a value that is not allowed.
    """

    def __init__(self, config: Config | None = None, **options: Any) -> None:
        super().__init__(load_config() if config is None else config, OPERATIONS, **options)
