"""Fences around new text come into no file of code, wherever they stand; comments, strings and texts for people may have some."""

import pytest
from tests.edit.artefacts.bringing import brought

TEN = "".join(f"line {n}\n" for n in range(10))


@pytest.mark.parametrize("path", [
    "Makefile", "Dockerfile", ".env", "a.ini", "a.sql", "main.tf", "a.js", "a.ts", "t.cpp", "a.go", "a.rb", "a.css", "a.yml",
    "a.toml", "a.sh", "pom.xml", "a.html", "Jenkinsfile", ".gitignore", "a.kt", "requirements.txt", "constraints.txt",
])  # fmt: skip
@pytest.mark.parametrize("signs", ["```", "```sh", "~~~"])
def test_a_fence_around_new_lines_is_no_text_of_a_file(path: str, signs: str) -> None:
    complaint = brought(path, TEN, "line 4\n", f"{signs}\nline 44\n{signs[:3]}\n")
    assert complaint is not None
    assert complaint[0] == "marker_in_result"
    assert signs in complaint[1]


def test_a_fence_between_quoted_lines_is_found() -> None:
    assert brought("a.rs", TEN, "line 3\nline 4\nline 5\n", "line 3\n  ```rust\nline 44\n  ```\nline 5\n") is not None


@pytest.mark.parametrize(("path", "source", "old"), [
    ("a.py", 'def f():\n    """Doc.\n\n    Text.\n    """\n    return 1\n', "    Text.\n"),
    ("a.ex", '@doc """\nText.\n"""\ndef a, do: 1\n', "Text.\n"),
    ("a.ts", "/*\nText.\n*/\nconst a = 1;\n", "Text.\n"),
    ("a.hs", "{-\nText.\n-}\na = 1\n", "Text.\n"),
    ("a.yml", "on: push\nbody: |\n  Text.\nx: 1\n", "  Text.\n"),
    ("a.yml", "a:\n  - run: >-\n      Text.\n    b: 1\n", "      Text.\n"),
    ("a.sh", "a\ncat <<EOF\nText.\nEOF\nb\n", "Text.\n"),
    ("a.html", "<p>a</p>\n<textarea>\nText.\n</textarea>\n", "Text.\n"),
    ("a.toml", "a = '''\nText.\n'''\n", "Text.\n"),
])  # fmt: skip
def test_comments_and_strings_may_hold_a_fence(path: str, source: str, old: str) -> None:
    depth = " " * (len(old) - len(old.lstrip()))
    new = f"{depth}```\n{depth}code\n{depth}```\n"
    assert brought(path, source, old, new) is None
    assert brought(path, source + "last\n", "last\n", "```\ncode\n```\n") is not None


def test_a_file_that_has_fences_keeps_what_comes() -> None:
    assert brought("a.xyz", TEN + "```\nx\n```\n", "line 4\n", "```\nline 44\n```\n") is None


@pytest.mark.parametrize("path", ["a.java", "a.go", "build.gradle", "a.scss"])
def test_a_sentence_in_a_comment_makes_no_text_for_people(path: str) -> None:
    source = f"/*\n * You may use this file under the licence.\nThis is how it works in all cases.\n */\n{TEN}"
    assert brought(path, source, "line 4\n", "```\nline 44\n```\n") is not None


@pytest.mark.parametrize("path", ["a.vue", "a.html", "a.xml"])
def test_a_sentence_between_tags_makes_no_text_for_people(path: str) -> None:
    source = f"<p>\nThis is how it works in all cases.\n</p>\n{TEN}"
    assert brought(path, source, "line 4\n", "```\nline 44\n```\n") is not None


@pytest.mark.parametrize(("path", "source"), [
    ("a.md", "run it\n"),
    ("a.qmd", "run it\n"),
    ("NOTES.txt", "This is how it works in all cases.\n\nrun it\n"),
    ("rules.mdc", "run it\n"),
    ("rules.xyz", "Use the following rules for all code:\n\nrun it\n"),
    ("issue.j2", "run it\n"),
])  # fmt: skip
def test_a_text_for_people_may_get_a_fence(path: str, source: str) -> None:
    assert brought(path, source, "run it\n", "```\nrun it\n```\n") is None


def test_a_fence_beside_other_new_lines_may_come_into_a_plain_text() -> None:
    assert brought("a.txt", TEN, "line 4\n", "line 4\n```\nx\n```\n") is None
