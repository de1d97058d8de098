"""The version of each guest, and the rule: a guest whose sources change gets another version.

`versions.json` has, for each module, the versions that were shipped and the source digest of each:
``{module: {version: digest}}``. Entries are added by `guests/build` and are never changed. A module's version is that of
its crate, in the crate's ``Cargo.toml``. Sources may change freely under a version that was not shipped yet.

    python guests/versions.py     names each guest that needs another version; exit 1 if there is one
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from source_digest import Guest, Workspace, workspaces

LEDGER = "versions.json"

Ledger = dict[str, dict[str, str]]


def read(root: Path) -> Ledger:
    """The ledger in the folder `root`; an empty one where there is none."""
    path = root / LEDGER
    ledger: Ledger = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return ledger


def version_of(space: Workspace, guest: Guest) -> str:
    """The version that the crate of a guest has, its own or its workspace's."""
    version = space.crates[guest.crate]["package"]["version"]
    return str(space.manifest["workspace"]["package"]["version"] if isinstance(version, dict) else version)


def current(root: Path) -> dict[str, tuple[str, str]]:
    """The version and the source digest that each module has in the folder `root` now."""
    spaces = workspaces(root)
    return {name: (version_of(space, guest), space.digest(guest)) for space in spaces for name, guest in space.guests.items()}


def unraised(ledger: Ledger, now: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Modules whose sources are not those that were shipped under their version: {module: that version}."""
    return {name: version for name, (version, digest) in now.items() if ledger.get(name, {}).get(version, digest) != digest}


def rewritten(older: Ledger, newer: Ledger) -> list[str]:
    """Modules with an entry that was changed or removed between two states of the ledger."""
    return [name for name, entries in older.items() if not entries.items() <= newer.get(name, {}).items()]


def note(root: Path, shipped: Mapping[str, tuple[str, str]]) -> None:
    """Add modules that are shipped now: {module: (version, source digest)}.

    Raises:
        ValueError: a version was shipped with other sources.
    """
    ledger = read(root)
    if wrong := unraised(ledger, shipped):
        raise ValueError(said(wrong))
    for name, (version, digest) in shipped.items():
        ledger.setdefault(name, {})[version] = digest
    fresh = (root / LEDGER).with_suffix(".new")
    fresh.write_text(json.dumps(dict(sorted(ledger.items())), indent=1) + "\n", "utf-8")
    os.replace(fresh, root / LEDGER)


def said(wrong: Mapping[str, str]) -> str:
    """What is wrong and what to do, in one line."""
    named = ", ".join(f"{name} {version}" for name, version in sorted(wrong.items()))
    return f"sources changed and the version did not: {named}; raise `version` in the Cargo.toml of the crate"


def main() -> int:
    root = Path(__file__).resolve().parent
    wrong = unraised(read(root), current(root))
    if wrong:
        print(said(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
