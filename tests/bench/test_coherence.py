"""agent-coherence as a peer: measured where its programs are, and the command that installs it where they are not."""

import sys
from pathlib import Path

import pytest

from kaptar_bench.coherence import before_edit
from kaptar_bench.effort import Effort

SOURCE = "def f(x):\n    y = x + 7\n    return y\n"
COORDINATOR = """
import os, pathlib, signal, sys
folder = pathlib.Path(sys.argv[2]) / ".coherence"
folder.mkdir()
noted, begun = folder / "server.pid", os.pipe()
if os.fork() == 0:
    os.setsid()
    for handle in (0, 1, 2):
        os.close(handle)
    signal.signal(signal.SIGTERM, lambda *_: (noted.unlink(), os._exit(0)))
    noted.write_text(f"{os.getpid()}\\n1\\n")
    os.write(begun[1], b"x")
    while True:
        signal.pause()
os.read(begun[0], 1)
"""
CLIENT = "import sys; sys.stdin.read(); print({!r})"


def installed(folder: Path, answer: str) -> str:
    """A PATH with programs of the peer's names, whose hook gives an answer."""
    programs = {"coordinator": COORDINATOR, "track": "", "hook-client": CLIENT.format(answer)}
    for name, text in programs.items():
        path = folder / f"agent-coherence-{name}"
        path.write_text(f"#!{sys.executable}\n{text}")
        path.chmod(0o700)
    return str(folder)


def test_where_it_is_not_installed_the_row_has_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    row = before_edit(SOURCE, Effort.SHORT).row
    assert (row.value, row.peer) == (None, "agent-coherence")
    assert row.reason is not None
    assert row.reason.startswith("not run: agent-coherence is not on the PATH: `pipx install agent-coherence")


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "is_measured"), [('{"ok": true}', True), ("{}", False)], ids=["it checks", "it does not"])
def test_a_check_is_measured_beside_ours_and_no_other_answer(
    answer: str, is_measured: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", installed(tmp_path, answer), prepend=":")
    row = before_edit(SOURCE, Effort.SHORT).row
    assert (row.ratio is not None) == is_measured
    assert (row.reason or "").startswith("not run: agent-coherence answered b'{}") != is_measured
