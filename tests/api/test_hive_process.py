"""The end of a hive's process from outside."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.waiting import wait_until

from kaptar.api.hive_client import HiveClient
from kaptar.api.hive_process import HiveProcess, end_hive
from kaptar.repository.living import stands_still, started_at

TIDY = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(open("tidied", "w").close()))
print("ready", flush=True)
signal.pause()
signal.pause()
"""


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGCONT])
def test_a_process_that_does_not_answer_may_tidy_up_also_when_it_is_stopped(number: signal.Signals, tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", TIDY], cwd=tmp_path, stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == b"ready\n"
    os.kill(child.pid, number)
    wait_until(lambda: stands_still(child.pid) == (number == signal.SIGSTOP), "the signal has its effect")
    assert end_hive(HiveProcess(child.pid, started_at(child.pid)), HiveClient(tmp_path / "none"))
    child.wait(60)
    assert (tmp_path / "tidied").exists()
