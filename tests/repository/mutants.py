"""Wrong versions of the writer, each of which its tests must refuse: `python -m tests.repository.mutants [NAME...]`.

They are in mutants.toml. Each is tried in a copy of the source, with the one test module that must fail. ``make chaos`` tries
all of them, within `LIMIT_S`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[2]
SOURCE = Path("src/kaptar/repository")
LIMIT_S = 1500.0
"""Seconds for all mutants; those that are not tried by then are told, and count as failed."""

ONE_S = 300.0
"""Seconds for one: tests that never end have noticed something."""


class Mutant(msgspec.Struct, frozen=True):
    """``tests``: the module below tests/repository that must fail, or some of it as ``module -k words``."""

    name: str
    module: str
    old: str
    new: str
    tests: str


def all_mutants() -> list[Mutant]:
    """Those of mutants.toml."""
    read = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())["mutant"]
    return [msgspec.convert(each, Mutant) for each in read]


def tried(mutant: Mutant, folder: Path) -> str:
    """How its tests end: ``killed``, ``survived``, or what is wrong with the mutant."""
    path = folder / SOURCE / f"{mutant.module}.py"
    text = path.read_text()
    if text.count(mutant.old) != 1:
        return f"does not fit: its text is there {text.count(mutant.old)} times"
    module, _, words = mutant.tests.partition(" -k ")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", f"tests/repository/{module}.py"]
    path.write_text(imported(text.replace(mutant.old, mutant.new)))
    try:
        done = subprocess.run(
            [*command, *(["-k", words] if words else [])], cwd=folder, env=os.environ | {"PYTHONPATH": str(folder / "src")},
            capture_output=True, text=True, timeout=ONE_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "killed"
    finally:
        path.write_text(text)
    if done.returncode not in (0, 1) or "ImportError" in done.stdout or "SyntaxError" in done.stdout:
        return f"does not run: {done.stdout[-300:]}"
    return "survived" if done.returncode == 0 else "killed"


def imported(text: str) -> str:
    """With what a mutant may need besides."""
    at = text.index("\nimport ") if "\nimport " in text else text.index("\nfrom ")
    return f"{text[:at]}\nfrom contextlib import nullcontext, suppress  # noqa: F401{text[at:]}"


def main(names: list[str]) -> int:
    """Try the mutants of these names, or all; 1 where one is not killed."""
    began, left = time.monotonic(), []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name in ("src", "tests"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", folder)
        for mutant in [each for each in all_mutants() if not names or any(name in each.name for name in names)]:
            begun = time.monotonic()
            how = tried(mutant, folder) if begun - began < LIMIT_S else "not tried: no time is left"
            print(f"{how:9} {time.monotonic() - begun:6.1f} s  {mutant.module}: {mutant.name}", flush=True)
            left += [mutant.name] if how != "killed" else []
    print(f"{len(left)} mutants are not killed, in {time.monotonic() - began:.0f} s (limit {LIMIT_S:.0f} s): {'; '.join(left)}")
    return int(bool(left))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
