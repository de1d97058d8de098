"""The score table: every case of the corpus through ``kaptar apply --jsonl``, and through other appliers."""

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from kaptar.config.sections import Config
from kaptar_bench.edit import by_rule, peers
from kaptar_bench.edit.corpus import Cases
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured, Target, measured

_TIMEOUT_S = 1800
_EXACT = ("search_replace", "udiff", "v4a", "str_replace")
_TARGETS = {**dict.fromkeys(("lazy", "whole_def", "lazy_delete", "new_def", "whole_file"), 99.5), **dict.fromkeys(_EXACT, 100.0)}

Figures = dict[tuple[str, ...], dict[str, Any]]


class Applier(NamedTuple):
    """A program that the corpus's scorer runs, and why it cannot run here, if so."""

    name: str
    command: str
    missing: str = ""


def measure(config: Config, effort: Effort, cases: Cases) -> Iterator[Measured]:
    """Rows of Kaptar by format and style, then of each peer as a whole."""
    own = own_applier()
    figures, why = scored(own, cases)
    if figures is None:
        yield measured("score", [], "%", reason=f"not run: {why}")
        return
    yield from _own_rows(figures)
    for applier in (
        Applier("agent-booster 0.2.2", *peers.agent_booster(effort.installs)),
        Applier("aider 0.86.2, SEARCH/REPLACE", *peers.aider(effort.installs)),
    ):
        theirs, why = (None, applier.missing) if applier.missing else scored(applier, cases)
        yield from _peer_rows(applier.name, theirs, why)


def own_applier() -> Applier:
    """Kaptar as this Python runs it."""
    return Applier("kaptar", f"{shlex.quote(sys.executable)} -m kaptar apply --jsonl")


def _own_rows(figures: Figures) -> Iterator[Measured]:
    everything = figures[()]
    yield measured("WRONG: applied and not as meant, all cases", [float(everything["WRONG"])], "cases",
                   target=Target("value", "<=", 0), reason=f"of {everything['n']:,}")  # fmt: skip
    for group in sorted(k for k in figures if len(k) == 2 and k[0] == "must apply"):
        yield _share(f"exact, must apply: {group[1]}", figures[group], "exact", _TARGETS.get(group[1]))
    yield _share("right, may refuse (misquoted and doubtful edits)", figures.get(("may refuse",)), "right", 95.0)
    for rule, ids in by_rule.listed().items():
        yield measured(f"moved to must refuse: {rule}", [float(len(ids))], "cases", reason="listed in by_rule.json")
    yield _share("refused or no-op, must refuse", figures.get(("must refuse",)), "right", 100.0)
    for key in sorted(k for k in figures if len(k) == 3):
        row = figures[key]
        yield _share(f"{key[0]}: {key[1]}/{key[2]}", row, "exact" if key[0] == "must apply" else "right", None)


def _peer_rows(name: str, figures: Figures | None, why: str) -> Iterator[Measured]:
    if figures is None:
        yield measured(f"{name}: exact, must apply", [], "%", reason=f"not run: {why}")
        return
    yield _share(f"{name}: exact, must apply", figures.get(("must apply",)), "exact", None)
    wrong = figures[()]
    yield measured(f"{name}: WRONG, all cases", [float(wrong["WRONG"])], "cases", reason=f"of {wrong['n']:,}")


def _share(name: str, row: dict[str, Any] | None, what: str, at_least: float | None) -> Measured:
    target = None if at_least is None else Target("value", ">=", at_least)
    if row is None:
        return measured(name, [], "%", target=target, reason="not run: the corpus has no such case")
    counts = f"{row[what]} of {row['n']}; refused {row['refused']}, WRONG {row['WRONG']}"
    return measured(name, [100 * row[what] / row["n"]], "%", target=target, reason=counts)


def scored(applier: Applier, cases: Cases, hint: str = "none") -> tuple[Figures | None, str]:
    """The scorer's figures by key, or None and why not. ``hint`` is "full" where the applier is told the format."""
    if cases.path is None:
        return None, cases.missing
    command = [sys.executable, "-m", "kaptar_bench.edit_corpus.score", "--cases", str(cases.path), "--applier", applier.command,
               "--format-hint", hint, "--json"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return None, f"the scorer failed: {done.stderr.strip()[-200:]}"
    return {tuple(row["key"]): row for row in answer["figures"]}, ""
