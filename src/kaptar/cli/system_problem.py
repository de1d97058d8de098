"""Problems of the machine, not of Kaptar: a full or read-only disk, rights, too many open files."""

import os

from kaptar.api import machine

NO_MEMORY = str(machine.NO_MEMORY)


def of_system(problem: OSError) -> str:
    """What is wrong and what to do, in one line; "" where the machine is not at fault."""
    if isinstance(problem, FileNotFoundError) and _folder_is_gone():
        return "the current folder was removed; go to another one, then run the command again"
    remedy = machine.REMEDIES.get(problem.errno or 0)
    if remedy is None:
        return ""
    return f"{problem.filename or 'a file'}: {problem.strerror or problem}; {remedy}"


def _folder_is_gone() -> bool:
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False
