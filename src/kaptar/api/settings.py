"""Settings, for front ends."""

from collections.abc import Mapping
from typing import Any

from kaptar.config.load import load_config as load_config
from kaptar.config.load import refuse_former as refuse_former
from kaptar.config.sections import SETTINGS as SETTINGS
from kaptar.config.sections import Config as Config
from kaptar.config.settings import read_bool as read_bool

_VARIABLES = ("KAPTAR_CONFIG", "DISABLE_WASM")


def own_settings(flags: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    """Why the settings of a command may differ from those of the repository's hive, in one sentence; "" where they don't."""
    if flags:
        return f"options of this command set {', '.join(sorted(flags))}"
    found = [name for name in (*_VARIABLES, *(setting.variable for setting in SETTINGS.values())) if environment.get(name)]
    return f"the environment sets {', '.join(found)}" if found else ""
