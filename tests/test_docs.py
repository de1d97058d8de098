"""What the documentation shows runs: every ``python`` and ``shell`` block of README.md, in order, in one folder.

A block in a bare fence is not run: `make run` and `make test` are run by people and by .ci/run.
"""

import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"^```(python|shell)\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def test_the_readme_has_blocks_of_both_kinds() -> None:
    assert {kind for kind, _ in BLOCKS} == {"python", "shell"}


@pytest.mark.parametrize("kind", ["python", "shell"])
def test_the_blocks_of_the_readme_run(kind: str, tmp_path: Path) -> None:
    text = "\n".join(block for each, block in BLOCKS if each == kind)
    done = run([sys.executable, "-c", text] if kind == "python" else ["bash", "-euo", "pipefail", "-c", text], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_generated_documentation_is_up_to_date() -> None:
    spec = spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert (ROOT / "docs" / "configuration.md").read_text("utf-8") == generate.configuration(), "run `make docs`"


@pytest.mark.guest
def test_the_list_of_operations_is_up_to_date() -> None:
    done = run([sys.executable, "-m", "kaptar.ops.document", "--check"], ROOT)
    if done.returncode == 3:
        pytest.skip(f"a guest is not built here: {done.stderr.strip()[:200]}")
    assert done.returncode == 0, f"run `make docs`\n{done.stdout[:2000]}{done.stderr[:2000]}"


@pytest.mark.parametrize("path", [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")], ids=lambda path: path.name)
def test_links_to_files_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
