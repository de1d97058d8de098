"""opencode hands a new text to JavaScript, which expands signs in it: what is written then is judged too."""

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.clients.test_home_in_paths import answered, repo
from tests.clients.test_patch import SECRET

from kaptar.clients.dollar_signs import TooMuch, expanded, has_signs
from kaptar.decoding.json import decode_json

__all__ = ["repo"]
TOKEN = SECRET.partition('"')[2].partition('"')[0]
NODE = shutil.which("node")
ANSWERS = (
    ("a@b@c", "@", "$&$&", "a@@b@@c"),
    ("a@b", "@", "$$", "a$b"),
    ("a@b@c", "@", "[$`]", "a[a]b[a@b]c"),
    ("a@b@c", "@", "[$']", "a[b@c]b[c]c"),
    ("a@b", "@", "$1$<x>$", "a$1$<x>$b"),
    ("a@b", "@", "$$&", "a$&b"),
    ("a@b", "@", "$$$&", "a$@b"),
    ("aaa", "aa", "<$&>", "<aa>a"),
    ("a@b", "@", "$", "a$b"),
    ("a@b", "@", "$0$01", "a$0$01b"),
    ("a@@b", "@", "$`|", "aa|a@|b"),
    ("é@ß", "@", "$`$'", "ééßß"),
    ("x", "x", "$'$`", ""),
    ("a@b", "@", "$\\u0026", "a$\\u0026b"),
)
"""Content, quotation, new text, and what Node answers to ``content.replaceAll(quotation, text)``."""


@pytest.mark.parametrize(("content", "old", "new", "after"), ANSWERS)
def test_signs_are_expanded_as_javascript_does(content: str, old: str, new: str, after: str) -> None:
    assert expanded(content.encode(), old.encode(), new.encode(), 1000).decode() == after


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_random_texts_are_expanded_as_node_does(tmp_path: Path) -> None:
    make = random.Random(3)
    kinds = (("ab$", 9), ("ab$", 3), ("ab$$$&`'1<", 9))
    rows = [["".join(make.choices(letters, k=make.randrange(1, most))) for letters, most in kinds] for _ in range(3000)]
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    code = "console.log(JSON.stringify(JSON.parse(require('fs').readFileSync('rows.json')).map(([s,o,n])=>s.replaceAll(o,n))))"
    told = subprocess.run([str(NODE), "-e", code], cwd=tmp_path, check=True, capture_output=True, timeout=60).stdout
    assert decode_json(told, list[str]) == [expanded(*(each.encode() for each in row), 1 << 20).decode() for row in rows]


def test_a_text_that_grows_too_large_is_none() -> None:
    for new in (b"$`" * 100_000, b"$'$&" * 9, b"$$" * 2000):
        with pytest.raises(TooMuch):
            expanded(b"x" * 5000 + b"@" * 5000, b"@", new, 1 << 20)


def test_signs_that_stand_for_something() -> None:
    assert all(map(has_signs, (b"$$", b"a$&", b"$`", b"$'")))
    assert not any(map(has_signs, (b"$", b"$1", b"$<a>", b"a $ b", b"", b"${a}", b"& $")))


def edited(repo: Path, old: str, new: str, name: str = "a.txt", **more: Any) -> tuple[int, str]:
    args = {"oldString": old, "newString": new, **({"filePath": f"{repo}/{name}"} if "path" not in more else {}), **more}
    return answered(repo, "opencode", "tool.execute.before", {"tool": "edit", "args": args})


@pytest.mark.parametrize(("content", "old", "new"), [
    ("{}@@{}", "@@", "$'"), ("{}@@{}@", "@@", "$'@"), ("@{} {}", "@", "$`$'"), ("x{}|x{}", "|x", "$$"),
    ("a\r\n{}#{}", "#", "$'")])  # fmt: skip
def test_halves_that_a_sign_joins(content: str, old: str, new: str, repo: Path) -> None:
    """Only where the expanded text holds the whole token: the others go on."""
    halves = content.format(TOKEN[:20], TOKEN[20:])
    (repo / "a.txt").write_bytes(halves.encode())
    joined = TOKEN.encode() in expanded(halves.encode(), old.encode(), new.encode(), 1 << 20)
    assert edited(repo, old, new, replaceAll=True)[0] == (2 if joined else 0)


@pytest.mark.parametrize("more", [{"replaceAll": True}, {"path": "a.txt"}, {"path": "a.txt", "replaceAll": True},
                                  {"path": "a.txt", "filePath": "b.txt"}])  # fmt: skip
def test_each_edit_tool_that_expands(more: dict[str, Any], repo: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (repo / name).write_text(f"{TOKEN[:20]}@@{TOKEN[20:]}\n")
    assert edited(repo, "@@", "$'", **more)[0] == 2
    assert edited(repo, "@@", "##", **more)[0] == 0


def test_without_it_the_text_is_what_is_written(repo: Path) -> None:
    (repo / "a.txt").write_text(f"{TOKEN[:20]}@@{TOKEN[20:]}\n")
    assert edited(repo, "@@", "$'")[0] == 0
    assert edited(repo, "@@", f" {TOKEN} ")[0] == 2


@pytest.mark.parametrize("more", [{"replaceAll": True}, {"path": "pyproject.toml"}])
def test_settings_in_an_expanded_text(more: dict[str, Any], repo: Path) -> None:
    quoted = "\n[tool.kaptar.hooks.checks]\nsecrets = false\n"
    (repo / "pyproject.toml").write_text(f'[tool.x]\ndoc = """{quoted}"""\n')
    assert edited(repo, quoted, '""" # $&\n[tool.y]\nz = """', "pyproject.toml", **more)[0] == 2
    assert edited(repo, quoted, "plain $1", "pyproject.toml", **more)[0] == 0


def test_both_readings_are_judged(repo: Path) -> None:
    """A version that writes the text as it is would write the token that an expansion spoils."""
    (repo / "a.txt").write_text("A \n")
    assert TOKEN.encode() + b" " in expanded(b"A \n", b"A", f"$&{TOKEN}".encode(), 1000)
    assert edited(repo, "A", f"$&{TOKEN}", replaceAll=True)[0] == 2
    assert edited(repo, "A", f"A{TOKEN}", replaceAll=True)[0] == 0


def test_signs_beside_a_quotation_that_is_not_exact_stop_the_edit(repo: Path) -> None:
    (repo / "a.txt").write_text("one  two\n")
    code, said = edited(repo, "one two", "$'", replaceAll=True)
    assert (code, "quote its old text exactly" in said) == (2, True)


def test_after_an_edit_with_signs_what_was_replaced_is_not_told(repo: Path) -> None:
    (repo / "a.txt").write_text(f"{TOKEN}\n")
    args = {"filePath": f"{repo}/a.txt", "oldString": "@@", "newString": "$'", "replaceAll": True}
    assert "github-token" in answered(repo, "opencode", "tool.execute.after", {"tool": "edit", "args": args})[1]
