"""Children of this process: each in a group of its own, which ends when this process ends, however that ends.

A shell, the keeper, waits until this process is gone, and then ends the groups that are left. It holds one end of a pipe, whose
other end nobody but this process has.
"""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from kaptar.repository.programs import with_absolute_path

_SHELL = "/bin/sh"
_KEEPER = r"""
trap '' HUP INT QUIT TERM
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="${groups%%" $group "*} ${groups#*" $group "}" ;; esac ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
"""
"""Reads ``+ GROUP`` and ``- GROUP`` until its stdin closes."""


class ChildProcess(subprocess.Popen[bytes]):
    """A program that `start_child` has started.

    Attributes:
        lost: the system does not say what it ended with, since somebody else took its answer, or SIGCHLD is ignored. Then
            ``returncode`` is 0 and means nothing.
    """

    lost = False

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        self._look(waits=False)
        return super().poll()

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; the exit code."""
        self._look(waits=timeout is None)
        return super().wait(timeout)

    def _look(self, waits: bool) -> None:
        if self.returncode is None and hasattr(os, "waitid"):
            try:
                os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT | (0 if waits else os.WNOHANG))
            except ChildProcessError:
                self.lost = True


def start_child(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], *, stderr: int = subprocess.PIPE
) -> ChildProcess:
    """Start a program with pipes for stdin and stdout, in a process group of its own. Raises OSError, ValueError.

    Args:
        variables: all of its environment; PATH is cut to absolute folders.
    """
    return ChildProcess(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env=with_absolute_path(variables),
        start_new_session=True,
    )  # fmt: skip


def keep(child: ChildProcess) -> None:
    """Have the child's group ended when this process ends. Starts the keeper where there is none, in about a millisecond."""
    _keeper(os.getpid()).add(child.pid)


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """End the whole group, also children that the process has left, and wait for it."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    _keeper(os.getpid()).remove(process.pid)
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


class GroupKeeper:
    """The groups that end with this process, and the shell that ends them. Thread-safe.

    Where no shell starts, or somebody ends it, nobody ends the groups of a process that is killed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._groups: set[int] = set()
        self._shell: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Of the shell, where one runs."""
        return self._shell.pid if self._shell is not None else None

    def add(self, group: int) -> None:
        """End this group after the end of this process. Safe to call twice."""
        with self._lock:
            if group in self._groups:
                return
            self._groups.add(group)
            if self._shell is None or not self._tell(f"+ {group}\n"):
                self._begin()

    def remove(self, group: int) -> None:
        """The group has ended."""
        with self._lock:
            if group in self._groups:
                self._groups.discard(group)
                if not self._tell(f"- {group}\n"):
                    self._begin()

    def forget(self) -> None:
        """In a forked child: the groups are the parent's, and so is the pipe."""
        if self._shell is not None and self._shell.stdin is not None:
            self._shell.stdin.close()
            self._shell.returncode = 0  # it is no child of this process

    def _begin(self) -> None:
        """Start a shell that knows the groups of now. One that did not take a line must not end groups that it still has."""
        self._give_up()
        nothing = subprocess.DEVNULL
        try:
            self._shell = subprocess.Popen(
                [_SHELL, "-c", _KEEPER, "kaptar-keeper"], cwd="/", stdin=subprocess.PIPE, stdout=nothing, stderr=nothing,
                start_new_session=True, bufsize=0,
            )  # fmt: skip
        except OSError:
            self._shell = None
            return
        assert self._shell.stdin is not None
        os.set_blocking(self._shell.stdin.fileno(), False)  # a stopped shell is not waited for
        self._tell("".join(f"+ {group}\n" for group in self._groups))

    def _give_up(self) -> None:
        if self._shell is not None:
            self._shell.kill()
            self._shell.wait()
            if self._shell.stdin is not None:
                self._shell.stdin.close()
            self._shell = None

    def _tell(self, line: str) -> bool:
        """Whether the shell takes it: not where it has ended, or is stopped and its pipe is full."""
        if self._shell is None or self._shell.stdin is None:
            return False
        try:
            return os.write(self._shell.stdin.fileno(), line.encode()) == len(line)
        except (BlockingIOError, BrokenPipeError, ValueError):
            return False


@cache
def _keeper(_pid: int) -> GroupKeeper:
    """Of this process: a forked child has its own."""
    keeper = GroupKeeper()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=keeper.forget)
    return keeper
