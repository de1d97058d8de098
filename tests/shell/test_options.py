"""Options: which words of a program are options, their values, and files."""

import pytest

from kaptar.shell.options import options
from kaptar.shell.texts import ShellWord

VALUED = frozenset(("-o", "-k", "--output", "-local"))


def split(text: str) -> tuple[set[str], list[tuple[str, str]], list[str]]:
    said = options([ShellWord(word) for word in text.split()], VALUED, "i")
    return set(said.names), [(name, value.text) for name, value in said.values], [word.text for word in said.plain]


@pytest.mark.parametrize(
    ("text", "names", "values", "plain"),
    [
        ("-o a b", {"-o"}, [("-o", "a")], ["b"]),
        ("-oa b", {"-oa", "-o"}, [("-o", "a")], ["b"]),
        ("-o=a b", {"-o"}, [("-o", "a")], ["b"]),
        ("-qo a b", {"-qo", "-q", "-o"}, [("-o", "a")], ["b"]),
        ("-qoa b", {"-qoa", "-q", "-o"}, [("-o", "a")], ["b"]),
        ("--output a b", {"--output"}, [("--output", "a")], ["b"]),
        ("--output=a b", {"--output"}, [("--output", "a")], ["b"]),
        ("--other a b", {"--other"}, [], ["a", "b"]),
        ("--other=a b", {"--other"}, [("--other", "a")], ["b"]),
        ("-local a b", {"-local"}, [("-local", "a")], ["b"]),
        ("-i.o a", {"-i.o", "-i"}, [("-i", ".o")], ["a"]),
        ("-qi a", {"-qi", "-q", "-i"}, [], ["a"]),
        ("-q -- -o a", {"-q"}, [], ["-o", "a"]),
        ("- a", set(), [], ["-", "a"]),
        ("a -o", {"-o"}, [], ["a"]),
        ("-k -o a", {"-k"}, [("-k", "-o")], ["a"]),
    ],
)
def test_words_are_read_as_programs_read_them(
    text: str, names: set[str], values: list[tuple[str, str]], plain: list[str]
) -> None:
    assert split(text) == (names, values, plain)


def test_what_is_not_known_stays_so() -> None:
    said = options([ShellWord("-o", "known"), ShellWord("", "unknown"), ShellWord("*.py", "pattern")], VALUED)
    assert said.of("-o") == (ShellWord("", "unknown"),)
    assert said.plain == (ShellWord("*.py", "pattern"),)
