"""`.editorconfig`: which sections are for a file, which of several files wins, and what a hostile one can do."""

from pathlib import Path
from time import process_time

import pytest

from kaptar.checks.tools.editorconfig import MOST_BYTES, MOST_IN_ALL, NAME, Section, fitting, parse, properties_of
from kaptar.checks.tools.format_guest import from_properties


def fits(pattern: str, path: str) -> bool:
    return bool(fitting((Section(pattern, {}),), path))


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("*", ["a", "a.py", "b/c.py"], []),
        ("*.py", ["a.py", "b/c.py", "b/.py"], ["a.pyi", "a"]),
        ("a?.py", ["ab.py", "x/ac.py"], ["a.py", "a/.py"]),
        ("*.{js,ts}", ["a.js", "b/a.ts"], ["a.tsx", "a.{js,ts}"]),
        ("{package.json,*.yml}", ["package.json", "b/x.yml"], ["apackage.json"]),
        ("lib/*.js", ["lib/a.js"], ["lib/b/a.js", "x/lib/a.js"]),
        ("/a.js", ["a.js"], ["b/a.js"]),
        ("lib/**.js", ["lib/a.js", "lib/b/a.js"], ["a.js", "lib/a.ts"]),
        ("lib/**/a.js", ["lib/a.js", "lib/b/a.js", "lib/b/c/a.js"], ["lib/ba.js", "lib/b/ba.js"]),
        ("**/a.js", ["a.js", "b/a.js"], ["ba.js"]),
        ("[ab].c", ["a.c", "x/b.c"], ["c.c", "ab.c"]),
        ("[!ab].c", ["c.c"], ["a.c", "b/b.c"]),
        ("[a-c1].c", ["b.c", "1.c"], ["d.c", "-.c"]),
        ("file{8..11}.c", ["file8.c", "x/file11.c"], ["file7.c", "file12.c", "file.c"]),
        ("a\\*.c", ["a*.c"], ["ab.c"]),
        ("[", ["["], ["a"]),
        ("a.b", ["a.b"], ["axb"]),
        ("*.{c,{h,x}}", ["a.c", "a.x"], ["a.y"]),
        ("\\{a,b}", ["{a,b}"], ["a"]),
        ("{-1..1}", ["-1", "0", "1"], ["2", "-1..1"]),
        ("{a..b}", ["a..b"], ["a"]),
        ("*.py", ["a\nb.py", "x\ny/a.py"], []),
        ("a/**", ["a/b\nc"], ["a"]),
    ],
)
def test_patterns(pattern: str, yes: list[str], no: list[str]) -> None:
    assert [path for path in yes if not fits(pattern, path)] == []
    assert [path for path in no if fits(pattern, path)] == []


def test_sections_comments_and_lines_that_are_none() -> None:
    text = "\ufeff; one\nroot = TRUE\nanything\n[*]\n# two\nIndent_Size = 4 ; why\r\nend_of_line=LF\n[*.py]\nindent_size=unset\n"
    parsed = parse(text)
    assert parsed.root
    assert [(s.pattern, dict(s.properties)) for s in parsed.sections] == [
        ("*", {"indent_size": "4", "end_of_line": "lf"}),
        ("*.py", {"indent_size": "unset"}),
    ]
    assert not parse("[*]\nroot = true\n").root


def test_the_nearest_file_wins_up_to_the_one_that_is_root(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path.parent / NAME).write_text("[*]\ncharset = latin1\n")
    (tmp_path / NAME).write_text("[*]\nindent_size = 8\nmax_line_length = 100\nend_of_line = lf\n")
    (tmp_path / "a" / NAME).write_text("[b/*.py]\nindent_size = 2\nend_of_line = unset\n")
    assert properties_of(inner / "x.py", tmp_path) == {"indent_size": "2", "max_line_length": "100"}
    assert properties_of(inner / "x.js", tmp_path)["indent_size"] == "8"
    (tmp_path / "a" / NAME).write_text("root = true\n[*.py]\nindent_size = 3\n")
    assert properties_of(inner / "x.py", tmp_path) == {"indent_size": "3"}


def test_what_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    assert properties_of(tmp_path / "a.py", tmp_path) == {}
    (tmp_path / NAME).rmdir()
    (tmp_path / NAME).write_bytes(b"[*]\nindent_size = 3\n#" + b"x" * MOST_BYTES)
    assert properties_of(tmp_path / "a.py", tmp_path) == {}
    (tmp_path / NAME).write_bytes(b"[*]\n\xff\xfe = 1\nindent_size = 3\n")
    assert properties_of(tmp_path / "a.py", tmp_path)["indent_size"] == "3"


@pytest.mark.parametrize(
    "pattern", ["**a" * 40 + "b", "*a" * 60 + "b", "**/" * 40 + "b", "{a,b}" * 30, "x{1..999999999}", "{" * 500]
)
def test_no_pattern_takes_long(pattern: str) -> None:
    """The first two would keep a backtracking matcher busy for longer than the universe has been there."""
    assert not fits(pattern, "a" * 200)


def test_a_bomb_costs_little(tmp_path: Path) -> None:
    """Sections that each stand for 256 alternatives, in each folder above the file, and a long path."""
    folder = tmp_path
    for depth in range(30):
        folder = folder / f"{'a' * 60}{depth}"
        folder.mkdir()
        bomb = "".join(f"[{number}{'{*a,*b}' * 8}*]\nindent_size = 2\n" for number in range(1500))
        (folder / NAME).write_text(bomb[: MOST_BYTES - 1])
    start = process_time()
    assert properties_of(folder / ("a" * 200), tmp_path) == {}
    assert process_time() - start < 3


def test_files_far_above_say_nothing_once_enough_was_read(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / NAME).write_text("[*]\nindent_size = 3\n")
    for depth in range(MOST_IN_ALL // MOST_BYTES):
        folder = folder / str(depth)
        folder.mkdir()
        (folder / NAME).write_text("#" * (MOST_BYTES - 1))
    assert properties_of(tmp_path / "a.py", tmp_path) == {"indent_size": "3"}
    assert properties_of(folder / "a.py", tmp_path) == {}


@pytest.mark.parametrize(
    ("properties", "options"),
    [
        ({}, {}),
        ({"indent_style": "tab"}, {"tabs": True}),
        ({"indent_style": "tab", "tab_width": "8"}, {"tabs": True, "indent_width": 8}),
        ({"indent_style": "space", "indent_size": "3"}, {"tabs": False, "indent_width": 3}),
        ({"indent_size": "tab", "tab_width": "5"}, {"indent_width": 5}),
        ({"indent_size": "0"}, {}),
        ({"indent_size": "17"}, {}),
        ({"indent_size": "many", "max_line_length": "10"}, {}),
        ({"max_line_length": "100"}, {"line_width": 100}),
        ({"max_line_length": "off"}, {"line_width": 320}),
        ({"max_line_length": "٣٠"}, {}),
        ({"end_of_line": "crlf", "insert_final_newline": "false"}, {"line_end": "crlf", "final_newline": False}),
        ({"end_of_line": "cr", "insert_final_newline": "true"}, {"final_newline": True}),
    ],
)
def test_properties_become_options(properties: dict[str, str], options: dict[str, object]) -> None:
    assert from_properties(properties) == options
