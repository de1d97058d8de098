"""Copy the sources of an installed package into a scratch folder, so that a plan has real files to work on.

    python examples/sample.py django .cache/sample

Python, JavaScript and JSON files are copied, and nothing else; the installed package stays as it is. Running it
again replaces the copy.
"""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

SUFFIXES = {".py", ".js", ".json"}
MARK = ".sample"


def copy_sources(package: str, target: Path) -> int:
    """The number of files copied.

    Raises:
        SystemExit: the package is not installed, or ``target`` exists and is not an earlier copy.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"error: no package {package!r} is installed: pip install -r requirements/run.txt")
    if target.exists():
        if not (target / MARK).is_file():
            raise SystemExit(f"error: {target} is not a copy that this script made: remove it or name another folder")
        shutil.rmtree(target)
    source = Path(next(iter(spec.submodule_search_locations)))
    files = [path for path in sorted(source.rglob("*")) if path.suffix in SUFFIXES and path.is_file()]
    target.mkdir(parents=True)
    (target / MARK).touch()
    for path in files:
        copy = target / package / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return len(files)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: python examples/sample.py PACKAGE FOLDER")
    count = copy_sources(sys.argv[1], Path(sys.argv[2]))
    print(f"{count:,} source files of {sys.argv[1]} copied to {sys.argv[2]}", file=sys.stderr)
