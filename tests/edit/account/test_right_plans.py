"""Right plans are accepted, whatever their ranges look like."""

from itertools import pairwise

import pytest
from judging import Judge
from proof.plans import CUTS
from proof.triple import Triple
from proof.triples import TRIPLES

from kaptar.edit.verify import apply_spans, check_ranges

REFUSED: dict[str, str] = {}
"""Right edits that the account refuses, and why that may be."""


@pytest.mark.guest
@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("triple", TRIPLES, ids=[t.name.replace(" ", "-") for t in TRIPLES])
def test_a_right_plan_is_accepted(by_tables: Judge, triple: Triple, cut: str) -> None:
    account = by_tables.ask(triple, triple.after, cut)
    if triple.name in REFUSED:
        assert account.complaint is not None, "it is accepted now: take it out of REFUSED"
    else:
        assert account.complaint is None, account.complaint


@pytest.mark.parametrize("cut", CUTS)
def test_the_cuts_make_the_text(cut: str) -> None:
    texts = sorted({text for t in TRIPLES for text in (t.before, t.after)} | {"", "x", "ä\nö", "a\r\nb\r\n"})
    for before, after in pairwise(texts):
        spans = CUTS[cut](before.encode(), after.encode())
        assert check_ranges(before.encode(), spans) is None
        assert apply_spans(before.encode(), spans) == after.encode()
