"""Other local appliers, installed from their registries into the user's cache, as programs that read and write JSON Lines."""

import functools
import shlex
import shutil
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path

from kaptar.folders import cache_folder

AIDER = "aider-chat==0.86.2"
_TIMEOUT_S = 600


def agent_booster(install: bool) -> tuple[str, str]:
    """(command, why it cannot run) of npm's agent-booster, which applies lazy snippets and whole definitions."""
    folder = booster_folder(install)
    if isinstance(folder, str):
        return "", folder
    return f"node {shlex.quote(str(folder / 'agent_booster.js'))}", ""


@functools.cache
def booster_folder(install: bool) -> Path | str:
    """Where agent-booster is installed, or why not. ``install``: download it where it is missing."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node and npm are not installed"
    folder = cache_folder(None) / "bench-agent-booster"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "agent_booster.js"):
        (folder / name).write_bytes((files(__name__) / name).read_bytes())
    if not (folder / "node_modules" / "agent-booster").is_dir():
        if not install:
            return "agent-booster is not installed yet, and a short run installs nothing"
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_TIMEOUT_S, check=False)
        if done.returncode:
            return "npm ci could not install agent-booster"
    return folder


@functools.cache
def aider(install: bool) -> tuple[str, str]:
    """(command, why it cannot run) of aider's SEARCH/REPLACE code, taken out of its wheel without the rest of aider."""
    folder = cache_folder(None) / "bench-aider"
    if not (folder / "aider" / "coders" / "editblock_coder.py").is_file():
        if not install:
            return "", "aider is not installed yet, and a short run installs nothing"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--ignore-requires-python",
                   "--target", str(folder), AIDER]  # fmt: skip
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)
        if done.returncode:
            return "", f"pip could not install {AIDER}"
    with as_file(files(__name__) / "aider_blocks.py") as script:
        return f"{shlex.quote(sys.executable)} {shlex.quote(str(script))} {shlex.quote(str(folder))}", ""
