"""The labelled set of misquoted edits: its labels are true, and equal sources give equal sets."""

import json
from collections import Counter
from random import Random

import pytest

from kaptar_bench.edit.damage import DAMAGES, Quotation
from kaptar_bench.edit.misquoted import Verdict, rows
from kaptar_bench.edit.misquotes import Misquote, Source, misquotes, sources

PART = """def total_NN(items_NN, limit_NN):
    # the sum of part NN
    first_NN = items_NN[NN]
    second_NN = first_NN + limit_NN

    if second_NN == None:
        raise ValueError('part NN')
    return second_NN * NN


"""
PARTS = [PART.replace("NN", str(n)) for n in range(30)]
SOURCE = "".join(PARTS)
FILES = [Source(f"part{n}.py", "python", SOURCE, SOURCE.replace(f"first_{n} +", f"first_{n} -")) for n in range(20)]


def made() -> list[Misquote]:
    return list(misquotes(FILES))


def test_the_set_is_the_same_each_time_and_has_all_kinds() -> None:
    first = made()
    assert first == made()
    assert {c.kind for c in first} == {*DAMAGES, "one line", "near twin", "stale file"}
    assert {c.format for c in first} == {"search_replace", "str_replace", "udiff", "v4a"}


def test_the_label_is_the_place_of_the_only_changed_line() -> None:
    for case in made():
        before, after = case.source.split("\n"), case.after.split("\n")
        assert len(before) == len(after)
        changed = [n + 1 for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
        assert len(changed) == 1
        assert case.first <= changed[0] <= case.last


def test_the_damaged_quotation_is_not_in_the_file() -> None:
    for case in (c for c in made() if c.format == "str_replace"):
        assert json.loads(case.edit)["old_string"] not in case.source


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_keeps_the_line_to_change_in_sight(name: str) -> None:
    lines = tuple(PARTS[3].rstrip("\n").split("\n"))
    for seed in range(20):
        damaged = DAMAGES[name](Quotation(lines, 3), Random(seed))
        if damaged is None:
            continue
        assert damaged.lines != lines
        if name not in ("target word", "several at once", "every line", "name"):
            assert damaged.lines[damaged.target] == lines[3]


def test_sources_are_distinct_files_of_cases_that_apply() -> None:
    case = {"package": "p", "path": "a.py", "language": "python", "expect": "exact", "before": "a\n", "after": "b\n"}
    others = [{"expect": "refuse", "path": "b.py"}, {"before": "a\r\n", "path": "c.py"}]
    lines = [json.dumps(case | other) for other in ({}, {}, *others)]
    assert sources(iter(lines)) == [Source("a.py", "python", "a\n", "b\n")]


def test_rows_say_what_became_of_the_cases() -> None:
    found: Counter[Verdict] = Counter({"exact": 8, "WRONG": 1, "place right": 9, "place wrong": 1, "no place": 1})
    refused, place = (m.row for m in rows({"all": found}))
    assert (refused.value, refused.holds) == (95.0, True)
    assert place.value is not None
    assert (round(place.value, 1), place.holds) == (81.8, False)
