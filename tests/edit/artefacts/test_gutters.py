"""Numbers of lines in front of new lines, in the forms in which tools show files."""

import pytest
from tests.edit.artefacts.bringing import brought

WORDS = ("alpha one", "beta two", "gamma three", "delta four")
SOURCE = "".join(f"{line}\n" for line in WORDS)
FORMS = ["{}|{}", "{:>4}|{}", "{} | {}", "{:>6}\t{}", "{}\u2192{}", "L{}: {}", "line {}: {}", "{:>4}  {}", "{:>3} \u2502 {}"]


@pytest.mark.parametrize("form", [*FORMS, "{}: {}"])
@pytest.mark.parametrize("path", ["a.go", "a.sh", "a.toml", "Makefile", ".env", "a.yml", "a.rst", "a.md", "a.txt"])
def test_numbers_in_front_of_all_lines_are_no_text(path: str, form: str) -> None:
    whole = "".join(form.format(n, line) + "\n" for n, line in enumerate((*WORDS[:3], "delta five"), 1))
    assert brought(path, SOURCE, "", whole) is not None
    part = "".join(form.format(n, line) + "\n" for n, line in enumerate(("beta two", "gamma five"), 2))
    complaint = brought(path, SOURCE, "beta two\ngamma three\n", part)
    assert complaint is not None
    assert complaint[0] == "marker_in_result"


@pytest.mark.parametrize("form", ["{}|{}", "{} | {}", "{}\t{}", "{}\u2192{}", "L{}: {}"])
@pytest.mark.parametrize("path", ["a.go", "Makefile", "a.md", "a.txt"])
def test_one_line_of_the_file_with_a_number_says_nothing_of_all(path: str, form: str) -> None:
    whole = "".join(form.format(n, line) + "\n" for n, line in enumerate((*WORDS, "more"), 1))
    assert brought(path, SOURCE + form.format(7, "x") + "\n", "", whole) is not None


@pytest.mark.parametrize("form", ["{}|{}", "{} | {}", "{}\t{}", "{}\u2192{}", "L{}: {}"])
@pytest.mark.parametrize("path", ["a.go", "Makefile", "a.md", "a.txt"])
def test_one_line_has_the_number_of_its_place(path: str, form: str) -> None:
    assert brought(path, SOURCE, "gamma three\n", form.format(3, "gamma five") + "\n") is not None


@pytest.mark.parametrize("form", ["{} {}", "{:>3} {}", "{}:{}", "{}. {}", "{}) {}", "[{}] {}", "{}> {}", "{} > {}"])
@pytest.mark.parametrize("path", ["a.go", "a.sh", "Makefile", "a.toml", ".env"])
def test_other_numbers_are_those_of_lines_with_lines_of_the_file(path: str, form: str) -> None:
    part = "".join(form.format(n, line) + "\n" for n, line in enumerate(("beta two", "gamma five"), 2))
    assert brought(path, SOURCE, "beta two\ngamma three\n", part) is not None
    assert brought(path, SOURCE, "beta two\ngamma three\n", part.replace("2", "5").replace("3", "6")) is None
    assert brought(path, SOURCE, "beta two\ngamma three\n", part.replace("beta", "eta")) is None


@pytest.mark.parametrize("gutter", ["{}\t", "{:>6}\t", "{}\u2192", "{} | ", "{:>4}| "])
def test_a_new_file_has_no_numbers_in_front_of_all_lines(gutter: str) -> None:
    text = "".join(gutter.format(n) + f"x = {n}\n" for n in range(8, 13))
    assert brought("a.txt", "", "", text) is not None
    assert brought("a.txt", "", "", "A list:\n" + text) is None


@pytest.mark.parametrize(("path", "source", "old", "new"), [
    ("a.csv", "id|n\n1|a\n2|b\n", "2|b\n", "2|b\n3|c\n"),
    ("a.md", "n | a\n---|---\n", "---|---\n", "---|---\n3 | c\n"),
    ("a.md", "n | a\n---|---\n1 | b\n", "1 | b\n", "1 | b\n4 | c\n"),
    ("a.md", "alpha\nbeta\n", "alpha\nbeta\n", "1. alpha\n2. beta\n"),
    ("a.yaml", "a:\n  x\n", "  x\n", "  1: x\n  2: y\n"),
    ("a.py", "d = {\n}\n", "d = {\n", "d = {\n    1: 'a',\n    2: 'b',\n    3: 'c',\n"),
    ("a.py", "d = {\n    'x': 0,\n}\n", "    'x': 0,\n", "    'x': 0,\n    3: 'a',\n    4: 'b',\n"),
    ("a.txt", "alpha\nbeta\n", "beta\n", "12:30 lunch\n"),
    ("a.tsv", "id\tname\n1\ta\n", "1\ta\n", "1\ta\n2\tb\n"),
    ("a.c", "switch (x) {\n}\n", "}\n", "case 2: a();\ncase 3: b();\n}\n"),
    ("hosts", "127.0.0.1  a\n", "127.0.0.1  a\n", "10.0.0.1  b\n"),
    ("a.go", "a\nb\nc\n", "b\n", "12:30\n"),
    ("a.yml", "a:\n  b\n", "  b\n", "  - 2:3\n  - 3:4\n"),
    ("a.txt", "alpha\nbeta\n", "alpha\nbeta\n", "1) alpha\n2) beta\n"),
    ("a.txt", "alpha\nbeta\n", "beta\n", "2 eggs\n3 apples\n"),
    ("a.go", "var a = []int{\n}\n", "}\n", "2, 3,\n4, 5,\n}\n"),
    ("a.asm", "L1:\n  jmp L1\n", "  jmp L1\n", "  jmp L1\nL3:\n"),
])  # fmt: skip
def test_numbers_of_the_files_own_are_meant(path: str, source: str, old: str, new: str) -> None:
    assert brought(path, source, old, new) is None
