"""The effects of command lines: the same however a line is written, and none of what is only said."""

import shlex
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaptar import Runtime
from kaptar.shell.file_effects import reads_alone
from kaptar.shell.judged import JudgedLine, judged
from kaptar.shell.line import ReadLine, reader
from kaptar.shell.runs import Around
from kaptar.shell.texts import ShellWord

pytestmark = pytest.mark.guest

AROUND = Around("/repo/tree", {}, "/home/ada")
COMMANDS = (
    "git reset --hard", "git checkout -- a.py", "git stash", "git clean -fd", "git add -A", "git commit -am x", "rm -rf src/a.py",
    "sed -i s/1/2/ a.py", "git switch topic", "mv a.py b.py", "tee a.py",
)  # fmt: skip
HARMLESS = ("ls", "git status", "echo a", "cd .", "true", "cat a.py", "X=1")


@pytest.fixture(scope="module")
def read() -> Iterator[ReadLine]:
    with Runtime() as runtime:
        yield reader(runtime)


def line(text: str, read: ReadLine, aliases: dict[str, str] | None = None) -> JudgedLine:
    known = aliases or {}
    return judged(text, AROUND, read, lambda name, _folder: known.get(name, ""), lambda _folder, word: word.text.endswith(".py"))


def effects(text: str, read: ReadLine) -> list[tuple[str, str | None, tuple[ShellWord, ...] | None]]:
    return [(each.kind, each.folder, each.paths) for each in line(text, read).effects]


def quoted(word: str, how: str) -> str:
    """A word in other signs that say the same."""
    match how:
        case "double":
            return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`") + '"'
        case "single":
            return shlex.quote(word) if word != shlex.quote(word) else f"'{word}'"
        case "split":
            return f"{word[:1]}''{word[1:]}"
        case "escaped":
            return "".join(f"\\{sign}" if sign.isalnum() else sign for sign in word[:2]) + word[2:]
    return word


def wrapped(text: str, how: str, other: str) -> str:
    match how:
        case "shell":
            return f"bash -c {shlex.quote(text)}"
        case "eval":
            return f"eval {shlex.quote(text)}"
        case "subshell":
            return f"({other}; {text})"
        case "group":
            return f"{{ {other}; {text}; }}"
        case "after":
            return f"{other} && {text}"
        case "before":
            return f"{text}; {other}"
        case "if":
            return f"if {other}; then {text}; fi"
        case "substitution":
            return f"echo $( {text} )"
        case "here":
            return f"bash <<'END{len(text)}'\n{text}\nEND{len(text)}\n"
        case "background":
            return f"{text} &"
    return text


WRAPPERS = ("shell", "eval", "subshell", "group", "after", "before", "if", "substitution", "here", "background", "plain")


@settings(max_examples=150)
@given(data=st.data())
def test_a_line_does_the_same_however_it_is_written(read: ReadLine, data: st.DataObject) -> None:
    command = data.draw(st.sampled_from(COMMANDS))
    hows = st.sampled_from(("plain", "double", "single", "split", "escaped"))
    text = " ".join(quoted(word, data.draw(hows)) for word in command.split())
    for _ in range(data.draw(st.integers(0, 3))):
        text = wrapped(text, data.draw(st.sampled_from(WRAPPERS)), data.draw(st.sampled_from(HARMLESS)))
    found = effects(text, read)
    assert [each for each in found if each[0] != "writes" or command.startswith(("sed", "tee"))] == effects(command, read), text


@settings(max_examples=60)
@given(
    command=st.sampled_from(COMMANDS),
    form=st.sampled_from(("echo {}", "git log --grep {}", "grep -rn {} docs", "X={}", ": {}", "[ {} = a ]")),
)
def test_what_is_only_said_has_no_effect(read: ReadLine, command: str, form: str) -> None:
    text = form.format(shlex.quote(command))
    assert effects(text, read) == []


FOLDERS = {
    "/repo/tree": ("cd sub; cd ..; git stash", "(cd sub); git stash", "cd sub | git stash", "bash -c 'cd sub'; git stash"),
    "/repo/tree/sub": (
        "cd sub && git stash", "D=sub; cd $D && git stash", "env -C sub git stash", "git --work-tree=sub stash",
        "pushd sub; git stash", "bash -c 'cd sub; git stash'", "cd -- sub; git stash", "GIT_WORK_TREE=sub git stash",
    ),
    "/repo/tree/sub/deep": ("cd sub && (cd deep && git stash)", "git -C sub -C deep stash", "cd sub && git -C deep stash"),
    "/home/ada": ("cd; git stash", "cd $HOME && git stash", "cd ~ && git stash"),
    "/other": ("cd /other && git stash", "git -C /other stash", "cd sub && git --work-tree /other stash"),
    None: ("cd $(x) && git stash", "cd - && git stash", "cd $X && git stash"),
}  # fmt: skip
"""Lines by the folder that their command works in."""


@pytest.mark.parametrize(("folder", "text"), [(folder, text) for folder, texts in FOLDERS.items() for text in texts])
def test_the_folder_of_a_command_is_followed(read: ReadLine, text: str, folder: str | None) -> None:
    (effect,) = line(text, read).effects
    assert effect.folder == folder


def test_aliases_are_followed_to_a_bound(read: ReadLine) -> None:
    aliases = {"one": "two", "two": "reset --hard", "loop": "loop", "sh": "!git stash && rm a.py", "c": "checkout"}
    assert [each.said for each in line("git one HEAD~1", read, aliases).effects] == ["git reset --hard HEAD~1"]
    assert [each.said for each in line("git sh", read, aliases).effects] == ["git stash", "rm a.py"]
    assert line("git loop", read, aliases).effects == ()
    assert [each.kind for each in line("git c -- a.py", read, aliases).effects] == ["loses"]
    assert [each.said for each in line("git -c alias.x='!git stash' x", read).effects] == ["git stash"]


def test_a_value_of_a_loop_is_each_of_its_values(read: ReadLine) -> None:
    (effect,) = line("for f in a.py b.py; do rm $f; done", read).effects
    assert effect.paths == (ShellWord("a.py"), ShellWord("b.py"))
    many = " ".join(f"f{number}" for number in range(40))
    (effect,) = line(f"for f in {many}; do rm $f; done", read).effects
    assert {word.kind for word in effect.paths or ()} == {"unknown"}


def test_what_is_read_alone_says_so(read: ReadLine) -> None:
    def only_reads(text: str) -> bool:
        return all(map(reads_alone, line(text, read).runs))

    assert only_reads("cat a.py | head -3 && pytest a.py; ruff check a.py")
    for text in ("python x.py", "cat a.py > b.py", "sed -i s/1/2/ a.py", "perl -e 1", "make", "yq -i x a.py", "uniq a.py b.py"):
        assert not only_reads(text), text


def test_a_line_that_is_too_long_or_too_deep_is_broken(read: ReadLine) -> None:
    assert line("ls " + "a" * (1 << 18), read).broken
    nested = "git stash"
    for _ in range(9):
        nested = f"bash -c {shlex.quote(nested)}"
    assert line(nested, read).broken
    assert len(line("; ".join(["rm a.py"] * 600), read).effects) == 500
