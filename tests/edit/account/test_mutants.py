"""Wrong plans are refused by the account alone: no guest has planned them, and none has checked them."""

import pytest
from judging import Judge
from proof.mutants import KINDS, mutants
from proof.plans import CUTS
from proof.triples import TRIPLES

_EACH = 2
"""Mutants of one kind for each right edit. The whole set is 40 times as large and takes minutes."""


@pytest.mark.guest
@pytest.mark.parametrize("kind", KINDS)
def test_no_mutant_survives(by_tables: Judge, kind: str) -> None:
    assert _survivors(by_tables, kind) == []


@pytest.mark.guest
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_mutants_of_two_edits_or_more(by_tables: Judge, kind: str) -> None:
    assert sum(any(True for _ in mutants(kind, by_tables.right(triple))) for triple in TRIPLES) >= 2


@pytest.mark.guest
@pytest.mark.parametrize("kind", KINDS)
def test_no_mutant_survives_by_lines(by_tables: Judge, by_lines: Judge, kind: str) -> None:
    assert _survivors(by_lines, kind, by_tables) == []


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) >= 40


def _survivors(judge: Judge, kind: str, reader: Judge | None = None) -> list[tuple[str, str, str]]:
    """(edit, cut, text) of the mutants that the account accepts. ``reader`` finds the definitions that mutants are made of."""
    cuts = list(CUTS)
    found: list[tuple[str, str, str]] = []
    number = 0
    for triple in TRIPLES:
        for count, text in enumerate(mutants(kind, (reader or judge).right(triple))):
            if count == _EACH:
                break
            number += 1
            two = cuts[number % len(cuts)], cuts[(number + 2) % len(cuts)]
            found += [(triple.name, cut, text) for cut in two if judge.ask(triple, text, cut).complaint is None]
    return found
