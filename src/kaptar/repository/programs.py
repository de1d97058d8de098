"""Programs of the user, looked up in absolute folders of PATH alone.

A relative or empty part of PATH means the current folder, which is the repository's: what lies there came with a clone. A program
that is run gets a PATH without such parts too, for what it starts itself.
"""

import os
import shutil
from collections.abc import Mapping


def program(name: str, path: str | None = None) -> str | None:
    """The absolute path of a program; None where no folder of PATH has it. A name with a slash is looked at as it stands.

    Args:
        path: folders, as PATH has them; the environment's by default.
    """
    found = shutil.which(name, path=absolute_parts(os.environ.get("PATH", os.defpath) if path is None else path))
    return found if found is not None and os.path.isabs(found) else None


def absolute_parts(path: str) -> str:
    """PATH without its relative and empty parts."""
    return os.pathsep.join(part for part in path.split(os.pathsep) if os.path.isabs(part))


def with_absolute_path(environment: Mapping[str, str]) -> dict[str, str]:
    """Variables for a program that is run, with a PATH of absolute folders."""
    return {**environment, "PATH": absolute_parts(environment.get("PATH", os.defpath))}
