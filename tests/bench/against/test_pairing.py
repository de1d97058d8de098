"""Two versions are measured in turn, and only a change beyond the noise is a regression."""

import sys
from pathlib import Path
from typing import Any

import pytest
from tests.bench.against.conftest import Repository

from kaptar.errors import Unavailable
from kaptar_bench.against import pairing
from kaptar_bench.against.adapters import SUBJECTS
from kaptar_bench.against.inputs import LINES, texts
from kaptar_bench.against.pairing import ROUNDS, SITTINGS, Subject
from kaptar_bench.against.process import Child
from kaptar_bench.against.run import ROWS, compare_trees
from kaptar_bench.against.versions import Version, tree_of_commit

CALLS = (Subject("call", "call", "µs", round_ms=1.0), Subject("bare call", "bare call", "µs"))


def test_calls_that_take_twenty_times_as_long_have_regressed(repository: Repository, cache: Path) -> None:
    trees = tree_of_commit(repository.top, repository.old), tree_of_commit(repository.top, repository.new)
    found = compare_trees("runtime", repository.top, trees, CALLS, cache)
    call, bare = found.rows
    assert found.bench == f"runtime against {repository.old[:12]}"
    assert (call.outcome, call.unit, call.pairs) == ("regressed", "µs", SITTINGS * ROUNDS)
    assert call.change is not None
    assert call.change > 1
    assert found.regressed == 1
    assert bare.outcome == "not compared"
    assert bare.reason is not None
    assert "No module named 'wasmtime'" in bare.reason
    back = compare_trees("runtime", repository.top, (trees[1], trees[0]), CALLS[:1], cache)
    assert (back.regressed, back.rows[0].outcome) == (0, "improved")


def test_a_package_that_is_not_there_is_a_reason_for_each_subject() -> None:
    with Child(Version("gone", "no_such_package", Path(sys.executable)), texts()) as child:
        assert "no_such_package has no Runtime" in child.open("call")
        with pytest.raises(Unavailable, match="gone, call: KeyError"):
            child.seconds("call", 1)


def test_a_process_that_does_not_start_is_unavailable(tmp_path: Path) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o700)
    with pytest.raises(Unavailable, match="has ended"), Child(Version("broken", "first", program), texts()):
        pass


class Dying(Child):
    """Ends in the second sitting, at the subject ``b``; has no process."""

    sitting = 0

    def __enter__(self) -> "Dying":
        Dying.sitting += self.version.label == "new"
        return self

    def _ask(self, request: dict[str, Any], within_s: float) -> dict[str, Any]:
        if self.version.label == "new" and "b" in request.values() and Dying.sitting == 2:
            self.gone = "the process of new has ended"
        if self.gone:
            raise Unavailable(self.gone)
        return {"seconds": 0.01}


def test_a_process_that_ends_costs_its_subject_and_the_rest_of_its_sitting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "Child", Dying)
    versions = Version("old", "p", Path("python")), Version("new", "p", Path("python"))
    found = pairing.pairs_of(versions, [Subject(f"row {key}", key, "ms") for key in "abc"], {}, sittings=3)
    assert {row: (len(pairs.old), len(pairs.new), pairs.missing) for row, pairs in found.items()} == {
        "row a": (3, 3, ""), "row b": (0, 0, "the process of new has ended"), "row c": (2, 2, "")
    }  # fmt: skip


@pytest.mark.guest
@pytest.mark.slow
def test_every_subject_can_be_measured_in_this_version() -> None:
    """A subject that an adapter cannot open any more would be missing from every comparison, and nobody would see it."""
    with Child(Version("here", "kaptar", Path(sys.executable)), texts()) as child:
        assert {key: child.open(key) for key in SUBJECTS} == dict.fromkeys(SUBJECTS, "")
        assert all(child.seconds(key, 1) > 0 for key in SUBJECTS)


def test_every_row_has_its_subject_and_ci_compares_some_of_each_bench() -> None:
    rows = [row for bench in ROWS.values() for row in bench]
    assert {row.key for row in rows} == set(SUBJECTS)
    assert len({row.row for row in rows}) == len(rows)
    assert all(any(row.short for row in bench) for bench in ROWS.values())


def test_the_sources_have_about_a_thousand_lines() -> None:
    given = texts()
    for name in ("a.py", "a.js", "edit.py"):
        assert abs(given[name].count("\n") - LINES) < LINES / 5
    assert given["after.py"].count("rate * 2\n") == 1
