"""The rows of each bench that can be compared with another commit, and the comparison."""

import sys
from collections.abc import Sequence
from pathlib import Path

from kaptar.folders import cache_folder
from kaptar_bench.against.accepted import accepted_in, judged
from kaptar_bench.against.inputs import texts
from kaptar_bench.against.pairing import SITTINGS, Pairs, Subject, pairs_of
from kaptar_bench.against.versions import Tree, build, checkout, tree_of_commit, tree_of_work
from kaptar_bench.compare import Change, Comparison, compare_pairs, comparison
from kaptar_bench.effort import Effort
from kaptar_bench.timing import scaled

ROWS: dict[str, tuple[Subject, ...]] = {
    "runtime": (
        Subject("Runtime.call of text.fnv1a32, 6 bytes, in a guest", "call", "µs", short=True),
        Subject("bare guest call of text.fnv1a32, 6 bytes", "bare call", "µs", short=True),
        Subject("import of the package", "import", "ms", short=True),
        Subject("a new process to the first guest answer", "first answer", "ms"),
    ),
    "edit": (
        Subject("lazy snippet, 1,000 lines, source not seen before", "lazy, new source", "ms", short=True),
        Subject("lazy snippet, 1,000 lines, known source", "lazy, known source", "ms"),
        Subject("SEARCH/REPLACE, 1,000 lines, source not seen before", "search, new source", "ms", short=True),
        Subject("SEARCH/REPLACE, 1,000 lines, known source", "search, known source", "ms"),
    ),
    "hooks": (
        Subject("post-edit answer, 1,000 lines of Python, new content", "a.py, new content", "ms", short=True),
        Subject("post-edit answer, 1,000 lines of Python, seen content", "a.py, seen content", "ms", short=True),
        Subject("post-edit answer, 1,000 lines of JavaScript, new content", "a.js, new content", "ms", short=True),
        Subject("post-edit answer, 1,000 lines of JavaScript, seen content", "a.js, seen content", "ms"),
        Subject("hook entry as a process, with a hive", "hook process", "ms", short=True),
    ),
}
"""By bench. Those that are short are what ``.ci/run`` compares."""


def against(bench: str, commit: str, effort: Effort) -> Comparison:
    """Compare the work tree of this checkout with a commit: each row has regressed beyond the noise, or not.

    Args:
        bench: one that has `ROWS`.
        effort: a short run takes the few rows that are marked so.
    Raises:
        InvalidArgument: there is no such commit.
        Unavailable: a version cannot be built or run.
    """
    top = checkout()
    trees = tree_of_commit(top, commit), tree_of_work(top)
    subjects = [subject for subject in ROWS[bench] if subject.short or effort is Effort.FULL]
    found = compare_trees(bench, top, trees, subjects, cache_folder(None) / "bench-versions")
    accepted = accepted_in(top, commit)
    return comparison(found.bench, [judged(row, accepted) for row in found.rows])


def compare_trees(bench: str, top: Path, trees: tuple[Tree, Tree], subjects: Sequence[Subject], cache: Path) -> Comparison:
    """Build two trees of a repository and compare the newer with the older. ``cache`` keeps what was built."""
    print(f"bench: building {trees[0].label} and {trees[1].label} ...", file=sys.stderr)
    old, new = (build(top, tree, cache) for tree in trees)
    found = pairs_of((old, new), subjects, texts(), SITTINGS)
    return comparison(f"{bench} against {old.label}", [_change(subject, found[subject.row]) for subject in subjects])


def _change(subject: Subject, pairs: Pairs) -> Change:
    if pairs.missing:
        return Change(subject.row, "not compared", subject.unit, reason=pairs.missing)
    old, new = ([scaled(sitting, subject.unit) for sitting in side] for side in (pairs.old, pairs.new))
    return compare_pairs(subject.row, subject.unit, old, new)
