"""The makers of edit cases by kind: equal sources give equal cases, and a case's answer is the one its kind says."""

import ast
import difflib
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from kaptar.edit.outcome import Refused
from kaptar_bench.edit.kinds import added, rows
from kaptar_bench.edit.score import Figures
from kaptar_bench.edit_corpus.languages import BY_SUFFIX
from kaptar_bench.edit_corpus.registry import load_packages
from kaptar_bench.edit_kinds import few, make, score_files
from kaptar_bench.edit_kinds.definitions import definitions
from kaptar_bench.edit_kinds.import_lines import imports
from kaptar_bench.edit_kinds.outlines import outline
from kaptar_bench.edit_kinds.sources import CODE, Source

Case = dict[str, Any]


def build(folder: Path, *words: str) -> Path:
    """The folder with the cases of the few sources."""
    packages = few.write(folder)
    cache = str(folder / "downloads")
    assert make.main(["--packages", str(packages), "--out", str(folder), "--cache", cache, "--per-style", "6", *words]) == 0
    return folder


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    data = (build(tmp_path_factory.mktemp("kinds")) / "cases.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in data.split("\n") if line]


def of_style(cases: list[Case], style: str) -> list[Case]:
    found = [case for case in cases if case["style"].split("/")[0] == style]
    assert found, style
    return found


def removed(case: Case) -> list[str]:
    before, after = case["before"].split("\n"), case["after"].split("\n")
    return [line[2:] for line in difflib.ndiff(before, after) if line.startswith("- ") and line[2:].strip()]


def gained(case: Case) -> list[str]:
    before, after = case["before"].split("\n"), case["after"].split("\n")
    return [line[2:] for line in difflib.ndiff(before, after) if line.startswith("+ ") and line[2:].strip()]


def test_the_same_list_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    one, two, other = (build(tmp_path / name, "--seed", seed) for name, seed in (("a", "0"), ("b", "0"), ("c", "1")))
    digests = [
        [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("cases.jsonl", "files.jsonl")]
        for folder in (one, two, other)
    ]
    assert digests[0] == digests[1]
    assert digests[0][0] != digests[2][0]


def test_no_package_is_in_two_lists() -> None:
    folder = Path(make.__file__).parent
    lists = [folder / "packages.toml", folder / "unseen.toml", folder.parent / "edit_corpus" / "packages.toml"]
    names = [package.name for one in lists for package in load_packages(one)]
    assert len(names) == len(set(names)) > 30


def test_every_kind_is_made_of_the_few_sources(cases: list[Case]) -> None:
    kinds = {case["style"].split("/")[0] for case in cases}
    wanted = {
        "comment-added-one", "comment-one-to-several", "comment-several-to-one", "comment-reworded", "comment-not-shown",
        "commit-comment-only", "decorator-added", "decorator-second", "decorators-not-shown", "docstring-added-one",
        "import-widened", "import-narrowed", "import-from-elsewhere", "import-added", "import-left-out", "renamed",
        "left-out-of-whole-class", "moved-in-whole-class", "body-line-left-out", "words-between-siblings",
        "marker-missing-above", "refuse-left-out-one", "refuse-first-left-out", "refuse-decorator-moved",
        "refuse-swapped-one-missing", "refuse-renamed-meanwhile", "refuse-name-bound-twice", "document-new",
        "refuse-conflict", "refuse-gutter", "refuse-marker-in-new-text",
    }  # fmt: skip
    assert not wanted - kinds


def test_an_answer_is_never_the_text_of_before(cases: list[Case]) -> None:
    for case in cases:
        if case["expect"] == "exact":
            assert case["after"] != case["before"], case["style"]
            if case["language"] == "python":
                ast.parse(case["after"])
        else:
            assert case["after"] is None
            assert case["accept"] == ["refuse"]


@pytest.mark.parametrize("style", ["comment-added-one", "comment-added-several", "decorator-added", "import-added"])
def test_what_is_added_removes_nothing(cases: list[Case], style: str) -> None:
    for case in of_style(cases, style):
        if not case["style"].endswith("/and-body"):
            assert removed(case) == []
            assert gained(case)


@pytest.mark.parametrize("style", ["comment-not-shown", "decorators-not-shown"])
def test_what_is_not_shown_stays(cases: list[Case], style: str) -> None:
    for case in of_style(cases, style):
        assert len(removed(case)) == len(gained(case)) == 1
        assert not removed(case)[0].strip().startswith(("@", "#", "//", "*"))


def test_a_definition_that_is_left_out_of_its_class_goes_whole(cases: list[Case]) -> None:
    for case in of_style(cases, "left-out-of-whole-class"):
        assert gained(case) == []
        assert len(removed(case)) >= 2


def test_a_rename_changes_one_line(cases: list[Case]) -> None:
    for case in of_style(cases, "renamed"):
        assert len(removed(case)) == len(gained(case)) == 1


def test_a_document_is_what_was_given(cases: list[Case]) -> None:
    for case in of_style(cases, "document-new"):
        assert case["after"] == case["edit"]
        assert case["before"] == ""


def _source(path: str, text: str) -> Source:
    language = (BY_SUFFIX | CODE)["." + path.rsplit(".", 1)[1]]
    return Source("few", "2", path, language, tuple(text.splitlines()))


PYTHON = """import os
from a import (
    one,
    two,
)
import sys, json

@cached
# between
def first():
    return 1


# the second
@cached(
    size=3,
)
def second():
    return 2


def third():
    return 3
if os:
    def fourth():
        return 4
"""


def test_a_definition_begins_with_its_comment_and_its_decorators() -> None:
    source = _source("a.py", PYTHON)
    found = {d.name: (source.lines[d.top], source.lines[d.start]) for d in definitions(source)}
    assert found == {"second": ("# the second", "@cached("), "third": ("def third():", "def third():")}


def test_imports_are_read_as_far_as_they_are_beyond_doubt() -> None:
    found = imports(_source("a.py", PYTHON))
    assert [(one.source, one.names) for one in found] == [("os", ()), ("a", ("one", "two"))]
    assert found[1].with_names(["one", "three"]).lines == ("from a import (", "    one,", "    three,", ")")


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("a.c", "#include <a.h>\nstatic int\nsum(int a,\n    int b)\n{\n\treturn a + b;\n}\n\nint main(void) {\n\treturn 0;\n}\n",
         {"sum", "main"}),
        ("a.rb", "class Shelf\n  def first\n    @items[0]\n  end\n\n  def size = 3\nend\n", {"Shelf", "Shelf.first"}),
        ("a.php", "<?php\nclass Shelf {\n    public function first() {\n        return 1;\n    }\n}\n", {"Shelf", "Shelf.first"}),
    ],
)  # fmt: skip
def test_more_languages_have_an_outline(path: str, text: str, names: set[str]) -> None:
    source = _source(path, text)
    assert {scope.path for scope in outline(source.lines, source.language).scopes} == names


FILES: Case = {
    "id": "1", "style": "made", "format": "v4a", "may_refuse": False,
    "files": {"a.txt": "one\n", "b.txt": "two\n"},
    "edit": "*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+three\n*** Delete File: b.txt\n*** End Patch\n",
    "right": {"a.txt": "three\n", "b.txt": None},
}  # fmt: skip


@pytest.mark.parametrize(
    ("right", "result", "verdict", "is_right"),
    [
        (FILES["right"], FILES["right"], "exact", True),
        (FILES["right"], {"a.txt": "three\n"}, "WRONG", False),
        (FILES["right"], Refused("stale", "changed"), "refused", False),
        ("refuse", Refused("stale", "changed"), "refused", True),
        ("refuse", {"a.txt": "three\n"}, "WRONG", False),
    ],
)
def test_an_edit_of_several_files_is_judged_as_a_whole(right: Any, result: Any, verdict: str, is_right: bool) -> None:
    case = FILES | {"right": right}
    assert score_files.judge(case, result) == verdict
    assert score_files.is_right(case, verdict) == is_right


@pytest.mark.guest
def test_edits_of_several_files_are_planned() -> None:
    rows, failed = score_files.score([FILES])
    assert failed == []
    assert rows["made"] == {"n": 1, "exact": 1, "right": 1}


def test_figures_of_two_parts_are_summed() -> None:
    one: Figures = {(): dict.fromkeys(("n", "right", "exact", "blank-only", "WRONG", "refused", "noop"), 1)}
    total = added(added({}, one), one)
    assert total == {(): dict.fromkeys(one[()], 2)}


def test_a_style_of_two_groups_has_two_rows() -> None:
    one = dict.fromkeys(("n", "right", "exact", "blank-only", "WRONG", "refused", "noop"), 1)
    keys = [(), ("must refuse", "lazy", "last"), ("may refuse", "lazy", "last")]
    names = [measured.row.row for measured in rows(dict.fromkeys(keys, one))]
    assert len(names) == len(set(names)) == 6
