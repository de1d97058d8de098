"""Edits of the kinds that made whole definitions disappear: none may be applied in another way than the right one."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kaptar.config.sections import Config
from kaptar.errors import Unavailable
from kaptar_bench.edit import corpus
from kaptar_bench.edit.corpus import Cases
from kaptar_bench.edit.score import Figures, own_applier, scored
from kaptar_bench.edit_corpus.score import RESULTS
from kaptar_bench.edit_kinds import few, score_files
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured, Target, measured

DIGEST = "77bbd89081287a53b8ec204ce58ac23d394a08deb7c5a1e7f3ae3a10d9b5f329"
"""SHA-256 of the cases of ``edit_kinds/packages.toml`` with seed 0: other cases give other figures."""

_COUNTS = ("n", "right", *RESULTS)


def measure(config: Config, effort: Effort, cases: Cases) -> Iterator[Measured]:
    """Rows of the edits of one file by format and style, then of the edits of several files."""
    with _cases(effort) as own:
        if own.path is None:
            yield measured("kinds: WRONG", [], "cases", reason=f"not run: {own.missing}")
            return
        figures, why = _figures(own.path)
        if figures is None:
            yield measured("kinds: WRONG", [], "cases", reason=f"not run: {why}")
        else:
            yield from rows(figures)
        yield from _several(own.path.with_name("files.jsonl"))


@contextmanager
def _cases(effort: Effort) -> Iterator[Cases]:
    """The cases of a full run; or those of a few sources that are written here, gone at the end."""
    if effort is Effort.FULL:
        yield corpus.built("edit_kinds", DIGEST)
        return
    with tempfile.TemporaryDirectory(prefix="kaptar-bench-kinds-") as name:
        folder = Path(name)
        try:
            corpus.build("edit_kinds", folder, few.write(folder))
        except Unavailable as problem:
            yield Cases(None, str(problem))
            return
        yield Cases(folder / "cases.jsonl", "")


def _figures(path: Path) -> tuple[Figures | None, str]:
    """The scorer's figures: a whole file is given with its format, everything else without."""
    with path.open(encoding="utf-8", newline="\n") as file:
        lines = list(file)
    parts = {"full": [], "none": []}  # type: dict[str, list[str]]
    for line in lines:
        parts["full" if json.loads(line)["format"] == "whole_file" else "none"].append(line)
    total: Figures = {}
    with tempfile.TemporaryDirectory(prefix="kaptar-bench-kinds-") as name:
        for hint, some in parts.items():
            part = Path(name) / f"{hint}.jsonl"
            part.write_text("".join(some), encoding="utf-8", newline="\n")
            found, why = scored(own_applier(), Cases(part, ""), hint) if some else ({}, "")
            if found is None:
                return None, why
            total = added(total, found)
    return total, ""


def added(one: Figures, other: Figures) -> Figures:
    """The sums of two tables of figures."""
    zero: dict[str, Any] = dict.fromkeys(_COUNTS, 0)
    return {key: {count: one.get(key, zero)[count] + other.get(key, zero)[count] for count in _COUNTS} for key in {*one, *other}}


def rows(figures: Figures) -> Iterator[Measured]:
    """The rows of the edits of one file."""
    everything = figures[()]
    yield measured("kinds: WRONG, all cases", [float(everything["WRONG"])], "cases",
                   target=Target("value", "<=", 0), reason=f"of {everything['n']:,}")  # fmt: skip
    yield _share("kinds: exact, must apply", figures.get(("must apply",)), "exact", 95.0)
    yield _share("kinds: right, may refuse", figures.get(("may refuse",)), "right", 100.0)
    yield _share("kinds: right, must refuse", figures.get(("must refuse",)), "right", 100.0)
    for key in sorted(k for k in figures if len(k) == 3):
        yield _share(f"kinds: {key[1]}/{key[2]}, {key[0]}", figures[key], "exact" if key[0] == "must apply" else "right", None)


def _share(name: str, row: dict[str, Any] | None, what: str, at_least: float | None) -> Measured:
    target = None if at_least is None else Target("value", ">=", at_least)
    if row is None:
        return measured(name, [], "%", target=target, reason="not run: there is no such case")
    counts = f"{row[what]} of {row['n']}; refused {row['refused']}, WRONG {row['WRONG']}"
    return measured(name, [100 * row[what] / row["n"]], "%", target=target, reason=counts)


def _several(path: Path) -> Iterator[Measured]:
    with path.open(encoding="utf-8", newline="\n") as file:
        cases: Sequence[dict[str, Any]] = [json.loads(line) for line in file]
    styles, _failed = score_files.score(cases)
    wrong, right = (sum(row[what] for row in styles.values()) for what in ("WRONG", "right"))
    yield measured("kinds: several files, WRONG", [float(wrong)], "cases", target=Target("value", "<=", 0),
                   reason=f"of {len(cases):,}")  # fmt: skip
    if cases:
        yield measured("kinds: several files, right", [100 * right / len(cases)], "%", reason=f"{right} of {len(cases)}")
