"""A hive ends, and starts, where the machine or git is in trouble: within bounds, and with one line."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.server.conftest import Kaptar

from kaptar.api.hive_client import HiveClient
from kaptar.api.hive_process import start_hive
from kaptar.errors import Unavailable
from kaptar.repository.places import Places, find_places


def test_down_ends_a_hive_that_answers_without_asking_git(kaptar: Kaptar, repository: Path) -> None:
    kaptar("up")
    os.mkfifo(repository / ".git/pipe")
    with (repository / ".git/config").open("a") as config:
        config.write("[include]\n\tpath = pipe\n")  # whoever reads this waits for ever
    assert kaptar("down").stdout == "ended\n"


@pytest.mark.parametrize("full", [True, False])
def test_a_hive_that_leaves_no_message_on_a_full_disk_is_said_to_have_had_none(
    full: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, timeout=60)
    places = find_places(tmp_path)

    def launch(_places: Places, _options: list[str], _log: int) -> "subprocess.Popen[bytes]":
        if full:
            monkeypatch.setattr(os, "fsync", fails)
        return subprocess.Popen([sys.executable, "-c", "raise SystemExit(1)"])

    def fails(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    client = HiveClient(places.socket)
    with pytest.raises(Unavailable) as problem:
        start_hive(places, client, {}, launch)
    client.close()
    assert ("No space left on device" in str(problem.value), "no message" in str(problem.value)) == (full, not full)
