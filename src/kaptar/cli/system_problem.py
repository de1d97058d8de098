"""Problems of the machine, not of Kaptar: a full or read-only disk, rights, too many open files, no thread or memory."""

import os

from kaptar.api import machine


def of_system(problem: Exception) -> str:
    """What is wrong and what to do, in one line; "" where the machine is not at fault."""
    if isinstance(problem, FileNotFoundError) and _folder_is_gone():
        return "the current folder was removed; go to another one, then run the command again"
    short = machine.shortage(problem)
    return "" if short is None else str(short)


def _folder_is_gone() -> bool:
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False
