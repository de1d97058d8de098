"""Signs of comments by kind of file: what goes is a comment only for sure, what comes also where it only may be one."""

import pytest

from kaptar.edit.account.facts.comment_signs import signs_of
from kaptar.languages import LANGUAGES

CODE = [
    ("a.css", "--gap: 1px;"), ("a.scss", "--gap: 1px;"), ("a.css", "#main,"), ("a.css", "#main > a {"), ("a.html", "--gap: 1px;"),
    ("a.vue", "--gap: 1px;"), ("a.sh", "--name x \\"), ("Dockerfile", "--y 2 \\"), ("Dockerfile.dev", "--y 2 \\"),
    ("a.js", ";[1].forEach(go)"), ("a.js", "#size = 1;"), ("a.ts", "#private = 1;"), ("a.c", "--n, ++a;"), ("a.c", "#warning 1"),
    ("a.c", "# define X 1"), ("a.h", "#line 5"), ("A.cs", "#nullable enable"), ("A.cs", "#region a"), ("A.swift", "#warning(1)"),
    ("a.py", "% name)"), ("a.py", "*rest,"), ("a.py", "--x"), ("a.rs", "#[test]"), ("a.rs", "#![no_std]"), ("a.php", "#[A]"),
    (".gitignore", "*.swp"), (".gitignore", "/*"), ("a.hs", "* 2"), ("a.sql", "; x"),
    ("a.pas", "{$mode x}"), ("a.erb", "<% x %>"), ("a.tpl", "{{- x -}}"), ("a.blade.php", "{{ $x }}"), ("a.liquid", "{% x %}"),
    ("a.new", "--x 1"), ("a.new", "% name"), ("a.new", ";[1]"), ("a.new", "*x = 1"),
]  # fmt: skip
"""Files, each with a line that is no comment of them, whatever goes in its place."""
COMMENTS = [
    ("a.css", "/* x */"), ("a.scss", "// x"), ("a.sql", "--x"), ("a.lua", "--x"), ("a.lua", "--[[ x"), ("a.hs", "-- x"),
    ("a.elm", "--x"), ("a.adb", "--x"), ("a.tex", "%x"), ("a.erl", "%% x"), ("a.pro", "% x"), ("a.clj", ";; x"), ("a.el", ";x"),
    ("a.ini", "; x"), ("a.asm", "; x"), ("a.py", "#x"), ("a.py", "#include x"), ("a.py", '"""Does x."""'), ("a.sh", "# x"),
    ("a.yml", "#x"), ("Makefile", "# x"), (".env.local", "# x"), ("requirements-dev.txt", "# x"),
    ("a.tf", "// x"), ("a.tf", "# x"),
    ("a.js", "{/* x */}"), ("a.c", "/** x"), ("a.rs", "//! x"), ("a.html", "<!-- x"), ("a.vue", "// x"),
    ("a.new", "# x"),    ("a.new", "// x"), ("a.md", "# x"),
    ("a.m", "% x"), ("a.m", "// x"), ("a.cob", "* x"), ("a.tpl", "{{/* x */}}"), ("a.blade.php", "{{-- x --}}"),
    ("a.cmake", "#[[ x ]]"), ("a.nim", "#[ x ]#"), ("a.clj", "#_(x)"), ("a.clj", "(comment x)"), ("Makefile", "@# x"),
    ("a.rb", "=begin"), ("a.pl", "=pod"), ("a.haml", "-# x"), ("a.slim", "/ x"), ("a.liquid", "{% comment %} x"),
    ("a.j2", "{# x #}"), ("a.ftl", "<#-- x"), ("a.heex", "<%!-- x"), ("a.erb", "<%# x %>"), ("a.hbs", "{{! x }}"),
    ("a.cshtml", "@* x"), ("a.pas", "{ x }"), ("a.d", "/+ x"),
]  # fmt: skip
"""Files, each with a comment of theirs."""
FOREIGN = [
    ("a.css", "// x"), ("a.css", "# x"), ("a.py", "// x"), ("a.py", "/* x */"), ("a.sh", "// x"), ("a.yml", "// x"),
    ("a.lua", "# x"), ("a.lua", "// x"), ("a.c", "# other"), ("a.new", "; x"), ("a.new", "% x"), ("a.new", "--x"),
]  # fmt: skip
"""Files, each with a line that may be a comment where it comes, and is none for sure where it goes."""


@pytest.mark.parametrize(("path", "text"), CODE)
def test_code_is_taken_for_no_comment(path: str, text: str) -> None:
    signs = signs_of(path, texts=lambda: [[text]])
    assert not signs.is_surely(text)
    assert not signs.surely_begins(text)


@pytest.mark.parametrize(("path", "text"), [each for each in CODE if not each[0].endswith(".new")])
def test_what_comes_is_code_too_in_a_known_kind_of_file(path: str, text: str) -> None:
    assert not signs_of(path, texts=lambda: [[text]]).is_comment(text)


@pytest.mark.parametrize(("path", "text"), COMMENTS)
def test_comments_of_the_file_are_comments(path: str, text: str) -> None:
    signs = signs_of(path)
    assert signs.is_surely(text)
    assert signs.is_comment(text)


@pytest.mark.parametrize(("path", "text"), FOREIGN)
def test_signs_of_others_count_where_they_come_alone(path: str, text: str) -> None:
    signs = signs_of(path)
    assert signs.is_comment(text)
    assert not signs.is_surely(text)


def test_a_star_is_a_comment_below_the_line_that_has_begun_it() -> None:
    lines = ["/**", "* doc", "* more", "*/", "*p = 1;", "x = a", "* b;", "f(); /* why", "* so */", "g('/*.ts')", "* c"]
    signs = signs_of("a.c", texts=lambda: [lines])
    assert [text for text in lines if text[:1] == "*" and not signs.is_surely(text)] == ["*p = 1;", "* b;", "* c"]
    assert signs.is_surely("* not in the file")


@pytest.mark.parametrize("text", ["{{-- x y --}}", "<#-- x -->", "(* x *)", "{{/* x */}}", "{# x y. #}"])
@pytest.mark.parametrize("path", ["a.new", "a.py", "a.sql", "a.yml"])
def test_a_comment_of_a_template_is_one_by_its_shape(path: str, text: str) -> None:
    assert signs_of(path).is_comment(text)


@pytest.mark.parametrize("text", ["{{ x }}", "[[ x ]]", "<% x %>", "{{- x -}}", "[--i, 1]", "{**x}", "{{-- x }}", "<b>x</b>"])
@pytest.mark.parametrize("path", ["a.new", "a.py", "a.js"])
def test_code_in_brackets_has_no_such_shape(path: str, text: str) -> None:
    assert not signs_of(path).is_comment(text)


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("a.rb", "=begin", "=end"), ("a.pl", "=head1 A", "=cut"), ("a.js", "/*", "*/"), ("a.html", "<!--", "-->"),
        ("a.liquid", "{% comment %}", "{% endcomment %}"), ("a.blade.php", "{{--", "--}}"), ("a.ps1", "<#", "#>"),
        ("a.cmake", "#[[", "]]"), ("a.hs", "{-", "-}"), ("a.lua", "--[[", "]]"), ("a.erb", "<%#", "%>"),
    ],
)  # fmt: skip
def test_what_comes_in_a_comment_over_several_lines_is_one(path: str, first: str, last: str) -> None:
    lines = ["a", first, "said here", "", "a", last, "b"]
    signs = signs_of(path, texts=lambda: [["b"], lines])
    assert signs.is_comment("said here")
    assert signs.is_comment(last)
    assert not signs.is_surely("said here")
    assert not any(map(signs.is_comment, ["a", "b", ""]))


def test_a_comment_that_ends_on_its_line_begins_no_other() -> None:
    signs = signs_of("a.erb", texts=lambda: [["<%# x %>", "said here", "<%# y %>"]])
    assert not signs.is_comment("said here")


@pytest.mark.parametrize(
    "lines",
    [
        ["--[[", "said here", "]]", "--[[ x", "other", "]] code", "]] code"],
        ["--[[", "]] code"],
        ["--[[", "code", "]]", "code"],
        ["code", "--[[", "code"],
    ],
)
def test_a_line_that_stands_outside_too_is_code(lines: list[str]) -> None:
    signs = signs_of("a.lua", texts=lambda: [lines])
    assert not any(signs.is_comment(text) for text in ("code", "]] code"))
    assert signs.is_comment("said here") == ("said here" in lines)
    assert signs.is_comment("other") == ("other" in lines)


def test_a_shebang_is_no_comment_that_may_go() -> None:
    assert not signs_of("a.sh").is_surely("#!/bin/sh")


def test_the_table_tells_the_language_where_the_name_does_not() -> None:
    assert not signs_of("", LANGUAGES["css"].number).is_surely("--a: 1px;")
    assert signs_of("", LANGUAGES["lua"].number).is_surely("--a")


@pytest.mark.parametrize("dialect", sorted(LANGUAGES.keys() - {"html", "markdown"}))
def test_each_language_with_a_parser_is_known(dialect: str) -> None:
    unknown = signs_of("a.new")
    lines = ["--x", ";x", "%x", "#x", "//x", "/* x"]
    signs = signs_of("", LANGUAGES[dialect].number)
    assert [*map(signs.is_comment, lines)] != [*map(unknown.is_comment, lines)]
