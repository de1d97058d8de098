"""The mutants of the writer are still ones: each replaces a text that its module has once, and names tests that there are."""

import pytest
from tests.repository.mutants import ROOT, SOURCE, Mutant, all_mutants


@pytest.mark.parametrize("mutant", all_mutants(), ids=lambda mutant: mutant.name)
def test_a_mutant_fits(mutant: Mutant) -> None:
    text = (ROOT / SOURCE / f"{mutant.module}.py").read_text()
    assert text.count(mutant.old) == 1
    assert mutant.old != mutant.new
    assert (ROOT / "tests/repository" / f"{mutant.tests.split()[0]}.py").is_file()


def test_they_are_many() -> None:
    assert len({each.name for each in all_mutants()}) == len(all_mutants()) >= 60
