"""Files that a command line names by mistake, such as ``/etc/hostname``: they are changed only where the user says so."""

import os
from collections.abc import Iterable
from pathlib import Path

from kaptar.api.places import lies_outside
from kaptar.errors import InputError


def refuse_outside(named: Iterable[str]) -> None:
    """Raises InputError where one of these paths lies in no git repository and not below the current folder.

    A path that cannot be resolved is left to who reads it.
    """
    here = Path(os.getcwd())
    for each in named:
        if lies_outside(here / each, here):
            raise InputError(
                f"{each} is in no git repository and not below the current folder, so nothing would bring its old text back; "
                "go to its folder first, or say --outside"
            )
