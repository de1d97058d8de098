"""No middle of a document becomes a line that could stand for it."""

import pytest
from laying import lay

from kaptar.edit.account.rules.condensed import check_condensed

BEFORE = "Title\n\nThe intro.\n\n## Usage\n\nRun it twice.\n\n## End\n\nBye.\n"


def complaint(before: str, after: str, *, is_prose: bool = True) -> object:
    return check_condensed(lay(before, after, after)[0], is_prose=is_prose)


@pytest.mark.parametrize(
    "line",
    [
        "blah",
        "_... 既存 ..._",
        "`...`",
        "> il resto",
        "其余内容不变",
        "(see the old text)",
    ],
)
@pytest.mark.parametrize("intro", ["The intro.", "Another intro.", "Another intro\nof three\nlines."])
def test_a_line_does_not_stand_for_a_section(line: str, intro: str) -> None:
    assert complaint(BEFORE, f"Title\n\n{intro}\n\n{line}\n\n## End\n\nBye.\n") is not None


WRITTEN = {
    "a section in other words": BEFORE.replace("Run it twice.", "Run the tool once."),
    "a section is left out": BEFORE.replace("## Usage\n\nRun it twice.\n\n", ""),
    "a line is added": BEFORE.replace("## End", "See there.\n\n## End"),
    "a line with a word of what goes": BEFORE.replace("## Usage\n\nRun it twice.", "Run the tool once."),
    "a line below what goes": BEFORE.replace("## Usage\n\nRun it twice.", "Run the tool once.\n\nblah"),
    "a line above what goes": BEFORE.replace("## Usage\n\nRun it twice.", "blah\n\n## Usage of it"),
    "another heading": BEFORE.replace("## Usage", "## Command"),
    "a long sentence": BEFORE.replace("Run it twice.", "z" * 101),
    "a line moves": BEFORE.replace("The intro.\n\n", "").replace("Bye.", "The intro."),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_other_changes_are_written(name: str) -> None:
    assert complaint(BEFORE, WRITTEN[name]) is None


def test_texts_without_blanks_are_compared_by_pairs_of_signs() -> None:
    before, after = (
        "一\n\n这个工具很好用\n\n二\n",
        "一\n\n这个工具不好用\n\n二\n",
    )
    assert complaint(before, after) is None
    assert complaint(before, after.replace("这个工具不好用", "其余内容")) is not None


@pytest.mark.parametrize(
    ("after", "is_refused"),
    [("a one\nblah blah\nz end\n", True), ("a one\nblah=1\nz end\n", False), ("a one\nb two\nblah blah\nz end\n", False)],
)
def test_in_other_files_several_lines_go_for_a_sentence(after: str, is_refused: bool) -> None:
    assert (complaint("a one\nb two\nc three\nz end\n", after, is_prose=False) is not None) is is_refused
