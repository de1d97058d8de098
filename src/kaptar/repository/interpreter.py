"""The interpreter that runs Kaptar, whatever variables of the environment say, for the processes that Kaptar starts.

Python takes ``PYTHONEXECUTABLE`` for `sys.executable`, also with ``-I``: a program of a clone would run in place of Kaptar's own.
"""

import os
import sys

from kaptar.repository.programs import program

VARIABLES = ("PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__")
"""They name another interpreter than the one that runs. As in ``clients/entry/without_hive.py``."""

_named = any(name in os.environ for name in VARIABLES)


def interpreter() -> str:
    """The program by which this process was started, with the packages of its virtual environment.

    It is what the command line says. Where that is relative, and a variable has named another program, it is looked up anew.
    """
    begun = sys.orig_argv[0] if sys.orig_argv else ""
    if os.path.isabs(begun) or not _named:
        return begun if os.path.isabs(begun) else sys.executable
    return os.path.abspath(begun) if os.path.dirname(begun) else program(begun) or os.path.realpath("/proc/self/exe")


def forget_others() -> None:
    """Take the variables out of the environment: interpreters that are started would look for their packages there."""
    for name in VARIABLES:
        os.environ.pop(name, None)
