"""docs/benches.md: its shell blocks run, and every command that it names exists with its options."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kaptar.cli import run

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "benches.md").read_text("utf-8")
COMMANDS = sorted(set(re.findall(r"`kaptar (bench \w+[^`]*)`", TEXT)))


def test_the_blocks_run(tmp_path: Path) -> None:
    blocks = "\n".join(re.findall(r"^```shell\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
    assert blocks.count("kaptar ") == 2
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", blocks], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_exists_with_its_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    bench, name, *words = command.split()
    assert run([bench, name, "--help"]) == 0
    usage = capsys.readouterr().out
    options = [word for word in words if word.startswith("--")]
    assert [option for option in options if option not in usage] == []


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:bench|src|tests|\.ci|requirements)/[\w./]+)`", TEXT))))
def test_each_named_file_exists(path: str) -> None:
    assert (ROOT / path.replace("NAME", "types")).exists()
