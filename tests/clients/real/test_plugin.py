"""The repository as a plugin of Claude Code, and its hook for pre-commit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.clients.real.place import MakePlace

from kaptar_bench.clients.real import Claude

REPOSITORY = Path(__file__).parents[3]
PLUGIN = REPOSITORY / "plugin"

pytestmark = [pytest.mark.clients, pytest.mark.guest, pytest.mark.slow]


class WithPlugin(Claude):
    """Claude Code with the plugin in place of ``kaptar init``; ``kaptar`` is on the PATH."""

    def prepare(self, home: Path, repo: Path, port: int) -> dict[str, str]:
        return super().prepare(home, repo, port) | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    def words(self) -> list[str]:
        return [*super().words(), "--plugin-dir", str(PLUGIN)]


@pytest.fixture
def claude() -> WithPlugin:
    client = WithPlugin()
    if missing := client.missing():
        pytest.skip(missing)
    return client


def test_claude_takes_the_plugin_for_valid(claude: WithPlugin, tmp_path: Path) -> None:
    command = [str(claude.command()), "plugin", "validate", "--strict", str(PLUGIN)]
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_hooks_stop_and_report(claude: WithPlugin, make_place: MakePlace) -> None:
    place = make_place("claude")
    place.kaptar("init", "--undo")
    repo = place.repo
    broken = claude.write(repo / "x.py", "def f(:\n")
    shell = claude.shell(r"printf 'def h(:\n' > shell.py")
    run = claude.run(repo, place.home, [*broken, *shell, {"text": "done"}])
    assert run.code == 0, run.err[-2000:]
    assert not (repo / "x.py").exists()
    assert "kaptar stopped" in run.heard[0]
    assert "shell.py:1:" in run.heard[1]
    place.kaptar("down")
    place.wait_until_empty()
