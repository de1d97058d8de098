"""The places in which Python looks for modules, without those that a repository could fill: it is the current folder."""

import sys


def absolute_parts(places: list[str], of_module: bool = False) -> list[str]:
    """Places without those that come from relative or empty parts of PYTHONPATH.

    Args:
        places: as `sys.path`: Python has put the current folder before relative parts.
        of_module: the first place is the current folder, since ``python -m`` was run.
    """
    kept = [place for place in places[of_module and not sys.flags.safe_path :] if is_absolute(place)]
    if sys.flags.ignore_environment:
        return kept
    import os

    parts = os.environ.get("PYTHONPATH", "").split(os.pathsep) if "PYTHONPATH" in os.environ else []
    try:
        relative = [os.path.abspath(part) for part in parts if not is_absolute(part)]
    except OSError:  # somebody has removed the current folder: nothing is found there
        return kept
    for place in relative:
        if place in kept:
            kept.remove(place)
    return kept


def is_absolute(place: str) -> bool:
    """Whether a place does not depend on the current folder: from the root, or from a drive."""
    return place[:1] in ("/", "\\") or place[1:2] == ":"
