"""Lines that say only that something stays, in any signs, where lines go."""

import pytest

from kaptar.edit.outcome import Span
from kaptar.edit.stand_for_lines import comment_that_stays, stand_in

SOURCE = "head\none 1;\ntwo 2;\nthree 3;\ntail\n"
SIGNS = [
    "{}",
    "({})",
    "[{}]",
    "<{}>",
    "{{{}}}",
    "{{{{-- {} --}}}}",
    "-# {}",
    "/ {}",
    "(comment {})",
    "<#-- {} -->",
    "/+ {} +/",
    "<%!-- {} --%>",
]
SAYINGS = [
    "existing code", "rest unchanged", "same as before", "remaining methods", "rest of the file", "the rest stays the same",
    "Rest bleibt gleich", "reste inchang\u00e9", "code unchanged", "Rest of the fields remain the same",
]  # fmt: skip
DOTS = ["[...]", "(...)", "{...}", "<...>", ". . .", "....", "[\u2026]", '"...": "existing entries",']


def written(
    came: str, source: str = SOURCE, gone: str = "one 1;\ntwo 2;\nthree 3;\n", *, is_document: bool = False, path: str = ""
) -> str:
    """What stands for others where some lines of a source become others."""
    at = source.index(gone)
    span = Span(at, at + len(gone), came.encode())
    text = source.replace(gone, came, 1)
    return stand_in(source.encode(), text.encode(), [span], path, is_document=is_document)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("words", SAYINGS)
def test_a_saying_in_any_signs_stands_for_lines_that_go(sign: str, words: str) -> None:
    line = sign.format(words)
    assert written(f"one 2;\n{line}\n") == line


@pytest.mark.parametrize("line", DOTS)
def test_dots_in_any_brackets_stand_for_lines_that_go(line: str) -> None:
    assert written(f"one 2;\n{line}\n") == line


@pytest.mark.parametrize("line", [*DOTS, *SAYINGS])
def test_a_line_that_the_file_has_may_stay(line: str) -> None:
    assert written(f"one 2;\n{line}\n", f"{line}\n{SOURCE}") == ""


@pytest.mark.parametrize("line", [*DOTS, *SAYINGS])
def test_what_takes_no_place_may_come(line: str) -> None:
    assert written(f"one 1;\n{line}\n", gone="one 1;\n") == ""


@pytest.mark.parametrize("line", [*DOTS, *SAYINGS])
def test_a_new_file_may_have_it(line: str) -> None:
    assert stand_in(b"", f"{line}\n".encode(), [Span(0, 0, f"{line}\n".encode())], is_document=False) == ""


@pytest.mark.parametrize(
    "line",
    [
        "# unchanged since 2.0", "# rest", "{{ existing code }}", "class Rest", "Rest rest;", "import existing",
        "...rest,", "return existing;", "rest ->", "same = before", "keep(existing)", "skip", "existing_code()", "[rest]",
        "- name: existing code", "File existing;", "for rest in all", "unchanged: true", "///     // ...", "the quick rest",
    ],
)  # fmt: skip
def test_code_and_comments_with_words_of_their_own_are_no_saying(line: str) -> None:
    expected = line if line.startswith("{{") else ""
    assert written(f"one 2;\n{line}\n") == expected


@pytest.mark.parametrize(
    "line", ["{{-- validation logic unchanged --}}", "two is as before", "[three as before]", '"two is as before";']
)
def test_a_saying_of_something_stands_for_more_lines_than_come(line: str) -> None:
    assert written(f"one 2;\n{line}\n") == line
    assert written(f"one 2;\ntwo 3;\nthree 4;\n{line}\n") == ""


def test_a_string_takes_the_place_of_a_string() -> None:
    source = 'a\n"one two",\n"three four",\nb\n'
    assert written('"same as before",\n', source, '"one two",\n') == ""
    assert written('"same as before",\n', source, '"one two",\n"three four",\n') == '"same as before",'
    assert written('"same as before",\n', source, "a\n") == '"same as before",'


def test_the_end_of_a_sentence_is_none_of_its_own() -> None:
    assert written("all the text that comes before\nis the same.\n") == ""
    assert written("all the text that comes before.\nThe rest is the same.\n") == "The rest is the same."


@pytest.mark.parametrize(
    "line", ["*(first two paragraphs unchanged)*", "[Para one and two as before]", "[...]", "(existing text)"]
)
def test_in_a_document_brackets_tell_a_saying_from_a_sentence(line: str) -> None:
    assert written(f"one 2;\n{line}\n", is_document=True) == line
    assert written(f"one 2;\ntwo 3;\nthree 4;\n{line}\n", is_document=True) == ""
    assert written("one 2;\nThe rest is unchanged.\n", is_document=True) == ""


def test_lines_of_brackets_part_nothing() -> None:
    source = "one 1;\n}\ntwo 2;\n}\n"
    assert written("one 1;\n}\n}\n[...]\n", source, "one 1;\n}\ntwo 2;\n}\n") == "[...]"


@pytest.mark.parametrize("line", ["{{-- existing code --}}", "/+ rest unchanged +/", "{{/* unchanged */}}"])
def test_such_a_comment_is_known_alone(line: str) -> None:
    assert comment_that_stays(line)


@pytest.mark.parametrize("line", ["existing code", "{{ existing code }}", "{{-- the users that exist --}}", "=> rest", "--"])
def test_no_other_line_is_known_alone(line: str) -> None:
    assert not comment_that_stays(line)


FIVE = "a 1\nb 2\nc 3\nd 4\ne 5\n"


@pytest.mark.parametrize(
    "path", ["a.sh", "a.conf", "Dockerfile", "a.yml", ".env", "CMakeLists.txt", "a.xml", "a.ini", "a.php", "a.c"]
)
@pytest.mark.parametrize("dots", ["...", "\u2026", "  ..."])
def test_dots_alone_stand_for_lines_that_go(path: str, dots: str) -> None:
    assert written(f"{dots}\n", FIVE, "b 2\nc 3\nd 4\n", path=path) == dots.strip()
    assert written(f"{dots}\nx\n", FIVE, "b 2\nc 3\nd 4\n", path=path) == dots.strip()
    assert written(f"{dots}\nx\n", FIVE, "b 2\n", path=path) == ""


@pytest.mark.parametrize("line", ["...", "# (unchanged)", "// (unchanged)", "# [same as before]"])
@pytest.mark.parametrize("path", ["requirements.txt", "a.rst", "a.md"])
def test_dots_and_notes_in_brackets_stand_for_lines_of_a_text(path: str, line: str) -> None:
    assert written(f"{line}\n", FIVE, "b 2\nc 3\nd 4\n", path=path, is_document=True) == line
    assert written(f"x\n{line}\n", FIVE, "b 2\n", path=path, is_document=True) == ""


@pytest.mark.parametrize(("path", "source", "gone", "came"), [
    ("a.py", "x\nb\nc\ny\n", "b\nc\n", "...\n"),
    ("a.yml", "x: 1\nb\nc\n", "b\nc\n", "...\n"),
    ("a.yml", "x: 1\nb\nc\n---\ny: 1\n", "b\nc\n", "...\n"),
    ("a.c", "int f(int a,\nint b,\nint c\n);\n", "int b,\nint c\n", "...\n"),
    ("a.sh", "a\nb\nc\nd\n...\n", "b\nc\n", "...\n"),
])  # fmt: skip
def test_dots_that_are_code_may_come(path: str, source: str, gone: str, came: str) -> None:
    assert written(came, source, gone, path=path) == ""


@pytest.mark.parametrize(("source", "gone", "came"), [
    ("A\n```\na\nb\nc\n```\n", "a\nb\n", "...\n"),
    ("A::\n\n    a\n    b\n    c\n\nText.\n", "    a\n    b\n", "    ...\n"),
    ("a\nb\nc\nd\n", "b\nc\n", "# (optional)\n"),
])  # fmt: skip
def test_examples_and_other_notes_of_a_text_may_come(source: str, gone: str, came: str) -> None:
    assert written(came, source, gone, path="a.rst", is_document=True) == ""
