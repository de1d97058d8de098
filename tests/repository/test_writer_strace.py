"""No system call that changes files passes by the disk of the writer: what `strace` sees is what the disk was asked for."""

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.repository.faults import FaultyDisk, Repository
from tests.repository.forks import ROOT, ForkServer
from tests.repository.seam import BEGIN, END

from kaptar.repository.writer import write

METHODS = {
    "open": "open openat openat2 creat",
    "write": "write pwrite64 writev pwritev pwritev2",
    "rename": "rename renameat renameat2",
    "unlink": "unlink unlinkat",
    "rmdir": "rmdir",
    "mkdir": "mkdir mkdirat",
    "chmod": "chmod fchmod fchmodat",
    "chown": "chown fchown lchown fchownat",
    "set_time": "utimensat",
    "set_attribute": "setxattr lsetxattr fsetxattr",
    "remove_attribute": "removexattr lremovexattr fremovexattr",
    "fsync": "fsync fdatasync",
}
KINDS = {call: method for method, calls in METHODS.items() for call in calls.split()}
"""The calls that the disk has a method for, with its name."""

OTHERS = [
    "link", "linkat", "symlink", "symlinkat", "mknod", "mknodat", "truncate", "ftruncate", "fallocate", "copy_file_range",
    "sendfile", "splice", "mount", "umount2", "utime", "utimes", "futimesat", "sync", "syncfs", "sync_file_range",
    "io_uring_setup", "chroot",
]  # fmt: skip
"""The calls that change files, or could, and that the writer never makes."""

CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += +(?:\?|-?\d+|0x)")
NAME = re.compile(r'"([^"]*)"')


def traced(work: str, repository: Repository, log: Path) -> tuple[list[str], list[str]]:
    """What the disk was asked for, and what the system was."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    calls = ",".join(f"?{name}" for name in [*KINDS, *OTHERS, "stat", "lstat", "newfstatat", "statx"])
    command = [
        strace,
        "-f",
        "-o",
        str(log),
        "-s",
        "4096",
        "-e",
        f"trace={calls}",
        sys.executable,
        "-B",
        "-m",
        "tests.repository.seam",
    ]
    arguments = [work, str(repository.top), str(len(repository.steps))]
    done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    if "Operation not permitted" in done.stderr and not done.stdout:
        pytest.skip(f"strace may not trace here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    lines = log.read_text().splitlines()
    begin = next(n for n, line in enumerate(lines) if BEGIN in line)
    end = next(n for n, line in enumerate(lines) if END in line)
    return done.stdout.split("\n")[:-1], [seen for line in lines[begin + 1 : end] if (seen := changing(line))]


def changing(line: str) -> str:
    """A line of strace's as the disk names such a call; "" for one that changes nothing."""
    found = CALL.match(line)
    assert found, line
    call, arguments = found.groups()
    if call in ("stat", "lstat", "newfstatat", "statx"):
        return ""
    if call in OTHERS:
        return call
    if KINDS[call] == "open" and not re.search(r"O_CREAT|O_WRONLY|O_RDWR|O_TRUNC", arguments):
        return ""
    kind = "rmdir" if "AT_REMOVEDIR" in arguments else KINDS[call]
    if kind not in ("open", "rename", "unlink", "rmdir", "mkdir"):
        return kind
    name = NAME.search(arguments)
    assert name, line
    return f"{kind} {Path(name[1]).name}"


@pytest.mark.parametrize("files", [1, 2, 5])
def test_every_change_of_a_write_goes_through_its_disk(files: int, tmp_path: Path) -> None:
    asked, seen = traced("write", Repository(tmp_path / "r", files), tmp_path / "log")
    assert seen == asked
    assert [call.split()[0] for call in seen].count("rename") == {1: 2, 2: 3, 5: 5}[files]


def test_every_change_of_a_recovery_goes_through_its_disk(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r", 2)
    write(repository.worktree, repository.steps, FaultyDisk())
    repository.reset()
    disk = FaultyDisk()
    write(repository.worktree, repository.steps, disk)
    repository.reset()
    with ForkServer() as forks:
        last = max(number for number, name in enumerate(disk.calls, 1) if name == "rename")
        assert forks.ended("write", repository, last, signal.SIGKILL) == -signal.SIGKILL
    asked, seen = traced("recover", repository, tmp_path / "log")
    assert repository.state() == "old"
    assert seen == asked
    assert "rename .run.sh" in " ".join(seen)
