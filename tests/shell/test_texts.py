"""Texts of words: braces, and expansions of variables that the line itself sets."""

import time

import pytest

from kaptar.shell.line import WordPart
from kaptar.shell.texts import UNKNOWN, ShellWord, braced, expanded, texts_of

SET = {"F": (ShellWord("src/a.tar.gz"),), "D": (ShellWord("src/"),), "TWO": (ShellWord("a"), ShellWord("b"))}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a", "a"), ("a.py{,.bak}", "a.py a.py.bak"), ("{a,b}.py", "a.py b.py"), ("{a,b}{1,2}", "a1 b1 a2 b2"),
        ("{x,{y,a}}.py", "x.py y.py a.py"), ("x{y}{a,b}", "x{y}a x{y}b"), ("{a", "{a"), ("a}", "a}"), ("{a}", "{a}"),
        ("{1..3}", "{1..3}"), ("{a,b", "{a,b"), ("{}", "{}"), ("{,}", " "), ("{{a,b}", "{a {b"),
        ("{1,2,3,4,5}{1,2,3,4}", "{1,2,3,4,5}{1,2,3,4}"),
    ],
)  # fmt: skip
def test_braces_make_several_words(text: str, words: str) -> None:
    assert braced(text) == tuple(words.split(" "))


@pytest.mark.parametrize("text", ["{" * 60_000, "{," * 30_000, "{a,b}" * 12_000, "{a," * 8 + "b" + "}" * 8 + "," * 60_000])
def test_braces_take_no_time(text: str) -> None:
    began = time.process_time()
    braced(text)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${F:-x}", "src/a.tar.gz"), ("${F-x}", "src/a.tar.gz"), ("${F:=x}", "src/a.tar.gz"), ("${F:?x}", "src/a.tar.gz"),
        ("${F:+x}", "x"), ("${F%.gz}", "src/a.tar.gz"[:-3]), ("${F%.zip}", "src/a.tar.gz"), ("${F%.*}", "src/a.tar"),
        ("${F%%.*}", "src/a"), ("${F##*/}", "a.tar.gz"), ("${F#*.}", "tar.gz"), ("${F##*.}", "gz"), ("${F#src/}", "a.tar.gz"),
        ("${F%/*}", "src"), ("${D%/}", "src"), ("${F/a/b}", "src/b.tar.gz"), ("${F//a/b}", "src/b.tbr.gz"),
        ("${F%'.gz'}", "src/a.tar"),
    ],
)  # fmt: skip
def test_an_expansion_of_what_the_line_sets_is_known(text: str, value: str) -> None:
    assert expanded(text, SET) == (ShellWord(value),)


@pytest.mark.parametrize(
    "text",
    ["${G%x}", "${F:0:3}", "${F^^}", "${F%$X}", "${F%[ab]}", "${#F}", "${!F}", "${F[0]}", "${G:?x}", "$((1))", "${}", "${F:-"],
)
def test_others_are_not_known(text: str) -> None:
    assert expanded(text, SET) == (UNKNOWN,)


def test_a_default_is_one_of_two_values() -> None:
    assert expanded("${G:-a.py}", SET) == (ShellWord("a.py"), UNKNOWN)
    assert expanded("${TWO:-x}", SET) == SET["TWO"]
    assert expanded("${G:-$F}", SET) == (UNKNOWN,)


def test_quoted_braces_are_no_braces() -> None:
    assert texts_of((WordPart("quoted", "{a,b}"),), {}, "/h") == (ShellWord("{a,b}"),)
    assert texts_of((WordPart("bare", "{a,b}."), WordPart("quoted", "p y")), {}, "/h") == (ShellWord("a.p y"), ShellWord("b.p y"))
